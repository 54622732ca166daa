"""Translate folders of German articles into side-by-side Markdown, offline."""

__version__ = "0.1.0"
