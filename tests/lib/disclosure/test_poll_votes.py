"""Simulated attackers, who know the code, the number of voters and every shown number, try to find out hidden votes."""

from collections import defaultdict
from itertools import combinations, product

import pytest

from ratsite.lib.disclosure import Policy, Shown, votes_by_option
from ratsite.lib.figure_words import figure_words

INSIDE = Policy(3)


def words(*votes: int, able: int) -> list[str]:
    return [
        figure_words(figure) for figure in votes_by_option(dict(enumerate(votes)), able=able, policy=INSIDE).values()
    ]


def results(options: int, able: int, policy: Policy) -> dict[tuple, list[tuple[int, ...]]]:
    """Return for each published result all the votes that lead to it."""
    found = defaultdict(list)
    for votes in product(range(able + 1), repeat=options):
        if sum(votes) <= able:
            figures = votes_by_option(dict(enumerate(votes)), able=able, policy=policy)
            found[tuple(figures.values())].append(votes)
    return found


@pytest.mark.parametrize(
    ("options", "able", "threshold"),
    [(2, 6, 3), (2, 9, 3), (3, 6, 3), (3, 7, 3), (3, 8, 3), (3, 13, 3), (4, 9, 3), (5, 8, 3), (3, 10, 4), (3, 11, 5)],
)
def test_no_hidden_number_of_a_secret_poll_can_be_narrowed(options, able, threshold):
    small = set(range(threshold))
    for printed, possible in results(options, able, Policy(threshold)).items():
        for option, figure in enumerate(printed):
            values = {votes[option] for votes in possible}
            if figure.how in (Shown.FEWER, Shown.AT_LEAST):
                assert values == set(range(figure.low, figure.high(able) + 1)), printed
            if figure.how is Shown.NOT_SHOWN:
                assert (small <= values, values <= small) == (True, False), printed


@pytest.mark.parametrize(("options", "able"), [(3, 8), (3, 13), (4, 9), (5, 8)])
def test_a_person_who_knows_one_hidden_number_cannot_narrow_another(options, able):
    for printed, possible in results(options, able, INSIDE).items():
        hidden = [option for option, figure in enumerate(printed) if figure.how is Shown.FEWER]
        for one, other in combinations(hidden, 2):
            assert {(votes[one], votes[other]) for votes in possible} == set(product(range(3), repeat=2)), printed


def test_numbers_that_leave_no_room_for_the_hidden_ones_are_not_shown():
    assert words(4, 4, 0, able=8) == ["not shown"] * 3  # else the third option had 0
    assert words(3, 3, 1, able=7) == ["not shown"] * 3  # else at most 1
    assert words(4, 3, 0, able=12) == ["4", "3", "fewer than 3"]
    assert words(4, 4, 4, able=12) == ["4", "4", "4"]
    assert words(5, 0, 0, 0, able=9) == ["5", *["fewer than 3"] * 3]  # any two of the three can have two each


def test_two_options_are_shown_however_many_have_voted():
    assert [words(able, 0, able=able) for able in (6, 40)] == [
        ["4 or more", "fewer than 3"],
        ["38 or more", "fewer than 3"],
    ]
