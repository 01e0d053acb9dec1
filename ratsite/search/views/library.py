"""The library page: it lists, searches and filters the resources."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from library.queries.facets import FACETS, Option
from library.rules.resources import can_add_resource
from library.views.page import base_of
from ratsite.lib.paging.pager import page_of
from ratsite.lib.search.fulltext import MOST_RANKED
from ratsite.search.queries.ask_board import board_to_ask
from ratsite.search.queries.chosen import chosen_results
from ratsite.search.queries.library_query import NEWEST, REVIEW, TITLE, LibraryQuery
from ratsite.search.queries.library_results import LibraryResults, expand_library_query
from ratsite.search.queries.spelling import suggestion


class Sorts(NamedTuple):
    """The orders of the results that the page offers, each with its label."""

    newest: str
    title: str
    review: str


RESOURCES_A_PAGE = 20
ON_THE_SHELF = 3  # resources: the newest ones for the reader's own remit
SORTS = Sorts(NEWEST, TITLE, REVIEW)
OPTIONS_SHOWN = 12  # options of one facet; chosen options are always shown


class ShownFacet(NamedTuple):
    """A facet as the page shows it. It is a part of the key under which the HTML of the filters is cached."""

    name: str
    label: str
    options: tuple[Option, ...]
    is_open: bool


@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    library_query = LibraryQuery.read(request.GET)
    expansion = expand_library_query(library_query)
    results = LibraryResults(request.user, library_query, expansion)
    ids, pager = page_of(results.ids, request.GET.get("page"), RESOURCES_A_PAGE)
    shelf = _shelf(request, results) if pager.number == 1 else []
    rows = results.rows([*shelf, *ids])
    chosen = chosen_results(request.user, expansion.query) if pager.number == 1 else []
    context = {
        "library_base": base_of(request),
        "library_query": library_query,
        "also": expansion.also,
        "chosen": chosen,
        "shelf": rows[: len(shelf)],
        "rows": rows[len(shelf) :],
        "is_printable": all(one.is_printable for one in (*chosen, *(row.resource for row in rows))),
        "total": len(results.ids),
        "is_capped": len(results.found.resource_ids) >= MOST_RANKED,
        "readable_count": results.readable_count,
        "is_empty": not (results.ids or library_query.typed or results.chips),
        "chips": results.chips,
        "facets": _facets(results),
        "wider": results.wider(),
        "has_words": bool(library_query.typed),
        "sorts": SORTS,
        "pager": pager,
        "can_save": request.user.is_authenticated and request.user.is_member,
        "can_add": can_add_resource(request.user),
        **_if_nothing(request, results),
    }
    return render(request, "library/resource_list.html", context)


def _shelf(request: HttpRequest, results: LibraryResults) -> list[int]:
    """Return the ids of new, reliable resources for the member's own remit; none if they have searched or filtered."""
    remit = None if results.is_search or results.library_query.is_filtered else _own_remit(request)
    if remit is None:
        return []
    return results.facets.published_and_reliable({"remit": (remit.slug,)})[:ON_THE_SHELF]


def _own_remit(request: HttpRequest):
    user = request.user
    if not (user.is_authenticated and user.is_member and user.agency):
        return None
    return user.agency.main_remit


def _facets(results: LibraryResults) -> tuple[ShownFacet, ...]:
    """Return the facets that the page shows. A facet with a single option is left out, unless the option is chosen."""
    facets: list[ShownFacet] = []
    for name, options in results.facets.options(results.library_query.chosen).items():
        is_chosen = any(option.is_chosen for option in options)
        shown = [option for place, option in enumerate(options) if place < OPTIONS_SHOWN or option.is_chosen]
        if len(options) > 1 or is_chosen:
            is_open = is_chosen or name in ("remit", "kind")
            facets.append(ShownFacet(name, str(FACETS[name]), tuple(shown), is_open))
    return tuple(facets)


def _if_nothing(request: HttpRequest, results: LibraryResults) -> dict:
    """Return what helps a reader who found nothing: wider queries, another spelling, and the board to ask on."""
    if results.ids or not (results.is_search or results.library_query.is_filtered):
        return {}
    spelling = suggestion(request.user, results.query) if results.query and not results.facets else ""
    return {
        "nearest": results.nearest(),
        "spelling": spelling,
        "spelling_query": results.library_query.query_string_for(spelling),
        "ask_board": board_to_ask(request.user),
    }
