"""The review queue. Its doors: signed in, a steward, a second factor (ratsite.access), and a role that reviews."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ratsite.accounts.rules import can_review
from ratsite.moderation.forms import Choice, DecisionForm
from ratsite.moderation.registry import Changed, ReviewItem, ReviewSource, get_source, sources

CHANGED = "This was changed after you had opened it, so nothing is decided. Below is what it says now."


def queue(request: HttpRequest) -> HttpResponse:
    if not can_review(request.user):
        raise PermissionDenied
    items = [item for source in sources() for item in source.waiting(request.user)]
    items.sort(key=lambda item: item.created_at)
    return render(request, "moderation/queue.html", {"items": items})


def item(request: HttpRequest, source_name: str, item_id: int) -> HttpResponse:
    if not can_review(request.user):
        raise PermissionDenied
    source, found = _find(request, source_name, item_id)
    if request.method == "POST" and not found.can_decide:
        raise PermissionDenied
    form = DecisionForm(request.POST or None, item=found)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, source, found, form)
        except Changed:
            return _show_again(request, source_name, item_id, form)
        return redirect("moderation:queue")
    # After a mistake in the form, still what the moderator has read: it may have been changed since.
    seen = request.POST.get("seen", "") if request.method == "POST" else found.version
    return render(request, "moderation/item.html", {"item": found, "form": form, "seen": seen})


def _show_again(request: HttpRequest, source_name: str, item_id: int, form: DecisionForm) -> HttpResponse:
    """The words as they are now, with no choice made about them; the moderator's reason is not lost."""
    _, found = _find(request, source_name, item_id)
    messages.warning(request, CHANGED)
    form = DecisionForm(initial={"reason": form.cleaned_data["reason"]}, item=found)
    return render(request, "moderation/item.html", {"item": found, "form": form, "seen": found.version}, status=409)


def _find(request: HttpRequest, source_name: str, item_id: int) -> tuple[ReviewSource, ReviewItem]:
    source = get_source(source_name)
    found = source.find(request.user, item_id) if source else None
    if source is None or found is None:
        raise Http404
    return source, found


def _decide(request: HttpRequest, source: ReviewSource, found: ReviewItem, form: DecisionForm) -> None:
    is_approved, reason = form.cleaned_data["choice"] == Choice.APPROVE, form.cleaned_data["reason"]
    decide = source.approve if is_approved else source.reject
    if decide(request.user, found.pk, request.POST.get("seen", ""), reason):
        messages.success(request, source.done[0 if is_approved else 1])
    else:
        messages.warning(request, "Somebody else decided on this first. Nothing was changed.")
