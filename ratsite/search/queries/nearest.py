"""Searches that find something, for a member or visitor whose search found nothing."""

from dataclasses import replace
from typing import NamedTuple

from ratsite.lib.search.query import read
from ratsite.lib.search.synonyms import Expansion
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.queries.library_results import MOST_DROPPED
from ratsite.search.queries.synonyms import expand_query
from ratsite.search.sources.base import Source


class Nearest(NamedTuple):
    """A search without one of the words.

    word: the word left out. remaining_words: the search without it, as typed. count: how many results it finds.
    """

    word: str
    remaining_words: str
    count: int


def without_each_word(filtered: FilteredQuery, user, among: list[Source], *, is_exact: bool) -> list[Nearest]:
    """Return the searches that leave out one of the words, keep all filters, and find something.

    among: the sources to search. is_exact: search without synonyms. Returns an empty list for one word or for more than
    MOST_DROPPED words, because each search costs as much as the first.
    """
    terms = filtered.query.wanted
    if not 1 < len(terms) <= MOST_DROPPED:
        return []
    nearest = []
    for term in terms:
        left = replace(filtered.query, wanted=tuple(one for one in terms if one is not term))
        # Expand the words again, as the linked page does: synonyms may belong to several words together.
        query = read(left.as_typed)
        expansion = Expansion(query) if is_exact else expand_query(query)
        wider = replace(filtered, query=expansion.query, typed=left.as_typed, rewritten=expansion.rewritten)
        count = sum(source.find(wider, user, 0, 0).total for source in among)
        if count:
            nearest.append(Nearest(" ".join(term.words), left.as_typed, count))
    return nearest
