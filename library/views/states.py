"""Pages that change who looks after a resource, bring it back, move it to the trash, and restore it from there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from library.actions.hand_over import hand_over
from library.actions.withdraw_resource import TRASH_DAYS, NotReady, bring_back, restore_resource, trash_resource
from library.enums import ResourceState
from library.forms.owners import HandOverForm
from library.forms.reason import ReasonForm
from library.models import Resource
from library.queries.checklist import checklist
from library.queries.hashes import shown_hash_of_owner
from library.queries.owners import agencies_with_curators
from library.rules.owners import can_hand_over
from library.rules.publication import can_bring_back
from library.rules.resources import can_add_resource, can_edit_resource, can_trash_resource
from library.views.outcome import add_outcome_message, show_overtaken
from library.views.page import find_resource
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Agency

LOG_RECORDS = gettext_lazy("The audit log records your reason.")
REVIEWER_READS = gettext_lazy("The person who reviews it reads your reason, and the audit log records it.")
NOT_READY = gettext_lazy("A check of the newest version has failed. First do what is under “What to do first”.")
TRASHED = gettext_lazy("The resource is in the trash. You can restore it for 30 days.")
RESTORED = gettext_lazy("The resource has been taken out of the trash. Readers cannot find it yet.")
HANDED_OVER = gettext_lazy(
    "%(agency)s looks after the resource now. We notify the curators of both agencies who can read it."
)
NOBODY_THERE = gettext_lazy(
    "%(agency)s looks after the resource now. It has no curator who can read it, so we notify nobody there. Until it "
    "has one, curators of your agency can take the resource back or hand it on."
)
ALREADY_OVER = gettext_lazy("%(agency)s already looks after the resource, so nothing has changed.")
OVERTAKEN = gettext_lazy(
    "Someone else handed this resource over after you opened this page. Check which agency looks after it, then "
    "decide again."
)


def resource_hand_over(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not can_hand_over(request.user, resource):
        if request.method == "POST" and can_edit_resource(request.user, resource):
            return show_overtaken(request, resource)
        raise PermissionDenied
    form, status = HandOverForm(request.POST or None, curator=request.user, resource=resource), 200
    now = shown_hash_of_owner(resource)
    if request.method == "POST" and form.is_valid():
        shown_hash, agency = request.POST.get("shown_hash", ""), form.cleaned_data["agency"]
        try:
            done = hand_over(resource_id=resource.pk, curator=request.user, shown_hash=shown_hash, **form.cleaned_data)
        except Stale:
            form.add_error(None, OVERTAKEN)
            status = 409
        else:
            messages.success(request, _handed_over(resource, agency, done=done))
            return redirect(resource)
    owner = resource.agency and _("%(agency)s looks after it now.") % {"agency": resource.agency}
    context = {"form": form, "resource": resource, "title": _("Give it to another agency"), "lede": owner}
    context |= {"button": _("Give the resource to the agency"), "shown_hash": now}
    return render(request, "library/resource_state.html", context, status=status)


def resource_bring_back(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Ask why a withdrawn resource should come back. The page lists its checks if one has failed."""
    resource = find_resource(request, resource_slug)
    version = resource.current
    is_withdrawn = resource.state == ResourceState.WITHDRAWN and version is not None
    if not (can_edit_resource(request.user, resource) and is_withdrawn):
        raise PermissionDenied
    version.resource = resource
    if not can_bring_back(request.user, resource):
        if request.method == "POST":
            return show_overtaken(request, resource)
        add_outcome_message(request, version)
        return redirect(resource)
    checks = checklist(version, asked_by=request.user)
    form = ReasonForm(
        request.POST or None,
        label=_("Why readers should be able to find it again"),
        help_text=REVIEWER_READS if checks.second_person else LOG_RECORDS,
    )
    if request.method == "POST" and form.is_valid():
        try:
            was_open = bring_back(resource_id=resource.pk, curator=request.user, reason=form.cleaned_data["reason"])
        except NotReady:
            form.add_error(None, NOT_READY)
        else:
            if not was_open:
                return show_overtaken(request, resource)
            add_outcome_message(request, version)
            return redirect(resource)
    context = {"form": form, "resource": resource, "title": _("Bring it back"), "button": _("Bring the resource back")}
    if checks.second_person:
        lede = _("A second person must review it before readers can find it again. The reasons: %(reasons)s.")
        if resource.is_case:
            lede = _("Two people must review it before readers can find it again. The reasons: %(reasons)s.")
        context["lede"] = lede % {"reasons": "; ".join(checks.second_person)}
        context["button"] = _("Ask for its review")
    if not checks.is_ready:
        context["checks"] = checks.checks
    return render(request, "library/resource_state.html", context)


def resource_trash(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not can_trash_resource(request.user, resource):
        raise PermissionDenied
    form = ReasonForm(request.POST or None, help_text=LOG_RECORDS)
    if request.method == "POST" and form.is_valid():
        trash_resource(resource_id=resource.pk, curator=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, TRASHED)
        return redirect("library:trash_list")
    lede = _("You can restore it for %(days)s days. Then we delete it for good, with its files.") % {"days": TRASH_DAYS}
    context = {"form": form, "resource": resource, "title": _("Put it in the trash"), "lede": lede}
    return render(request, "library/resource_state.html", {**context, "button": _("Put the resource in the trash")})


@require_POST
def resource_restore(request: HttpRequest, resource_slug: str) -> HttpResponse:
    if not can_add_resource(request.user):
        raise PermissionDenied
    resource = get_object_or_404(Resource.objects.with_trashed(request.user).trashed(), slug=resource_slug)
    if restore_resource(resource_id=resource.pk, curator=request.user):
        messages.success(request, RESTORED)
    return redirect(resource)


def _handed_over(resource: Resource, agency: Agency, *, done: bool) -> str:
    """Return the message for the curator who handed the resource over. done: False if the agency had it already."""
    if not done:
        return ALREADY_OVER % {"agency": agency}
    text = HANDED_OVER if agency.pk in agencies_with_curators(resource) else NOBODY_THERE
    return text % {"agency": agency}
