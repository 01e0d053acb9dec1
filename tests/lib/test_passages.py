"""What changed in a long text: nothing but that, each under its heading."""

import pytest

from ratsite.lib.passages import Passage, changed_passages

BEFORE = """### What I share

- Nothing that identifies a person: no name, no address, and
  no plate.
- If a child may be involved, I refer first.

### How I treat others

I assume good faith.
"""


def changes(old: str, new: str) -> list[tuple[str, str]]:
    assert old in BEFORE
    return [(one.heading, one.change) for one in changed_passages(BEFORE, BEFORE.replace(old, new))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("no plate.", "no car.", [("What I share", "Nothing that identifies a person: no name, no address, and no "
                                   "<del>plate.</del><ins>car.</ins>")]),
        ("- If a child may be involved, I refer first.\n", "", [
            ("What I share", "<del>If a child may be involved, I refer first.</del>")]),
        ("I assume good faith.", "I assume good faith.\n\nI say so.", [("How I treat others", "<ins>I say so.</ins>")]),
        ("### How I treat", "### How we treat", [("", "How <del>I</del><ins>we</ins> treat others")]),
        ("and\n  no plate", "and no\n  plate", []),
        ("\n", "\r\n", []),
    ],
)  # fmt: skip
def test_only_what_differs_is_shown_under_its_heading(old, new, expected):
    assert changes(old, new) == expected


def test_a_word_that_looks_like_html_is_shown_as_it_is():
    assert changed_passages("a", "<script>b") == [Passage("", "<del>a</del><ins>&lt;script&gt;b</ins>")]


def test_a_text_of_another_kind_altogether_is_shown_whole():
    shown = changed_passages(BEFORE, "### All new\n\nBe kind.")
    assert [one.change for one in shown] == [
        "<del>What I share</del><ins>All new</ins>",
        "<del>Nothing that identifies a person: no name, no address, and no plate.</del><ins>Be kind.</ins>",
        "<del>If a child may be involved, I refer first.</del>",
        "<del>How I treat others</del>",
        "<del>I assume good faith.</del>",
    ]
