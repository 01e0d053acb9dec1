"""The arithmetic of common ground, with generated answers: bands, verdicts and "others" hold for any answers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ratsite.lib.common_ground import AGREE, DISAGREE, FEWEST_ANSWERS, Band, Verdict, band_of, results

UNSURE = "unsure"
STANCES = st.sampled_from([AGREE, DISAGREE, UNSURE])
ANSWERS = st.lists(st.tuples(st.integers(1, 5), STANCES), max_size=40)
CHECKS = st.lists(ANSWERS, min_size=1, max_size=7)


def given_by(remit: int, agree: int = 0, disagree: int = 0, unsure: int = 0) -> list[tuple[int, str]]:
    counts = ((AGREE, agree), (DISAGREE, disagree), (UNSURE, unsure))
    return [(remit, stance) for stance, count in counts for _ in range(count)]


def test_seventy_and_twenty_in_a_hundred_are_the_limits():
    assert band_of([AGREE] * 7 + [DISAGREE] * 2 + [UNSURE]) == Band.AGREE
    assert band_of([AGREE] * 7 + [DISAGREE] * 3) == Band.SPLIT
    assert band_of([AGREE] * 69 + [UNSURE] * 31) == Band.SPLIT
    assert band_of([DISAGREE] * 8 + [AGREE] * 2) == Band.DISAGREE
    assert band_of([UNSURE] * 3) == Band.SPLIT
    assert band_of([AGREE] * 2) is None


def test_three_remits_that_all_agree_are_common_ground_and_two_are_not():
    three = given_by(1, 3) + given_by(2, 7, 2, 1) + given_by(3, 4, 0, 1)
    assert [one.verdict for one in results([three])] == [Verdict.COMMON]
    assert [one.verdict for one in results([three[:-5]])] == [Verdict.FEW]


def test_a_statement_on_which_nobody_is_known_to_differ_is_no_open_difference():
    """A remit that disagrees or is split is one, and so are others that do, however few people answered."""
    for answers in ([], given_by(1, 2), given_by(1, 3), given_by(1, 3) + given_by(2, 2) + given_by(3, 2)):
        assert [one.verdict for one in results([answers])] == [Verdict.FEW]
    for answers in (given_by(1, 0, 3), given_by(1, 2, 2), given_by(1, 3) + given_by(2, 0, 2) + given_by(3, 0, 1)):
        assert [one.verdict for one in results([answers])] == [Verdict.OPEN]


def test_one_remit_that_is_split_ends_common_ground():
    answers = [pair for remit in (1, 2, 3) for pair in given_by(remit, 3)] + given_by(4, 2, 2)
    assert results([answers])[0].verdict == Verdict.OPEN


def test_two_remits_that_differ_elsewhere_make_a_bridge():
    here = given_by(1, 3) + given_by(2, 3) + given_by(3, 0, 3)
    elsewhere = given_by(1, 3) + given_by(2, 0, 0, 3)
    assert [one.verdict for one in results([here, elsewhere])] == [Verdict.BRIDGE, Verdict.OPEN]
    assert [one.verdict for one in results([here, given_by(1, 3) + given_by(2, 3)])] == [Verdict.OPEN, Verdict.FEW]


def test_small_remits_are_counted_together_and_never_alone():
    found = results([given_by(1, 2) + given_by(2, 1) + given_by(3, 5)])[0]
    assert (found.bands, found.others) == ({3: Band.AGREE}, Band.AGREE)
    assert results([given_by(1, 2) + given_by(3, 5)])[0].others is None


def small_and_large(answers) -> tuple[set[int], set[int]]:
    count = Counter(remit for remit, _ in answers)
    return {one for one in count if count[one] < FEWEST_ANSWERS}, {one for one in count if count[one] >= FEWEST_ANSWERS}


@given(CHECKS)
def test_a_remit_is_named_if_and_only_if_it_has_enough_answers(statements):
    for answers, found in zip(statements, results(statements), strict=True):
        small, large = small_and_large(answers)
        assert set(found.bands) == large
        assert (found.others is not None) == (sum(remit in small for remit, _ in answers) >= FEWEST_ANSWERS)


@given(CHECKS)
def test_common_ground_is_three_remits_and_each_agrees(statements):
    for found in results(statements):
        is_common = len(found.bands) >= 3 and set(found.bands.values()) == {Band.AGREE}
        assert (found.verdict == Verdict.COMMON) == is_common


@given(CHECKS)
def test_a_bridge_has_two_remits_that_agree_here_and_differ_elsewhere(statements):
    everything = results(statements)
    for found in everything:
        agreeing = [remit for remit, band in found.bands.items() if band == Band.AGREE]
        differ = any(
            other.bands.get(one) != other.bands.get(two) and {one, two} <= set(other.bands)
            for one in agreeing
            for two in agreeing
            for other in everything
        )
        assert (found.verdict == Verdict.BRIDGE) == (found.verdict != Verdict.COMMON and differ)


@given(CHECKS)
def test_every_remit_that_is_known_to_differ_makes_an_open_difference_or_a_bridge(statements):
    for found in results(statements):
        bands = {*found.bands.values(), found.others} - {None}
        if found.verdict == Verdict.FEW:
            assert bands <= {Band.AGREE}
        elif found.verdict == Verdict.OPEN:
            assert bands - {Band.AGREE}


@given(CHECKS, st.randoms())
def test_the_order_of_answers_changes_nothing(statements, chance):
    mixed = [chance.sample(answers, len(answers)) for answers in statements]
    assert results(mixed) == results(statements)


@given(ANSWERS)
def test_agreeing_and_disagreeing_answers_are_treated_alike(answers):
    turned = {AGREE: DISAGREE, DISAGREE: AGREE, UNSURE: UNSURE}
    bands = {Band.AGREE: Band.DISAGREE, Band.DISAGREE: Band.AGREE, Band.SPLIT: Band.SPLIT}
    mirrored = results([[(remit, turned[stance]) for remit, stance in answers]])[0]
    assert mirrored.bands == {remit: bands[band] for remit, band in results([answers])[0].bands.items()}


@given(st.lists(STANCES, min_size=FEWEST_ANSWERS, max_size=30))
def test_one_more_person_who_agrees_never_moves_a_remit_towards_disagreeing(answers):
    order = [Band.DISAGREE, Band.SPLIT, Band.AGREE]
    assert order.index(band_of([*answers, AGREE])) >= order.index(band_of(answers))


@given(ANSWERS)
def test_a_result_holds_no_number_of_people(answers):
    """Twice as many of each answer give the same bands, once every remit has enough."""
    _, large = small_and_large(answers)
    enough = [pair for pair in answers if pair[0] in large]
    assert results([enough * 2])[0].bands == results([enough])[0].bands
