"""
Which language a text is in: judged per article before it is translated, and per sentence for
the English that already stands in a German article.

Function words decide: they are frequent, short and never borrowed. Only where they leave a doubt
is the model of py3langid asked, which is imported and loaded then (about a second, once).

    language_of      a text → ISO 639-1 code
    language_of_blocks   an article → the code of most of its words
    is_english       a sentence → certain to be English, so that it is copied, not translated
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from translate.data import Block

GERMAN = "de"
ENGLISH = "en"

# Neither set holds a word of the other language ("in", "was", "war", "die", "will", "man", "so").
_GERMAN_FUNCTION_WORDS = (
    "aber als am auch auf aus bei beim bis dadurch dafür damit dann das dass daß dem den denn der "
    "des deshalb diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er "
    "es für gegen habe haben hatte hatten ich ihm ihn ihr ihre ihrem ihren ihrer im ist ja jedoch "
    "kann kein keine können mehr mich mir mit muss nach nicht noch nur oder ohne schon sehr sein "
    "seine seinem seinen seiner seit sich sie sind sollen sowie über um und uns unter viele vom "
    "von vor wenn werden wie wieder wir wird worden wurde wurden würde zu zum zur zwei zwischen "
    "hat nun sei seien weil wo einst dort heute gestern jetzt immer wer nichts etwas"
)
_GERMAN_WORDS = frozenset(_GERMAN_FUNCTION_WORDS.split())
_ENGLISH_FUNCTION_WORDS = (
    "the of and to is that with for from this these those are have has had his they it its not by "
    "at as be been which we you he she their there would could should were but or if what when "
    "who how than then them our your my about into after before because while do does did can may "
    "might must shall being i me him us no on only other some such more most now out over very "
    "where why said say says"
)
_ENGLISH_WORDS = frozenset(_ENGLISH_FUNCTION_WORDS.split())
# Candidates for the model: without them it takes short German for Luxembourgish or Afrikaans.
_CANDIDATES = (
    "de en fr it es pt nl pl cs sk sl hr sr bs hu ro bg el tr ru uk be da sv no fi et lv lt sq mk "
    "ar he fa hi zh ja ko la"
)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_GERMAN_SIGN = re.compile(r"[äöüßÄÖÜ„]")
# Judging more than this changes nothing and costs time on a 10 MB line.
_SAMPLE = 20_000  # characters
_ENOUGH_WORDS = 12
_CLEAR_SHARE = 0.12  # of all words; German and English news have 0.35 to 0.5 function words
_CLEAR_RATIO = 4
_CERTAIN = (
    4  # English function words of a sentence without a German one; 0 of 65,000 German have it
)


def language_of(text: str) -> str:
    """
    The ISO 639-1 code of a text's language.

        >>> language_of("Der Bundestag hat am Donnerstag über das Gesetz beraten und abgestimmt.")
        'de'
        >>> language_of("Le ministre a annoncé mardi que la réforme serait votée avant l'été.")
        'fr'
    """
    words = _words(text)
    return (_clear_language(words) or _ask(text)) if words else GERMAN


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:_SAMPLE].lower())


def _ask(text: str) -> str:
    return _classifier()(text[:_SAMPLE])[0]


def _clear_language(words: Sequence[str]) -> str:
    """German or English where the function words leave no doubt, or an empty string."""
    if len(words) < _ENOUGH_WORDS:
        return ""
    german = sum(map(_GERMAN_WORDS.__contains__, words))
    english = sum(map(_ENGLISH_WORDS.__contains__, words))
    if german >= _CLEAR_SHARE * len(words) and german >= _CLEAR_RATIO * english:
        return GERMAN
    if english >= _CLEAR_SHARE * len(words) and english >= _CLEAR_RATIO * german:
        return ENGLISH
    return ""


def language_of_blocks(blocks: Sequence[Block]) -> str:
    """
    The language that most words of an article are in, each block judged by itself.

    A German article about an English speech stays German while most of it is. Too little text to
    tell (a headline, a number) counts as German, which is what a corpus here is made of.

        >>> from translate.data import BlockKind
        >>> language_of_blocks([Block(BlockKind.TITLE, "Make America Great Again")])
        'de'
    """
    votes: Counter[str] = Counter()
    doubtful: list[tuple[Block, int]] = []
    for block in blocks:
        words = _words(block.text)
        if language := _clear_language(words):
            votes[language] += len(words)
        elif len(words) >= _ENOUGH_WORDS:
            doubtful.append((block, len(words)))
    if not votes and not doubtful:
        joined = " ".join(block.text for block in blocks)
        return language_of(joined) if len(_words(joined)) >= _ENOUGH_WORDS else GERMAN
    # The model is asked only if what it says can change the outcome.
    margin = votes[GERMAN] - votes[ENGLISH]
    if abs(margin) <= sum(count for _, count in doubtful):
        for block, count in doubtful:
            votes[_ask(block.text)] += count
    return votes.most_common(1)[0][0]


def is_english(sentence: str) -> bool:
    """
    Whether a sentence is certainly English already, so that translating it would spoil it.

    Conservative: a false yes leaves German untranslated, a false no costs little. Names and
    titles alone are no English sentences.

        >>> is_english("We will not be intimidated by this decision.")
        True
        >>> is_english("„The Voice of Germany“ startet im Herbst.")
        False
        >>> is_english("The Wolf of Wall Street")
        False
    """
    if _GERMAN_SIGN.search(sentence):
        return False
    words = _WORD.findall(sentence)
    if any(word.lower() in _GERMAN_WORDS for word in words):
        return False
    evidence = _english_evidence(words)
    # Two function words amid lower-case words, a fifth of the sentence: a title has none of that.
    if evidence < 2 or evidence < 0.2 * len(words):
        return False
    return evidence >= _CERTAIN or _classifier()(sentence[:_SAMPLE])[0] == ENGLISH


def _english_evidence(words: Sequence[str]) -> int:
    """English function words beside a lower-case word that is none: "Voice of Germany" has 0."""
    plain = [word.islower() for word in words]
    english = [word.lower() in _ENGLISH_WORDS for word in words]
    if not any(p and not e for p, e in zip(plain, english, strict=True)):
        return 0
    return sum(
        is_function and ((i > 0 and plain[i - 1]) or (i + 1 < len(words) and plain[i + 1]))
        for i, is_function in enumerate(english)
    )


@cache
def _classifier() -> Callable[[str], tuple[str, float]]:
    import py3langid

    py3langid.set_languages(_CANDIDATES.split())
    classify: Callable[[str], tuple[str, float]] = py3langid.classify
    return classify
