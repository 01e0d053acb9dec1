"""Excerpts of search results: the passage that says most about the words, not the first that has one of them."""

import re

from ratsite.search.highlights import AROUND, excerpt
from ratsite.search.sources.file_hits import file_excerpt

WORDS = re.compile(r"guidance|nrm|housing")
FILLER = "and so on " * 40


def test_an_excerpt_is_the_passage_with_most_different_words():
    text = f"This is no guidance, not guidance. {FILLER} Housing waits for the NRM decision. {FILLER} Housing."
    shown = excerpt(text, WORDS)
    assert "Housing waits for the NRM decision." in shown
    assert len(shown) <= AROUND + len("…  …")


def test_of_equal_passages_the_first_is_shown_and_without_a_match_the_beginning():
    assert excerpt(f"First guidance. {FILLER} Second guidance.", WORDS).startswith("First guidance.")
    assert excerpt(f"Nothing here. {FILLER}", WORDS).startswith("Nothing here.")


def test_the_file_is_shown_if_more_of_the_words_are_together_there_than_in_the_summary():
    class Text:
        text = f"{FILLER} Housing waits for the NRM decision."

    assert "waits for the NRM" in file_excerpt("Not guidance.", Text, WORDS)
    assert file_excerpt("Housing and the NRM.", Text, WORDS) == "Housing and the NRM."
    assert file_excerpt("Not guidance.", None, WORDS) == "Not guidance."
