"""
Plain text → Article: paragraphs, headings and list items out of lines.

Two habits have to be told apart by the file itself: a scraped file has a paragraph on each line,
a mail or a press release is wrapped at some width. In the latter, a line goes on with the next
one exactly where the next word would not have fitted.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from translate.data import Article, Block, BlockKind
from translate.reading.entities import decode_entities

# Longest heading: the longest title among the 19 labelled articles developed on has 63.
HEADING_LENGTH = 120
_LONGEST_WRAP = 120  # columns; a "wrapped" line longer than this is a paragraph
_SHORTEST_WRAP = 40
_WRAPPED_SHARE = 0.5  # of the lines before a continuation; measured on wrapped and unwrapped files

_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# A soft hyphen at a line's end divides a word: it stays. Bounded, so that ten million of them are
# read in linear time.
_INVISIBLE_EDGE = re.compile(
    "(?m)^[\u00ad\u200b-\u200f\u2060\ufeff]{1,50}|[\u00ad\u200b-\u200f\u2060\ufeff]{1,50}$(?<!\u00ad)"
)
# Dashes, bullets, arrows, check marks, dingbats: the symbols that lists are drawn with.
_BULLET = re.compile(r"[-*+·–—‣•◦\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff][ \t\u00a0]+(?=\S)")
_DASHES = "–—·+"  # as bullets only where several items stand together
_NUMBER = re.compile(r"(\d{1,2})[.)][ \t\u00a0]+(?=\S)")
_SUSPENDED = {"und", "oder", "bis", "sowie", "bzw.", "beziehungsweise", "noch", "als", "wie"}
_CLOSING = "\"'“”‘’«»‹›)]*_"
_SENTENCE_END = (".", "…", ":", ";", ",")
_QUESTION_END = ("?", "!")
_END = (*_SENTENCE_END[:-1], *_QUESTION_END)
# Who wrote it, behind the last sentence: "… nicht bekannt. (dpa)", "… um 4,3 Prozent./mfr/DP/jha"
_SIGNED = re.compile(r"[.!?…][“”»«\"]?\s?(?:\([\w/., ]{1,60}\)|/\w{2,4}(?:/\w{2,4})*)$")
_LONGEST_QUOTE = 400  # characters; a block of nothing but speech
_SPEECH_END = (".", "…", "!", "?")
_SPEAKER_SHARE = 0.4  # of a quotation's characters
_SPOKEN = re.compile(r"[„«»“][^„“«»”]{1,400}[“”»«]")
_SHORT_QUESTION = 60  # characters: longer ones are sentences of the text
_SHORT_EXCLAMATION = 40  # characters, for two in a row: "Und die Bauern? Stinksauer!"
_TO_SOMEBODY = re.compile(r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
_SPEAKER = re.compile(r"[^\W\d_][\w. -]{0,40}(?:\([^)]{1,30}\))?:\s")
_LEAST_WORDS = 4  # of a line that goes on in lower case; labels and buttons have fewer
_DIVIDED = re.compile(r"(\w+)([-\u00ad])$")
_LONGEST_WORD = 60  # characters
_SENTENCE_BREAK = re.compile(r"[^\W\d_]{3,}[.!?…][“”\"«»]?\s+[„\"»«]?[A-ZÄÖÜ]")


def read_text(path: str, text: str) -> Article:
    r"""
    Read plain text: a title where the first line looks like one, then blocks. Entities that a
    scraper left are decoded.

        >>> article = read_text("a.txt", "Hochwasser\n\nDer Rhein steigt. Köln baut vor.")
        >>> [(block.kind.value, block.text) for block in article.blocks]
        [('title', 'Hochwasser'), ('paragraph', 'Der Rhein steigt. Köln baut vor.')]
    """
    lines = _without_indent(split_lines(decode_entities(text)))
    blocks = blocks_of_lines(list(_with_lists_together(lines)))
    if len(blocks) > 1 and blocks[0].kind is BlockKind.HEADING:
        blocks[0] = Block(BlockKind.TITLE, blocks[0].text)
    return Article(path, tuple(blocks))


def split_lines(text: str) -> list[str]:
    """
    Lines without their ends, however they were written; page and line separators count too. What
    cannot be seen at a line's edge goes: a full stop behind which it stands ends a sentence.
    """
    if _INVISIBLE.search(text):
        text = _INVISIBLE_EDGE.sub("", text)
    return _LINE_BREAKS.sub("\n", text.expandtabs(4)).split("\n")


def _without_indent(lines: list[str]) -> list[str]:
    """The lines without the spaces that all of them begin with."""
    if any(line[:1].strip() for line in lines):
        return lines
    indents = (len(line) - len(line.lstrip(" ")) for line in lines if line.strip())
    indent = min(indents, default=0)
    return [line[indent:] for line in lines] if indent else lines


def _with_lists_together(lines: Sequence[str]) -> Iterator[str]:
    """The lines without a blank one between two items of a list."""
    last = len(lines) - 1
    for i, line in enumerate(lines):
        is_amid = not line.strip() and 0 < i < last
        if not is_amid or not _are_items(lines[i - 1], lines[i + 1]):
            yield line


def _are_items(line: str, following: str) -> bool:
    line, following = line.lstrip(), following.lstrip()
    if first := _NUMBER.match(line):
        second = _NUMBER.match(following)
        return second is not None and int(second.group(1)) == int(first.group(1)) + 1
    is_bullet = _BULLET.match(line) and _BULLET.match(following)
    return bool(is_bullet) and line[0] == following[0]


def blocks_of_lines(lines: Sequence[str]) -> list[Block]:
    """Join what belongs together, and say what each piece is."""
    width = _wrap_width(lines)
    blocks: list[Block] = []
    for paragraph in _paragraphs(lines):
        for text, is_item in _join(paragraph, width):
            kind = BlockKind.LIST_ITEM if is_item else kind_of_line(text)
            blocks.append(Block(kind, text))
    return _with_list_heads(_with_question_as_title(blocks))


def _with_question_as_title(blocks: list[Block]) -> list[Block]:
    """
    An interviewer asks more than once: a question above the text after a label that stands
    nowhere else, as in "Sturmschaden: Wer zahlt?", is a title.
    """
    paragraphs = (i for i, block in enumerate(blocks) if block.kind is BlockKind.PARAGRAPH)
    first = next(paragraphs, None)
    if first is None or not blocks[first].text.endswith("?"):
        return blocks
    text = blocks[first].text
    speaker = _SPEAKER.match(text)
    if speaker and len(text) <= _SHORT_QUESTION:
        is_alone = sum(block.text.startswith(speaker.group()) for block in blocks) == 1
        blocks[first] = Block(BlockKind.HEADING if is_alone else BlockKind.PARAGRAPH, text)
    return blocks


def _with_list_heads(blocks: list[Block]) -> list[Block]:
    """
    Read the lines above a list with it: "Der Verband fordert:" is its heading, and a line that
    goes on in lower case after the colon is an item that has lost its mark.
    """
    for i in range(len(blocks) - 1, 0, -1):
        above, block, below = blocks[i - 1].text, blocks[i], blocks[i + 1 : i + 2]
        starts_list = bool(below) and below[0].kind is BlockKind.LIST_ITEM
        if starts_list and above.endswith(":") and block.text[0].islower():
            blocks[i] = Block(BlockKind.LIST_ITEM, block.text)
        elif starts_list and block.text.endswith(":") and len(block.text) <= _SHORT_QUESTION:
            blocks[i] = Block(BlockKind.HEADING, block.text)
    return blocks


def kind_of_line(text: str) -> BlockKind:
    """
    A heading is short and does not end like a sentence; a short question may be one.

        >>> kind_of_line("Kritik aus dem Westen").value, kind_of_line("Wo ist der Haken?").value
        ('heading', 'heading')
        >>> kind_of_line("DZ: Woran liegt das?").value
        'paragraph'
    """
    bare = text.rstrip(_CLOSING + " ")
    if _is_speech(text):
        return BlockKind.QUOTE
    if len(text) > HEADING_LENGTH or bare.endswith(_SENTENCE_END) or _SIGNED.search(text):
        return BlockKind.PARAGRAPH
    if bare.endswith(_QUESTION_END) and bare == text.rstrip():
        limit = _SHORT_EXCLAMATION if _SENTENCE_BREAK.search(text) else _SHORT_QUESTION
        is_short = len(text) <= limit
        # A question to somebody on a line of its own is an interviewer's.
        is_interview = bare.endswith("?") and _TO_SOMEBODY.search(text)
        is_heading = (is_short or is_interview) and not _SPEAKER.match(text)
        return BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH
    if bare.endswith(_QUESTION_END) and text.rstrip()[-1] in _CLOSING and text[0] in "„\"»«‚'“":
        return BlockKind.PARAGRAPH
    return BlockKind.HEADING


def _is_speech(text: str) -> bool:
    """Whether a block is a quotation from end to end, with room for who says it."""
    ends = text[0] in "„»«“" and text[-1] in _CLOSING
    if not ends or len(text) > _LONGEST_QUOTE or not text[:-1].endswith(_SPEECH_END):
        return False
    return len(_SPOKEN.sub("", text)) <= _SPEAKER_SHARE * len(text)


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines between blank ones."""
    paragraph: list[str] = []
    for line in lines:
        if line.strip():
            paragraph.append(line.rstrip())
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _wrap_width(lines: Sequence[str]) -> int:
    """
    The column at which a file is wrapped, or 0 if it has a paragraph on each line.

    Evidence is a line whose next one starts in lower case, if it ends no sentence: it cannot
    have ended a paragraph.
    """
    lengths = [
        len(line.rstrip())
        for line, following in itertools.pairwise(lines)
        if line.strip() and following[:1].islower() and not _ends_sentence(line)
    ]
    plausible = [length for length in lengths if _SHORTEST_WRAP <= length <= _LONGEST_WRAP]
    if not plausible or len(plausible) < _WRAPPED_SHARE * len(lengths):
        return 0
    filled = [line for line in lines if len(line) > _SHORTEST_WRAP]
    if sum(len(line.rstrip()) <= max(plausible) + 2 for line in filled) < 0.7 * len(filled):
        return 0
    return max(plausible)


