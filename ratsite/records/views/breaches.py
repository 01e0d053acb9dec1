from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.access import only_coordinators
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.records.actions.record_breach import (
    close_breach,
    decide_about_regulator,
    edit_breach,
    enter_breach,
)
from ratsite.records.forms import BreachForm, CloseForm, RegulatorForm
from ratsite.records.models import Breach

ROWS = 50
TOO_LATE = _("Someone else recorded this first. What you typed is below, and is not saved.")
CHANGED = _("Someone else changed this after you opened this page. Compare it with yours, then save again.")


def breach_list(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    breaches, pager = page_of(Breach.objects.visible_to(request.user), request.GET.get("page"), ROWS)
    return render(request, "records/breach_list.html", {"breaches": breaches, "pager": pager})


def breach_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(enter_breach(coordinator=request.user, **form.facts))
    return render(request, "records/breach_add.html", {"form": form})


def breach(request: HttpRequest, breach_id: int) -> HttpResponse:
    """Show a breach with the form for its next step: the decision whether to tell the regulator, then the closing."""
    only_coordinators(request)
    breach = _fetch(request, breach_id)
    if request.method != "POST":
        return _page(request, breach, _form_of(_step(breach), breach))
    sent = request.POST.get("step", "")
    form = _form_of(sent, breach, request.POST)
    if form is not None and form.is_valid():
        act = close_breach if isinstance(form, CloseForm) else decide_about_regulator
        try:
            is_done = act(breach_id=breach.pk, coordinator=request.user, **form.facts)
        except Stale:
            breach, typed = _fetch(request, breach_id), request.POST.copy()
            typed["shown_hash"] = breach.facts_hash
            form = RegulatorForm(typed, breach=breach)
            form.add_error(None, CHANGED)
            return _page(request, breach, form)
        if is_done:
            return redirect(breach)
    elif form is not None and sent == _step(breach):
        return _page(request, breach, form)
    return _too_late(request, _fetch(request, breach_id))


def breach_edit(request: HttpRequest, breach_id: int) -> HttpResponse:
    """Change the entry of an open breach."""
    only_coordinators(request)
    breach = _fetch(request, breach_id)
    if not breach.is_open:
        return _too_late(request, breach) if request.method == "POST" else redirect(breach)
    initial = {**{name: getattr(breach, name) for name in Breach.FACTS}, "shown_hash": breach.facts_hash}
    form, status = BreachForm(request.POST or None, initial=initial, told_at=breach.told_at), 200
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown_hash"]
        try:
            is_saved = edit_breach(breach_id=breach.pk, coordinator=request.user, shown_hash=shown, **form.facts)
        except Stale:
            breach = _fetch(request, breach_id)
            form = BreachForm({**request.POST.dict(), "shown_hash": breach.facts_hash}, told_at=breach.told_at)
            form.add_error(None, CHANGED)
            status = 409
        else:
            return redirect(breach) if is_saved else _too_late(request, _fetch(request, breach_id))
    context = {"form": form, "breach": breach, "is_stale": status == 409}
    return render(request, "records/breach_add.html", context, status=status)


def _fetch(request: HttpRequest, breach_id: int) -> Breach:
    return get_object_or_404(Breach.objects.visible_to(request.user).select_related("entered_by"), pk=breach_id)


def _page(request: HttpRequest, breach: Breach, form: RegulatorForm | CloseForm | None) -> HttpResponse:
    return render(request, "records/breach.html", {"breach": breach, "form": form})


def _too_late(request: HttpRequest, breach: Breach) -> HttpResponse:
    """Show the breach as it is now, with status 409, because the submitted form was for a step that is already done.

    The page also shows what the coordinator had typed into that form.
    """
    messages.warning(request, TOO_LATE)
    context = {"breach": breach, "form": _form_of(_step(breach), breach), "is_too_late": True}
    return render(request, "records/breach.html", context, status=409)


def _step(breach: Breach) -> str:
    """Return the name of a breach's next step, "regulator" or "close"; "" if the breach is closed."""
    if not breach.is_open:
        return ""
    return "regulator" if breach.decided_at is None else "close"


def _form_of(step: str, breach: Breach, sent: QueryDict | None = None) -> RegulatorForm | CloseForm | None:
    """Return the form of a breach's step; None if there is no such step. sent: the data to fill it with."""
    if step == "regulator":
        return RegulatorForm(sent, breach=breach)
    return CloseForm(sent, harm=breach.harm) if step == "close" else None
