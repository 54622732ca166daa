"""What is new and what is gone in an article whose source changed: a short list for the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from translate.data import TranslatedArticle
from translate.rendering.escaping import escape, escape_line

# A rewritten article is better read than listed.
_LONGEST = 12


def render_changes(
    translated: TranslatedArticle, before: Sequence[str], english: Mapping[str, str], since: str
) -> str:
    """
    List the sentences that are new and those that are gone, German and English.

    `before` are the German sentences of the last version, `english` what is known of theirs,
    `since` the date of that version.
    """
    now = Counter(translation.segment.text for translation in translated.translations)
    gone = Counter(before) - now
    new = now - Counter(before)
    lines = []
    for translation in translated.translations:
        if new[translation.segment.text] > 0:
            new[translation.segment.text] -= 1
            where = f"¶{translation.segment.block + 1}"
            lines.append(_line(f"new {where}", translation.segment.text, translation.text))
    for sentence in before:
        if gone[sentence] > 0:
            gone[sentence] -= 1
            lines.append(_line("gone", sentence, english.get(sentence, "")))
    if not lines:
        return ""
    if len(lines) > _LONGEST:
        more = len(lines) - _LONGEST
        lines = [*lines[:_LONGEST], f"- … and {more} more"]
    return "\n".join([f"## Changed since {since}", *lines, ""])


def _line(what: str, german: str, english: str) -> str:
    return f"- {what}: {escape_line(german)}" + (
        f" — *{escape(english, inside='*')}*" if english else ""
    )
