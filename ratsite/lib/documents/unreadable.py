"""Errors for files that cannot be read to their end. Imports no framework."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import TypeVar

Record = TypeVar("Record")


class Unread(Exception):
    """Raised if part of a file's text could not be read, so that the check of the text is incomplete."""


# Unread, and the errors that readers raise for a damaged part while other parts can still be read: SyntaxError for
# faulty XML, ValueError for XML with a DTD, RuntimeError for what PDFium or zipfile cannot do (zipfile also raises its
# subclass NotImplementedError).
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


def to_the_end(*readings: Iterator[Record]) -> Iterator[Record]:
    """Yield the items of each iterator in turn.

    If one ends in an error of DAMAGED, the others are still read, and Unread is raised at the end.
    """
    is_whole = True
    for reading in readings:
        try:
            yield from reading
        except DAMAGED:
            is_whole = False
    if not is_whole:
        raise Unread
