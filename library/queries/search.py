"""Search resources by their description and by the text in their files."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.expressions import Expression
from django.utils import timezone

from library.fulltext import RESOURCE_INDEX
from library.models import DUE_SOON, Resource, ResourceFile, ResourceFileQuerySet, ResourceQuerySet
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.files.models import FileText, StoredFile
from ratsite.files.queries.search import Page, best_of, page_rows
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.joined_numbers import JoinedNumbers
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.search.conditions import SearchTerms
from ratsite.lib.search.fulltext import MOST_RANKED
from ratsite.lib.search.query import SearchQuery, Term

# If the query has several terms, only the descriptions of this many of the newest matching resources are ranked.
MOST_DESCRIBED = 500
# Only the files of this many resources are ranked too, which is two pages of results: those whose descriptions match
# best, the newest first among equals. The others follow in the order of their descriptions.
MOST_COMPARED = 40
# The columns that lists of results show. The key of a row's cached HTML consists of them.
SHOWN = (
    *("slug", "title", "summary", "kind", "publisher", "language", "audience", "marking", "state", "review_due_on"),
    *("circle__name", "current__issued_on"),
)
COUNT_CACHED_SECONDS = 60  # seconds for which a worker process remembers how many resources a user may read


class FoundResources(NamedTuple):
    """The result of a search for resources.

    - resource_ids: the ids of the found resources in the requested order.
    - compared: the ids of those resources whose files' text also counted for the order.
    - text_ids: {resource id: id of the FileText row of its best matching page}, for resources of `compared` that match
      in a file.
    """

    resource_ids: list[int]
    compared: frozenset[int] = frozenset()
    text_ids: dict[int, int] = {}


def find_resources(
    user, query: SearchQuery, *, newest_first: bool, among: ResourceQuerySet | None = None
) -> FoundResources:
    """Return at most MOST_RANKED resources, the newest ones that match every word.

    Each word must be in the description or in a file that the user may read. newest_first: True to order by date, False
    to list the best matches first. among: search only these resources; None for all that the user may read. Costs two
    queries if newest_first or if nothing is found, otherwise at most six.

    If MOST_RANKED descriptions have all the words, the files are not searched, because a match in a description comes
    before one in a file only. They are searched if the order is by date, or if the query asks for a file or excludes
    words.
    """
    is_compiled = among is None and query.is_short and user.is_authenticated and user.is_member
    among = Resource.objects.visible_to(user) if among is None else among
    described = _described_for(user, query) if is_compiled else list(_described(among, query))
    is_common = len(described) == MOST_RANKED
    if is_common and not (newest_first or query.has_file or query.unwanted):
        ids = [pk for pk, _rank in described]
    elif is_compiled:
        ids = (_with_common_words_for if is_common else _with_words_for)(user, query)
    else:
        ids = list(_with_words(among, _files(user), query, is_common=is_common))
    if not query or not ids or newest_first:
        return FoundResources(ids)
    ranks = _ranks(ids, described, query)
    by_description = sorted(ids, key=lambda pk: -ranks.get(pk, 0))  # stable: among equals the newest stay first
    compared, others = by_description[:MOST_COMPARED], by_description[MOST_COMPARED:]
    pages = _pages(user, compared, query)
    compared.sort(key=lambda pk: -(ranks.get(pk, 0) + (pages[pk].worth if pk in pages else 0)))
    text_ids = {pk: page.text_id for pk, page in pages.items()}
    return FoundResources([*compared, *others], frozenset(compared), text_ids)


def readable_count(user) -> int:
    """Return how many resources the user may read. The number may be up to COUNT_CACHED_SECONDS old."""

    def count() -> int:
        return Resource.objects.visible_to(user).count()

    return caches["worker"].get_or_set(f"readable-{user.pk}", count, COUNT_CACHED_SECONDS)


def readable_ids(user) -> str:
    """Return the ids of all resources that the user may read, as text such as "3,1" in no order. Costs one query."""
    is_member = user.is_authenticated and user.is_member
    return (_readable_by(user) if is_member else list(_ids_of(Resource.objects.visible_to(user))))[0] or ""


def published_ids(user) -> str:
    """Return the ids of the published resources that the user may read, as text such as "3,1". Costs one query."""
    is_member = user.is_authenticated and user.is_member
    published = _published_for(user) if is_member else list(_ids_of(Resource.objects.visible_to(user).published()))
    return published[0] or ""


def _ids_of(resources: ResourceQuerySet) -> QuerySet:
    every = resources.order_by().values(group=Value(1))
    return every.annotate(ids=JoinedNumbers("pk")).values_list("ids", flat=True)


@compiled(Reader)
def _readable_by(reader: User) -> QuerySet:
    return _ids_of(Resource.objects.visible_to(reader))


@compiled(Reader)
def _published_for(reader: User) -> QuerySet:
    return _ids_of(Resource.objects.visible_to(reader).published())


def with_ids(resource_ids: list[int]) -> dict[int, Resource]:
    """Return {id: resource} with each one's freshness. The caller has checked that the reader can read them."""
    today = timezone.localdate()
    return {resource.pk: resource for resource in _with_ids(resource_ids, today, today + DUE_SOON)}


