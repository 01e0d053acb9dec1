"""What is raised where a file cannot be read to its end. Imports no framework."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import TypeVar

Said = TypeVar("Said")


class Unread(Exception):
    """Not all that the file says can be looked at."""


# With what readers raise of a damaged part: bad XML is a SyntaxError, XML that declares things a ValueError, what
# PDFium or zipfile cannot do a RuntimeError. The parts beside it can still be read.
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
    """One after the other; Unread after the last of them where any could not be read: it hides none beside it."""
    is_whole = True
    for reading in readings:
        try:
            yield from reading
        except DAMAGED:
            is_whole = False
    if not is_whole:
        raise Unread
