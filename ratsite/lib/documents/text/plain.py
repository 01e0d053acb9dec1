"""Decode plain text: UTF-8, UTF-16 with a byte order mark, otherwise Windows-1252, which includes Latin-1.

Imports no framework.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from ratsite.lib.documents.hidden_parts import HiddenPart, Page
from ratsite.lib.documents.text_parts import parts

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
FALLBACK = "cp1252"


def decode_text(content: bytes) -> str:
    """Return the text of a file's content. Bytes that cannot be decoded become replacement characters."""
    if content.startswith(WIDE):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(FALLBACK, "replace")


def plain_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the text of a plain text file in numbered parts."""
    yield from parts(decode_text(path.read_bytes()).splitlines())
