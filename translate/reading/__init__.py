"""
Reading: the bytes of a source become an article, whatever they were written in.

    read    Source → Article, by way of decoding, then text · markdown · html

What is read is not yet clean: furniture still stands between the blocks of a text file, and is
set aside by the next room. No word is lost on the way. Of a text file and of Markdown, every
letter that is no markup (marks, tags, comments, addresses and titles of links) is in a block, in
the furniture, or in a field of the article; of a page, every line that a reader would see.
"""

from __future__ import annotations

import re
from dataclasses import replace

from translate.data import Article, Format, Source
from translate.errors import ReadError
from translate.reading.decoding import decode
from translate.reading.html import read_html
from translate.reading.markdown import has_front_matter, read_markdown
from translate.reading.text import read_text

_PAGE_START = re.compile(r"(?i)\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html)\b")
_TAG = re.compile(r"<[a-zA-Z/!]")
_READERS = {
    Format.TEXT: read_text,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
}


def read(source: Source) -> Article:
    """
    Read a source as the article it holds.

        >>> content = "Grüße. Es ist kalt geworden.".encode("cp1252")
        >>> article = read(Source("a.txt", Format.TEXT, content))
        >>> article.blocks[0].text, article.encoding
        ('Grüße. Es ist kalt geworden.', 'cp1252')

    Raises `ReadError` for binary content, an empty file, a page without an article (a paywall
    or a consent page), and one that nests too deeply.
    """
    text, encoding = decode(source)
    if not text.strip():
        raise ReadError(f"{source.path}: the file is empty; remove it or save it again")
    try:
        article = _READERS[_format_of(source, text)](source.path, text)
    except RecursionError as error:  # a parser's; ours have none
        raise ReadError(
            f"{source.path}: its parts nest too deeply; save it again, or its text"
        ) from error
    if not any(block.text for block in article.blocks):
        raise ReadError(f"{source.path}: no text in it; is the download complete?")
    return replace(article, encoding=encoding)


def _format_of(source: Source, text: str) -> Format:
    """What a file is, whatever it is called: pages are saved as .txt, and texts as .html."""
    if source.format is not Format.HTML:
        if _PAGE_START.match(text):
            return Format.HTML
        is_note = source.format is Format.TEXT and has_front_matter(text)
        return Format.MARKDOWN if is_note else source.format
    return Format.HTML if _TAG.search(text) else Format.TEXT
