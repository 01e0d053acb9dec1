"""Expand what a person typed, and abbreviations in posts, with the synonyms that curators keep."""

from functools import lru_cache

from django.core.cache import caches

from ratsite.lib.markup.abbreviations import is_abbreviation
from ratsite.lib.search.query import SearchQuery
from ratsite.lib.search.synonyms import Expansion, expand
from ratsite.search.models import SynonymSet

KEY, CACHED_FOR = "synonyms", 60  # seconds; a worker that changes a set forgets its copy at once


def expand_query(query: SearchQuery) -> Expansion:
    """Return the query with the other names of what was typed. One query, or none if the sets are cached."""
    if not query:
        return Expansion(query)
    return expand(query, _cached_sets())


def abbreviations() -> tuple[tuple[str, str], ...]:
    """Return (abbreviation, what it stands for) for each abbreviation of the sets. Queries as for expand_query()."""
    return _abbreviations_in(tuple(_cached_sets()))


@lru_cache(maxsize=1)  # one tuple until the sets change: the fragments of posts keep it in their keys
def _abbreviations_in(sets: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, str], ...]:
    abbreviations: dict[str, list[str]] = {}
    for names in sets:
        meaning = next((name for name in names if not is_abbreviation(name)), None)
        for name in names if meaning else ():
            if is_abbreviation(name):
                abbreviations.setdefault(name, []).append(str(meaning))
    return tuple((name, "; ".join(meanings)) for name, meanings in abbreviations.items())


def forget_sets() -> None:
    caches["worker"].delete(KEY)


def _cached_sets() -> list[tuple[str, ...]]:
    return caches["worker"].get_or_set(KEY, _sets, CACHED_FOR)


def _sets() -> list[tuple[str, ...]]:
    return [synonym_set.names for synonym_set in SynonymSet.objects.all()]
