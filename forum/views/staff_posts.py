"""Pages for a moderator's work on a held post: reword it, ask its author a question, and look up who wrote a post.

They are for the same moderators as the review queue. A post that the moderator may not see gives 404.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.actions.approve_reworded import approve_reworded, approve_reworded_edit
from forum.actions.ask_author import ask_author
from forum.actions.reveal_author import reveal_author
from forum.enums import HELD_EDITS, HELD_POSTS
from forum.forms.decision import AskForm, RevealForm, RewordForm
from forum.integrations.review_case import file_rows, files_of, files_of_edit
from forum.models import Attachment, Post, Revision
from forum.queries.hashes import shown_hash_of, shown_hash_of_edit
from forum.queries.quotes import as_read, with_quotes
from forum.rules.posts import can_ask_author, can_reword, can_reword_edit
from forum.views.composer import bind, wants_preview
from forum.views.topics import readers_of
from ratsite.accounts.rules import can_moderate_somewhere
from ratsite.lib.markup import markdown
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.decorators import show_gone_page
from ratsite.moderation.rules import claim_of_another, is_recused
from ratsite.network.enums import Marking

CHANGED = _(
    "Nothing has been published, because the author changed the post after you opened it. Your text "
    "is below and the author’s is above."
)
TOO_LATE = _("Someone else decided this first. Nothing was changed.")


@dataclass(frozen=True)
class _Held:
    """A held post or a pending edit, with the text and files that the moderator is shown."""

    queue: str
    pk: int
    post: Post
    text: str
    shown_hash: str
    files: list[Attachment]

    @property
    def html(self) -> str:
        return markdown.render(self.text)


@show_gone_page
def post_change(request: HttpRequest, post_id: int) -> HttpResponse:
    """Let a moderator change the text of a held post, see a preview, and approve the post."""

    def fetch() -> _Held:
        post = _fetch(request, post_id)
        if not can_reword(request.user, post):
            raise PermissionDenied
        text = as_read(post, post.source, request.user)
        return _Held(HELD_POSTS, post_id, post, text, shown_hash_of(post), files_of(post))

    return _change(request, fetch, partial(approve_reworded, post_id=post_id))


@show_gone_page
def edit_change(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Let a moderator change the text of a pending edit, see a preview, and approve the edit."""

    def fetch() -> _Held:
        revision = _fetch_edit(request, revision_id)
        if not can_reword_edit(request.user, revision.post):
            raise PermissionDenied
        text, shown_hash = as_read(revision.post, revision.source, request.user), shown_hash_of_edit(revision)
        return _Held(HELD_EDITS, revision_id, revision.post, text, shown_hash, files_of_edit(revision))

    return _change(request, fetch, partial(approve_reworded_edit, revision_id=revision_id))


def _change(request: HttpRequest, fetch: Callable[[], _Held], approve: Callable[..., bool]) -> HttpResponse:
    """Show the form to change a held text, or approve the text as the form sends it.

    fetch: a function that reads the held text; it is called again if the text has changed since the moderator was shown
    it. approve: the action that publishes the changed text.
    """
    held = fetch()
    claim = claim_of_another(request.user, held.queue, held.pk)
    form = RewordForm(bind(request)[0], writer=request.user, post=held.post, text=held.text, claim=claim)
    shown_hash = request.POST.get("shown_hash", "") if request.method == "POST" else held.shown_hash
    if request.method == "POST" and wants_preview(request) and form.can_be_previewed():
        return _change_page(request, held, form, shown_hash, preview=form.preview())
    if request.method != "POST" or wants_preview(request) or not form.is_valid():
        return _change_page(request, held, form, shown_hash)
    try:
        is_done = approve(moderator=request.user, shown_hash=shown_hash, **form.cleaned_data)
    except Stale:
        messages.warning(request, CHANGED)
        held = fetch()
        return _change_page(request, held, form, held.shown_hash, theirs=held.html, status=409)
    if is_done:
        messages.success(request, _("Published with your changes. The author sees what you changed, and why."))
    else:
        messages.warning(request, TOO_LATE)
    return redirect("review:queue")


def _change_page(
    request: HttpRequest,
    held: _Held,
    form: RewordForm,
    shown_hash: str,
    *,
    preview: str = "",
    theirs: str = "",
    status: int = 200,
) -> HttpResponse:
    topic = held.post.topic
    context = {
        "post": held.post,
        "topic": topic,
        "back_url": reverse("review:item", args=[held.queue, held.pk]),
        "form": form,
        "shown_hash": shown_hash,
        "preview": preview,
        "files": file_rows(held.files, request.user),
        "theirs": theirs,
        "marking": Marking(topic.marking),
        "readers": readers_of(topic.board),
        "is_redacted": "redact" in request.POST,
    }
    return render(request, "forum/staff/post_change.html", context, status=status)


@show_gone_page
def post_ask(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _fetch(request, post_id)
    if not can_ask_author(request.user, post):
        raise PermissionDenied
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if ask_author(post_id=post_id, moderator=request.user, **form.cleaned_data):
            messages.success(
                request, _("Question sent. The post will come back to the queue with the author’s answer.")
            )
        else:
            messages.warning(request, _("Someone else decided or asked first. Nothing was sent."))
        return redirect("review:queue")
    with_quotes([post], request.user, post.topic)
    return render(request, "forum/staff/post_ask.html", {"post": post, "topic": post.topic, "form": form})


def _fetch(request: HttpRequest, post_id: int) -> Post:
    if not can_moderate_somewhere(request.user):
        raise PermissionDenied
    posts = Post.objects.in_queue().reviewed_by(request.user).with_authors()
    post = get_object_or_404(posts.select_related("topic__board__circle"), pk=post_id)
    if is_recused(request.user, HELD_POSTS, post_id):
        raise PermissionDenied
    return post


def _fetch_edit(request: HttpRequest, revision_id: int) -> Revision:
    if not can_moderate_somewhere(request.user):
        raise PermissionDenied
    revisions = Revision.objects.pending().reviewed_by(request.user)
    revision = get_object_or_404(
        revisions.select_related("post__author", "post__agency", "post__topic__board__circle"), pk=revision_id
    )
    if is_recused(request.user, HELD_EDITS, revision_id):
        raise PermissionDenied
    return revision


def post_who(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show the author of a post to a moderator, but only after the moderator has sent a reason.

    A GET request never shows the author.
    """
    if not can_moderate_somewhere(request.user):
        raise PermissionDenied
    posts = Post.objects.to_be_revealed_to(request.user).with_authors().select_related("topic__board")
    post = get_object_or_404(posts, pk=post_id)
    form = RevealForm(request.POST or None, initial={"submission": uuid.uuid4()})
    back_url = reverse("review:item", args=[HELD_POSTS, post_id]) if post.is_held else post.get_absolute_url()
    context = {"post": post, "topic": post.topic, "form": form, "back_url": back_url}
    if request.method == "POST" and form.is_valid():
        reveal_author(post_id=post_id, moderator=request.user, **form.cleaned_data)
        context["author"] = post.author
    return render(request, "forum/staff/post_who.html", context)
