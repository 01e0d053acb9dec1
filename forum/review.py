"""The forum's part of the review queue: held posts, held edits, and posts that readers flagged."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from forum import rules
from forum.actions.deciding import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.flagging import leave_post, take_down
from forum.enums import HoldReason
from forum.identifying import look
from forum.models import Attachment, Flag, Post, Revision, Topic
from forum.versions import version_of, version_of_edit
from ratsite.accounts.models import User
from ratsite.lib.difference import difference
from ratsite.moderation.registry import REVIEW_LIMIT, ReviewItem

APPROVED, REJECTED = "Approved. Its author has been told.", "Rejected. Its author has been told why."


class HeldPosts:
    name = "posts"
    done = (APPROVED, REJECTED)

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(post, moderator) for post in _held(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        post = _held(moderator).filter(pk=pk).first()
        if post is None:
            return None
        html = _noted(post.content_note) + post.html + _identified(post, post.topic) + _filed(_files_of(post))
        return replace(_item(post, moderator), version=version_of(post), html=html)

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return approve_post(post_id=pk, moderator=moderator, seen=seen)

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return reject_post(post_id=pk, moderator=moderator, seen=seen, reason=reason)


def _held(moderator: User):
    posts = Post.objects.in_queue().moderated_by(moderator).with_authors()
    return posts.select_related("topic__board__circle").order_by("created_at")


def _item(post: Post, moderator: User) -> ReviewItem:
    return ReviewItem(
        source=HeldPosts.name,
        pk=post.pk,
        kind="Reply" if post.topic.published_at else "New topic",
        title=post.topic.title,
        place=post.topic.board.name,
        circle=post.topic.board.circle,
        why=post.hold_labels,
        author=post.author,
        agency=post.agency.name if post.agency else "",
        created_at=post.created_at,
        can_decide=rules.has_no_conflict(moderator, post),
    )


class HeldEdits:
    name = "edits"
    done = (APPROVED, REJECTED)

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_edit(revision, moderator) for revision in _pending(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        revision = _pending(moderator).filter(pk=pk).first()
        if revision is None:
            return None
        return replace(_edit(revision, moderator), version=version_of_edit(revision), html=_change(revision))

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return approve_edit(revision_id=pk, moderator=moderator, seen=seen)

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return reject_edit(revision_id=pk, moderator=moderator, seen=seen, reason=reason)


def _pending(moderator: User):
    revisions = Revision.objects.pending().moderated_by(moderator)
    related = ("post__author", "post__agency__main_remit", "post__topic__board__circle")
    return revisions.select_related(*related).order_by("created_at")


def _edit(revision: Revision, moderator: User) -> ReviewItem:
    post = revision.post
    return ReviewItem(
        source=HeldEdits.name,
        pk=revision.pk,
        kind="Edit",
        title=post.topic.title,
        place=post.topic.board.name,
        circle=post.topic.board.circle,
        why=revision.hold_labels,
        author=post.author,
        agency=post.agency.name if post.agency else "",
        created_at=revision.created_at,
        can_decide=rules.has_no_conflict(moderator, post),
    )


def _change(revision: Revision) -> str:
    why = format_html('<p class="soft">Why: {}</p>', revision.reason) if revision.reason else ""
    change = format_html('<p class="diff">{}</p>{}', difference(revision.post.source, revision.source), why)
    new = [attachment for attachment in _files_of(revision.post) if attachment.waits]
    noted = _noted(revision.content_note, before=revision.post.content_note)
    return noted + change + _identified(revision) + _filed(new)


class FlaggedPosts:
    """Live posts with which readers find something wrong; its pk is the post's: one decision settles all they said."""

    name = "flags"
    done = (
        "Taken down. Its author and whoever told you hear why.",
        "The post stays. Whoever told you hears why.",
    )

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_flagged_item(post, moderator) for post in _flagged(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        post = _flagged(moderator).filter(pk=pk).first()
        if post is None:
            return None
        said = format_html_join("", "<p>A reader says: “{}”</p>", ((flag.words,) for flag in post.said if flag.words))
        html = _noted(post.content_note) + post.html + said + _filed(_files_of(post))
        return replace(_flagged_item(post, moderator), version=version_of(post), html=html)

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return take_down(post_id=pk, moderator=moderator, reason=reason, seen=seen)

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return leave_post(post_id=pk, moderator=moderator, reason=reason, seen=seen)


def _flagged(moderator: User):
    posts = Post.objects.flagged().moderated_by(moderator).with_authors().select_related("topic__board__circle")
    return posts.prefetch_related(Prefetch("flags", Flag.objects.open(), to_attr="said")).order_by("created_at")


def _flagged_item(post: Post, moderator: User) -> ReviewItem:
    return ReviewItem(
        source=FlaggedPosts.name,
        pk=post.pk,
        kind="Flagged post",
        title=post.topic.title,
        place=post.topic.board.name,
        circle=post.topic.board.circle,
        why=list(dict.fromkeys(f"readers say: {flag.get_reason_display()}" for flag in post.said)),
        author=post.author,
        agency=post.agency.name if post.agency else "",
        created_at=min(flag.created_at for flag in post.said),
        can_decide=rules.can_settle_flags(moderator, post),
        choices=(
            "Take it down: nobody can read it any more, and its author gets the text back as a draft",
            "Leave it: the post stays as it is",
        ),
        hint="Whoever told you reads this; if you take the post down, its author too.",
        approval_needs_reason=True,
    )


def _identified(held: Post | Revision, topic: Topic | None = None) -> str:
    """What may identify somebody, in place, and why its author says that it does not. Whoever decides must see it.

    topic: of a post, which may open it; its title was looked at too.
    """
    if HoldReason.IDENTIFIERS not in held.hold_reasons:
        return ""
    texts = [("body", held.source), ("content_note", held.content_note)]
    if topic is not None and topic.published_at is None:
        texts = [("title", topic.title), ("learned", topic.learned), *texts]
    found = format_html_join(
        "",
        '<p class="soft">{} in {}: “{}<mark>{}</mark>{}”</p>',
        ((capfirst(one.finding.name), one.where, one.before, one.found, one.after) for one in look(texts).passages),
    )
    said = format_html("<p>Its author says: “It is not a person’s, because {}”</p>", held.spoken_for)
    return found + (said if held.spoken_for else "")


def _files_of(post: Post) -> list[Attachment]:
    return list(post.attachments.select_related("stored_file")) if post.file_count else []


def _filed(files: Iterable[Attachment]) -> str:
    """Who decides knows what comes with the words, and opens what is checked."""
    return format_html_join("", '<p class="soft">File: {} ({})</p>', ((_named(file), _state(file)) for file in files))


def _named(file: Attachment) -> str:
    name = file.stored_file.name
    if not file.stored_file.is_clean:
        return name
    return format_html('<a href="{}">{}</a>', reverse("forum:held_file", args=[file.pk, name]), name)


def _state(file: Attachment) -> str:
    return file.stored_file.get_state_display().lower()


def _noted(note: str, before: str = "") -> str:
    """`before`: the note that a change replaces or takes away."""
    was = format_html(" (before: {})", before) if before not in ("", note) else ""
    return format_html('<p class="soft">Content note: {}{}</p>', note or "none", was) if note or was else ""
