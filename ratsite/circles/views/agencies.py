"""Pages under /review/agencies/, on which coordinators add, change and delete agencies."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.circles.actions.change_agency import add_agency, change_agency
from ratsite.circles.actions.delete_unused import InUse, delete_unused, why_in_use
from ratsite.circles.forms.circle import DeleteForm
from ratsite.circles.queries.circles import changes_of
from ratsite.circles.queries.uses import uses_of
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.forms import AgencyForm, NewAgencyForm
from ratsite.network.models import Agency


def agencies(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    return render(request, "circles/agencies.html", {"agencies": Agency.objects.select_related("main_remit")})


def agency_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = NewAgencyForm(request.POST or None, writer=request.user)
    if request.method == "POST" and form.is_valid():
        added = add_agency(
            coordinator=request.user,
            values=form.values,
            held=form.held,
            explanation=form.cleaned_data["explanation"],
            reason=form.cleaned_data["reason"],
            is_own=form.cleaned_data.get("is_own", False),
        )
        messages.success(request, _("%(agency)s has been added.") % {"agency": added})
        return _saved(request, added)
    return render(request, "circles/agency_add.html", {"form": form})


def agency(request: HttpRequest, slug: str) -> HttpResponse:
    only_coordinators(request)
    agency = get_object_or_404(Agency, slug=slug)
    form = AgencyForm(request.POST or None, instance=agency)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        choices = {name: data[name] for name in ("explanation", "beside_earlier", "reason", "shown_hash")}
        try:
            change_agency(agency=agency, coordinator=request.user, values=form.values, held=form.held, **choices)
        except Agency.DoesNotExist:  # the agency has been deleted since
            raise Http404 from None
        except Stale:
            form.refuse_overtaken()
        else:
            messages.success(request, _("Saved."))
            return _saved(request, agency)
    agency.refresh_from_db()  # a form with errors has set fields of this agency, and the page shows the stored name
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
            messages.success(request, _("The agency has been deleted."))
            return redirect("staff_agencies:agencies")
    return render(request, "circles/agency_delete.html", {"agency": agency, "form": form, "in_use": in_use})


def _saved(request: HttpRequest, agency: Agency) -> HttpResponse:
    if agency.second_reviews.waiting().filter(asked_by=request.user).exists():
        messages.info(request, _("Another coordinator must check the new text. Members cannot read it until then."))
    return redirect("staff_agencies:agency", slug=agency.slug)
