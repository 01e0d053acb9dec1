"""The results of the library page for one reader: the resources that were found, filtered, sorted and counted."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.utils.safestring import SafeString

from library.models import Resource, ResourceFile
from library.queries.facet_table import Named
from library.queries.facets import Facets
from library.queries.search import (
    FoundResources,
    files_of,
    find_resources,
    readable_count,
    readable_ids,
    text_ids_of,
    with_ids,
)
from ratsite.files.models import FileText
from ratsite.lib.search.query import pattern_of, read
from ratsite.lib.search.synonyms import Expansion
from ratsite.network.enums import Marking
from ratsite.search.few_results import has_few_results_for_many_words
from ratsite.search.highlights import highlight
from ratsite.search.queries.library_query import BEST, NEWEST, REVIEW, TITLE, LibraryQuery
from ratsite.search.queries.synonyms import expand_query
from ratsite.search.sources.file_hits import file_excerpt, page_url, place_of, texts_of

MOST_DROPPED = (
    4  # words: if a query of more words finds nothing, we do not try it without each of them; each try is a search
)


class RowParts(NamedTuple):
    """The computed parts of a row of results. The row's cached HTML depends on them, so they are part of its cache key.

    place: where in a file the words were found, as text. place_url: the URL of that page of the file as plain text.
    """

    remits: tuple[Named, ...]
    title: SafeString
    summary: SafeString
    summary_lang: str
    place: str
    place_url: str
    has_thumbnail: bool
    is_review_overdue: bool  # part of the key because it changes by the day


@dataclass(frozen=True)
class FoundResource:
    """One row of the library page: a resource, and the first of its files that the reader may open."""

    resource: Resource
    file: ResourceFile | None
    parts: RowParts


def expand_library_query(library_query: LibraryQuery) -> Expansion:
    """Return the parsed words of a library query, with synonyms unless the reader chose to search without them."""
    query = read(library_query.typed)
    return Expansion(query) if library_query.is_exact else expand_query(query)


class LibraryResults:
    """The resources that one reader's query finds. The number of database queries does not grow with the results."""

    def __init__(self, user, library_query: LibraryQuery, expansion: Expansion):
        self.user, self.library_query, self.query = user, library_query, expansion.query
        self.found = FoundResources([])
        if self.is_search:
            self.found = find_resources(user, self.query, newest_first=library_query.sort != BEST)
            self.facets = Facets(self.found.resource_ids)
            self.readable_count = readable_count(user)
        else:
            is_without_words = bool(self.library_query.typed.strip())  # the reader typed only signs, such as "%"
            self.facets = Facets("" if is_without_words else readable_ids(user))
            self.readable_count = len(self.facets)

    @property
    def is_search(self) -> bool:
        return bool(self.query or self.query.has_file)

    @cached_property
    def ids(self) -> list[int]:
        """Return the ids of the resources that match the words and filters, in the order that the reader chose."""
        chosen, facets = self.library_query.chosen, self.facets
        if self.library_query.sort == BEST:
            if not self.is_search:
                return facets.reliable_newest(chosen)
            return facets.reliable_first(facets.among(self.found.resource_ids, chosen))
        orders = {NEWEST: facets.newest, REVIEW: facets.by_review, TITLE: facets.by_title}
        return orders[self.library_query.sort](chosen)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern that finds the searched words in a text, with their synonyms."""
        return pattern_of(self.query.wanted)

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """Return a pair (label, query string of the page without this filter) for each chosen filter."""
        return [
            (self.facets.label(name, value), self.library_query.without(name, value))
            for name, values in self.library_query.chosen.items()
            for value in values
        ]

    def rows(self, ids: list[int]) -> list[FoundResource]:
        resources = with_ids(ids)
        versions = [resources[pk].current_id for pk in ids if pk in resources and resources[pk].current_id]
        files: dict[int, ResourceFile] = {}
        for file in files_of(self.user, versions):
            files.setdefault(file.version_id, file)
        texts = texts_of(ids, text_ids_of(self.found, self.user, self.query, ids))
        return [
            self._row(resources[pk], files.get(resources[pk].current_id), texts.get(pk))
            for pk in ids
            if pk in resources
        ]

    def _row(self, resource: Resource, file: ResourceFile | None, text: FileText | None) -> FoundResource:
        is_closely_marked = Marking(resource.marking).is_closely_marked
        shown = None if is_closely_marked else text
        summary = file_excerpt(resource.summary, shown, self.pattern) if self.query else resource.summary
        parts = RowParts(
            remits=tuple(self.facets.remits_of(resource.pk)),
            title=highlight(resource.title, self.pattern),
            summary=highlight(summary, self.pattern),
            summary_lang=resource.lang if shown and summary not in resource.summary else "",
            place="".join(place_of(text)),
            place_url=page_url(text, self.library_query.typed),
            # Readers see nothing of a closely marked file before they have given a reason.
            has_thumbnail=bool(file and file.stored_file.thumbnail and not is_closely_marked),
            is_review_overdue=resource.is_review_overdue,
        )
        return FoundResource(resource, file, parts)

    def nearest(self) -> list[tuple[str, str, int]]:
        """Return wider queries that find something; an empty list if the query itself finds something.

        Each leaves out one filter or, if that does not help, one word, and is given as a tuple: the label of what is
        left out, the query string, and the number of resources found.
        """
        if self.ids:
            return []
        names = self.facets.without_each(self.library_query.chosen)
        near = [(self._chosen_labels(name), self.library_query.without(name), count) for name, count in names]
        return near or self._without_each_word()

    def wider(self) -> list[tuple[str, str, int]]:
        """Return the queries that leave out one word and find more resources, as tuples like those of `nearest`.

        Returns an empty list unless the query has many words and finds few resources.
        """
        if not self.ids or not has_few_results_for_many_words(len(self.found.resource_ids), self.library_query.typed):
            return []
        return [near for near in self._without_each_word() if near[2] > len(self.ids)]

    def _without_each_word(self) -> list[tuple[str, str, int]]:
        terms = self.query.wanted
        if not 1 < len(terms) <= MOST_DROPPED:
            return []
        near = []
        for term in terms:
            left = replace(self.query, wanted=tuple(one for one in terms if one is not term))
            library_query = self.library_query.changed(left.as_typed)
            # Expand the words again, as the linked page does: synonyms may belong to several words together.
            ids = find_resources(self.user, expand_library_query(library_query).query, newest_first=True).resource_ids
            if self.library_query.is_filtered:
                ids = Facets(ids).newest(self.library_query.chosen)
            if ids:
                near.append((" ".join(term.words), library_query.page_query_string, len(ids)))
        return near

    def _chosen_labels(self, name: str) -> str:
        return ", ".join(self.facets.label(name, value) for value in self.library_query.chosen[name])
