"""Find the synonyms of what a person typed, and the meanings of abbreviations. Curators and editors enter both."""

from functools import lru_cache

from django.core.cache import caches

from ratsite.lib.markup.abbreviations import is_abbreviation
from ratsite.lib.search.query import SearchQuery
from ratsite.lib.search.synonyms import Expansion, expand
from ratsite.search.models import SynonymSet

# A worker that changes a set deletes its own cached copy at once; the others wait for this time to pass.
KEY = "synonyms"
CACHED_SECONDS = 60


def expand_query(query: SearchQuery) -> Expansion:
    """Return the search query with the synonyms of its terms. One database query, or none if the sets are cached."""
    if not query:
        return Expansion(query)
    return expand(query, _cached_sets())


def abbreviations() -> tuple[tuple[str, str], ...]:
    """Return pairs (abbreviation, what it stands for) for all abbreviations in sets of synonyms.

    One database query, or none if the sets are cached.
    """
    return _abbreviations_in(tuple(_cached_sets()))


@lru_cache(maxsize=1)
def _abbreviations_in(sets: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, str], ...]:
    # Cached to return the same tuple until the sets change: the keys of cached posts contain it and compare fast.
    abbreviations: dict[str, list[str]] = {}
    for names in sets:
        meaning = next((name for name in names if not is_abbreviation(name)), None)
        for name in names if meaning else ():
            if is_abbreviation(name):
                abbreviations.setdefault(name, []).append(str(meaning))
    return tuple((name, "; ".join(meanings)) for name, meanings in abbreviations.items())


def clear_cache_of_synonyms() -> None:
    caches["worker"].delete(KEY)


def _cached_sets() -> list[tuple[str, ...]]:
    return caches["worker"].get_or_set(KEY, _sets, CACHED_SECONDS)


def _sets() -> list[tuple[str, ...]]:
    return [synonym_set.names for synonym_set in SynonymSet.objects.all()]
