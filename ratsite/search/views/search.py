"""The search page: one search box and, for members, tabs and filters. It shows only what the user may see."""

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ratsite.lib.paging.pager import Pager, page_number
from ratsite.lib.search.query import LONGEST, SearchQuery, pattern_of, read
from ratsite.lib.search.synonyms import Expansion
from ratsite.search.few_results import has_few_results_for_many_words
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.forms.search import NEWEST, FilterForm
from ratsite.search.highlights import highlight
from ratsite.search.queries.ask_board import board_to_ask
from ratsite.search.queries.chosen import chosen_results
from ratsite.search.queries.nearest import without_each_word
from ratsite.search.queries.spelling import suggestion
from ratsite.search.queries.synonyms import expand_query
from ratsite.search.rules import can_edit_synonyms
from ratsite.search.site_query import SiteQuery
from ratsite.search.sources.all import sources
from ratsite.search.sources.base import Found, Hit, Source

HITS_A_PAGE = 20
HITS_OF_A_KIND = 5  # hits of each source on the "All" tab, so that people can choose a tab


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = re.sub(r"[\x00-\x1f]", " ", request.GET.get("q", "")[:LONGEST]).strip()
    expansion = Expansion(read(typed)) if "exact" in request.GET else expand_query(read(typed))
    query = expansion.query
    is_member = request.user.is_authenticated and request.user.is_member
    filters = FilterForm(request.GET, member=request.user) if is_member else None
    if filters:
        filtered = filters.filtered_query(query, typed=typed, rewritten=expansion.rewritten)
    else:
        newest_first = request.GET.get("order") == NEWEST
        filtered = FilteredQuery(query, newest_first=newest_first, typed=typed, rewritten=expansion.rewritten)
    site_query = SiteQuery.of(request)
    sections = _sections(request, filtered, site_query.tab) if filtered and filtered.asks_for_something else []
    hits = [row["hit"] for section in sections for row in section.rows]
    total = sum(section.found.total for section in sections)
    chosen = chosen_results(request.user, query) if site_query.tab == "" else []
    context = {
        "search_base": "base_members.html" if is_member else "base.html",
        "typed": typed,
        "filtered": filtered,
        "also": expansion.also,
        "exactly": site_query.having(exact="1"),
        "chosen": chosen,
        "can_edit_synonyms": can_edit_synonyms(request.user),
        "filters": filters,
        "site_query": site_query,
        "tabs": _tabs(request, site_query),
        "tab": site_query.tab,
        "sections": sections,
        "total": total,
        "has_few": has_few_results_for_many_words(total, typed),
        "is_capped": any(section.found.is_capped for section in sections),
        "is_printable": all(one.is_printable for one in (*chosen, *hits)),
        **(
            _if_nothing(request, filtered, site_query) if filtered and filtered.asks_for_something and not total else {}
        ),
    }
    return render(request, "search/search.html", context)


@dataclass(frozen=True)
class Section:
    """The results of one source on the search page: the first few, or a whole page on the tab of this source."""

    source: Source
    found: Found
    query: SearchQuery
    pager: Pager | None

    @cached_property
    def rows(self) -> list[dict]:
        pattern = pattern_of(self.query.wanted)
        return [_shown(hit, pattern) for hit in self.found.hits]

    @property
    def has_more(self) -> bool:
        return self.pager is None and self.found.total > len(self.found.hits)


def _shown(hit: Hit, pattern: re.Pattern[str]) -> dict:
    passages = [{"passage": passage, "summary": highlight(passage.summary, pattern)} for passage in hit.passages]
    shown = {"title": highlight(hit.title, pattern), "summary": highlight(hit.summary, pattern)}
    return {"hit": hit, "passages": passages, **shown}


def _sections(request: HttpRequest, filtered: FilteredQuery, tab: str) -> list[Section]:
    if tab:
        return [_whole(request, filtered, source) for source in sources(request.user) if source.name == tab]
    results = [(source, source.find(filtered, request.user, 0, HITS_OF_A_KIND)) for source in sources(request.user)]
    return [Section(source, found, filtered.query, None) for source, found in results if found.total or found.is_capped]


def _whole(request: HttpRequest, filtered: FilteredQuery, source: Source) -> Section:
    number = page_number(request.GET.get("page"))
    if number is None:
        raise Http404
    results = source.find(filtered, request.user, (number - 1) * HITS_A_PAGE, HITS_A_PAGE)
    count = max(1, -(-results.total // HITS_A_PAGE))
    if number > count:
        raise Http404
    return Section(source, results, filtered.query, Pager(number=number, count=count))


def _if_nothing(request: HttpRequest, filtered: FilteredQuery, site_query: SiteQuery) -> dict:
    """Return what helps a person who found nothing: wider searches, another spelling, and the board to ask on."""
    among = [source for source in sources(request.user) if site_query.tab in ("", source.name)]
    nearest = without_each_word(filtered, request.user, among, is_exact="exact" in request.GET)
    spelling = suggestion(request.user, filtered.query) if filtered.query else ""
    return {
        "nearest": [(one.word, site_query.having(q=one.remaining_words), one.count) for one in nearest],
        "spelling": spelling,
        "spelling_query": site_query.having(q=spelling),
        "ask_board": board_to_ask(request.user),
    }


def _tabs(request: HttpRequest, site_query: SiteQuery) -> list[tuple[str, str, str]]:
    """Return (name, label, query string) of each tab that the search page has for this person."""
    names = [("", _("All")), *((source.name, source.label) for source in sources(request.user))]
    return [(name, label, site_query.having(tab=name)) for name, label in names]
