"""Translated articles → what people read, and back: side-by-side Markdown and its index."""

from translate.rendering.changes import render_changes
from translate.rendering.digest import render_digest
from translate.rendering.markdown import IndexEntry, english_title, render, render_index
from translate.rendering.parsing import Row, WrittenArticle, cell_digest, is_cell_of, parse
from translate.rendering.sealing import is_sealed, sealed, unsealed

__all__ = [
    "IndexEntry",
    "Row",
    "WrittenArticle",
    "cell_digest",
    "english_title",
    "is_cell_of",
    "is_sealed",
    "parse",
    "render",
    "render_changes",
    "render_digest",
    "render_index",
    "sealed",
    "unsealed",
]
