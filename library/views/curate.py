"""The curators' pages: what is due for a check, changed laws, drafts, resources without an owner, and the trash."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from library.actions.ask_for_checks import ask_for_checks
from library.actions.hand_over import take_over
from library.actions.withdraw_resource import TRASH_DAYS
from library.enums import ResourceState
from library.forms.checks import CheckForm, LawForm
from library.models import Resource, ResourceCheck
from library.queries.due_checks import curating_counts, due_resources, waiting_checks
from library.queries.hashes import shown_hash_of_check
from library.queries.owners import resources_without_owner
from library.rules.checks import can_decide_check, check_needs_other_agency
from library.rules.owners import can_take_over
from library.rules.resources import can_add_resource, can_open_curating
from library.views.checks import apply_outcome
from library.views.page import find_resource
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of

SHOWN_AT_ONCE = 50  # more than a curator checks in one sitting; the list begins with the most overdue
A_PAGE = 50


def due_list(request: HttpRequest) -> HttpResponse:
    """List the resources that are due for a check, and store one outcome for all those that the curator ticks."""
    _require_curator(request)
    due = list(due_resources(request.user).select_related("agency", "circle")[:SHOWN_AT_ONCE])
    chosen = set(request.POST.getlist("resource"))
    ticked = [resource for resource in due if str(resource.pk) in chosen]
    form, overtaken = CheckForm(request.POST or None, curator=request.user, resources=ticked), False
    if request.method == "POST":
        if not ticked:
            form.add_error(None, _("Tick at least one resource"))
        if form.is_valid():
            if _check_all(request, ticked, form):
                return redirect("library:due_list")
            # Show the list as it is now, with what the curator typed.
            overtaken, due = True, list(due_resources(request.user).select_related("agency", "circle")[:SHOWN_AT_ONCE])
    rows = [
        {
            "resource": resource,
            "shown_hash": (not overtaken and request.POST.get(f"shown-{resource.pk}")) or shown_hash_of_check(resource),
            "is_ticked": str(resource.pk) in chosen,
            "needs_second": check_needs_other_agency(request.user, resource),
        }
        for resource in due
    ]
    checks = [
        {"check": check, "can_decide": can_decide_check(request.user, check)}
        for check in waiting_checks(request.user)[:SHOWN_AT_ONCE]
    ]
    context = {"here": "due", "rows": rows, "checks": checks, "form": form}
    return render(request, "library/due_list.html", context | _counts(request), status=409 if overtaken else 200)


@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    _require_curator(request)
    rows = Resource.objects.visible_to(request.user).filter(state=ResourceState.DRAFT)
    drafts, pager = page_of(rows.select_related("posted_by", "circle"), request.GET.get("page"), A_PAGE)
    context = {"here": "drafts", "drafts": drafts, "pager": pager}
    return render(request, "library/draft_list.html", context | _counts(request))


@require_safe
def trash_list(request: HttpRequest) -> HttpResponse:
    _require_curator(request)
    rows = Resource.objects.with_trashed(request.user).trashed().order_by("-trashed_at", "-pk")
    trashed, pager = page_of(rows, request.GET.get("page"), A_PAGE)
    ends = [(resource, resource.trashed_at + dt.timedelta(days=TRASH_DAYS)) for resource in trashed]
    context = {"here": "trash", "trashed": ends, "pager": pager}
    return render(request, "library/trash_list.html", context | _counts(request))


def law_change(request: HttpRequest) -> HttpResponse:
    """Ask which law has changed, and make all resources that rely on it due for a check."""
    if not can_add_resource(request.user):
        raise PermissionDenied
    form = LawForm(request.POST or None, curator=request.user)
    if request.method == "POST" and form.is_valid():
        count = ask_for_checks(curator=request.user, **form.cleaned_data)
        message = ngettext("%(count)s resource is due for a check.", "%(count)s resources are due for a check.", count)
        messages.success(request, message % {"count": count})
        return redirect("library:due_list")
    return render(request, "library/law_change.html", {"form": form})


@require_safe
def ownerless_list(request: HttpRequest) -> HttpResponse:
    """List the resources that no agency looks after."""
    _require_curator(request)
    rows = resources_without_owner(request.user).select_related("agency").order_by("title", "pk")
    resources, pager = page_of(rows, request.GET.get("page"), A_PAGE)
    context = {"here": "ownerless", "resources": resources, "pager": pager}
    return render(request, "library/ownerless_list.html", context | _counts(request))


@require_POST
def resource_take_over(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not can_take_over(request.user, resource):
        raise PermissionDenied
    if take_over(resource_id=resource.pk, curator=request.user):
        messages.success(request, _("Your agency looks after the resource now."))
    return redirect(resource)


def _require_curator(request: HttpRequest) -> None:
    if not can_open_curating(request.user):
        raise PermissionDenied


def _counts(request: HttpRequest) -> dict:
    return {"counts": curating_counts(request.user)}


def _check_all(request: HttpRequest, ticked: list[Resource], form: CheckForm) -> bool:
    """Store the outcome for each ticked resource separately, so that one that was changed does not stop the others.

    Add messages about the outcomes. Return False if any resource was not checked, because someone had changed it.
    """
    done, waiting, stale = [], [], []
    for resource in ticked:
        shown_hash = request.POST.get(f"shown-{resource.pk}", "")
        last_report = whole_number(request.POST.get(f"last-report-{resource.pk}", "")) or 0
        try:
            check: ResourceCheck | None = apply_outcome(
                resource, request.user, shown_hash=shown_hash, last_report=last_report, **form.cleaned_data
            )
        except Stale:
            check = None
        (stale if check is None else waiting if check.is_waiting else done).append(resource.title)
    if done:
        message = ngettext("%(count)s resource checked.", "%(count)s resources checked.", len(done))
        messages.success(request, message % {"count": len(done)})
    if waiting:
        message = ngettext(
            "%(count)s resource of your own agency is waiting for a curator from another agency.",
            "%(count)s resources of your own agency are waiting for a curator from another agency.",
            len(waiting),
        )
        messages.success(request, message % {"count": len(waiting)})
    for title in stale:
        messages.error(
            request,
            _(
                "Someone else changed “%(title)s” after you opened this page, so your check of it is not saved. "
                "Read it again, then check it."
            )
            % {"title": title},
        )
    return not stale
