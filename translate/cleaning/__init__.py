"""
Cleaning: an article as it was read becomes one that can be translated.

    clean   repair characters → set furniture aside → find the title → drop repetitions
            → separate glued words → keep author and date

Nothing vanishes: what is set aside stands in `Article.furniture`, verbatim, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from translate.cleaning.characters import repair_characters
from translate.cleaning.furniture import mark_furniture
from translate.cleaning.glue import Vocabulary, unglue
from translate.cleaning.layout import mark_by_layout
from translate.cleaning.metadata import as_iso, find_author, find_date, reason_of
from translate.cleaning.pieces import Piece
from translate.cleaning.structure import mark_contents, mark_repetitions, mark_title
from translate.data import Article, Block, Furniture
from translate.errors import ReadError

_EDGE = 2000  # blocks; the longest article of the corpora measured has 80

__all__ = ["clean"]


def clean(article: Article) -> Article:
    """
    Set the furniture of an article aside and repair its text.

        >>> from translate.data import BlockKind
        >>> lines = ("Anzeige", "Hochwasser in Köln")
        >>> blocks = tuple(Block(BlockKind.HEADING, line) for line in lines)
        >>> text = Block(BlockKind.PARAGRAPH, "Der Rhein steigt seit Tagen.")
        >>> cleaned = clean(Article("a.txt", (*blocks, text)))
        >>> cleaned.title, cleaned.furniture
        ('Hochwasser in Köln', (Furniture(text='Anzeige', reason='advertising label'),))

    Raises `ReadError` if nothing but furniture is left.
    """
    pieces = [Piece(b.kind, repair_characters(b.text), b.text) for b in article.blocks]
    pieces = [piece for piece in pieces if piece.raw.strip()]
    pieces = _marked(pieces)
    blocks = _unglued_blocks(pieces)
    if not blocks:
        raise ReadError(
            f"{article.path}: nothing but page furniture in it; is the download complete?"
        )
    aside = tuple(Furniture(piece.raw, piece.reason) for piece in pieces if piece.reason)
    # A page's byline and date stand outside its article.
    lines = aside + tuple(Furniture(f.text, reason_of(f.text)) for f in article.furniture)
    return replace(
        article,
        blocks=tuple(blocks),
        furniture=aside + article.furniture,
        author=article.author or find_author(lines),
        published=as_iso(article.published) or find_date(lines),
    )


def _marked(pieces: list[Piece]) -> list[Piece]:
    """What no article has, hundreds of pages in one file, is looked at near its edges only."""
    inner = slice(_EDGE, max(_EDGE, len(pieces) - _EDGE))
    edges = [*pieces[: inner.start], *pieces[inner.stop :]]
    known = mark_contents(mark_furniture(edges))
    marked = mark_by_layout(mark_repetitions(mark_title(known)))
    return [*marked[: inner.start], *pieces[inner], *marked[inner.start :]]


def _unglued_blocks(pieces: Sequence[Piece]) -> list[Block]:
    texts = [piece for piece in pieces if not piece.reason]
    vocabulary = Vocabulary.of([piece.text for piece in texts])
    return [block for piece in texts for block in unglue(Block(piece.kind, piece.text), vocabulary)]
