"""Pages on which a member lists, saves, changes, runs and deletes saved searches."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from ratsite.lib.optimistic_lock import Stale
from ratsite.search.actions.save_search import change_search, delete_search, save_search
from ratsite.search.forms.saved import LONGEST_NAME, SavedSearchForm, filters_of
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.queries.saved_searches import search_of
from ratsite.search.rules import MOST_SAVED, can_save_search
from ratsite.search.site_query import SiteQuery

CHANGED_SINCE = gettext_lazy(
    "You changed this search in another tab after opening this page. Open it with the link above to see it as it is "
    "now, then save this one to replace it."
)


def saved_list(request: HttpRequest) -> HttpResponse:
    context = {"saved_searches": SavedSearch.objects.visible_to(request.user), "most": MOST_SAVED}
    return render(request, "search/saved_list.html", context)


def saved_add(request: HttpRequest) -> HttpResponse:
    """Save the search in the query string, a search of the search page or of the library page, under a name."""
    is_of_library = request.GET.get("place") == "library"
    search = LibraryQuery.read(request.GET) if is_of_library else SiteQuery.of(request)
    if not can_save_search(request.user):
        raise PermissionDenied
    typed = QueryDict(search.saved_query_string).get("q", "")
    initial = {"name": typed[:LONGEST_NAME], "q": typed, "is_alert": is_of_library}
    sent = request.POST.copy() or None
    if sent is not None:
        sent.setdefault("q", typed)
    form = SavedSearchForm(sent, search=search, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_search(actor=request.user, **form.what_to_save())
        messages.success(request, gettext("Your search is saved."))
        return redirect("search:saved_list")
    return render(request, "search/saved_add.html", {"form": form, "page_url": _url(search.saved_query_string)})


def saved_edit(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Change the name of a saved search, its words and its alert, and remove filters from it."""
    saved = _own(request, saved_id)
    form = _form_of(saved, request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown"] or saved.query
        try:
            change_search(actor=request.user, saved_id=saved.pk, shown_query=shown, **form.what_to_save())
        except Stale:
            saved = _own(request, saved_id)
            sent = request.POST.copy()
            sent["shown"] = saved.query
            form = _form_of(saved, request, sent)
            form.add_error(None, CHANGED_SINCE)
        else:
            messages.success(request, gettext("The saved search has been changed."))
            return redirect("search:saved_list")
    return render(request, "search/saved_edit.html", {"form": form, "saved_search": saved})


def _form_of(saved: SavedSearch, request: HttpRequest, sent: QueryDict | None) -> SavedSearchForm:
    filters = filters_of(saved, request.user)
    initial = {
        "name": saved.name,
        "q": saved.typed,
        "is_alert": saved.is_alert,
        "filters": [value for value, _label in filters],
        "shown": saved.query,
    }
    return SavedSearchForm(sent, search=search_of(saved), saved=saved, filters=filters, initial=initial)


def saved(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Run a saved search: redirect to the search page or library page with its query string."""
    saved = _own(request, saved_id)
    return redirect(_url(search_of(saved).saved_query_string))


def saved_delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    saved = _own(request, saved_id)
    if request.method == "POST":
        delete_search(actor=request.user, saved_id=saved.pk)
        messages.success(request, gettext("The saved search has been deleted."))
        return redirect("search:saved_list")
    return render(request, "search/saved_delete.html", {"saved_search": saved})


def _url(query: str) -> str:
    """Return the address of the library page or search page with this query string, whichever it belongs to."""
    page, place = (
        ("library:resource_list", "place=library&") if query.startswith("place=library&") else ("search:search", "")
    )
    return f"{reverse(page)}?{query.removeprefix(place)}"


def _own(request: HttpRequest, saved_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=saved_id)
