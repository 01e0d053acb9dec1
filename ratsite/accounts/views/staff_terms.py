"""Coordinators' pages for the terms: list the versions and who still has to accept, publish the next version."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.actions.publish_terms import publish_terms
from ratsite.accounts.forms.terms import TermsForm
from ratsite.accounts.models import TermsOfReference, User
from ratsite.accounts.rules import can_publish_terms
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of

PEOPLE_A_PAGE = 50
MOST_VERSIONS = 50
OVERTAKEN = _(
    "Someone else published a version after you opened this page. Your text is below. Compare it with theirs."
)


def terms_list(request: HttpRequest) -> HttpResponse:
    _only_coordinators(request)
    members = User.objects.approved()
    asked = members.exclude(terms_by=None).select_related("agency").order_by("terms_by", "agency__name", "pk")
    people, pager = page_of(asked, request.GET.get("page"), PEOPLE_A_PAGE)
    by_members = Count("acceptances", filter=Q(acceptances__person__in=members))
    # The model's default ordering would break the grouping.
    versions = TermsOfReference.objects.annotate(accepted_by=by_members).order_by("-version")
    context = {
        "versions": versions[:MOST_VERSIONS],
        "members": members.count(),
        "people": people,
        "pager": pager,
    }
    return render(request, "accounts/terms_list.html", context)


def terms_new(request: HttpRequest) -> HttpResponse:
    """Write the next version of the terms, preview its changes, publish it: three steps at one URL."""
    _only_coordinators(request)
    newest = TermsOfReference.objects.newest()
    if newest is None:
        raise Http404
    form = TermsForm(request.POST or None, newest=newest)
    if request.method == "POST" and whole_number(request.POST.get("after", "")) != newest.version:
        return _overtaken(request)
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        if "publish" not in request.POST:
            return _preview(request, form)
        if (published := _publish(request, form)) is None:
            return _overtaken(request)
        messages.success(request, _("Published. Every member is asked to accept %(terms)s.") % {"terms": published})
        return redirect("staff_people:terms_list")
    return render(request, "accounts/terms_new.html", {"form": form, "newest": newest})


def _overtaken(request: HttpRequest) -> HttpResponse:
    """Show what the coordinator typed next to the version that another coordinator has published since."""
    messages.warning(request, OVERTAKEN)
    newest = TermsOfReference.objects.newest()
    form = TermsForm(newest=newest)
    form.initial |= {name: request.POST.get(name, "") for name in ("text", "summary", "in_force_from")}
    return render(request, "accounts/terms_new.html", {"form": form, "newest": newest}, status=409)


def _preview(request: HttpRequest, form: TermsForm) -> HttpResponse:
    next_one = TermsOfReference(
        version=form.newest.version + 1, **{name: form.cleaned_data[name] for name in ("text", "in_force_from")}
    )
    context = {
        "form": form,
        "terms": next_one,
        "changes": next_one.changes_since(form.newest),
        "members": User.objects.approved().count(),
    }
    return render(request, "accounts/terms_new_preview.html", context)


def _publish(request: HttpRequest, form: TermsForm) -> TermsOfReference | None:
    try:
        return publish_terms(coordinator=request.user, **form.cleaned_data)
    except Stale:
        return None


def _only_coordinators(request: HttpRequest) -> None:
    if not can_publish_terms(request.user):
        raise PermissionDenied
