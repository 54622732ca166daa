"""
The checks: where not to trust a translation, without a reference.

In: a German sentence and its English, or an article's translations. Out: findings that name the
words at fault on both sides, so that a person without German understands them.

    >>> for finding in check_pair("Es kamen 11.000 Menschen.", "1,000 people came."):
    ...     print(finding.severity, "-", finding.message)
    error - German says "11.000" (11,000), English says "1,000"
"""

from translate.glossary import Glossary
from translate.quality.checks import check, check_pair, weight
from translate.quality.lines import check_lines
from translate.quality.repetition import without_doubled_words
from translate.quality.restored import restore_names

__all__ = ["check", "check_lines", "check_pair", "mend", "weight"]


def mend(german: str, english: str, glossary: Glossary | None = None) -> str:
    """
    An engine's answer without its slips: names misspelt, small words said twice.

    With a glossary its names and terms then stand as it has them, where the place is certain.

    >>> mend("Sie fuhr nach Aschaffenburg.", "She went to to Aferburg.")
    'She went to Aschaffenburg.'
    """
    mended = without_doubled_words(german, restore_names(german, english))
    return glossary.mend(german, mended) if glossary else mended
