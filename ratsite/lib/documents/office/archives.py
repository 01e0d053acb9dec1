"""Extract the text of all parts of an Office or OpenDocument archive, and of the files embedded in it.

A Word file may embed a workbook behind a chart, a presentation or a saved web page. An embedded archive is read from
memory in the same way. An archive inside an embedded archive is not read: it raises Unread, like any unreadable part.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from ratsite.lib.documents.inspection import entries_refusal, is_macro_project
from ratsite.lib.documents.office.cells import PIVOT, Book, cells, pivots
from ratsite.lib.documents.office.part_kinds import ARCHIVE, HEAD, SILENT, TEXT, is_marked_up, kind_of
from ratsite.lib.documents.office.xml_text import MOST_MARKUP, lines, loose_lines, text_off_page
from ratsite.lib.documents.unreadable import Unread, to_the_end

MOST_INSIDE = 64 * 1024 * 1024  # bytes of an embedded file, which is read into memory; no upload is larger
WORKSHEET = re.compile(rb"<(\w+:)?worksheet\b")
NOWHERE = re.compile(r"(?!)")
Reading = Callable[[IO[bytes], str, bytes], Iterator[str]]  # arguments: the part, its name, its first bytes


def archive_texts(source: Path | IO[bytes], pages: re.Pattern[str] = NOWHERE, page_tags: tuple = ()) -> Iterator[str]:
    """Yield the text of all XML and HTML parts of an archive, whatever their names. They need not be well-formed.

    The text of the file's pages is left out, because ratsite.lib.documents.extraction reads it. pages: a pattern of the
    names of the parts with pages. page_tags: the elements of these parts whose text is on the pages. PAGES has the
    pattern and the elements of each format.
    """
    with zipfile.ZipFile(source) as archive:
        book = Book(archive)

        def read(part: IO[bytes], name: str, head: bytes) -> Iterator[str]:
            if not is_marked_up(name, head):
                return iter(())
            if WORKSHEET.search(head):
                return cells(part, book)
            if pages.fullmatch(name):
                return text_off_page(part, page_tags)
            if pivot := PIVOT.fullmatch(name):
                return pivots(part, book.fields(pivot[2]) if pivot[1] == "Records" else [])
            return lines(part, name) if name.endswith((".xml", ".rels")) else loose_lines(part)

        yield from _each(archive, read)


def embedded_texts(source: Path | IO[bytes], is_inside: bool = False) -> Iterator[str]:
    """Yield the text of an archive's members that are not XML or HTML, such as embedded files.

    is_inside: True if `source` is itself embedded in an archive. Raises Unread for a member of unknown type and, if
    `is_inside`, for a member that is an archive.
    """

    def read(part: IO[bytes], name: str, head: bytes) -> Iterator[str]:
        is_silent = is_marked_up(name, head) or is_macro_project(name)
        kind = SILENT if is_silent else kind_of(name, head)
        if kind == TEXT:
            yield _text(_whole(part, MOST_MARKUP))
        elif kind == ARCHIVE and not is_inside:
            yield from embedded_archive_texts(io.BytesIO(_whole(part, MOST_INSIDE)))
        elif kind != SILENT and not is_padding(_whole(part, MOST_INSIDE)):
            raise Unread

    with zipfile.ZipFile(source) as archive:
        yield from _each(archive, read)


def embedded_archive_texts(content: IO[bytes]) -> Iterator[str]:
    """Yield the text of an archive that is embedded in another one, with the same limits as for an uploaded archive.

    Raises Unread if the archive exceeds these limits. They are compared with the sizes that the archive declares, which
    is safe: no more than the declared sizes is unpacked.
    """
    with zipfile.ZipFile(content) as archive:
        if entries_refusal(archive.infolist()):
            raise Unread
    yield from to_the_end(archive_texts(content), embedded_texts(content, is_inside=True))


def _each(archive: zipfile.ZipFile, read: Reading) -> Iterator[str]:
    yield from to_the_end(*(_part(archive, entry, read) for entry in archive.infolist()))


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, read: Reading) -> Iterator[str]:
    with archive.open(entry) as part:
        yield from read(part, entry.filename, cast(zipfile.ZipExtFile, part).peek(HEAD)[:HEAD])


def is_padding(content: bytes) -> bool:
    """Return True if a member of an archive is only padding: one byte repeated.

    Office reserves space with such content in `[trash]` items (ECMA-376 part 2).
    """
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
