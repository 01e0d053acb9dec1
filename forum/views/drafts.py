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
    """List all drafts of the user. A place that the user may no longer see is not named."""
    places = ("topic__board", "board", "post__topic__board")
    drafts = list(Draft.objects.current().filter(person=request.user).select_related(*places))
    topics = Topic.objects.visible_to(request.user).filter(pk__in=[draft.topic_id for draft in drafts])
    boards = Board.objects.visible_to(request.user).filter(pk__in=[draft.board_id for draft in drafts])
    posts = Post.objects.visible_to(request.user).filter(
        author=request.user, pk__in=[draft.post_id for draft in drafts]
    )
    seen = [set(found.values_list("pk", flat=True)) for found in (topics, boards, posts)]
    for draft in drafts:
        draft.is_seen = draft.topic_id in seen[0] or draft.board_id in seen[1] or draft.post_id in seen[2]
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
    messages.success(request, _("The draft is deleted."))
    return redirect("drafts:draft_list")
