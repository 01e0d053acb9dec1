"""What a file says about itself beside its pages: who made it, its title, comments. Looked at and kept nowhere.

Runs in the process with limits that ratsite.lib.extraction is. Imports no framework.
"""

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MOST_FACTS = 20_000  # characters of one file: a program writes some hundred
# Parts of Office and OpenDocument files where it stands; comments are for reviewers, and travel with the file.
PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
COMMENTS = ("word/comments.xml", "xl/comments", "ppt/comments/")
PICTURES = ("png", "jpg", "jpeg")


def facts(path: Path, extension: str) -> str:
    """One fact a line; empty where there are none, and of what cannot be read."""
    lines: list[str] = []
    # Whatever a stranger's file makes of it: it was opened as a whole before, and its facts are all that is missing.
    with suppress(Exception):
        for line in _reader(extension)(path):
            lines.append(" ".join(line.split()))
            if sum(map(len, lines)) > MOST_FACTS:
                break
    return "\n".join(filter(None, lines))[:MOST_FACTS]


def _reader(extension: str):
    if extension == "pdf":
        return _pdf
    return _picture if extension in PICTURES else _archive if extension in ("docx", "xlsx", "pptx", "odt") else _nothing


def _nothing(path: Path) -> Iterator[str]:
    yield from ()


def _pdf(path: Path) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    yield from document.get_metadata_dict().values()


def _archive(path: Path) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name not in PARTS and not name.startswith(COMMENTS):
                continue
            with archive.open(name) as part:
                for _, node in iterparse(part, forbid_dtd=True):
                    yield node.text or ""
                    for value in node.attrib.values():
                        yield value if not value.isdigit() and "://" not in value else ""
                    node.clear()


def _picture(path: Path) -> Iterator[str]:
    """Before it is drawn anew, which leaves all of this behind: a marking in it still says that it is not for here."""
    from PIL import Image

    with Image.open(path) as picture:
        for value in (*picture.info.values(), *picture.getexif().values()):
            if isinstance(value, bytes):
                value = value.decode("utf-8", "ignore")
            if isinstance(value, str):
                yield value