def _join(paragraph: list[str], width: int) -> Iterator[tuple[str, bool]]:
    """Join the lines of a paragraph where they were wrapped; list items keep their lines."""
    items = _item_lines(paragraph)
    current: list[str] = []
    is_item = False
    for index, line in enumerate(paragraph):
        is_indented = is_item and line.startswith("  ")
        goes_on = is_indented or _goes_on(paragraph[index - 1], line, width)
        if current and (index in items or not goes_on):
            yield _joined(current), is_item
            current = []
        if not current:
            is_item = index in items
        text = _BULLET.sub("", line.strip(), count=1) if index in items else line.strip()
        current.append(text)
    yield _joined(current), is_item


def _item_lines(paragraph: Sequence[str]) -> set[int]:
    """Find the lines that start an item: a lone dash starts a sentence, several make a list."""
    bullets = {i for i, line in enumerate(paragraph) if _BULLET.match(line.lstrip())}
    dashes = {i for i in bullets if paragraph[i].lstrip()[0] in _DASHES}
    numbers = [
        (i, int(match.group(1)))
        for i, line in enumerate(paragraph)
        if (match := _NUMBER.match(line.lstrip()))
    ]
    items = bullets - dashes if len(dashes) < 2 else bullets
    if len(numbers) > 1 and [n for _, n in numbers] == list(range(1, len(numbers) + 1)):
        items |= {i for i, _ in numbers}
    return items