@compiled(Values(int), dt.date, dt.date)
def _with_ids(resource_ids: list[int], today: dt.date, soon: dt.date) -> ResourceQuerySet:
    resources = Resource.objects.with_freshness(today, soon).select_related("circle", "current").only(*SHOWN)
    return resources.filter(pk__in=resource_ids).order_by()


def files_of(user, version_ids: list[int]) -> Iterable[ResourceFile]:
    """Return the files of these versions that passed their check and that the user may open, with their stored files.

    They come in the order that they have in their version.
    """
    is_member = user.is_authenticated and user.is_member
    return _files_of_versions(user, version_ids) if is_member else _shown_files(user, version_ids)


@compiled(Reader, Values(int))
def _files_of_versions(reader: User, version_ids: list[int]) -> QuerySet[ResourceFile]:
    return _shown_files(reader, version_ids)


def _shown_files(user, version_ids: list[int]) -> QuerySet[ResourceFile]:
    files = ResourceFile.objects.visible_to(user).clean().filter(version__in=version_ids)
    return files.select_related("stored_file")


def text_ids_of(results: FoundResources, user, query: SearchQuery, shown: Collection[int]) -> dict[int, int]:
    """Return {resource id: id of the FileText row of its best matching page} for shown resources that match in a file.

    shown: the ids of the resources on the page of results. Costs two queries, or none if all of them are in
    `results.compared`.
    """
    others = [pk for pk in shown if pk not in results.compared] if query else []
    pages = _pages(user, others, query) if others else {}
    return results.text_ids | {pk: page.text_id for pk, page in pages.items()}


def _pages(user, resource_ids: Collection[int], query: SearchQuery) -> dict[int, Page]:
    # Fetch the ids of these few files first: with a subquery PostgreSQL would look at every page that has the words.
    is_member = user.is_authenticated and user.is_member
    few = _files_of_resources(user, list(resource_ids)) if is_member else list(_searched_files(user, resource_ids))
    owners, ids = dict(few), [stored_file_id for stored_file_id, _ in few]
    rows = _rows_of_files(ids, query) if query.is_short else list(_rows_in(ids, query))
    return best_of([(text_id, page, owners[file_id], rank) for text_id, page, file_id, rank in rows], query.wanted)


@compiled(Reader, Values(int))
def _files_of_resources(reader: User, resource_ids: list[int]) -> QuerySet:
    return _searched_files(reader, resource_ids)


def _searched_files(user, resource_ids: Collection[int]) -> QuerySet:
    """Return pairs (id of the stored file, id of its resource) for these resources' files that the user may search."""
    resources = Resource.objects.visible_to(user).filter(pk__in=resource_ids)
    files = _files(user).filter(version__resource__in=resources).order_by()
    return files.values_list("stored_file", "version__resource")


@compiled(Values(uuid.UUID), SearchTerms, plan_every_time=True)
def _rows_of_files(stored_file_ids: list[uuid.UUID], query: SearchQuery) -> QuerySet:
    return _rows_in(stored_file_ids, query)


