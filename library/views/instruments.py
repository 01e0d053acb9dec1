"""Curators' pages of the laws and statutory guidance that resources rely on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy

from library.actions.edit_instrument import add_instrument, change_instrument
from library.forms.instruments import NAME_TAKEN, InstrumentForm
from library.models import LegalInstrument
from library.queries.due_checks import instruments_for
from library.queries.hashes import shown_hash_of_law
from library.rules.resources import can_edit_instruments
from ratsite.lib.optimistic_lock import Stale

ADDED = gettext_lazy("It is on the list. You can choose it in the description of a resource.")
CHANGED = gettext_lazy("Your changes are saved.")
OVERTAKEN = gettext_lazy(
    "Someone else changed this after you opened this page. The name is now “%(name)s”, and the "
    "address is “%(url)s”. Save again to replace them with yours."
)


def instrument_list(request: HttpRequest) -> HttpResponse:
    """List all laws with the number of resources that rely on each, and add one."""
    _require_curator(request)
    form = InstrumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_instrument(curator=request.user, **form.cleaned_data)
        messages.success(request, ADDED)
        return redirect("library:instrument_list")
    return render(request, "library/instrument_list.html", {"form": form, "laws": instruments_for(request.user)})


def instrument_edit(request: HttpRequest, instrument_id: int) -> HttpResponse:
    _require_curator(request)
    instrument = get_object_or_404(LegalInstrument, pk=instrument_id)
    before = instrument.name
    form = InstrumentForm(request.POST or None, instance=instrument)
    if request.method == "POST" and form.is_valid():
        try:
            change_instrument(instrument_id=instrument.pk, curator=request.user, **form.cleaned_data)
        except Stale:
            now = LegalInstrument.objects.get(pk=instrument_id)
            if form.cleaned_data["shown_hash"] in ("", shown_hash_of_law(now)):
                form.add_error("name", NAME_TAKEN)
            else:
                before = now.name
                form = InstrumentForm({**request.POST.dict(), "shown_hash": shown_hash_of_law(now)}, instance=now)
                form.add_error(None, OVERTAKEN % {"name": before, "url": now.url or "–"})
        else:
            messages.success(request, CHANGED)
            return redirect("library:instrument_list")
    return render(request, "library/instrument_edit.html", {"form": form, "name": before})


def _require_curator(request: HttpRequest) -> None:
    if not can_edit_instruments(request.user):
        raise PermissionDenied
