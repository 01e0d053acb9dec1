from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.save_draft import discard_draft
from forum.models import Board, Draft, Post, Topic
from forum.rules import why_no_edit, why_no_reply, why_no_topic
from ratsite.accounts.models import User


def draft_list(request: HttpRequest) -> HttpResponse:
    """List the user's drafts, also for places that they may no longer see; those places are not named."""
    places = ("topic__board", "board", "post__topic__board", "post__author")
    drafts = list(Draft.objects.current().filter(person=request.user).select_related(*places))
    seen = {
        "topic_id": Topic.objects.visible_to(request.user),
        "board_id": Board.objects.visible_to(request.user),
        "post_id": Post.objects.visible_to(request.user).filter(author=request.user),
    }
    for name, found in seen.items():
        ids = {getattr(draft, name) for draft in drafts} - {None}
        seen[name] = set(found.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for draft in drafts:
        draft.is_seen = any(getattr(draft, name) in ids for name, ids in seen.items())
        draft.closed = _why_closed(request.user, draft) if draft.is_seen else ""
    return render(request, "forum/draft_list.html", {"drafts": drafts})


def _why_closed(person: User, draft: Draft) -> str:
    if draft.post:
        return why_no_edit(person, draft.post)
    return why_no_reply(person, draft.topic) if draft.topic else why_no_topic(person, draft.board)


@require_POST
def draft_discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    found = get_object_or_404(Draft.objects.filter(person=request.user), pk=draft_id)
    discard_draft(person=request.user, place=found.place)
    messages.success(request, _("The draft is gone."))
    return redirect("drafts:draft_list")
