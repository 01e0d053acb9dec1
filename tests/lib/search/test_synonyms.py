"""Synonyms of typed words are searched as alternatives."""

import pytest

from ratsite.lib.search.query import Term, fold, pattern_of, read
from ratsite.lib.search.synonyms import MOST_REWRITTEN, expand

NRM = ("NRM", "National Referral Mechanism")
BED = ("first bed", "duty of care bed", "safe house")


def alternatives(typed: str, *sets: tuple[str, ...]) -> list[list[str]]:
    expanded = expand(read(typed), sets).query
    return [[" ".join(one.words) for one in term.alternatives] for term in expanded.wanted]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nrm", [["national referral mechanism"]]),
        ("NRMs card", [["national referral mechanism"], []]),
        ("national referral mechanism", [["nrm"]] * 3),
        ("the national referral mechanism today", [["nrm"]] * 3 + [[]]),
        ('"national referral mechanism"', [["nrm"]]),
        ("national mechanism referral", [[], [], []]),
        ("national referral", [[], []]),
        ("nrm*", [[]]),
        ("card", [[]]),
        ("", []),
    ],
)
def test_a_name_gets_the_others_as_alternatives(typed, expected):
    assert alternatives(typed, NRM) == expected


def test_common_words_inside_a_name_do_not_hide_it():
    assert alternatives("duty of care bed", BED) == [["first bed", "safe house"]] * 3


def test_an_excluded_word_gets_no_alternatives():
    expanded = expand(read("card -nrm"), [NRM])
    assert expanded.query.unwanted == (Term(("nrm",)),)
    assert expanded.also == ()


def test_the_names_are_said_as_written_and_the_query_is_rewritten_with_each():
    expanded = expand(read("nrm card"), [NRM, ("NRM", "first one", "second", "third", "fourth")])
    assert expanded.also == ("National Referral Mechanism", "first one", "second", "third", "fourth")
    assert [term.words for term in expanded.rewritten[0].wanted] == [
        ("national",), ("referral",), ("mechanism",), ("card",),
    ]  # fmt: skip
    assert len(expanded.rewritten) == MOST_REWRITTEN


def test_alternatives_are_marked_in_a_text_and_make_a_query_less_plain():
    expanded = expand(read("nrm"), [NRM]).query
    assert pattern_of(expanded.wanted).search(fold("The National  Referral Mechanism"))
    assert not expanded.has_only_single_words
    assert expand(read("nrm"), [("NRM", "referral")]).query.has_only_single_words
    assert expanded.loosely == expanded
