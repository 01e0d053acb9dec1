"""The check for hidden text, the search index and the clean copy agree about what each hostile file hides."""

import re
from functools import partial
from pathlib import Path

import pytest

from ratsite.lib.documents.clean_copy.__main__ import clean
from ratsite.lib.documents.hidden_parts import HiddenPart, Page
from ratsite.lib.documents.office.open_document import open_pages
from ratsite.lib.documents.office.sheets import sheet_pages
from ratsite.lib.documents.office.slides import slide_pages
from ratsite.lib.documents.office.word import word_pages
from ratsite.lib.documents.text.rich_text import rich_text_pages
from ratsite.lib.documents.text.web import web_pages
from tests.lib.documents.clean_copy import (
    hostile_drawings,
    hostile_open_document,
    hostile_slide_colours,
    hostile_slides,
    hostile_texts,
    hostile_word,
    hostile_workbook,
)
from tests.lib.documents.clean_copy.test_clean_copy import bytes_of

READERS = {"docx": word_pages, "pptx": slide_pages, "xlsx": sheet_pages}
READERS |= {"rtf": rich_text_pages, "html": web_pages}
READERS |= dict.fromkeys(("odt", "ods", "odp"), open_pages)
FILES = [("docx", name, hostile_word.build) for name in hostile_word.FILES]
FILES += [("xlsx", name, hostile_workbook.build) for name in hostile_workbook.FILES]
FILES += [("pptx", name, hostile_slides.build) for name in hostile_slides.FILES]
FILES += [("pptx", name, hostile_slide_colours.build) for name in hostile_slide_colours.FILES]
FILES += [(extension, name, hostile_open_document.build) for extension, name in hostile_open_document.FILES]
FILES += [(extension, name, partial(hostile_drawings.build, extension)) for extension, name in hostile_drawings.FILES]
WORDS = re.compile(
    r"(?:SEEN|CANARY|BOTH)\w*|(?<!\d)(?:1138|4711)(?!\d)"
)  # a number stands for a word, where no word can
UNSEEN = ("CANARY", "4711")


def seen_and_hidden(path: Path, extension: str) -> tuple[list[str], list[str]]:
    found = list(READERS[extension](path))
    seen = WORDS.findall("\n".join(one.text for one in found if isinstance(one, Page)))
    return seen, WORDS.findall("\n".join(one.text for one in found if isinstance(one, HiddenPart)))


@pytest.mark.parametrize(("extension", "name"), hostile_texts.FILES)
def test_text_reported_as_hidden_is_not_in_the_index_and_all_other_text_is(tmp_path, extension, name):
    path = hostile_texts.build(name, tmp_path / f"original.{extension}")
    written = WORDS.findall(path.read_text())
    seen, hidden = seen_and_hidden(path, extension)
    assert {*hidden} == {word for word in written if word.startswith(UNSEEN)}
    assert {*seen} == {word for word in written if not word.startswith(UNSEEN)}


@pytest.mark.parametrize(("extension", "name", "build"), FILES, ids=lambda value: value if str(value) == value else "")
def test_text_reported_as_hidden_is_not_in_the_copy_and_all_other_text_is(tmp_path, extension, name, build):
    original, copy = build(name, tmp_path / f"original.{extension}"), tmp_path / f"copy.{extension}"
    written = {word for part in bytes_of(original.read_bytes()) for word in WORDS.findall(part.decode("latin-1"))}
    seen, hidden = seen_and_hidden(original, extension)
    assert {*hidden} == {word for word in written if word.startswith((*UNSEEN, "BOTH"))}
    assert {*seen} == {word for word in written if not word.startswith(UNSEEN)}
    content, _ = clean(original, extension)
    copy.write_bytes(content)
    assert seen_and_hidden(copy, extension) == (seen, [])
    assert [part for part in bytes_of(content) if any(word.encode() in part for word in UNSEEN)] == []
