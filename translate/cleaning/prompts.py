"""Prompts: short lines that speak to the reader; and advice, by which an article does so too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from operator import or_

from translate.cleaning.phrases import names_word_of
from translate.cleaning.pieces import Piece
from translate.cleaning.sentences import ADDRESS, SPEECH, is_advice
from translate.data import BlockKind

PROMPT = "prompt to the reader"

_LONGEST_PROMPT = 120  # characters; the longest among the labelled articles has 80
# A site's own offer, where the article itself gives advice on such channels.
_OURS = re.compile(
    r"\b(?:unser\w*|uns|wir|jetzt|hier|abonnier\w*|folg(?:e|t|en)|kostenlos\w*|gratis\w*)\b",
    re.IGNORECASE,
)
_ADVICE = 2  # lines that speak to the reader: then it is what the article does
_SENTENCE_END = re.compile(r"\w{3}[.!?](?= |$)")
_SENTENCES_OF_ADVICE = 3
# "Neue Regeln: Was Sie wissen müssen" is a headline.
_HEADLINE = re.compile(r"(?:^|[:–?] )(?:Was|Wie|Warum|Wann|Wo|Worauf|So)\b.{0,30}\bSie\b(?!.*[!.])")


def mark_prompts(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Short lines that speak to the reader and name what the site offers. Where the article itself
    speaks to its reader, as advice and interviews do, only what a site offers as its own counts.
    """
    prompts = [not piece.reason and _is_prompt(piece.text, "site_words") for piece in pieces]
    channels = [not piece.reason and _is_prompt(piece.text, "channels") for piece in pieces]
    if not any(prompts) and not any(channels):
        return list(pieces)
    speaking = sum(
        not piece.reason and not is_prompt and _speaks_to_reader(piece)
        for piece, is_prompt in zip(pieces, map(or_, prompts, channels), strict=True)
    )
    marked = []
    for piece, is_prompt, is_channel in zip(pieces, prompts, channels, strict=True):
        if speaking >= _ADVICE:
            is_advice = piece.text.endswith((".", "?")) and not _OURS.search(piece.text)
            counts = is_channel and not is_advice
        else:
            counts = is_prompt or is_channel
        marked.append(replace(piece, reason=PROMPT) if counts else piece)
    return marked


def _speaks_to_reader(piece: Piece) -> bool:
    is_sentence = piece.is_prose or piece.text.endswith(("?", "!"))
    return is_sentence and bool(ADDRESS.search(piece.text))


def _is_prompt(text: str, words: str) -> bool:
    """
    Whether a line is short, speaks to the reader and names a word of a list.

        >>> _is_prompt("Mögen Sie das? Abonnieren Sie unseren Boten!", "channels")
        True
        >>> _is_prompt("Melden Sie sich beim Einwohneramt.", "site_words")
        False
    """
    return (
        len(text) <= _LONGEST_PROMPT
        and bool(ADDRESS.search(text))
        and not SPEECH.search(text)
        and not _HEADLINE.search(text)
        and names_word_of(text, words)
    )


def keep_advice(pieces: Sequence[Piece]) -> list[Piece]:
    """Keep advice between two paragraphs of advice, or of several sentences amid the text."""
    kept = list(pieces)
    prose = [i for i, piece in enumerate(pieces) if piece.is_prose]
    for i in range(min(prose, default=0) + 1, max(prose, default=0)):
        above, piece, below = kept[i - 1], pieces[i], pieces[i + 1]
        if not piece.reason or not _advises(piece):
            continue
        is_amid = not (above.reason or below.reason) and _advises(above) and _advises(below)
        if is_amid or len(_SENTENCE_END.findall(piece.text)) >= _SENTENCES_OF_ADVICE:
            kept[i] = replace(piece, reason="")
    return kept


def _advises(piece: Piece) -> bool:
    return piece.kind is BlockKind.PARAGRAPH and is_advice(piece.text)
