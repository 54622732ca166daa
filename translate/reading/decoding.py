"""
Decoding: bytes → text, without guessing.

In this order: a byte-order mark, strict UTF-8, UTF-16 where the zero bytes leave no other
reading, the charset that an HTML page declares if it is one of the web's, Windows-1252. No
statistics: a detector that takes Molière for Moličre is worse than none.
"""

from __future__ import annotations

import codecs
import re

from translate.data import Format, Source
from translate.errors import ReadError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Files that carry a text suffix by mistake; most hold zero bytes, these need not.
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
_DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
# The encodings of the web (WHATWG Encoding Standard, 4.2), by Python's names. Python has more,
# `hex` and `undefined` among them. Not UTF-16: a page in it holds zero bytes.
_WEB_ENCODINGS = frozenset(
    "cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 "
    "iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic cp874 cp1250 "
    "cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 gb18030 big5hkscs euc_jp iso2022_jp "
    "cp932 cp949".split()
)
# The standard reads these labels as another encoding, which has more characters.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_HEAD = 4096  # bytes in which a page declares its charset, and which tell text from binary
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}")
# What the error handler "surrogateescape" makes of a byte, and what Windows-1252 reads in it.
_ESCAPED_AS_CP1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)
}
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.02  # of the bytes; text has next to none, compressed data about a tenth
_ZERO_SHARE = 0.4  # of each pair's one byte; German in UTF-16 has 0.98


def decode(source: Source) -> tuple[str, str]:
    """
    Decode a source, and name the encoding it was read with.

        >>> decode(Source("a.txt", Format.TEXT, "Molière".encode("cp1252")))
        ('Molière', 'cp1252')

    Raises `ReadError` if the content is binary or fits no encoding.
    """
    content = source.content
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_strictly(source, content[len(mark) :], encoding), encoding
    _refuse_signatures(source)
    if b"\0" in content:
        encoding = _unmarked_utf16(source)
        return _decode_strictly(source, content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _decode_legacy(source, error)


def _decode_strictly(source: Source, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{source.path}: marked as {encoding}, but byte {error.start} is not; "
            f"save the file as UTF-8"
        ) from error


def _refuse_signatures(source: Source) -> None:
    for signature, name in _SIGNATURES.items():
        if source.content.startswith(signature):
            raise ReadError(
                f"{source.path}: this is {name}, not text; export the text or rename the file"
            )


def _unmarked_utf16(source: Source) -> str:
    """UTF-16 shows itself by a zero in nearly every pair, always on the same side."""
    head = source.content[:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = _ZERO_SHARE * len(head) / 2
    if len(source.content) % 2 == 0 and min(even, odd) == 0 and max(even, odd) >= least:
        return "utf-16-le" if odd else "utf-16-be"
    raise ReadError(f"{source.path}: binary content (zero bytes), not text; rename or remove it")


def _decode_legacy(source: Source, error: UnicodeDecodeError) -> tuple[str, str]:
    content = source.content
    if len(_CONTROL.findall(content[:_HEAD])) > _MOST_CONTROLS * len(content[:_HEAD]):
        raise ReadError(
            f"{source.path}: binary content (control bytes), not text; rename or remove it"
        ) from error
    if _is_damaged_utf8(content):
        return _decode_mixed(content), "utf-8"
    declared = _declared_encoding(source)
    for encoding in (declared, "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ReadError(
        f"{source.path}: neither UTF-8 (byte {error.start}) nor Windows-1252; "
        f"save the file as UTF-8"
    ) from error


def _is_damaged_utf8(content: bytes) -> bool:
    """A UTF-8 file with a stray byte: what looks like UTF-8 outnumbers what does not."""
    valid = len(_MULTIBYTE.findall(content))
    others = sum(byte >= 0x80 for byte in _MULTIBYTE.sub(b"", content))
    return valid > others


def _decode_mixed(content: bytes) -> str:
    """Decode as UTF-8, and each byte that does not fit as the Windows-1252 it must be."""
    return content.decode("utf-8", "surrogateescape").translate(_ESCAPED_AS_CP1252)


def _declared_encoding(source: Source) -> str:
    """The encoding of the web that a page declares; Windows-1252 where it declares none."""
    match = _DECLARED_CHARSET.search(source.content[:_HEAD])
    if source.format is not Format.HTML or not match:
        return "cp1252"
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return "cp1252"
    encoding = _READ_AS.get(name, name)
    return encoding if encoding in _WEB_ENCODINGS else "cp1252"
