"""Pages on which a member lists, saves, runs and deletes saved searches."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.search.actions import delete_search, save_search
from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.rules import MOST_SAVED, can_save_search


class SavedSearchForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=SavedSearch._meta.get_field("name").max_length,
        help_text=_("Only you can see the name. A saved search with the same name is replaced."),
        error_messages={"required": _("Enter a name for the search")},
    )


def saved_list(request: HttpRequest) -> HttpResponse:
    context = {"saved_searches": SavedSearch.objects.visible_to(request.user), "most": MOST_SAVED}
    return render(request, "search/saved_list.html", context)


def saved_add(request: HttpRequest) -> HttpResponse:
    """Ask for a name and save the search in the query string, which is that of the search page."""
    address = Address.of(request)
    if not can_save_search(request.user):
        raise PermissionDenied
    form = SavedSearchForm(request.POST or None, initial={"name": dict(address.parts).get("q", "")[:80]})
    if request.method == "POST" and form.is_valid():
        save_search(actor=request.user, address=address, **form.cleaned_data)
        messages.success(request, gettext("Your search is saved."))
        return redirect("search:saved_list")
    return render(request, "search/saved_add.html", {"form": form, "address": address})


def saved(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Run a saved search by redirecting to the search page. It finds what this person may read today."""
    found = _own(request, saved_id)
    return redirect(f"{reverse('search:search')}?{found.address.query}")


def saved_delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    found = _own(request, saved_id)
    if request.method == "POST":
        delete_search(actor=request.user, saved_id=found.pk)
        messages.success(request, gettext("The saved search is deleted."))
        return redirect("search:saved_list")
    return render(request, "search/saved_delete.html", {"saved_search": found})


def _own(request: HttpRequest, saved_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=saved_id)
