"""Pages under /review/agencies/, on which coordinators add, change and delete agencies."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.accounts.actions.change_membership import join_new_agency
from ratsite.accounts.actions.lock_rows import ask_again, lock_coordinators, lock_person
from ratsite.circles.actions.manage_circles import InUse, delete_unused, why_in_use
from ratsite.circles.forms.circle import DeleteForm
from ratsite.circles.queries.circles import changes_of
from ratsite.circles.queries.uses import uses_of
from ratsite.circles.rules import can_manage_circles
from ratsite.network.forms import AgencyForm, NewAgencyForm
from ratsite.network.models import Agency


def agencies(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    return render(request, "circles/agencies.html", {"agencies": Agency.objects.select_related("main_remit")})


@transaction.atomic
def agency_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = NewAgencyForm(request.POST or None, writer=request.user)
    if request.method == "POST" and form.is_valid():
        ask_again(request.user, can_manage_circles)
        is_own = form.cleaned_data.get("is_own")
        if is_own:
            # Lock the agency before the log, which saving the form locks.
            lock_coordinators()
            lock_person(request.user.pk)
        added = form.save()
        if is_own:
            join_new_agency(coordinator=request.user, agency=added, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(agency)s is added.") % {"agency": added})
        return _saved(request, added)
    return render(request, "circles/agency_add.html", {"form": form})


@transaction.atomic
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    only_coordinators(request)
    agency = get_object_or_404(Agency, slug=slug)
    if request.method == "POST":
        agency = _lock(request, agency)
    form = AgencyForm(request.POST or None, instance=agency, writer=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return _saved(request, agency)
    agency.refresh_from_db()  # a form with errors has changed the fields of this agency, so fetch its name
    context = {"agency": agency, "form": form, "held": agency.second_reviews.open(), "changes": changes_of(agency)}
    return render(request, "circles/agency.html", context)


def agency_delete(request: HttpRequest, slug: str) -> HttpResponse:
    only_coordinators(request)
    agency = get_object_or_404(Agency, slug=slug)
    form, uses = DeleteForm(request.POST or None), uses_of(agency)
    in_use = why_in_use(uses) if uses else ""
    if request.method == "POST" and form.is_valid():
        try:
            delete_unused(row=agency, coordinator=request.user, **form.cleaned_data)
        except InUse as why:
            in_use = str(why)
        else:
            messages.success(request, _("The agency is deleted."))
            return redirect("staff_agencies:agencies")
    return render(request, "circles/agency_delete.html", {"agency": agency, "form": form, "in_use": in_use})


def _lock(request: HttpRequest, agency: Agency) -> Agency:
    """Lock the agency and check the coordinator's right again, before the form compares its fields with the row."""
    locked = get_object_or_404(Agency.objects.select_for_update(no_key=True), pk=agency.pk)
    ask_again(request.user, can_manage_circles)
    return locked


def _saved(request: HttpRequest, agency: Agency) -> HttpResponse:
    if agency.second_reviews.waiting().filter(spoken_by=request.user).exists():
        messages.info(
            request, _("Another coordinator must check the new text. Until they have, members cannot read it.")
        )
    return redirect("staff_agencies:agency", slug=agency.slug)
