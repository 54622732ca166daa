"""Sentence borders: cases as data, the written articles, and what must hold for any text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translate import segmentation
from translate.data import Article, Block, BlockKind, Segment
from translate.errors import SegmentError
from translate.segmentation import segment, split, split_clauses
from translate.segmentation.lexicon import Use, load_lexicon

HERE = Path(__file__).parent
WORDS = Path(segmentation.__file__).parent / "words"

# Any text, and text made of what segmentation looks at: marks, quotes, numbers, short words.
PIECES = "Der der z. B. usw. Dr. 3. 1989. XIV. A. „Ja.“ (!) … ... !!! ? : ; , – - ( ) [ ] . gut.Wir"
GERMANISH = st.lists(
    st.sampled_from([*PIECES.split(), " ", "  ", "\n", "\n\n", "\u00a0", "😀", ":-)"])
).map(" ".join)
ANY_TEXT = st.text() | GERMANISH


@dataclass(frozen=True)
class Case:
    """A text and its sentences; `xfail` is the reason why it cannot be solved yet."""

    text: str
    sentences: list[str]
    xfail: str = ""


def _read_cases(path: Path) -> Iterator[Case]:
    for case in path.read_text(encoding="utf-8").split("\n===\n"):
        lines = case.splitlines()
        xfail = next((line[2:] for line in lines if line.startswith("# xfail ")), "")
        lines = [line for line in lines if line and not line.startswith("# ")]
        border = lines.index("---")
        yield Case("\n".join(lines[:border]), lines[border + 1 :], xfail)


def _params() -> Iterator[object]:
    for path in sorted((HERE / "cases" / "segmentation").glob("*.txt")):
        for number, case in enumerate(_read_cases(path), start=1):
            marks = [pytest.mark.xfail(reason=case.xfail)] if case.xfail else []
            yield pytest.param(case, marks=marks, id=f"{path.stem}-{number}")


@pytest.mark.parametrize("case", list(_params()))
def test_case(case):
    """Each case of tests/cases/segmentation comes out as written there."""
    assert [piece.rstrip() for piece in split(case.text)] == case.sentences


@pytest.mark.parametrize("path", sorted((HERE / "articles").glob("*.json")), ids=lambda p: p.stem)
def test_written_articles(path):
    """The sentences of the labelled articles, joined by spaces, are found again."""
    for block in json.loads(path.read_text(encoding="utf-8"))["blocks"]:
        sentences = [sentence["de"] for sentence in block["sentences"]]
        if block["kind"] != "heading":
            assert [piece.rstrip() for piece in split(" ".join(sentences))] == sentences


@given(ANY_TEXT)
@example("")
@example(" \n")
@example("Ende.")
def test_pieces_joined_are_the_text(text):
    """No character is lost, and no piece is empty, whatever the text."""
    pieces = split(text)
    assert "".join(pieces) == text
    assert all(pieces)


@given(ANY_TEXT)
def test_white_space_belongs_to_the_sentence_before(text):
    """No piece but the first starts with white space."""
    assert not any(piece[0].isspace() for piece in split(text)[1:])


@given(st.lists(ANY_TEXT), st.sampled_from(BlockKind))
def test_segments_joined_are_their_block(texts, kind):
    """Within each block, `text + trailing` joined is the block; order is kept."""
    article = Article("a.txt", tuple(Block(kind, text) for text in texts))
    segments = segment(article)
    for index, text in enumerate(texts):
        own = [s for s in segments if s.block == index]
        assert "".join(s.text + s.trailing for s in own) == text
    assert [s.block for s in segments] == sorted(s.block for s in segments)


def test_segment_strips_what_trails():
    """A segment's text ends with its last letter or mark; the white space is kept aside."""
    article = Article("a.txt", (Block(BlockKind.PARAGRAPH, "Er kam.  Sie ging. "),))
    assert segment(article) == (Segment("Er kam.", 0, "  "), Segment("Sie ging.", 0, " "))


def test_a_row_of_a_table_is_divided_between_its_cells():
    """An engine that sees the bars makes words of them; a cell is no part of the one before."""
    article = Article("a.md", (Block(BlockKind.LIST_ITEM, "Schulen | 12,3 Mio. Euro | | neu"),))
    segments = segment(article)
    assert [s.text for s in segments] == ["Schulen", "|", "12,3 Mio. Euro", "|", "|", "neu"]
    assert "".join(s.text + s.trailing for s in segments) == article.blocks[0].text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Krieg? Nein. Die Lage am Abend", 1),
        ("Der Fall U. Schmidt", 1),
        ("Was nun? Der Kanzler weiß es auch nicht.", 2),
    ],
)
def test_heading_without_end_is_one_segment(text, count):
    """A heading that ends without a mark is one unit; else it is split as any text."""
    assert len(segment(Article("a.txt", (Block(BlockKind.HEADING, text),)))) == count


