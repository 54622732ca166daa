"""Structure: which line above the text is the title, what is a caption, what is said twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from translate.cleaning import layout, metadata
from translate.cleaning.furniture import RELATED
from translate.cleaning.lines import signs_of
from translate.cleaning.lists import ANSWER, PART, forms_of
from translate.cleaning.phrases import lowered_words_of
from translate.cleaning.pieces import STUB, Piece, first_prose
from translate.cleaning.sentences import ADDRESS
from translate.data import BlockKind

CONTENTS = "table of contents"
KICKER = "section name or kicker"
BREADCRUMB = "breadcrumb"
DUPLICATE = "duplicate"

_IMAGE_CREDIT = "image credit"
_AFTER_TITLE = (metadata.BYLINE, metadata.DATE_LINE, metadata.DATELINE)
# A caption with its credit: Der Hafen am Montag. Foto: Kern
_ENDS_WITH_CREDIT = re.compile(
    r"\S[.!?…“”)»«\w]\s[(\[|]?\s?(?:(?:Symbol|Archiv)?(?:Fotos?|Bild(?:er)?)|Bildquelle|Grafik"
    r"|Illustration|Quelle|Credit):\s[A-ZÄÖÜ@][^.!?:]{1,50}[)\]]?$"
    r"|\S\s(?:©|\(c\))\s?[A-ZÄÖÜ@][^.!?:]{1,60}$"
)
# Lines that are made alike begin with a place, end with brackets, or are numbered.
_SERIES_FORMS = tuple(
    map(re.compile, (r"^[A-ZÄÖÜ][\w-]+(?:[ /][\w-]+)?: ", r"\S \([^)]+\)$", r"^\D{0,10}\d{1,2}\b"))
)
_LEAST_LIKE = 2
_TICKER = re.compile(r"\+\s?\+")
_TITLE_MARKS = re.compile(r"[:!?„“\"»«–—]|\b(?:ist|sind|hat|wird|nicht|will|kann|muss|soll)\b")
_ORGANISATION = re.compile(
    r"\b(?:Polizei\w*|Feuerwehr|Ministerium|Bundespolizei\w*|Hauptzollamt|Staatsanwaltschaft|GmbH|AG"
    r"|e\. ?V\.|Kreis\w*|Landratsamt|Direktion|Verband|Stadt)\b"
)
_GENRE = re.compile(
    r"(?:\w+-)?(?:Quiz|Video|Podcast|(?:Live|News)-?(?:ticker|blog)|Dossier): (?:\S+ ){2}"
)
_VERBS = frozenset(("verb", "maybe verb"))
_NON_WORDS = re.compile(r"[\W_]+")
_HEAD_LINES = 30  # a title stands among the first lines, or there is none
_LONG_TITLE = 24  # characters from which a line is longer than most kickers
# Of 779 headlines of news, 152 lost to a deck below them without these, and about 50 with them;
# with less than 40, tabloid kickers would win.
_LONGER_THAN_KICKERS = 40  # characters
_LEAST_SPACES = 3
_SURE_TITLE = -1.5  # log-odds of a line that is no kicker though another is the title
_MOST_DOUBT = 3.0  # points, either way, for a line that looks like furniture
_SHORTEST_DUPLICATE = 20  # characters; "Warum?" may be asked twice
_LONGEST_LINE = 300  # characters; a breadcrumb that ends with the title is shorter
_LONGEST_CAPTION = 250
_LONGEST_ENTRY = 120  # characters of a line in a table of contents
_LEAST_ENTRIES = 2
_NUMBER = re.compile(r"^\d{1,2}[.)]?\s")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?…][“”\"«»]?$")
_KICKER_WORDS = 6  # a kicker has fewer


def mark_title(pieces: Sequence[Piece]) -> list[Piece]:
    """Find the title among the lines above the first paragraph, and the kickers over it."""
    marked = _with_genre_title([_as_caption(piece) for piece in pieces])
    if any(piece.kind is BlockKind.TITLE and not piece.reason for piece in marked):
        index = _best_title(marked) if _is_first_line_title(marked) else _marked_title(marked)
    else:
        index = _best_title(marked)
    if index is None:
        return _mark_kickers(marked, first_prose(marked), only_sections=True)
    marked[index] = replace(marked[index], kind=BlockKind.TITLE)
    marked = [
        replace(piece, kind=BlockKind.HEADING)
        if piece.kind is BlockKind.TITLE and i != index
        else piece
        for i, piece in enumerate(marked)
    ]
    return _mark_kickers(marked, index, only_sections=False)


def _with_genre_title(pieces: list[Piece]) -> list[Piece]:
    """What is a link by its words, "Quiz: …", is the title where nothing else can be."""
    head = pieces[: min(first_prose(pieces), _HEAD_LINES)]
    genres = [i for i, p in enumerate(head) if p.reason == RELATED and _GENRE.match(p.text)]
    if genres and _best_title(pieces) is None:
        pieces[genres[0]] = replace(pieces[genres[0]], reason="")
    return pieces


def _as_caption(piece: Piece) -> Piece:
    """A line that ends with the credit of a picture is the picture's caption, no title."""
    is_line = piece.kind in (BlockKind.HEADING, BlockKind.TITLE) and not piece.reason
    is_caption = is_line and len(piece.text) <= _LONGEST_CAPTION
    has_credit = is_caption and _ENDS_WITH_CREDIT.search(piece.text)
    return replace(piece, kind=BlockKind.CAPTION) if has_credit else piece


