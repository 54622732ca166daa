"""
Lists that have lost their marks: lines of the article that only their neighbours give away.

    below a colon    "Der Verband fordert:", then a demand on each line
    amid text        four lines and more between two paragraphs
    made alike       three results, prices, days or answers in a row
    signatures       what follows "Mit freundlichen Grüßen"; "Hans Meier, Bingen" below each letter
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from translate.cleaning.lines import site_signs_of
from translate.cleaning.pieces import Piece, first_prose
from translate.cleaning.sentences import names_page
from translate.data import BlockKind

DAY = "(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
_ALIKE = 3  # lines
_LONGEST_LIST = 12  # lines
_LONGEST_ITEM = 120  # characters
_LEAST_LEAD_IN = 2  # spaces
_LONG_LEAD_IN = 4  # spaces; such a sentence may name what sites talk about
_MOST_SIGNATURES = 8
_LETTERS = 2
LINK = re.compile(r"(?:Mehr|Weitere|Alle|Alles|Hier|Auch|Jetzt|Aktuell\w*|Neue(?:ste)?)\b")
_ABOUT_PAGES = frozenset(
    f"about {it}" for it in ("text", "media", "channel", "action", "technique")
)
PART_NUMBER = (
    "(?:Tag|Teil|Schritt|Platz|Kapitel|Station|Etappe|Runde|Punkt|Regel|Tipp|Woche|Akt|Frage|Mythos"
    r"|Irrtum|Fall|Szene|Phase|Stufe|Grund|These|Fehler|Rang) \d{1,2}"
)
PART, ANSWER = "part", "answer"
# What the lines of one list share, whatever they name.
_FORMS = {
    "number": re.compile(r"\(?\d{1,2}[.)] "),
    PART: re.compile(rf"{PART_NUMBER}(?=[:.]|$| [–-])"),
    ANSWER: re.compile(r"[a-hA-H]\) ?\S"),
    # A list of news by the minute has its times like this: 12:31
    "time": re.compile(r"\d{1,2}(?:[.:]\d\d Uhr|\.\d\d)\b"),
    "day": re.compile(rf"{DAY}\b.*\d"),
    "result": re.compile(r".*\b\d{1,3} ?: ?\d{1,3}(?: \(.{1,30}\))?(?: n\. ?[VE]\.)?$"),
    "share": re.compile(r".*\d ?(?:%|Prozent)(?: \(.{1,30}\))?$"),
    "pair": re.compile(r"[^\W\d_][^:.!?]{0,40}: [^:]{1,100}$"),  # Beste Regie: Mira Kaya
    "brackets": re.compile(r".* \([^()]{1,40}\)$"),  # Sag es dem Wind (1986)
    "amount": re.compile(r"\d{1,4}(?:[.,/]\d+)? [^\W\d_][^:.!?]{1,50}$"),  # 500 g Kartoffeln
}
# Open letters speak to somebody: "Deshalb bitten wir Sie:".
_DEMAND = "(?:bitten|fordern|verlangen|erwarten|appellieren|rufen|wünschen|wollen)"
_DEMANDS = re.compile(rf"(?i:\bwir {_DEMAND}|\b{_DEMAND} wir)\b")
_UNIT = re.compile(r".*\b\d[\d.,]* ?(?P<unit>[^\W\d_]{2,}|[€$])$")  # Hassia Bingen 24 Punkte
_CLOSING = re.compile(
    r"(?:Mit (?:\w+(?:,| und)? ){1,3}Gr[uü](?:ß|ss)(?:en)?|Hochachtungsvoll|Herzlichst"
    r"|Gezeichnet|(?:Viele|Herzliche|Freundliche|Beste|Liebe|Schöne|Solidarische) Grü(?:ß|ss)e"
    r"|(?:Die )?(?:Erstu|U)nterzeichne(?:r|rinnen|nden?)\b.{0,40})[,:]?"
)
_SIGNATURE = re.compile(
    r"(?:(?:Prof|Dr)\. )*[A-ZÄÖÜ][\w.’'-]+(?: (?:von |zu |de )?[A-ZÄÖÜ][\w.’'-]*){1,3}"
    r"(?: \(\d\d\))?, (?:\d{5} )?[A-ZÄÖÜ][\w.-]+(?: [\w.()-]+){0,3}"
)


def listed(pieces: Sequence[Piece]) -> frozenset[int]:
    """
    The indexes of the lines of such lists, with those that lead in to them.

        >>> lines = ("Ein Satz steht da.", "Köln – Ulm 2:1", "Gera – Jena 0:3", "Suhl – Aue 1:1")
        >>> kinds = (BlockKind.PARAGRAPH, *[BlockKind.HEADING] * 3)
        >>> pieces = [Piece(kind, line, line) for kind, line in zip(kinds, lines, strict=True)]
        >>> sorted(listed(pieces))
        [1, 2, 3]
    """
    lines = [piece.kind is BlockKind.HEADING and not piece.reason for piece in pieces]
    items = [_may_be_item(piece) for piece in pieces]
    letters = list(_letters_signed(pieces))
    return frozenset((
        *_below(pieces, items, _leads_in, _LONGEST_LIST),
        *_below(pieces, lines, _CLOSING.fullmatch, _MOST_SIGNATURES),
        *_made_alike(pieces, items),
        *_amid_text(pieces, lines, items),
        *(letters if len(letters) >= _LETTERS else ()),
    ))  # fmt: skip


def _may_be_item(piece: Piece) -> bool:
    is_line = piece.is_row or piece.kind is BlockKind.HEADING or piece.text.endswith((",", ";"))
    is_open = is_line and not piece.reason and len(piece.text) <= _LONGEST_ITEM
    return is_open and not names_page(piece.text)


def _below(
    pieces: Sequence[Piece], items: Sequence[bool], leads: Callable[[str], object], most: int
) -> Iterator[int]:
    """The lines below one that leads in to them, and that one; a demand is text without them."""
    for i, piece in enumerate(pieces):
        if piece.reason or not leads(piece.text):
            continue
        end = i + 1
        while end < min(len(pieces), i + 1 + most) and items[end]:
            end += 1
        if end > i + 1 or _DEMANDS.search(piece.text):
            yield from range(i, end)


def _leads_in(text: str) -> bool:
    """
    Whether a line ends with a colon and says nothing of its page.

        >>> _leads_in("Ihre Forderungen lauten:"), _leads_in("Mehr Nachrichten:")
        (True, False)
    """
    if not text.endswith(":"):
        return False
    sentence = re.split(r"(?<=\w{3}[.!?…])[“”\"«»]? ", text)[-1]
    spaces = sentence.count(" ")
    if _DEMANDS.search(sentence):
        return True
    if names_page(sentence) or LINK.match(sentence):
        return False
    if spaces < _LONG_LEAD_IN and not _ABOUT_PAGES.isdisjoint(site_signs_of(sentence)):
        return False
    return spaces >= _LEAST_LEAD_IN


def _made_alike(pieces: Sequence[Piece], items: Sequence[bool]) -> Iterator[int]:
    """
    Three lines of one form in a row. Above the text and below furniture pages have such rows too
    (prices, news by the minute): there only answers count.
    """
    forms = [
        forms_of(piece.text) if is_item else frozenset[str]()
        for piece, is_item in zip(pieces, items, strict=True)
    ]
    least = first_prose(pieces)
    for form in frozenset[str]().union(*forms):
        for run in _runs([form in of_it for of_it in forms]):
            is_below_text = run.start > least and not pieces[run.start - 1].reason
            if len(run) >= _ALIKE and (is_below_text or form == ANSWER):
                yield from _with_heading(run, pieces, items)


def _with_heading(run: range, pieces: Sequence[Piece], items: Sequence[bool]) -> range:
    """A run and the line between a paragraph and it, which heads it."""
    start = run.start
    is_headed = start > 1 and items[start - 1] and pieces[start - 2].is_prose
    return range(start - is_headed, run.stop)


def _amid_text(
    pieces: Sequence[Piece], lines: Sequence[bool], items: Sequence[bool]
) -> Iterator[int]:
    """
    Lines between two paragraphs, few of which name anything of the page. Half of them have three
    words: the labels of a box ("Dario Kovač", "Sturm") have fewer.
    """
    for run in _runs(lines):
        if not _ALIKE < len(run) < len(pieces) - run.start or not run.start:
            continue
        is_amid = pieces[run.start - 1].is_prose and pieces[run.stop].is_prose
        full = sum(pieces[i].text.count(" ") >= _LEAST_LEAD_IN for i in run)
        plain = sum(items[i] for i in run)
        if is_amid and 2 * full >= len(run) and 4 * plain >= 3 * len(run):
            yield from run


def _runs(flags: Sequence[bool]) -> Iterator[range]:
    start = 0
    for i, flag in enumerate([*flags, False]):
        if not flag:
            yield range(start, i)
            start = i + 1


@lru_cache(maxsize=4096)
def forms_of(text: str) -> frozenset[str]:
    """
    The forms that a line has.

        >>> sorted(forms_of("Dienstag: Regen, 18 Grad"))
        ['Grad', 'day', 'pair']
    """
    if len(text) > _LONGEST_ITEM:
        return frozenset()
    forms = {name for name, form in _FORMS.items() if form.match(text)}
    unit = _UNIT.match(text)
    return frozenset(forms | ({unit["unit"]} if unit else set()))


def _letters_signed(pieces: Sequence[Piece]) -> Iterator[int]:
    """Name and place right below a paragraph, as readers sign their letters."""
    for i in range(1, len(pieces)):
        above, piece = pieces[i - 1], pieces[i]
        is_line = piece.kind is BlockKind.HEADING and not piece.reason and above.is_prose
        if is_line and _SIGNATURE.fullmatch(piece.text):
            yield i