def test_lost_text_is_an_error(monkeypatch):
    """If borders were ever wrong enough to lose text, the article fails and is named."""
    monkeypatch.setattr(segmentation, "split", lambda text: [text[1:]])
    article = Article("a/b.txt", (Block(BlockKind.PARAGRAPH, "Er kam."),))
    with pytest.raises(SegmentError, match=r"a/b\.txt: segmentation lost text in block 0"):
        segment(article)


@pytest.mark.parametrize(
    ("sentence", "longest", "pieces"),
    [
        ("Er kam.", 20, ["Er kam."]),
        # a semicolon before a comma, though it is less balanced
        ("Er kam, sie ging; alle anderen blieben.", 30, 2),
        # a comma before a conjunction rather than any other
        ("Sie sagte heute, dass er, wie immer, zu spät kommen würde.", 45, 2),
        ("Donaudampfschifffahrtsgesellschaft", 10, 4),
    ],
)
def test_clauses(sentence, longest, pieces):
    """A sentence is split at its best borders into few pieces that fit."""
    found = split_clauses(sentence, lambda piece: len(piece) <= longest)
    assert found == pieces or len(found) == pieces
    assert "".join(found) == sentence


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("Er kam heim, sie ging fort; alle anderen blieben.", "Er kam heim, sie ging fort; "),
        ("Ein alter, müder Mann kam heim, weil es regnete.", "Ein alter, müder Mann kam heim, "),
        ("Sie lief durch den langen, kalten Regen nach Hause.", "Sie lief durch den langen, "),
        ("Das kleine Haus am Ende der Straße stand leer.", "Das kleine Haus am Ende "),
    ],
)
def test_clause_borders(sentence, first):
    """Semicolon, then a comma before a clause, then any comma, then white space."""
    assert split_clauses(sentence, lambda piece: len(piece) <= 40)[0] == first


@given(ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_clauses_fit_and_lose_nothing(text, longest):
    """Whatever the text, the pieces fit and joined are the text."""
    pieces = split_clauses(text, lambda piece: len(piece) <= longest)
    assert "".join(pieces) == text
    assert all(len(piece) <= longest for piece in pieces)


@pytest.mark.parametrize("unit", ["Wort ", "x", "das Haus, das ich sah, und der Mann; "])
def test_a_long_sentence_is_read_a_few_times_at_most(unit):
    """The predicate reads each character a few times, so that 10 MB in one line are no harm."""
    read = 0

    def fits(piece: str) -> bool:
        nonlocal read
        read += len(piece)
        return len(piece) <= 900

    sentence = unit * (300_000 // len(unit))
    pieces = split_clauses(sentence, fits)
    assert "".join(pieces) == sentence
    assert read < 12 * len(sentence)
    assert len(pieces) < 2 * len(sentence) / 900


def test_a_character_that_does_not_fit_is_given_back():
    """Nothing is lost even if the limit is below one character."""
    assert split_clauses("abc", lambda piece: False) == ["a", "b", "c"]


def test_no_abbreviation_is_in_two_lists():
    """A linguist who adds a word sees at once that it is there already."""
    seen: dict[str, str] = {}
    for use in Use:
        name = use.name.lower()
        for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                assert seen.setdefault(line, name) is name, f"{line} is in {seen[line]} and {name}"
                assert not line.endswith("."), f"{line}: leave out the last full stop"
                seen[line] = name + " (twice)"


def test_every_list_is_read():
    """A new file in words/ that nobody reads would be a trap."""
    fields = {name for name in type(load_lexicon()).__slots__ if name != "abbreviations"}
    assert {path.stem for path in WORDS.glob("*.txt")} == fields | {u.name.lower() for u in Use}


@pytest.mark.parametrize("path", sorted(WORDS.parents[1].rglob("*.py")), ids=lambda p: p.stem)
def test_no_group_is_possessive(path):
    """Before 3.11.5 Python matches such groups wrongly (cpython issue 106052)."""
    assert not re.search(r"\)[*+?}]\+[^+]", path.read_text(encoding="utf-8"))
