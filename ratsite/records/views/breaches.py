from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.access import only_coordinators
from ratsite.lib.paging.pager import page_of
from ratsite.records.actions.record_breach import close_breach, decide_about_regulator, enter_breach
from ratsite.records.forms import BreachForm, CloseForm, RegulatorForm
from ratsite.records.models import Breach

ROWS = 50
TOO_LATE = _("Another coordinator recorded this first. Nothing was changed.")


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
    breach = get_object_or_404(Breach.objects.visible_to(request.user).select_related("entered_by"), pk=breach_id)
    form = _next_form(request, breach)
    if request.method == "POST" and form is not None and form.is_valid():
        act = close_breach if isinstance(form, CloseForm) else decide_about_regulator
        if not act(breach_id=breach.pk, coordinator=request.user, **form.cleaned_data):
            messages.warning(request, TOO_LATE)
        return redirect(breach)
    return render(request, "records/breach.html", {"breach": breach, "form": form})


def _next_form(request: HttpRequest, breach: Breach) -> RegulatorForm | CloseForm | None:
    """Return the form for the breach's next step; None if the breach is closed.

    Data that was sent for an earlier step is ignored.
    """
    if not breach.is_open:
        return None
    if breach.decided_at is None:
        return RegulatorForm(request.POST or None, initial={"how_many": breach.how_many, "harm": breach.harm})
    sent = request.POST if "lesson" in request.POST else None
    return CloseForm(sent, harm=breach.harm)