def mark_contents(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Set aside a table of contents: lines in a row that head the parts of the text further down.
    Their second places are the headings, which would be taken for copies of the first.
    """
    entries = {
        i: _entry_of(piece)
        for i, piece in enumerate(pieces)
        if not piece.reason and len(piece.text) <= _LONGEST_ENTRY
    }
    last = {entry: i for i, entry in entries.items()}
    if len(entries) - len(last) < _LEAST_ENTRIES:
        return list(pieces)
    marked = list(pieces)
    run: list[int] = []
    for i in [i for i, piece in enumerate(pieces) if not piece.reason] + [len(pieces)]:
        if i in entries and last[entries[i]] > i + 1:
            run.append(i)
            continue
        if _heads_parts([last[entries[j]] for j in run], pieces, i):
            for j in run:
                marked[j] = replace(pieces[j], reason=CONTENTS)
        run = []
    return marked


def _heads_parts(places: Sequence[int], pieces: Sequence[Piece], start: int) -> bool:
    """Whether the places of lines lie below `start`, in order and with text between them."""
    if len(places) < _LEAST_ENTRIES or list(places) != sorted(set(places)) or places[0] < start:
        return False
    return all(
        any(pieces[k].is_prose for k in range(first + 1, second))
        for first, second in pairwise(places)
    )


def _entry_of(piece: Piece) -> str:
    return _normalised(_NUMBER.sub("", piece.text))


def _marked_title(pieces: Sequence[Piece]) -> int:
    return next(i for i, p in enumerate(pieces) if p.kind is BlockKind.TITLE and not p.reason)


def _is_first_line_title(pieces: Sequence[Piece]) -> bool:
    """A plain text's title is only its first line, until the lines below have been looked at."""
    return pieces[0].kind is BlockKind.TITLE


def _best_title(pieces: Sequence[Piece]) -> int | None:
    candidates = [
        i
        for i, piece in enumerate(pieces[: min(first_prose(pieces), _HEAD_LINES)])
        if not piece.reason
        and piece.kind in (BlockKind.HEADING, BlockKind.TITLE)
        and not _TICKER.match(piece.text)
        and _LETTERS.search(piece.text)
    ]
    # A section's name alone is no title, whatever else is missing; nor is a quiz's first question.
    candidates = [i for i in candidates if not _is_section(pieces[i].text)]
    candidates = [i for i in candidates if ANSWER not in forms_of(pieces[i].text)]
    candidates = _without_parts(candidates, pieces) or candidates
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    # Where a title may stand again: behind other words in a breadcrumb, below a picture.
    lines = [
        _normalised(piece.text)
        for piece in pieces[: 2 * _HEAD_LINES]
        if len(piece.text) <= _LONGEST_LINE and piece.reason != CONTENTS
    ]
    return max(candidates, key=lambda i: (_title_score(pieces, i, lines), -i))


def _without_parts(candidates: Sequence[int], pieces: Sequence[Piece]) -> list[int]:
    """The candidates that are no question of a quiz, nor a part of a series: "Tag 1: Ankunft"."""
    forms = [forms_of(piece.text) for piece in pieces]
    is_quiz = any(ANSWER in of_it for of_it in forms)
    is_series = sum(PART in of_it for of_it in forms) > 1
    return [i for i in candidates if PART not in forms[i] or not (is_quiz or is_series)]


def _title_score(pieces: Sequence[Piece], index: int, lines: Sequence[str]) -> float:
    """Points for what titles have and kickers have not; weights set on 19 labelled articles."""
    text = pieces[index].text
    words = text.split()
    following = next((p for p in pieces[index + 1 :] if p.reason != "advertising label"), None)
    score: float = 2 * (len(words) > 3) + 2 * (len(text) >= _LONG_TITLE)
    score -= 3 * ("|" in text)  # the name of a site and its motto
    score += bool(_TITLE_MARKS.search(text))
    score += bool(following and (following.reason in _AFTER_TITLE or following.is_prose))
    score -= 2 * (len(words) < 3)
    # More often a subheading, or the text's first question.
    score -= 2 * (text.endswith("?") and ": " not in text)
    score -= text.endswith("!") + 2 * text[0].islower()
    score -= 2 * bool(_ORGANISATION.search(text) and not _TITLE_MARKS.search(text))
    score -= max(-_MOST_DOUBT, min(_MOST_DOUBT, layout.odds_of_line(text)))
    same = _normalised(text)
    score += 4 * (sum(line.endswith(same) for line in lines) > 1)
    score -= 10 * _begins_series(pieces, index)  # it has all marks of a title
    below_byline = (3 + 3 * _is_above_credit(pieces, index)) * _follows_title(pieces, index)
    score -= 3 * (index > 0 and _is_long_line(pieces[index - 1]))  # the lower one is the deck
    score += 4 * (index > 0 and _is_kicker_over(pieces[index - 1], pieces[index]))
    return score - below_byline - 3 * _is_caption(pieces, index)


def _is_long_line(piece: Piece) -> bool:
    """Whether a line above the title is longer than kickers are."""
    is_line = not piece.reason and piece.text.count(" ") >= _LEAST_SPACES and "|" not in piece.text
    return is_line and len(piece.text) >= _LONGER_THAN_KICKERS


def _is_kicker_over(above: Piece, piece: Piece) -> bool:
    """Whether a line without a verb stands above a short one that has one: decks are longer."""
    if above.reason or len(above.text) < _LONG_TITLE or len(piece.text) > _LONGER_THAN_KICKERS:
        return False
    is_verbless = _VERBS.isdisjoint(signs_of(above.text, above.kind))
    is_full = piece.text.count(" ") >= _LEAST_LIKE and "verb" in signs_of(piece.text, piece.kind)
    return is_verbless and is_full and not _TITLE_MARKS.search(above.text)


def _begins_series(pieces: Sequence[Piece], index: int) -> bool:
    """Whether this line and two headings further down are made alike: it heads the first part."""
    headings = [p.text for p in pieces[index:] if p.kind is BlockKind.HEADING and not p.reason]
    form = next((form for form in _SERIES_FORMS if form.search(pieces[index].text)), None)
    above = [piece.text for piece in pieces[:index] if not piece.reason]
    may_have_title = any(len(t) >= _LONG_TITLE and t.count(" ") >= _LEAST_LIKE for t in above)
    if not (form and may_have_title) or any(map(form.search, above)):
        return False
    return sum(map(bool, map(form.search, headings[1:]))) >= _LEAST_LIKE


def _follows_title(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a line that may be the title stands above a byline or date above this line."""
    above = pieces[:index]
    last = max((i for i, p in enumerate(above) if p.reason in _AFTER_TITLE), default=0)
    # A caption stands there more often than a title below its own byline.
    most, spaces = (_MOST_DOUBT, 2) if _is_above_credit(pieces, index) else (0.0, 3)
    return any(_may_be_title(piece, most, spaces) for piece in above[:last])


def _is_caption(pieces: Sequence[Piece], index: int) -> bool:
    """Whether an image's credit follows, and a line that may be the title stands above."""
    return _is_above_credit(pieces, index) and any(map(_may_be_title, pieces[:index]))


def _is_above_credit(pieces: Sequence[Piece], index: int) -> bool:
    return any(piece.reason == _IMAGE_CREDIT for piece in pieces[index + 1 : index + 2])


def _may_be_title(piece: Piece, most: float = 0.0, spaces: int = 3) -> bool:
    is_long = len(piece.text) >= _LONG_TITLE and piece.text.count(" ") >= spaces
    return is_long and not piece.reason and layout.odds_of_line(piece.text) < most


def _mark_kickers(pieces: list[Piece], end: int, *, only_sections: bool) -> list[Piece]:
    title = _normalised(pieces[end].text) if end < len(pieces) else ""
    for i, piece in enumerate(pieces[:end]):
        is_line = piece.kind in (BlockKind.HEADING, BlockKind.TITLE) or len(piece.text) <= STUB
        if piece.reason or not is_line or (line := _normalised(piece.text)) == title:
            continue
        if not only_sections and line.endswith(title):
            pieces[i] = replace(piece, reason=BREADCRUMB)
        elif _is_section(piece.text) or not (only_sections or _says_much(piece)):
            pieces[i] = replace(piece, reason=KICKER)
    return pieces


def _says_much(piece: Piece) -> bool:
    """
    Whether a line above the title says too much for a kicker, or may be the title itself:
    `layout.py` judges it.
    """
    is_sentence = piece.text.count(" ") >= _KICKER_WORDS and _SENTENCE.search(piece.text)
    return bool(is_sentence) or _may_be_title(piece, most=_SURE_TITLE)


def _is_section(text: str) -> bool:
    """Whether a line is nothing but names of sections: `Politik`, `Kultur und Medien`."""
    sections = lowered_words_of("sections")
    words = re.findall(r"[\w-]+", text.lower())
    return bool(words) and all(word in sections or word in ("und", "&") for word in words)


def mark_repetitions(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Set the second copy of a title, a caption or a paragraph aside. A line that stands twice in a
    row was under a picture and in its description: what is kept of it is a caption.
    """
    marked = list(pieces)
    seen: dict[str, int] = {}
    for i, piece in enumerate(marked):
        if piece.reason:
            continue
        # A long paragraph stands again word by word, or not at all.
        is_line = len(piece.text) <= _LONGEST_LINE
        normalised = _normalised(piece.text) if is_line else piece.text
        first = seen.setdefault(normalised, i)
        if first == i or (len(normalised) < _SHORTEST_DUPLICATE and i > first + 1):
            continue
        marked[i] = replace(piece, reason=DUPLICATE)
        is_caption = (
            i == first + 1
            and marked[first].kind is not BlockKind.TITLE
            and len(piece.text) <= _LONGEST_CAPTION
        )
        if is_caption:
            marked[first] = replace(marked[first], kind=BlockKind.CAPTION)
    return _mark_captions(marked)


def _mark_captions(pieces: list[Piece]) -> list[Piece]:
    """
    A short line right above an image credit is the image's caption, unless it is the title. One
    that speaks to the reader is a link: a caption tells what is seen.
    """
    for i in range(1, len(pieces)):
        above, credit = pieces[i - 1 : i + 1]
        if credit.reason == _IMAGE_CREDIT and above.kind is BlockKind.HEADING and not above.reason:
            is_link = ADDRESS.search(above.text)
            caption = replace(above, kind=BlockKind.CAPTION)
            pieces[i - 1] = replace(above, reason=RELATED) if is_link else caption
    return pieces


@lru_cache(maxsize=2048)  # a line is compared with the title, and with all others
def _normalised(text: str) -> str:
    return _NON_WORDS.sub("", text).casefold()
