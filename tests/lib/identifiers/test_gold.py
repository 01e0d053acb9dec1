"""The figures that `make identifiers` prints are at least as good as promised."""

from collections import Counter

from ratsite.lib.identifiers import FINDERS, IdentifierKind, without_overlaps
from tests.lib.identifiers.gold import negatives, positives
from tests.lib.identifiers.measure import alarms, scores
from tests.lib.identifiers.neutral import neutral
from tests.lib.identifiers.written import false_stops, missed, written

CHECKED = {
    IdentifierKind.NHS,
    IdentifierKind.IBAN,
    IdentifierKind.UTR,
    IdentifierKind.UPN,
}  # by a digit or letter of their own


def test_recall_and_false_alarms_on_the_gold_set():
    there, hard = positives(), negatives()
    assert len(there) >= 600
    assert len(hard) >= 300
    missed = [score for score in scores(there, []) if score.positives and score.recall < _promised(score.kind)]
    assert missed == []
    assert [case.text for case in hard if alarms(case.text)] == []


def test_recall_and_false_stops_on_the_sentences_written_by_hand():
    """A name typed without capitals is not found, because there is no list of names (see name.py)."""
    sentences = written()
    assert len(sentences) >= 200
    there = Counter(mark.kind for sentence in sentences for mark in sentence.marks)
    lost = Counter(mark.kind for sentence in sentences for mark in missed(sentence) if mark.kind != IdentifierKind.NAME)
    assert {kind for kind, count in lost.items() if count > (1 - _promised(kind)) * there[kind]} == set()
    harmless = [sentence for sentence in sentences if not sentence.marks]
    assert len([sentence for sentence in harmless if false_stops(sentence)]) <= len(harmless) / 100


def test_one_kind_finds_nothing_twice():
    for case in positives():
        alone = FINDERS[case.kind](case.text, ())
        assert alone == without_overlaps(alone), case.text


def _promised(kind: str) -> float:
    return 0.99 if kind in CHECKED else 0.95


def test_at_most_one_false_alarm_in_five_thousand_neutral_words():
    text = neutral(5_000)
    assert len(text.split()) >= 5_000
    assert len(alarms(text)) <= 1
