"""Pages about the user's drafts: the list, their versions and files."""

import uuid
from collections import Counter
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.actions.discard_draft import discard_draft
from forum.actions.save_draft import own_place, where_of
from forum.enums import GIVEN_BACK
from forum.models import Board, Draft, DraftFile, Post, Topic
from forum.models.draft import DraftQuerySet
from forum.queries.quotes import drafts_as_read
from forum.rules.boards import why_no_topic
from forum.rules.posts import why_no_edit
from forum.rules.topics import why_no_reply
from forum.text import identifier_check
from ratsite.accounts.models import User
from ratsite.files.responses import private_response
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.numbers import whole_number
from ratsite.lib.prefetches import is_really_read
from ratsite.notifications.actions.notify import read_group

PLACES = ("topic__board", "board", "post__topic__board")  # for select_related


def draft_list(request: HttpRequest) -> HttpResponse:
    """List all drafts of the user. The list does not name a topic or board that the user can no longer see."""
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=GIVEN_BACK)
    drafts = drafts_as_read(_drafts(request.user), request.user)
    seen = _seen_places(request.user, drafts)
    versions_at = Counter(own_place(draft) for draft in drafts)
    for draft in drafts:
        draft.is_seen = _is_seen(draft, seen)
        draft.has_others = versions_at[own_place(draft)] > 1
        draft.closed = _why_closed(request.user, draft) if draft.is_seen else ""
    return render(request, "forum/draft_list.html", {"drafts": drafts})


def draft_versions(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show all versions of one draft of the user side by side."""
    draft = get_object_or_404(_drafts(request.user), pk=draft_id)
    is_seen = _is_seen(draft, _seen_places(request.user, [draft]))
    versions = _drafts(request.user).at(own_place(draft), **where_of(draft)) if where_of(draft) else [draft]
    context = {
        "draft": draft,
        "versions": [(version, _texts(version)) for version in drafts_as_read(versions, request.user)],
        "is_seen": is_seen,
        "closed": _why_closed(request.user, draft) if is_seen else "",
    }
    return render(request, "forum/draft_versions.html", context)


@require_safe
def draft_file(request: HttpRequest, file_id: uuid.UUID, name: str) -> HttpResponse:
    """Send a checked file of one of the user's drafts."""
    files = DraftFile.objects.visible_to(request.user).served().select_related("stored_file")
    return private_response(get_object_or_404(files, pk=file_id, stored_file__name=name).stored_file)


def _drafts(person: User) -> DraftQuerySet:
    drafts = Draft.objects.current().filter(person=person)
    return drafts.select_related(*PLACES).prefetch_related("files__stored_file")


class SeenPlaces(NamedTuple):
    """The ids of the topics, boards and own posts of some drafts that the drafts' owner can still see."""

    topics: set[int]
    boards: set[int]
    posts: set[int]


def _seen_places(person: User, drafts: list[Draft]) -> SeenPlaces:
    topics = Topic.objects.visible_to(person).filter(pk__in=[draft.topic_id for draft in drafts])
    boards = Board.objects.visible_to(person).filter(pk__in=[draft.board_id for draft in drafts])
    posts = Post.objects.visible_to(person).filter(author=person, pk__in=[draft.post_id for draft in drafts])
    return SeenPlaces(*(set(places.values_list("pk", flat=True)) for places in (topics, boards, posts)))


def _is_seen(draft: Draft, seen: SeenPlaces) -> bool:
    """True if the page may name the topic or board in which the draft will be posted."""
    if draft.is_case_learning:
        return True
    return draft.topic_id in seen.topics or draft.board_id in seen.boards or draft.post_id in seen.posts


def _texts(draft: Draft) -> list[tuple[str, str]]:
    """Return the typed texts of a draft, each with its label."""
    labels = identifier_check.READ_BY_OTHERS
    return [(str(labels[name]), text) for name in labels for text in draft.fields.get(name, []) if text.strip()]


def _why_closed(person: User, draft: Draft) -> str:
    """Return the reason why the person cannot post the draft now; empty if they can."""
    if draft.is_case_learning:
        return ""
    if draft.post:
        return why_no_edit(person, draft.post)
    return why_no_reply(person, draft.topic) if draft.topic else why_no_topic(person, draft.board)


def draft_discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Delete a draft of the user with its files. The page first shows what is deleted.

    If the draft was saved again after the page was shown, the page shows it again instead.
    """
    draft = get_object_or_404(_drafts(request.user), pk=draft_id)
    if request.method == "POST":
        if discard_draft(draft, sequence=whole_number(request.POST.get("sequence", "")) or 0):
            messages.success(request, _("The draft is deleted."))
            return redirect("drafts:draft_list")
        draft = get_object_or_404(_drafts(request.user), pk=draft_id)
    shown = drafts_as_read([draft], request.user)[0]
    is_seen = _is_seen(draft, _seen_places(request.user, [draft]))
    is_changed = request.method == "POST"
    context = {"draft": shown, "texts": _texts(shown), "is_seen": is_seen, "is_changed": is_changed}
    return render(request, "forum/draft_discard.html", context, status=409 if is_changed else 200)
