"""What each marking allows, by the Traffic Light Protocol 2.0, and in which words it says so."""

import pytest

from ratsite.network.enums import Marking


@pytest.mark.parametrize(
    ("marking", "tlp", "tone", "short", "detail"),
    [
        (Marking.CLEAR, "TLP:CLEAR", "clear", "Anyone", "You may publish it."),
        (Marking.GREEN, "TLP:GREEN", "green", "The network", "Share it with approved members, and nobody else."),
        (
            Marking.AMBER_STRICT,
            "TLP:AMBER+STRICT",
            "amber",
            "Own agency only",
            "Share it only with colleagues who need to know.",
        ),
        (Marking.RED, "TLP:RED", "red", "Named people only", "Do not pass it on, quote it or print it."),
    ],
)
def test_a_marking_says_what_a_reader_may_do(marking, tlp, tone, short, detail):
    assert (marking.tlp, marking.tone, marking.short, marking.detail) == (tlp, tone, short, detail)


def test_markings_go_from_the_most_open_to_the_strictest():
    assert sorted(Marking, key=lambda marking: marking.rank) == ["clear", "green", "amber_strict", "red"]
    assert [marking.rank for marking in Marking] == [0, 1, 2, 3]


def test_the_two_strictest_are_closely_marked():
    assert [marking for marking in Marking if marking.is_closely_marked] == [Marking.AMBER_STRICT, Marking.RED]
