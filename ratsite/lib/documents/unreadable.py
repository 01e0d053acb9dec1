"""The error for a file that cannot be read to its end. Imports no framework."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import TypeVar

Said = TypeVar("Said")


class Unread(Exception):
    """Raised if part of a file's text could not be read, so that the check of the text is incomplete."""


# Unread, and what readers raise for a damaged part: SyntaxError for bad XML, ValueError for XML with a DTD,
# RuntimeError for what PDFium or zipfile cannot do, which for zipfile includes its NotImplementedError. Other parts can
# still be read.
DAMAGED = (
    Unread,
    SyntaxError,
    ValueError,
    RuntimeError,
    LookupError,
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)


def to_the_end(*readings: Iterator[Said]) -> Iterator[Said]:
    """Yield the items of each iterator in turn, even if some end in an error; then raise Unread if any did.

    The errors are those for damaged files (DAMAGED).
    """
    is_whole = True
    for reading in readings:
        try:
            yield from reading
        except DAMAGED:
            is_whole = False
    if not is_whole:
        raise Unread
