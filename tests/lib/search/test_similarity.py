"""The sketches of two texts tell how many of their words are the same."""

import random

import pytest

from ratsite.lib.search.similarity import FEWEST, SKETCH_SIZE, share_of_words, sketch_of

VOCABULARY = [f"word{number}" for number in range(3000)]


def a_text(seed: int, length: int = 3000) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=length)


def changed(words: list[str], share: float) -> list[str]:
    """Return the text with this share of its words replaced."""
    chance = random.Random(1)
    return [f"other{number}" if chance.random() < share else word for number, word in enumerate(words)]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1])
def test_the_estimate_is_near_the_share_of_words_that_stayed(share):
    words = a_text(3)
    estimate = share_of_words(sketch_of([" ".join(words)]), sketch_of([" ".join(changed(words, share))]))
    assert abs(estimate - (1 - share)) < 0.06


def test_two_texts_with_the_same_vocabulary_are_not_alike():
    assert share_of_words(sketch_of([" ".join(a_text(1))]), sketch_of([" ".join(a_text(2))])) < 0.2


def test_pages_case_and_punctuation_do_not_matter():
    words = a_text(5, 400)
    pages = [" ".join(words[:200]).upper(), ", ".join(words[200:])]
    assert sketch_of(pages) == sketch_of([" ".join(words)])


def test_a_sketch_is_small_and_a_short_text_has_none():
    assert len(sketch_of([" ".join(a_text(1))])) == SKETCH_SIZE
    assert sketch_of([" ".join(a_text(1, FEWEST))]) == []
    assert share_of_words([], []) == 0
