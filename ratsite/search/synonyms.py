"""Expand what a person typed with the synonyms that curators keep."""

from django.core.cache import caches

from ratsite.lib.search.query import SearchQuery
from ratsite.lib.search.synonyms import Expansion, expand
from ratsite.search.models import SynonymSet

KEY, CACHED_FOR = "synonyms", 60  # seconds; a worker that changes a set forgets its copy at once


def expanded(query: SearchQuery) -> Expansion:
    """Return the query with the other names of what was typed. One query, or none if the sets are cached."""
    if not query:
        return Expansion(query)
    return expand(query, caches["worker"].get_or_set(KEY, _sets, CACHED_FOR))


def forget_sets() -> None:
    caches["worker"].delete(KEY)


def _sets() -> list[tuple[str, ...]]:
    return [found.names for found in SynonymSet.objects.all()]
