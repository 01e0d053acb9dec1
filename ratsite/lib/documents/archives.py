"""What the parts of an Office or OpenDocument file say, and the files that other programs put into it.

A Word file may hold a workbook behind a chart, a presentation, a saved web page. Such an archive is read as the file
itself is, from memory; one inside it is Unread, and so is whatever cannot be read. Runs in the process with limits that
ratsite.lib.documents.extraction is. Imports no framework.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from ratsite.lib.documents.inspection import entries_refusal
from ratsite.lib.documents.part_kinds import ARCHIVE, HEAD, SILENT, TEXT, is_marked_up, kind_of
from ratsite.lib.documents.unreadable import Unread, to_the_end
from ratsite.lib.documents.workbooks import PIVOT, Book, cells, pivots
from ratsite.lib.documents.xml_text import MOST_MARKUP, lines, loose_lines, unseen

MOST_INSIDE = 64 * 1024 * 1024  # bytes of a file inside: it lies in memory, and no upload is larger
WORKSHEET = re.compile(rb"<(\w+:)?worksheet\b")
NOWHERE = re.compile(r"(?!)")
Reading = Callable[[IO[bytes], str, bytes], Iterator[str]]  # of a part, its name and how it begins


def said_in(source: Path | IO[bytes], pages: re.Pattern[str] = NOWHERE, page_tags: tuple = ()) -> Iterator[str]:
    """Whatever part is marked up, by whatever name: an Office file says itself which of its parts is a header.

    Of the parts with pages in them what ratsite.lib.documents.extraction leaves out. Pictures, form controls and web
    pages inside have other names than XML, and need not be clean.
    """
    with zipfile.ZipFile(source) as archive:
        book = Book(archive)

        def read(part: IO[bytes], name: str, head: bytes) -> Iterator[str]:
            if not is_marked_up(name, head):
                return iter(())
            if WORKSHEET.search(head):
                return cells(part, book)
            if pages.fullmatch(name):
                return unseen(part, page_tags)
            if pivot := PIVOT.fullmatch(name):
                return pivots(part, book.fields(pivot[2]) if pivot[1] == "Records" else [])
            return lines(part, name) if name.endswith((".xml", ".rels")) else loose_lines(part)

        yield from _each(archive, read)


def said_in_files_within(source: Path | IO[bytes], is_inside: bool = False) -> Iterator[str]:
    """What parts say that are not marked up. Unread for what is not known, and `is_inside` one for archives."""

    def read(part: IO[bytes], name: str, head: bytes) -> Iterator[str]:
        kind = SILENT if is_marked_up(name, head) else kind_of(name, head)
        if kind == TEXT:
            yield _text(_whole(part, MOST_MARKUP))
        elif kind == ARCHIVE and not is_inside:
            yield from _archive_within(io.BytesIO(_whole(part, MOST_INSIDE)))
        elif kind != SILENT and not _is_padding(_whole(part, MOST_INSIDE)):
            raise Unread

    with zipfile.ZipFile(source) as archive:
        yield from _each(archive, read)


def _archive_within(content: IO[bytes]) -> Iterator[str]:
    """Within the limits of one that is uploaded itself: its sizes are what it says, and no more is unpacked."""
    with zipfile.ZipFile(content) as archive:
        if entries_refusal(archive.infolist()):
            raise Unread
    yield from to_the_end(said_in(content), said_in_files_within(content, is_inside=True))


def _each(archive: zipfile.ZipFile, read: Reading) -> Iterator[str]:
    yield from to_the_end(*(_part(archive, entry, read) for entry in archive.infolist()))


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, read: Reading) -> Iterator[str]:
    with archive.open(entry) as part:
        yield from read(part, entry.filename, cast(zipfile.ZipExtFile, part).peek(HEAD)[:HEAD])


def _is_padding(content: bytes) -> bool:
    """One byte over and over, as in the items in `[trash]` with which Office keeps room (ECMA-376 part 2)."""
    return content.count(content[:1]) == len(content)


def _text(content: bytes) -> str:
    if b"\0" in content:
        raise Unread
    return content.decode("utf-8", "replace")


def _whole(part: IO[bytes], most: int) -> bytes:
    content = part.read(most + 1)
    if len(content) > most:
        raise Unread
    return content
