"""The review queue's pages, for people with a role that reviews (ratsite.accounts.rules.can_review)."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ratsite.accounts.actions.store_counts import store_counts
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_review
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.moderation.actions.approve_first import take_back_approval
from ratsite.moderation.actions.claim import claim, release
from ratsite.moderation.items import DecisionQueue
from ratsite.review.actions.recuse import recuse, take_back_recusal
from ratsite.review.actions.show_found import show_found
from ratsite.review.forms import Choice, DecisionForm, RecusalForm
from ratsite.review.queries.all_queues import QUEUES, get_queue
from ratsite.review.queries.history import history as decided_in_queue
from ratsite.review.queries.history import much_decided_today
from ratsite.review.queries.queue import ITEMS_A_PAGE, Case, Tab, case_of, next_case, queue_of
from ratsite.review.views.gone_page import show_gone_page

CHANGED = gettext_lazy(
    "This has changed since you opened it, so your decision was not saved. Read the new version below."
)
ONCE = gettext_lazy(
    "You have given the first approval. It will be published when a moderator with another main remit approves it too."
)


def queue(request: HttpRequest) -> HttpResponse:
    """List the items that wait for review.

    `show` selects a tab, `kind` one of the queues; unknown values are ignored.
    """
    if not can_review(request.user):
        raise PermissionDenied
    everything = queue_of(request.user)
    store_counts(request.user, review_count=everything.to_do)
    tab_name, kind_name = request.GET.get("show", ""), request.GET.get("kind", "")
    tab = Tab(tab_name) if tab_name in Tab.values else Tab.OPEN
    kind = kind_name if any(queue.name == kind_name for queue in QUEUES) else ""
    cases = everything.shown(tab, kind)
    cases_on_page, pager = page_of(cases, request.GET.get("page"), ITEMS_A_PAGE)
    context = {
        "tabs": everything.tabs(tab),
        "kinds": everything.kinds(tab, kind),
        "tab": tab,
        "kind": kind,
        "cases": cases_on_page,
        "overdue": sum(case.item.is_overdue for case in cases),
        "pager": pager,
        "much_today": much_decided_today(request.user),
        "keep": urlencode({"show": tab.value, "kind": kind}),
    }
    return render(request, "review/queue.html", context)


def history(request: HttpRequest) -> HttpResponse:
    """List the decisions taken in the review queue, newest first. `before` is the cursor of an older page."""
    if not can_review(request.user):
        raise PermissionDenied
    lines, earlier = decided_in_queue(request.user, whole_number(request.GET.get("before", "")))
    return render(request, "review/history.html", {"lines": lines, "earlier": earlier})


@show_gone_page
def item(request: HttpRequest, queue_name: str, item_id: int) -> HttpResponse:
    queue, case = _find(request, queue_name, item_id)
    if request.method == "POST" and not case.may_decide:
        raise PermissionDenied
    if request.method == "POST" and "show" in request.POST:
        return _show_found(request, case)
    form = DecisionForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            is_done = _decide(request, queue, case, form)
        except Stale:
            return _show_again(request, queue_name, item_id, form)
        if not is_done:
            raise Http404  # another person has already decided the item
        return _go_to_next(request.user)
    # Keep the hash of what the moderator has read: the item may have changed since then.
    shown_hash = request.POST.get("shown_hash", "") if request.method == "POST" else case.item.shown_hash
    return _page(request, case, form, shown_hash)


def _go_to_next(reader: User) -> HttpResponse:
    """Redirect to the next item that this reader can decide, or to the queue if there is none."""
    case = next_case(reader)
    if case is None:
        return redirect("review:queue")
    return redirect(case.item.url) if case.item.url else redirect("review:item", case.item.queue, case.item.pk)


def _show_found(request: HttpRequest, case: Case) -> HttpResponse:
    """Show the item with the identifiers that its page hides, and with what the moderator has chosen and typed."""
    html = show_found(item=case.item, moderator=request.user)
    typed = {name: request.POST.get(name, "") for name in DecisionForm(case=case).fields}
    form = DecisionForm(initial=typed | {"shown_found": case.item.shown_hash}, case=case)
    shown = replace(case, item=replace(case.item, html=html, shown_html=""))
    return _page(request, shown, form, case.item.shown_hash)


def _page(request: HttpRequest, case: Case, form: DecisionForm, shown_hash: str, status: int = 200) -> HttpResponse:
    context = {"case": case, "item": case.item, "form": form, "shown_hash": shown_hash}
    return render(request, "review/item.html", context, status=status)


def _show_again(request: HttpRequest, queue_name: str, item_id: int, form: DecisionForm) -> HttpResponse:
    """Show an item that changed before it was decided: as it is now, with no decision chosen.

    The form still has the reason that the moderator typed.
    """
    case = _find(request, queue_name, item_id)[1]
    messages.warning(request, CHANGED)
    form = DecisionForm(initial={"reason": form.cleaned_data["reason"]}, case=case)
    return _page(request, case, form, case.item.shown_hash, status=409)


@require_POST
@show_gone_page
def item_claim(request: HttpRequest, queue_name: str, item_id: int) -> HttpResponse:
    """Claim an item of the review queue or, if `release` is posted, end the claim."""
    queue, case = _find(request, queue_name, item_id)
    if not case.may_decide:
        raise PermissionDenied
    which = {"queue": queue.name, "item_id": item_id, "person": request.user}
    if "release" in request.POST:
        release(**which)
        messages.success(request, _("Others can no longer see that you are looking at this."))
        return redirect("review:queue")
    current = claim(**which)
    until = timezone.localtime(current.until).strftime("%H:%M")
    if current.person_id == request.user.pk:
        messages.success(request, _("Others can see that you are looking at this until %(time)s.") % {"time": until})
    else:
        who = {"person": current.person, "time": until}
        messages.warning(request, _("%(person)s is already looking at this, until %(time)s.") % who)
    return redirect("review:item", queue.name, item_id)


@show_gone_page
def item_recuse(request: HttpRequest, queue_name: str, item_id: int) -> HttpResponse:
    """Recuse this moderator from an item of the review queue or, if `return` is posted, end the recusal."""
    queue, case = _find(request, queue_name, item_id)
    if not case.item.can_decide:
        raise PermissionDenied
    which = {"queue": queue.name, "item_id": item_id, "moderator": request.user}
    if request.method == "POST" and "return" in request.POST:
        take_back_recusal(**which)
        return redirect("review:item", queue.name, item_id)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recuse(**which, **form.cleaned_data)
        messages.success(
            request, _("The other moderators will decide. You can find the item under “Not mine to decide”.")
        )
        return redirect("review:queue")
    return render(request, "review/item_recuse.html", {"case": case, "item": case.item, "form": form})


@require_POST
@show_gone_page
def item_take_back(request: HttpRequest, queue_name: str, item_id: int) -> HttpResponse:
    """Withdraw the first of two approvals of an item. Only the moderator who gave it may do so."""
    queue = _find(request, queue_name, item_id)[0]
    if take_back_approval(queue=queue.name, item_id=item_id, moderator=request.user):
        messages.success(request, _("You have withdrawn your approval."))
    return redirect("review:item", queue.name, item_id)


def _find(request: HttpRequest, queue_name: str, item_id: int) -> tuple[DecisionQueue, Case]:
    if not can_review(request.user):
        raise PermissionDenied
    queue = get_queue(queue_name)
    item = queue.find(request.user, item_id) if queue else None
    if queue is None or item is None:
        raise Http404
    return queue, case_of(request.user, item)


def _decide(request: HttpRequest, queue: DecisionQueue, case: Case, form: DecisionForm) -> bool:
    is_approved, reason = form.cleaned_data["choice"] == Choice.APPROVE, form.cleaned_data["reason"]
    decide = queue.choose_first if is_approved else queue.choose_second
    if not decide(request.user, case.item.pk, request.POST.get("shown_hash", ""), reason):
        return False
    if is_approved and case.would_be_first:
        messages.success(request, ONCE)
    else:
        messages.success(request, queue.done[0 if is_approved else 1])
    return True
