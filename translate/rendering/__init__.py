"""Translated articles → what people read: side-by-side Markdown and its index."""

from translate.rendering.markdown import IndexEntry, english_title, render, render_index

__all__ = ["IndexEntry", "english_title", "render", "render_index"]