def _goes_on(line: str, following: str, width: int) -> bool:
    """Tell whether a line was wrapped: the first word of the next would not have fitted."""
    word = following.split(maxsplit=1)[0]
    if width and len(line) <= width + 2 and len(line) + 1 + len(word) > width:
        return True
    # Elsewhere only what cannot be otherwise: amid a sentence, and no row of short labels.
    is_amid = word[0].islower() and not _ends_sentence(line) and len(line.split()) >= _LEAST_WORDS
    return is_amid and following.rstrip(_CLOSING + " ").endswith((*_SENTENCE_END, *_QUESTION_END))


def _ends_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING + " ").endswith(_END)


def _joined(lines: Sequence[str]) -> str:
    """Join wrapped lines, in time that grows with their length and no faster."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces[-1], separator = _border(pieces[-1], line)
            pieces.append(separator)
        pieces.append(line)
    return "".join(pieces)


def _border(line: str, following: str) -> tuple[str, str]:
    """
    What a wrapped line becomes before the next one, and what stands between: the word that was
    divided at the border is mended.

        >>> _border("die neue Ver-", "fassung"), _border("an Nord-", "und Ostsee")
        (('die neue Ver', ''), ('an Nord-', ' '))
        >>> _border("in Nordrhein-", "Westfalen"), _border("ein 46-", "jähriger Mann")
        (('in Nordrhein-', ''), ('ein 46-', ''))
    """
    divided = _DIVIDED.search(line[-_LONGEST_WORD:])
    first = following.split(maxsplit=1)[0]
    if not divided or (first in _SUSPENDED and divided.group(2) == "-"):
        return line, " "
    start = divided.group(1)
    if first[0].islower() and not start[-1].isdigit() and not start.isupper():
        return line[:-1], ""
    return line, ""
