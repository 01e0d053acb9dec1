"""An agency lead's page: which colleagues have access and who has left. It shows nothing that they wrote."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ratsite.accounts.actions.confirm import confirm_list, vouch
from ratsite.accounts.actions.leave import report_leaver
from ratsite.accounts.forms.account import LeaverForm
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_lead, can_report_leaver, can_vouch, why_read_only
from ratsite.network.models import Agency


def colleagues(request: HttpRequest, slug: str) -> HttpResponse:
    agency = _led(request, slug)
    people = [(person, can_vouch(request.user, person)) for person in User.objects.colleagues_in(agency)]
    return render(request, "accounts/colleagues.html", {"agency": agency, "people": people})


def colleague_left(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    agency = _led(request, slug)
    person = get_object_or_404(User.objects.colleagues_in(agency), pk=person_id)
    if not can_report_leaver(request.user, person):
        raise PermissionDenied
    form = LeaverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not report_leaver(person_id=person.pk, lead=request.user, reason=form.cleaned_data["reason"]):
            raise Http404
        done = _("%(person)s no longer has access. We have told them and the coordinator.")
        messages.success(request, done % {"person": person})
        return redirect("agencies:colleagues", slug=agency.slug)
    return render(request, "accounts/colleague_left.html", {"agency": agency, "person": person, "form": form})


@require_POST
def colleagues_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    agency = _led(request, slug)
    if confirm_list(agency_id=agency.pk, lead=request.user):
        messages.success(request, _("Thank you. You confirmed the list for a year."))
    elif why := why_read_only(request.user):
        messages.warning(request, why)
    return redirect("agencies:colleagues", slug=agency.slug)


@require_POST
def colleague_vouch(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    agency = _led(request, slug)
    person = get_object_or_404(User.objects.colleagues_in(agency), pk=person_id)
    if vouch(person_id=person.pk, lead=request.user):
        done = _("%(person)s has access again. They must confirm their membership within 2 weeks.")
        messages.success(request, done % {"person": person})
    else:
        refused = _("Nothing was changed: %(person)s’s membership is not overdue, or has ended for another reason.")
        messages.warning(request, why_read_only(request.user) or refused % {"person": person})
    return redirect("agencies:colleagues", slug=agency.slug)


def _led(request: HttpRequest, slug: str) -> Agency:
    agency = get_object_or_404(Agency.objects.visible_to(request.user), slug=slug)
    if not can_lead(request.user, agency):
        raise PermissionDenied
    return agency
