from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.access import only_coordinators
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.records.actions.record_breach import (
    FACTS,
    close_breach,
    decide_about_regulator,
    edit_breach,
    enter_breach,
    facts_hash,
)
from ratsite.records.forms import BreachForm, CloseForm, RegulatorForm
from ratsite.records.models import Breach

ROWS = 50
TOO_LATE = _("Another coordinator recorded this first. What you typed is below, and is not saved.")
CHANGED = _("Another coordinator changed this while you had the page open. Compare it with yours, then save again")


def breach_list(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    breaches, pager = page_of(Breach.objects.visible_to(request.user), request.GET.get("page"), ROWS)
    return render(request, "records/breach_list.html", {"breaches": breaches, "pager": pager})


def breach_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(enter_breach(coordinator=request.user, **form.cleaned_data))
    return render(request, "records/breach_add.html", {"form": form})


def breach(request: HttpRequest, breach_id: int) -> HttpResponse:
    """Show a breach with the form for its next step: the decision about telling the regulator, then the closing."""
    only_coordinators(request)
    breach = _fetch(request, breach_id)
    is_for_this_step = request.POST.get("step", "") == _step(breach)
    form = _next_form(request.POST if request.method == "POST" and is_for_this_step else None, breach)
    if request.method != "POST":
        return _page(request, breach, form)
    if form is not None and form.is_bound:
        if not form.is_valid():
            return _page(request, breach, form)
        act = close_breach if isinstance(form, CloseForm) else decide_about_regulator
        if act(breach_id=breach.pk, coordinator=request.user, **form.facts):
            return redirect(breach)
    return _too_late(request, _fetch(request, breach_id))


def breach_edit(request: HttpRequest, breach_id: int) -> HttpResponse:
    """Change what is known of an open breach."""
    only_coordinators(request)
    breach = _fetch(request, breach_id)
    if not breach.is_open:
        return _too_late(request, breach) if request.method == "POST" else redirect(breach)
    known = {name: getattr(breach, name) for name in FACTS}
    form, status = BreachForm(request.POST or None, initial=known), 200
    if request.method == "POST" and form.is_valid():
        shown = request.POST.get("shown_hash", "")
        try:
            is_saved = edit_breach(breach_id=breach.pk, coordinator=request.user, shown_hash=shown, **form.cleaned_data)
        except Stale:
            form.add_error(None, CHANGED)
            status = 409
        else:
            return redirect(breach) if is_saved else _too_late(request, _fetch(request, breach_id))
    context = {"form": form, "breach": breach, "shown_hash": facts_hash(breach), "is_stale": status == 409}
    return render(request, "records/breach_add.html", context, status=status)


def _fetch(request: HttpRequest, breach_id: int) -> Breach:
    return get_object_or_404(Breach.objects.visible_to(request.user).select_related("entered_by"), pk=breach_id)


def _page(request: HttpRequest, breach: Breach, form: RegulatorForm | CloseForm | None) -> HttpResponse:
    return render(request, "records/breach.html", {"breach": breach, "form": form})


def _too_late(request: HttpRequest, breach: Breach) -> HttpResponse:
    """Show the breach as it is now, with the texts that were typed for an earlier step."""
    messages.warning(request, TOO_LATE)
    context = {"breach": breach, "form": _next_form(None, breach), "is_too_late": True}
    return render(request, "records/breach.html", context, status=409)


def _step(breach: Breach) -> str:
    """Return the name of a breach's next step, which its form sends along; "" if the breach is closed."""
    if not breach.is_open:
        return ""
    return "regulator" if breach.decided_at is None else "close"


def _next_form(sent: dict | None, breach: Breach) -> RegulatorForm | CloseForm | None:
    """Return the form for the breach's next step; None if the breach is closed."""
    if not breach.is_open:
        return None
    return RegulatorForm(sent, breach=breach) if breach.decided_at is None else CloseForm(sent, harm=breach.harm)
