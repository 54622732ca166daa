"""
Reading: the bytes of a source become an article, whatever they were written in.

    read    Source → Article, by way of decoding, then text · markdown · html

What is read is not yet clean: furniture still stands between the blocks of a text file, and is
set aside by the next room. No word is lost on the way. Of a text file and of Markdown, every
letter that is no markup (marks, tags, comments, addresses and titles of links) is in a block, in
the furniture, or in a field of the article; of a page, every line that a reader would see.
"""

from __future__ import annotations

from dataclasses import replace

from translate.data import Article, Format, Source
from translate.errors import ReadError
from translate.reading.decoding import decode
from translate.reading.html import read_html
from translate.reading.markdown import has_front_matter, read_markdown
from translate.reading.text import read_text

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
    has_metadata = source.format is Format.TEXT and has_front_matter(text)
    reader = _READERS[Format.MARKDOWN if has_metadata else source.format]
    try:
        article = reader(source.path, text)
    except RecursionError as error:  # a parser's; ours have none
        raise ReadError(
            f"{source.path}: its parts nest too deeply; save it again, or its text"
        ) from error
    if not any(block.text for block in article.blocks):
        raise ReadError(f"{source.path}: no text in it; is the download complete?")
    return replace(article, encoding=encoding)
