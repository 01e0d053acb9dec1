"""Extract the text that a file has outside its pages: author, comments, headers, notes, form fields.

This text is checked but not stored. Runs in the limited process of ratsite.lib.documents.extraction, which reports if
some of the text could not be read. Imports no framework.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from ratsite.lib.documents.inspection import OFFICE_PARTS
from ratsite.lib.documents.office.archives import NOWHERE, archive_texts, embedded_texts
from ratsite.lib.documents.office.part_names import PAGES
from ratsite.lib.documents.unreadable import Unread, to_the_end

MOST_FACTS = (
    1_000_000  # characters of one file: programs write some hundreds, and reviewers at most a long comment on each page
)
# The same limit for a workbook (where a number is yielded up to three times, each with its label), an OpenDocument file
# (whose pages are read again) or embedded files.
MOST_FIGURES = 5_000_000
PICTURES = ("png", "jpg", "jpeg")


def facts(path: Path, extension: str) -> Iterator[str]:
    """Yield the lines of text that a file contains outside its pages, such as comments, without empty lines.

    Raises Unread at the end if there were more lines than the limit allows, or if part of the file could not be read.
    """
    yield from to_the_end(*(_lines(read(path), most) for read, most in _readings(extension)))


def _readings(extension: str) -> list[tuple[Callable[[Path], Iterator[str]], int]]:
    """Return the readers for a file with this extension, as pairs of (reader, most characters to read)."""
    if extension in OFFICE_PARTS:
        pages, page_tags = PAGES.get(extension, (NOWHERE, ()))
        read = partial(archive_texts, pages=pages, page_tags=page_tags)
        return [(read, MOST_FACTS if extension in PAGES else MOST_FIGURES), (embedded_texts, MOST_FIGURES)]
    return [(_picture, MOST_FACTS)] if extension in PICTURES else []


def _lines(texts: Iterator[str], room: int) -> Iterator[str]:
    for fact in texts:
        for line in fact.splitlines():
            if line := " ".join(line.split()):
                room -= len(line)
                if room < 0:
                    raise Unread
                yield line


def _picture(path: Path) -> Iterator[str]:
    """Yield the texts in a picture's metadata.

    They are checked although the site removes the metadata by redrawing the picture: a picture whose metadata have a
    protective marking is refused.
    """
    from PIL import Image

    with Image.open(path) as picture:
        for value in (*picture.info.values(), *picture.getexif().values()):
            if isinstance(value, bytes):
                value = value.decode("utf-8", "ignore")
            if isinstance(value, str):
                yield value
