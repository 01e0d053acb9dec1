"""The review queue, for stewards with a role that reviews; needs the second factor (ratsite.web.access)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from ratsite.accounts.rules import can_review
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import Pager, page_number
from ratsite.moderation.actions.approve_first import take_back_approval
from ratsite.moderation.actions.claim import claim, release
from ratsite.moderation.decorators import said_if_gone
from ratsite.moderation.items import ReviewSource
from ratsite.review.actions.recuse import recuse, take_back_recusal
from ratsite.review.forms import Choice, DecisionForm, RecusalForm
from ratsite.review.history import history as decided_in_queue
from ratsite.review.history import much_decided_today
from ratsite.review.queue import ITEMS_A_PAGE, Case, Place, case_of, queue_of
from ratsite.review.sources import get_source

CHANGED = "This was changed after you had opened it, so nothing is decided. Below is what it says now."
ONCE = "Approved once. It is published when a moderator of another remit approves it, too."


def queue(request: HttpRequest) -> HttpResponse:
    """List the queue. `show` selects a tab, `kind` a source; unknown values are ignored."""
    if not can_review(request.user):
        raise PermissionDenied
    desk = queue_of(request.user)
    asked = request.GET.get("show", "")
    place = Place(asked) if asked in Place.values else Place.OPEN
    kind = request.GET.get("kind", "")
    kind = kind if get_source(kind) else ""
    cases = desk.shown(place, kind)
    number, count = page_number(request.GET.get("page")), max(1, -(-len(cases) // ITEMS_A_PAGE))
    if number is None or number > count:
        raise Http404
    context = {
        "tabs": desk.tabs(place),
        "kinds": desk.kinds(place, kind),
        "place": place,
        "kind": kind,
        "cases": cases[(number - 1) * ITEMS_A_PAGE : number * ITEMS_A_PAGE],
        "overdue": sum(case.item.is_overdue for case in cases),
        "pager": Pager(number=number, count=count),
        "much_today": much_decided_today(request.user),
        "keep": urlencode({"show": place.value, "kind": kind}),
    }
    return render(request, "review/queue.html", context)


def history(request: HttpRequest) -> HttpResponse:
    """List what was decided, newest first. `before` is the cursor of an older page."""
    if not can_review(request.user):
        raise PermissionDenied
    lines, earlier = decided_in_queue(request.user, whole_number(request.GET.get("before", "")))
    return render(request, "review/history.html", {"lines": lines, "earlier": earlier})


@said_if_gone
def item(request: HttpRequest, source_name: str, item_id: int) -> HttpResponse:
    source, case = _find(request, source_name, item_id)
    if request.method == "POST" and not case.may_decide:
        raise PermissionDenied
    form = DecisionForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            is_done = _decide(request, source, case, form)
        except Stale:
            return _show_again(request, source_name, item_id, form)
        if not is_done:
            raise Http404  # decided by another person meanwhile
        return redirect("review:queue")
    # Keep the version that the moderator has read: the item may have changed since.
    seen = request.POST.get("seen", "") if request.method == "POST" else case.item.version
    return _page(request, case, form, seen)


def _page(request: HttpRequest, case: Case, form: DecisionForm, seen: str, status: int = 200) -> HttpResponse:
    context = {"case": case, "item": case.item, "form": form, "seen": seen}
    return render(request, "review/item.html", context, status=status)


def _show_again(request: HttpRequest, source_name: str, item_id: int, form: DecisionForm) -> HttpResponse:
    """Show the item as it is now, with no choice made and the moderator's reason kept."""
    _, case = _find(request, source_name, item_id)
    messages.warning(request, CHANGED)
    form = DecisionForm(initial={"reason": form.cleaned_data["reason"]}, case=case)
    return _page(request, case, form, case.item.version, status=409)


@require_POST
@said_if_gone
def item_claim(request: HttpRequest, source_name: str, item_id: int) -> HttpResponse:
    """Claim an item of the queue, or release it if `release` is posted."""
    source, case = _find(request, source_name, item_id)
    if not case.may_decide:
        raise PermissionDenied
    which = {"source": source.name, "item_id": item_id, "person": request.user}
    if "release" in request.POST:
        release(**which)
        messages.success(request, "Nobody is shown as looking at it any more.")
        return redirect("review:queue")
    standing = claim(**which)
    until = timezone.localtime(standing.until).strftime("%H:%M")
    if standing.person_id == request.user.pk:
        messages.success(request, f"Others see that you are looking at this, until {until}.")
    else:
        messages.warning(request, f"{standing.person} was first, and is looking at this until {until}.")
    return redirect("review:item", source.name, item_id)


@said_if_gone
def item_recuse(request: HttpRequest, source_name: str, item_id: int) -> HttpResponse:
    """Recuse oneself from an item of the queue, or undo that if `return` is posted."""
    source, case = _find(request, source_name, item_id)
    if not case.item.can_decide:
        raise PermissionDenied
    which = {"source": source.name, "item_id": item_id, "moderator": request.user}
    if request.method == "POST" and "return" in request.POST:
        take_back_recusal(**which)
        return redirect("review:item", source.name, item_id)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recuse(**which, **form.cleaned_data)
        messages.success(request, "Left to the other moderators. You find it under “Not mine to decide”.")
        return redirect("review:queue")
    return render(request, "review/item_recuse.html", {"case": case, "item": case.item, "form": form})


@require_POST
@said_if_gone
def item_take_back(request: HttpRequest, source_name: str, item_id: int) -> HttpResponse:
    """Withdraw the first of two approvals, which only its giver may."""
    source, _ = _find(request, source_name, item_id)
    if take_back_approval(source=source.name, item_id=item_id, moderator=request.user):
        messages.success(request, "Your approval is taken back.")
    return redirect("review:item", source.name, item_id)


def _find(request: HttpRequest, source_name: str, item_id: int) -> tuple[ReviewSource, Case]:
    if not can_review(request.user):
        raise PermissionDenied
    source = get_source(source_name)
    found = source.find(request.user, item_id) if source else None
    if source is None or found is None:
        raise Http404
    return source, case_of(request.user, found)


def _decide(request: HttpRequest, source: ReviewSource, case: Case, form: DecisionForm) -> bool:
    is_approved, reason = form.cleaned_data["choice"] == Choice.APPROVE, form.cleaned_data["reason"]
    decide = source.approve if is_approved else source.reject
    if not decide(request.user, case.item.pk, request.POST.get("seen", ""), reason):
        return False
    if is_approved and case.would_be_first:
        messages.success(request, ONCE)
    else:
        messages.success(request, source.done[0 if is_approved else 1])
    return True