def _rows_in(stored_file_ids: list[uuid.UUID], query: SearchQuery) -> QuerySet:
    # A subquery, although it selects only the ids again: for a list of ids PostgreSQL would also look up every page
    # that has the words.
    return page_rows(StoredFile.objects.filter(pk__in=stored_file_ids), query.wanted)


def _described(resources: ResourceQuerySet, query: SearchQuery) -> QuerySet:
    """Return pairs (id, rank) of the newest MOST_RANKED resources whose description has all the words.

    rank: as Index.rank returns it; None if the query has more than one term, because PostgreSQL ranks those so slowly.
    """
    rank: Expression = Value(None, BigIntegerField())
    if query.wanted:
        resources = resources.filter(RESOURCE_INDEX.matches(query.wanted, all_of_them=True))
        rank = RESOURCE_INDEX.rank(query.wanted) if len(query.wanted) == 1 else rank
    return _newest(resources).values_list("pk", rank)[:MOST_RANKED]


def _ranks(ids: list[int], described: list[tuple[int, int | None]], query: SearchQuery) -> dict[int, float]:
    """Return {resource id: rank of its description} for the found resources. The highest rank is 1.

    described: the rows of _described. If they have no ranks (several terms, or SQLite), a query fetches the ranks of
    the newest MOST_DESCRIBED resources only.
    """
    if len(query.wanted) > 1 or any(rank is None for _pk, rank in described[:1]):
        return RESOURCE_INDEX.ranks(ids[:MOST_DESCRIBED], query.wanted)
    most = max((rank for _pk, rank in described if rank), default=1)
    return {pk: rank / most for pk, rank in described if rank}


def _newest(resources: ResourceQuerySet) -> ResourceQuerySet:
    return resources.order_by("-posted_at", "-pk")


def _with_words(
    resources: ResourceQuerySet, files: ResourceFileQuerySet, query: SearchQuery, *, is_common: bool
) -> QuerySet:
    """Return the ids of the newest of these resources that match the words in their description or files.

    is_common: True if very many descriptions match, so that testing the resources one after another is quickest.
    """
    if query.has_file:
        resources = resources.filter(pk__in=files.values("version__resource"))
    for term in query.wanted:
        resources = resources.filter(_has(term, files) if is_common else Q(pk__in=_matching(term, files)))
    for term in query.unwanted:
        resources = resources.exclude(pk__in=_matching(term, files))
    return _newest(resources).values_list("pk", flat=True)[:MOST_RANKED]


@compiled(Reader, SearchTerms, plan_every_time=True)
def _described_for(reader: User, query: SearchQuery) -> QuerySet:
    return _described(Resource.objects.visible_to(reader), query)


@compiled(Reader, SearchTerms, plan_every_time=True)
def _with_words_for(reader: User, query: SearchQuery) -> QuerySet:
    return _with_words(Resource.objects.visible_to(reader), _files(reader), query, is_common=False)


@compiled(Reader, SearchTerms, plan_every_time=True)
def _with_common_words_for(reader: User, query: SearchQuery) -> QuerySet:
    return _with_words(Resource.objects.visible_to(reader), _files(reader), query, is_common=True)


def _files(user) -> ResourceFileQuerySet:
    return ResourceFile.objects.shown_to(user).clean().current()


def _has(term: Term, files: ResourceFileQuerySet) -> Q:
    """Return a condition (Q) on resources: those with the term in their description or in one of these files."""
    texts = FileText.objects.matching([term]).values("stored_file")
    in_files = files.filter(stored_file__in=texts).order_by().values("version")
    return RESOURCE_INDEX.matches([term], all_of_them=True) | Q(current__in=in_files)


def _matching(term: Term, files: ResourceFileQuerySet) -> QuerySet:
    """Return the ids of the resources that have the term in their description or in one of these files.

    They are those that meet the condition of `_has`. A union is quicker for a rare term, because with OR the database
    tests every resource.
    """
    described = Resource.objects.filter(RESOURCE_INDEX.matches([term], all_of_them=True)).order_by().values("pk")
    texts = FileText.objects.matching([term]).values("stored_file")
    in_files = files.filter(stored_file__in=texts).order_by().values("version__resource")
    return described.union(in_files, all=True).order_by()
