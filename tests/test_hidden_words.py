"""The plain second count of what Office files hide, which is compared with what the site reports."""

from pathlib import Path

import pytest

from tests.files.hidden_office import ASK, OFFICE, book, inner, sheet_row, slides, word_change
from tests.files.hidden_text import TEXTS
from tests.hidden_words import COUNTERS, hidden_words, unreported

KINDS = ("change", "comment", "sheet", "row", "slide", "notes")
PLACES = {name: place for name, place in {**OFFICE, **TEXTS}.items() if name.rpartition(".")[2] in COUNTERS}
KNOWN = sorted(name for name, place in PLACES.items() if place[0] in KINDS)
ASIDE = {
    "format.docx": "only who changed the look of words",
    "unlisted.pptx": "a slide that no list names is left to the site's own reader",
}


def counted(folder: Path, name: str, content: bytes) -> dict[str, int]:
    path = folder / name
    path.write_bytes(content)
    return dict(hidden_words(str(path), name.rpartition(".")[2]))


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in ASIDE])
def test_each_kind_of_hidden_words_is_counted(name, tmp_path):
    kind, _, make = PLACES[name]
    assert counted(tmp_path, name, make("Marmalade")) == {kind: 1}


def test_inserted_words_count_as_a_tracked_change(tmp_path):
    assert counted(tmp_path, "a.docx", word_change("Marmalade", "ins")) == {"change": 1}


@pytest.mark.parametrize("name", KNOWN)
def test_a_hidden_place_without_words_counts_nothing(name, tmp_path):
    assert counted(tmp_path, name, PLACES[name][2](" ")) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", inner("Ask first.")),
        ("a.xlsx", book(lambda made: None)),
        ("a.pptx", slides(ASK)),
        ("a.pdf", b"%PDF-1.7"),
        ("b.docx", b"no package"),
    ],
)
def test_a_file_that_hides_nothing_or_cannot_be_read_plainly_counts_nothing(name, content, tmp_path):
    assert counted(tmp_path, name, content) == {}


def test_hidden_words_that_the_site_did_not_report_are_listed(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet_row("Marmalade"))
    assert unreported(str(path), "xlsx", {"row"}) == []
    assert unreported(str(path), "xlsx", {"metadata"}) == ["1 × row is hidden in it and was not told"]
