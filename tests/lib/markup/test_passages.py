"""What changed in a long text: only the changed passages, each under its heading."""

import time

import pytest

from ratsite.lib.markup.passages import Passage, changed_passages

BEFORE = """### What I share

- Nothing that identifies a person: no name, no address, and
  no plate.
- If a child may be involved, I refer first.

### How I treat others

I assume good faith.
"""


def shown(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.heading, one.change) for one in changed_passages(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("no plate.", "no car.", [("What I share", "Nothing that identifies a person: no name, no address, and no "
                                   "<del>plate.</del><ins>car.</ins>")]),
        ("- If a child may be involved, I refer first.\n", "", [
            ("What I share", "<del>If a child may be involved, I refer first.</del>")]),
        ("I assume good faith.", "I assume good faith.\n\nI say so.", [("How I treat others", "<ins>I say so.</ins>")]),
        ("### How I treat", "### How we treat", [("", "How <del>I</del><ins>we</ins> treat others")]),
        ("- If a child", "- I write calmly.\n- Where a child", [
            ("What I share", "<ins>I write calmly.</ins>"),
            ("What I share", "<del>If</del><ins>Where</ins> a child may be involved, I refer first.")]),
        ("### How I treat", "#### How I treat", [("", "How I treat others (layout changed)")]),
        ("- If a child", "1. If a child", [
            ("What I share", "If a child may be involved, I refer first. (layout changed)")]),
        ("and\n  no plate", "and no\n  plate", []),
        ("faith.\n", "faith.\n\n### \n", [("How I treat others", "<ins>###</ins>")]),
        ("\n", "\r\n", []),
    ],
)  # fmt: skip
def test_only_what_differs_is_shown_under_its_heading(old, new, expected):
    assert old in BEFORE
    assert shown(BEFORE, BEFORE.replace(old, new)) == expected


def test_a_promise_that_goes_to_another_heading_is_shown_at_both():
    before = "### I never share\n\n- names\n- plates\n\n### I may share\n\n- agency\n"
    after = "### I never share\n\n- names\n\n### I may share\n\n- plates\n- agency\n"
    assert shown(before, after) == [("I never share", "<del>plates</del>"), ("I may share", "<ins>plates</ins>")]


def test_indented_text_below_a_point_belongs_to_it():
    before = "- I never tell\n  - names\n  - plates\n- I may tell\n  - agencies\n"
    after = "- I never tell\n  - names\n- I may tell\n  - plates\n  - agencies\n"
    assert shown(before, after) == [
        ("", "I never tell\n– names<del>\n– plates</del>"),
        ("", "I may tell\n<ins>– plates\n</ins>– agencies"),
    ]


def test_sections_in_another_order_are_said_to_be():
    before, after = "### A\n\na\n\n### B\n\nb\n", "### B\n\nb\n\n### A\n\na\n"
    assert shown(before, after) == [("", "The sections are in another order.")]


def test_a_comment_in_code_is_no_heading():
    assert shown("```\n# a\n```\n", "```\n# b\n```\n") == [("", "# <del>a</del><ins>b</ins>")]


def test_a_word_that_looks_like_html_is_shown_as_it_is():
    assert changed_passages("a or b", "a or <script>") == [Passage("", "a or <del>b</del><ins>&lt;script&gt;</ins>")]


def test_a_text_of_another_kind_altogether_is_shown_whole():
    found = changed_passages(BEFORE, "### All new\n\nBe kind.")
    assert [(one.is_heading, one.change) for one in found] == [
        (True, "<ins>All new</ins>"),
        (False, "<ins>Be kind.</ins>"),
        (True, "<del>What I share</del>"),
        (False, "<del>Nothing that identifies a person: no name, no address, and no plate.</del>"),
        (False, "<del>If a child may be involved, I refer first.</del>"),
        (True, "<del>How I treat others</del>"),
        (False, "<del>I assume good faith.</del>"),
    ]
    # What went with its heading stands below it as it went, not below a heading that seems to have stayed.
    assert {one.heading for one in found} == {""}


@pytest.mark.parametrize(
    "before",
    [
        "- a\n" * 5000,
        "a\n\n" * 6600,
        "a " * 10_000,
        "- a\n- b\n" * 2500,
        "### a\n" * 3000,
        "```\n" * 5000,
        "- a\n" * 490,
    ],
)
def test_hostile_text_takes_no_time_that_anybody_would_notice(before):
    started = time.process_time()
    changed_passages(before, before[::-1].replace("a", "c") + "z")
    assert time.process_time() - started < 2  # a machine with other work on it; some 0.1 alone
