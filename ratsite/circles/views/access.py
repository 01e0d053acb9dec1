"""Pages to change who is in a circle or an agency's remits, with a preview, and to decide on a change that waits."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.circles.actions.change_access import agree_to_access, change_access, refuse_access, take_back_access
from ratsite.circles.actions.notify import group_of
from ratsite.circles.enums import WAITING_ACCESS_CHANGES
from ratsite.circles.forms.access import AccessForm, AgencyAccessForm, AnswerForm, CircleAccessForm
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import Effect, effect_of
from ratsite.circles.queries.named import named_parts
from ratsite.circles.rules import (
    can_decide_change,
    can_refuse_access,
    can_take_back_access,
    possible_seconds,
    why_not_agreed,
    why_not_yours,
)
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.prefetches import is_really_read
from ratsite.lib.steps import is_still_writing
from ratsite.network.models import Agency, Circle
from ratsite.notifications.actions.notify import read_group


def circle_members(request: HttpRequest, circle_id: int) -> HttpResponse:
    only_coordinators(request)
    circle = get_object_or_404(Circle, pk=circle_id)
    form = CircleAccessForm(request.POST or None, target=circle, coordinator=request.user)
    return _change(request, form, "circles/circle_members.html", reverse("staff_circles:circle", args=[circle.pk]))


def agency_remits(request: HttpRequest, slug: str) -> HttpResponse:
    only_coordinators(request)
    agency = get_object_or_404(Agency, slug=slug)
    form = AgencyAccessForm(request.POST or None, target=agency, coordinator=request.user)
    return _change(request, form, "circles/agency_remits.html", reverse("staff_agencies:agency", args=[agency.slug]))


def access_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show a change and, while it waits, the form with which to agree to it, refuse it or take it back."""
    only_coordinators(request)
    changes = AccessChange.objects.visible_to(request.user).select_related(
        "circle", "agency__main_remit", "asked_by__agency__main_remit", "decided_by"
    )
    change = get_object_or_404(changes, pk=change_id)
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=group_of(change, WAITING_ACCESS_CHANGES))
    form = AnswerForm(request.POST or None)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, change, form.cleaned_data["reason"])
        except Stale:
            is_stale = True
    return _change_page(request, change, form, is_stale)


def _change(request: HttpRequest, form: AccessForm, template: str, back: str) -> HttpResponse:
    context = {"form": form, "target": form.target, "back": back}
    if is_still_writing(request, form):
        return render(request, template, context)
    if "confirm" in request.POST:
        try:
            change = change_access(
                target=form.target,
                coordinator=request.user,
                added=form.added,
                removed=form.removed,
                reason=form.cleaned_data["reason"],
                shown_hash=request.POST.get("shown_hash", ""),
            )
        except ObjectDoesNotExist:  # the circle or agency has been deleted since
            raise Http404 from None
        except Stale:
            pass
        else:
            return _done(request, change, back, form.effect)
    if form.effect.is_empty:
        return _done(request, None, back, form.effect)
    context |= {
        "is_circle": isinstance(form.target, Circle),
        "effect": form.effect,
        "added": named_parts(form.effect.added),
        "removed": named_parts(form.effect.removed),
        "needs_second": form.needs_second,
        "seconds": possible_seconds(request.user).select_related("agency__main_remit") if form.needs_second else (),
        "is_stale": "confirm" in request.POST,
    }
    return render(request, "circles/access_confirm.html", context)


def _done(request: HttpRequest, change: AccessChange | None, back: str, effect: Effect) -> HttpResponse:
    if change is None:
        messages.info(request, _("You changed nothing, so nothing was saved."))
    elif change.is_waiting:
        messages.success(request, _("Nothing has changed yet. We have asked the coordinators with other main remits."))
        return redirect(change)
    else:
        messages.success(request, f"{_('Saved.')} {_who_is_notified(effect)}".strip())
    return redirect(back)


def _who_is_notified(effect: Effect) -> str:
    """Return a sentence for the person who saved a change: who is notified; "" if only the agency's lead is."""
    is_about_members = bool(effect.cut_off or effect.let_back)
    if is_about_members and effect.circles:
        return _("We will email the agency’s members, and tell the others in its circles.")
    if is_about_members:
        return _("We will email the agency’s members.")
    if effect.circles:
        return _("We will tell the people who gain or lose access, and the others in the circle.")
    return ""


def _answer(request: HttpRequest, change: AccessChange, reason: str) -> HttpResponse:
    decision = {"change_id": change.pk, "reason": reason}
    if "agree" in request.POST:
        shown_hash = request.POST.get("shown_hash", "")
        effect = effect_of(change.target, change.added, change.removed)
        is_done = agree_to_access(**decision, decider=request.user, shown_hash=shown_hash)
        message = f"{_('Agreed. The change has been made.')} {_who_is_notified(effect)}".strip()
    elif "take_back" in request.POST:
        is_done = take_back_access(**decision, coordinator=request.user)
        message = _("You withdrew the change. Nothing has changed.")
    else:
        is_done = refuse_access(**decision, decider=request.user)
        message = _("The change has been refused. The person who asked can read your reason.")
    if not is_done:
        change.refresh_from_db()
        if (change.decided_by_id, change.reason) == (request.user.pk, reason):  # their own first press of the button
            return redirect(change)
        return render(request, "circles/access_decided.html", {"change": change, "typed": reason}, status=409)
    messages.success(request, message)
    return redirect(change)


def _change_page(request: HttpRequest, change: AccessChange, form: AnswerForm, is_stale: bool) -> HttpResponse:
    context = {
        "change": change,
        "form": form,
        "is_stale": is_stale,
        "target": change.target,
        "added": named_parts(change.added),
        "removed": named_parts(change.removed),
        "effect": effect_of(change.target, change.added, change.removed) if change.is_waiting else None,
        "can_decide": change.is_waiting and can_decide_change(request.user, change),
        "can_refuse": change.is_waiting and can_refuse_access(request.user, change),
        "can_take_back": change.is_waiting and can_take_back_access(request.user, change),
        "barred": why_not_yours(request.user, change) if change.is_waiting else "",
        "not_agreed": why_not_agreed(change) if change.is_waiting else "",
    }
    return render(request, "circles/access_change.html", context, status=409 if is_stale else 200)
