"""What people wrote goes before any engine: sentences, and paragraphs as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from translate.data import Block, Origin, Segment, Translation
from translate.segmentation import split


def human_translations(
    blocks: Sequence[Block],
    segments: Sequence[Segment],
    human: Mapping[str, str],
    own: Mapping[str, str],
) -> list[Translation | None]:
    """
    The translations that people made of an article's segments, None for those they left to us.

    A paragraph counts more than its sentences, what was written into this article (`own`) more
    than what was written elsewhere (`human`), and there the last word most.

        >>> from translate.data import BlockKind
        >>> block = Block(BlockKind.PARAGRAPH, "Ja. Nein.")
        >>> made = human_translations([block], [Segment("Ja.", 0, " "), Segment("Nein.", 0)],
        ...     {"Nein.": "No way."}, {})
        >>> [translation and translation.text for translation in made]
        [None, 'No way.']
    """
    places: dict[str, list[list[int]]] = {}
    by_block: dict[int, list[int]] = {}
    for number, segment_of_block in enumerate(segments):
        places.setdefault(segment_of_block.text, []).append([number])
        by_block.setdefault(segment_of_block.block, []).append(number)
    for block, numbers in by_block.items():
        places.setdefault(blocks[block].text.strip(), []).append(numbers)
    made: list[str | None] = [None] * len(segments)
    everywhere = {text: human[text] for text in places if text in human}
    for german, english in (*everywhere.items(), *own.items()):
        for numbers in places.get(german, ()):
            for number, text in zip(numbers, _deal(english, len(numbers)), strict=True):
                made[number] = text
    return [
        None if text is None else Translation(s, text, 0.0, Origin.HUMAN)
        for s, text in zip(segments, made, strict=True)
    ]


def _deal(paragraph: str, segments: int) -> list[str]:
    """Give a person's paragraph to its segments: sentence by sentence, or all to the first."""
    sentences = [sentence.strip() for sentence in split(paragraph)]
    if len(sentences) == segments and " ".join(sentences) == paragraph:
        return sentences
    return [paragraph, *[""] * (segments - 1)]
