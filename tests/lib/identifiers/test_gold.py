"""The figures that `make identifiers` prints, held to what was promised."""

from ratsite.lib.identifiers import FINDERS, Kind, settle
from tests.lib.identifiers.gold import negatives, positives
from tests.lib.identifiers.measure import alarms, scores
from tests.lib.identifiers.neutral import neutral

CHECKED = {Kind.NHS, Kind.IBAN, Kind.UTR, Kind.UPN}  # by a digit or letter of their own


def test_recall_and_false_alarms_on_the_gold_set():
    there, hard = positives(), negatives()
    assert len(there) >= 600
    assert len(hard) >= 300
    missed = [score for score in scores(there, []) if score.positives and score.recall < _promised(score.kind)]
    assert missed == []
    assert [case.text for case in hard if alarms(case.text)] == []


def test_one_kind_finds_nothing_twice():
    for case in positives():
        alone = FINDERS[case.kind](case.text, ())
        assert alone == settle(alone), case.text


def _promised(kind: Kind) -> float:
    return 0.99 if kind in CHECKED else 0.95


def test_at_most_one_false_alarm_in_five_thousand_neutral_words():
    text = neutral(5_000)
    assert len(text.split()) >= 5_000
    assert len(alarms(text)) <= 1
