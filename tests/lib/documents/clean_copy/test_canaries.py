"""What the clean copy removes is reported by the check for hidden data, or is in the tables below with the reason."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen import canvas

from ratsite.lib.documents.file_facts import facts
from ratsite.lib.documents.hidden_parts import HiddenPart, Page
from ratsite.lib.documents.readers import read_all
from ratsite.lib.documents.unreadable import DAMAGED
from tests.lib.documents.clean_copy.test_clean_copy import ALL, CANARY, canaries
from tests.lib.documents.clean_copy.test_pdf import PLACES

# Reported by the kind of hidden part alone.
BY_KIND = {
    "CANARYMACRO": "macro",
    "CANARYBASIC": "macro",
    "CANARYSCRIPT": "macro",
    "CANARYATTACHED": "attachment",
    "CANARYTHUMB": "other",
    "CANARYCOLUMN": "other",  # the name of a column of a portfolio
}
# Given to readers on purpose: descriptions for screen readers, labels of form fields, formulas.
GIVEN = ("CANARY", "CANARYACTUAL", "CANARYALT", "CANARYLONG", "CANARYFIELD", "CANARYFORMULA")
# Not found: no program writes such a place by itself, or only numbers and its own settings stand there.
NOT_FOUND = (
    *("CANARYBEHIND", "CANARYKEY", "CANARYSTAMP", "CANARYUNUSED", "CANARYRSID", "CANARYR", "CANARYMANIFEST"),
    "CANARYNAME",
)
NOT_FOUND_IN = {"a comment in the content": {"CANARYCOMMENT"}}


def each(said: Iterator) -> Iterator:
    with suppress(*DAMAGED):
        yield from said


def missed(path: Path) -> set[str]:
    """Return the canaries that are on a page, or that neither a hidden part nor one of the tables names."""
    extension = path.suffix[1:]
    said = list(each(read_all(path, extension)))
    parts = [one for one in said if isinstance(one, HiddenPart)]
    hidden, kinds = "\n".join(f"{one.text} {one.about}" for one in parts), {one.kind for one in parts}
    seen = "\n".join(one.text for one in said if isinstance(one, Page))
    checked = "\n".join(each(facts(path, extension))) + "\n".join(one for one in said if isinstance(one, str))
    found = {one.decode().removesuffix("SEEN") for one in canaries(path.read_bytes())}
    assert found
    told = {
        one
        for one in found
        if one in hidden or BY_KIND.get(one) in kinds or one in NOT_FOUND or (one in GIVEN and one in checked)
    }
    return (found - told) | {one.decode() for one in CANARY.findall(seen.encode())}


@pytest.mark.parametrize("extension", ALL)
def test_what_a_clean_copy_removes_is_reported_and_on_no_page(tmp_path, extension):
    assert missed(ALL[extension](tmp_path / f"original.{extension}")) == set()


@pytest.mark.parametrize("place", PLACES)
def test_what_a_clean_copy_of_a_pdf_removes_is_reported(tmp_path, place):
    drawn = io.BytesIO()
    page = canvas.Canvas(drawn)
    page.drawString(72, 700, "SEEN as before")
    page.save()
    with pikepdf.open(drawn) as document:
        PLACES[place](document)
        document.save(tmp_path / "original.pdf")
    assert missed(tmp_path / "original.pdf") == NOT_FOUND_IN.get(place, set())
