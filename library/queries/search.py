"""Search resources by their description and by the text in their files."""

from typing import NamedTuple

from django.db.models import QuerySet

from library.fulltext import RESOURCE_INDEX
from library.models import Resource, ResourceFile, ResourceFileQuerySet, ResourceQuerySet
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader import Reader
from ratsite.files.models import FileText
from ratsite.files.search import Page, best_pages
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.search.conditions import SearchTerms
from ratsite.lib.search.fulltext import MOST_RANKED
from ratsite.lib.search.query import SearchQuery, Term


class FoundResources(NamedTuple):
    """The result of a search for resources.

    resource_ids: the found resources in the requested order. text_ids: for each resource that matches in a file, the id
    of the FileText row of the best matching page, by resource id.
    """

    resource_ids: list[int]
    text_ids: dict[int, int]


def find_resources(
    user, words: SearchQuery, *, newest_first: bool, among: ResourceQuerySet | None = None
) -> FoundResources:
    """Return the newest MOST_RANKED resources that match every word, in the requested order.

    A word may be in the description or in a file that the user may read. among: search only these resources; None for
    all that the user may read. One query without words or if nothing is found; else four at most.
    """
    if among is None and words.are_few and user.is_authenticated and user.is_member:
        found = _with_words_for(user, words)
    else:
        among = Resource.objects.visible_to(user) if among is None else among
        found = list(_with_words(among, _files(user), words))
    if not words or not found:
        return FoundResources(found, {})
    pages = best_pages(
        _files(user).filter(version__resource__in=found), "resource_file__version__resource", words.wanted
    )
    if not newest_first:
        found = _best_first(found, words.wanted, pages)
    return FoundResources(found, {pk: page.text_id for pk, page in pages.items()})


def _with_words(resources: ResourceQuerySet, files: ResourceFileQuerySet, words: SearchQuery) -> QuerySet:
    """Return the ids of those resources that match the words, newest first."""
    if words.has_file:
        resources = resources.filter(pk__in=files.values("version__resource"))
    for term in words.wanted:
        resources = resources.filter(pk__in=_matching(term, files))
    for term in words.unwanted:
        resources = resources.exclude(pk__in=_matching(term, files))
    return resources.order_by("-posted_at", "-pk").values_list("pk", flat=True)[:MOST_RANKED]


@compiled(Reader, SearchTerms)
def _with_words_for(reader: User, words: SearchQuery) -> QuerySet:
    return _with_words(Resource.objects.visible_to(reader), _files(reader), words)


def _files(user) -> ResourceFileQuerySet:
    return ResourceFile.objects.shown_to(user).clean().current()


def _matching(term: Term, files: ResourceFileQuerySet) -> QuerySet:
    """Return the ids of the resources that have the term in their description or in one of the files.

    A union, because with OR the database would look at every resource.
    """
    described = Resource.objects.filter(RESOURCE_INDEX.matches([term], all_of_them=True)).order_by().values("pk")
    texts = FileText.objects.matching([term]).values("stored_file")
    in_files = files.filter(stored_file__in=texts).order_by().values("version__resource")
    return described.union(in_files, all=True)


def _best_first(found: list[int], terms: tuple[Term, ...], pages: dict[int, Page]) -> list[int]:
    said = RESOURCE_INDEX.ranks(found, terms)

    def worth(pk: int) -> float:
        return said.get(pk, 0) + (pages[pk].worth if pk in pages else 0)

    return sorted(found, key=lambda pk: -worth(pk))  # stable: the newest first among equals
