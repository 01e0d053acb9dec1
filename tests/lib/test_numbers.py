"""Numbers sent by a browser are read in one way, which refuses values that no database could look up."""

import re
from pathlib import Path

import pytest

from ratsite.lib.numbers import whole_number

ROOT = Path(__file__).resolve().parent.parent.parent
# Modules that read digits which no browser sent, and what those are.
NOT_SENT = {
    "ratsite/demo/applications.py": "a code in an email of the demonstration",
    "ratsite/files/virus_scan.py": "a port in the settings",
    "ratsite/operations/run.py": "a port in the settings",
    "ratsite/pages/templatetags/page_tags.py": "a telephone number for a link",
    "library/queries/facets.py": "a year, compared and not looked up",
}


@pytest.mark.parametrize(("sent", "read"), [("0", 0), ("7", 7), ("007", 7), ("9" * 9, 999_999_999)])
def test_a_number_is_read(sent, read):
    assert whole_number(sent) == read


@pytest.mark.parametrize("sent", ["", " 7", "-1", "1.0", "1e3", "٣", "²", "9" * 10, "9" * 5000, "x"])
def test_anything_else_is_no_number(sent):
    assert whole_number(sent) is None


def test_nothing_outside_the_library_reads_digits_by_itself():
    sources = [path for top in ("forum", "library", "ratsite") for path in (ROOT / top).rglob("*.py")]
    names = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sources}
    own = {name for name, text in names.items() if re.search(r"\.is(digit|decimal|numeric)\(", text)}
    assert {name for name in own if not name.startswith("ratsite/lib/")} == set(NOT_SENT)
