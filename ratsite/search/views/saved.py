"""Pages on which a member lists, saves, runs and deletes saved searches."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.search.actions.save_search import delete_search, save_search
from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.rules import MOST_SAVED, can_save_search


class SavedSearchForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=SavedSearch._meta.get_field("name").max_length,
        help_text=_("Only you can see the name. A saved search with the same name is replaced."),
        error_messages={"required": _("Enter a name for the search")},
    )
    is_alert = forms.BooleanField(
        label=_("Notify me of new resources that this search finds"),
        required=False,
        help_text=_("We notify you on the site and in your summary email. Each email has a link to stop this."),
    )

    def __init__(self, *args, is_of_library: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_of_library:
            del self.fields["is_alert"]


def saved_list(request: HttpRequest) -> HttpResponse:
    context = {"saved_searches": SavedSearch.objects.visible_to(request.user), "most": MOST_SAVED}
    return render(request, "search/saved_list.html", context)


def saved_add(request: HttpRequest) -> HttpResponse:
    """Ask for a name and save the search of the search page or library page that is in the query string."""
    is_of_library = request.GET.get("place") == "library"
    address = LibraryQuery.read(request.GET) if is_of_library else Address.of(request)
    if not can_save_search(request.user):
        raise PermissionDenied
    initial = {"name": QueryDict(address.saved_query_string).get("q", "")[:80], "is_alert": is_of_library}
    form = SavedSearchForm(request.POST or None, is_of_library=is_of_library, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_search(actor=request.user, address=address, **form.cleaned_data)
        messages.success(request, gettext("Your search is saved."))
        return redirect("search:saved_list")
    return render(
        request,
        "search/saved_add.html",
        {"form": form, "address": address, "page_url": _url(address.saved_query_string)},
    )


def saved(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Run a saved search: redirect to the search page or library page with its query string."""
    saved = _own(request, saved_id)
    return redirect(
        _url(
            LibraryQuery.read(QueryDict(saved.query)).saved_query_string
            if saved.is_of_library
            else saved.address.saved_query_string
        )
    )


def saved_delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    saved = _own(request, saved_id)
    if request.method == "POST":
        delete_search(actor=request.user, saved_id=saved.pk)
        messages.success(request, gettext("The saved search is deleted."))
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
