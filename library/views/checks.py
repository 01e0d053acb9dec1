"""The page on which a curator checks one resource, or confirms or refuses another curator's check."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from library.actions.check_resource import check_resource, confirm_check, is_confirmable, refuse_check
from library.actions.withdraw_resource import withdraw_resource
from library.enums import CheckOutcome
from library.forms.checks import CheckForm
from library.forms.reason import ReasonForm
from library.models import OutdatedReport, Resource, ResourceCheck, ResourceVersion
from library.queries.hashes import shown_hash_of_check
from library.queries.review_strip import compared_with, review_strip
from library.rules.checks import can_check_resource, can_decide_check, check_needs_other_agency
from library.rules.resources import can_edit_resource, can_open_curating
from library.views.outcome import show_overtaken
from library.views.page import base_of, find_resource, with_content
from ratsite.accounts.models import User
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale

DONE = gettext_lazy("Your check is saved. The next check is due in a year.")
SUPERSEDED = gettext_lazy("Your check is saved. The page of the resource now leads readers to the newer one.")
WITHDRAWN = gettext_lazy("The resource has been withdrawn. Readers who open its page will only find your reason.")
WAITS = gettext_lazy("Your check is saved. It will count once a curator from another agency has confirmed it.")
CONFIRMED = gettext_lazy("The check is confirmed. The next one is due in a year.")
CANNOT_REPLACE = gettext_lazy(
    "You cannot confirm this check, because of the resource that should replace this one. If that resource is no "
    "longer published, or if this one replaces it, say why you do not confirm the check. If you cannot read that "
    "resource, leave the check to a curator who can."
)
REFUSED = gettext_lazy("The check is not confirmed. Nothing changes for readers of the resource.")
OVERTAKEN = gettext_lazy("Someone else decided this first, so nothing has changed.")
CHANGED_SINCE = gettext_lazy(
    "Someone else changed this resource after you opened this page, so the check is not confirmed yet. Read it "
    "again, then decide."
)
STALE = gettext_lazy("Someone else changed this resource after you opened this page. Read it again, then decide.")


def resource_check(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not can_check_resource(request.user, resource):
        if request.method == "POST" and can_edit_resource(request.user, resource):
            return show_overtaken(request, resource)
        raise PermissionDenied
    now, status = shown_hash_of_check(resource), 200
    shown_hash = request.POST.get("shown_hash", "") if request.method == "POST" else now
    strip = review_strip(resource, request.user)
    waiting = strip.waiting
    form = CheckForm(request.POST or None, curator=request.user, resources=[resource], is_waiting=waiting is not None)
    if request.method == "POST" and form.is_valid():
        try:
            check = apply_outcome(
                resource,
                request.user,
                shown_hash=shown_hash,
                last_report=_last_report(request),
                **form.cleaned_data,
            )
        except Stale:
            form.add_error(None, STALE)
            shown_hash, status = now, 409
        else:
            if check is None:
                return show_overtaken(request, resource)
            _add_message(request, check)
            return redirect(resource)
    versions = with_content(ResourceVersion.objects.filter(pk=resource.current_id), request.user)
    reports = OutdatedReport.objects.visible_to(request.user).open().filter(resource=resource)
    reports = list(reports.select_related("person__agency"))
    context = {
        "library_base": base_of(request),
        "resource": resource,
        "version": versions.first(),
        "strip": strip,
        "reports": reports,
        "last_report": max((report.pk for report in reports), default=0),
        "form": form,
        "shown_hash": shown_hash,
        "needs_second": check_needs_other_agency(request.user, resource),
        "can_decide": waiting is not None and can_decide_check(request.user, waiting.check),
        "cannot_confirm": "" if waiting is None or is_confirmable(waiting.check, request.user) else CANNOT_REPLACE,
        "judged": compared_with(waiting.check, request.user) if waiting is not None else [],
        "refuse_form": ReasonForm(
            auto_id="refuse_%s",
            label=_("Why you do not confirm the check"),
            help_text=_("The person who made the check reads your reason."),
        ),
    }
    return render(request, "library/resource_check.html", context, status=status)


@require_POST
def check_decide(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Confirm or refuse the check of this resource that waits for a second person."""
    resource = find_resource(request, resource_slug)
    if not can_open_curating(request.user):
        raise PermissionDenied
    waiting = ResourceCheck.objects.visible_to(request.user).waiting().filter(resource=resource)
    check = waiting.filter(pk=_number(request.POST.get("check"))).first()
    if check is None:
        return show_overtaken(request, resource)
    if not can_decide_check(request.user, check):
        raise PermissionDenied
    if "confirm" in request.POST:
        now, shown_hash = shown_hash_of_check(resource), request.POST.get("shown_hash", "")
        try:
            was_open = confirm_check(
                check_id=check.pk, decider=request.user, shown_hash=shown_hash, last_report=_last_report(request)
            )
        except Stale:
            messages.error(request, CANNOT_REPLACE if shown_hash == now else CHANGED_SINCE)
            return redirect("library:resource_check", resource.slug)
        messages.success(request, CONFIRMED if was_open else OVERTAKEN)
        return redirect(resource)
    form = ReasonForm(request.POST, label=_("Why you do not confirm the check"))
    if not form.is_valid():
        context = {"library_base": base_of(request), "resource": resource, "form": form, "check": check}
        return render(request, "library/check_refuse.html", context)
    was_open = refuse_check(check_id=check.pk, decider=request.user, reason=form.cleaned_data["reason"])
    if not was_open:
        return show_overtaken(request, resource)
    messages.success(request, REFUSED)
    return redirect("library:due_list")


def apply_outcome(
    resource: Resource,
    curator: User,
    *,
    shown_hash: str,
    last_report: int,
    outcome: str,
    reason: str,
    instead: Resource | None,
) -> ResourceCheck | None:
    """Store the result of a check, or withdraw the resource. Return None if another person has done so already."""
    chosen = {"resource_id": resource.pk, "curator": curator, "reason": reason, "instead": instead}
    chosen |= {"shown_hash": shown_hash, "last_report": last_report}
    if outcome == CheckOutcome.WITHDRAWN:
        return withdraw_resource(**chosen)
    return check_resource(**chosen, outcome=outcome)


def _last_report(request: HttpRequest) -> int:
    """Return the id of the last report of a reader that the curator's page showed; 0 if it showed none."""
    return whole_number(request.POST.get("last_report", "")) or 0


def _add_message(request: HttpRequest, check: ResourceCheck) -> None:
    if check.outcome == CheckOutcome.WITHDRAWN:
        messages.success(request, WITHDRAWN)
    elif check.is_waiting:
        messages.success(request, WAITS)
    else:
        messages.success(request, SUPERSEDED if check.outcome == CheckOutcome.SUPERSEDED else DONE)


def _number(text: str | None) -> int:
    number = whole_number(text or "")
    if number is None:
        raise Http404
    return number
