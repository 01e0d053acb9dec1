"""Add synonyms to a search query, so that a search for "NRM" also finds "National Referral Mechanism"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ratsite.lib.search.query import COMMON, WORD, SearchQuery, Term, fold

MOST_REWRITTEN = 3  # rewritten queries: each is another search in an index that takes no alternatives


@dataclass(frozen=True)
class Expansion:
    """A search query whose terms have their synonyms as alternatives.

    also: the added synonyms, as they are spelt in their set. rewritten: at most MOST_REWRITTEN queries, each with one
    synonym in place of the typed name, for an index that cannot search for alternatives.
    """

    query: SearchQuery
    also: tuple[str, ...] = ()
    rewritten: tuple[SearchQuery, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where a query has a name from a set of synonyms: the terms from `start` up to, but without, `end`.

    others: the other names in the set.
    """

    start: int
    end: int
    others: tuple[str, ...]


def expand(query: SearchQuery, sets: Iterable[Sequence[str]]) -> Expansion:
    """Return the query with synonyms: if a name of a set was typed, its other names become alternatives of its terms.

    If the typed name has several words, each word gets the alternatives, so that a text with all the words is still
    found. Unwanted terms get none.
    """
    places = [place for names in sets for place in _places(query.wanted, names)]
    wanted = list(query.wanted)
    for place in places:
        others = tuple(term for name in place.others if (term := _term(name)))
        for index in range(place.start, place.end):
            known = wanted[index].alternatives
            wanted[index] = replace(wanted[index], alternatives=tuple(dict.fromkeys((*known, *others))))
    also = tuple(dict.fromkeys(name for place in places for name in place.others))
    rewritten = [_rewritten(query, place, name) for place in places for name in place.others]
    return Expansion(replace(query, wanted=tuple(wanted)), also, tuple(rewritten[:MOST_REWRITTEN]))


@lru_cache(maxsize=1_000)  # every search compares the typed words with each name of the sets
def words_of(name: str) -> tuple[str, ...]:
    return tuple(WORD.findall(fold(name)))


def _term(name: str) -> Term | None:
    words = words_of(name)
    return Term(words) if words else None


def _places(wanted: tuple[Term, ...], names: Sequence[str]) -> Iterable[_Place]:
    for name in names:
        words = words_of(name)
        uncommon = tuple(word for word in words if word not in COMMON) or words
        for start, term in enumerate(wanted):
            if len(term.words) > 1 and term.words == words:
                yield _Place(start, start + 1, _others(names, name))
            elif uncommon and _are_words(wanted[start : start + len(uncommon)], uncommon):
                yield _Place(start, start + len(uncommon), _others(names, name))


def _others(names: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


def _are_words(terms: tuple[Term, ...], words: tuple[str, ...]) -> bool:
    """Return True if the terms are exactly these words in this order, in the singular or plural."""
    if len(terms) != len(words):
        return False
    pairs = zip(terms, words, strict=True)
    return all(len(term.words) == 1 and not term.is_prefix and word in term.forms() for term, word in pairs)


def _rewritten(query: SearchQuery, place: _Place, name: str) -> SearchQuery:
    terms = tuple(Term((word,)) for word in words_of(name))
    return replace(query, wanted=(*query.wanted[: place.start], *terms, *query.wanted[place.end :]))
