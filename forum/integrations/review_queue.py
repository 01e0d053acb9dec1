"""The forum's part of the review queue: held posts, pending edits and flagged posts."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.flag import leave_post, take_down
from forum.enums import FLAGGED_POSTS, HELD_EDITS, HELD_POSTS, HoldReason
from forum.integrations.review_case import Shown, flagged_post, held_edit, held_post
from forum.models import Flag, Post, Revision, Topic
from forum.models.post_queryset import PostQuerySet
from forum.queries.audience import count_readers, deciders_of
from forum.queries.hashes import content_hash_of, content_hash_of_edit, shown_hash_of, shown_hash_of_edit
from forum.rules.posts import (
    can_reword,
    can_reword_edit,
    can_settle_flags,
    has_named_author_left,
    has_no_conflict,
    why_only_reject,
)
from ratsite.accounts.models import User
from ratsite.lib.identifiers import find, redact
from ratsite.moderation.clock import WHILE_NOBODY_READS, WHILE_OTHERS_READ
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem
from ratsite.network.enums import Marking

APPROVED = gettext_lazy("Approved. We have told its author, if they are still a member.")
EDIT_CHOICES = (
    gettext_lazy("Approve: readers will see the new text, marked as edited"),
    gettext_lazy("Reject: its author will get the text back with your reason"),
)
REJECTED = gettext_lazy("Rejected. We have told its author why, if they are still a member.")


class AboutPosts:
    """Base class of the forum's three review queues, whose entries in the audit log are about posts."""

    def targets(self, moderator: User) -> QuerySet[Post]:
        return Post.objects.moderated_by(moderator)

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        posts = self.targets(moderator).filter(pk__in=pks).select_related("topic__board") if pks else ()
        return {post.pk: _decided(post) for post in posts}


def _decided(post: Post) -> Decided:
    url = post.get_absolute_url() if post.number else ""
    return Decided(title=post.topic.title, place=post.topic.board.name, url=url)


class HeldPosts(AboutPosts):
    name, label = HELD_POSTS, gettext_lazy("Held posts")
    done = (APPROVED, REJECTED)
    outcomes = {
        "forum.post.approve": gettext_lazy("Approved"),
        "forum.post.reword": gettext_lazy("Changed and approved"),
        "forum.post.reject": gettext_lazy("Rejected"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_held_item(post, moderator) for post in _held(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        post = _held(moderator).filter(pk=pk).first()
        if post is None:
            return None
        item = _held_item(post, moderator)
        urls = {}
        if can_reword(moderator, post):
            urls["change_url"] = reverse("staff_posts:post_change", args=[pk])
        if item.can_decide and item.asked_by is None and not has_named_author_left(post):
            urls["ask_url"] = reverse("staff_posts:post_ask", args=[pk])
        return replace(
            item,
            shown_hash=shown_hash_of(post),
            content_hash=content_hash_of(post),
            only_reject=why_only_reject(post),
            **_case(held_post(post, moderator), post),
            **_page_details(post.topic),
            **urls,
        )

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return approve_post(post_id=pk, moderator=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return reject_post(post_id=pk, moderator=moderator, shown_hash=shown_hash, reason=reason)

    def deciders(self, pk: int) -> QuerySet[User]:
        return _deciders(Post.objects.filter(pk=pk))


def _waiting_ids(waiting: QuerySet, field: str = "pk") -> list[int]:
    """Return the ids of everything that waits in a queue, on any board: a short list.

    As a subquery, it would make the database begin with the boards and scan all posts on them.
    """
    return list(waiting.order_by().values_list(field, flat=True).distinct())


def _deciders(posts: QuerySet[Post]) -> QuerySet[User]:
    post = posts.select_related("author", "topic__board__circle").first()
    return deciders_of(post) if post else User.objects.none()


def _held(moderator: User) -> PostQuerySet:
    posts = Post.objects.in_queue().reviewed_by(moderator).with_authors().prefetch_related("questions")
    since = Coalesce("sent_again_at", "created_at")  # Post.waits_since, from which the deadline counts
    return posts.select_related("author__agency", "topic__board__circle").order_by(since, "pk")


def _about(post: Post, moderator: User) -> dict:
    """Return what all three queues show of a post: its topic, board, circle and byline."""
    by = post.byline
    return {
        "title": _title(post),
        "place": post.topic.board.name,
        "circle": post.topic.board.circle,
        "author": by.person or by.name,
        "who_url": reverse("staff_posts:post_who", args=[post.pk]) if _may_look_up_author(post, moderator) else "",
        "agency": by.agency.name if by.person and by.agency else "",
    }


def _title(post: Post) -> str:
    """Return the topic's title, without identifiers if the topic is unpublished and held because of them.

    This also removes contacts that an agency has published, although they identify nobody: to recognise them would cost
    queries for each row.
    """
    title = post.topic.title
    if post.topic.published_at or HoldReason.IDENTIFIERS not in post.hold_reasons:
        return title
    return redact(title, find(title))


def _case(shown: Shown, post: Post) -> dict:
    """Return the fields of ReviewItem that its own page shows of the post or edit."""
    return {"html": shown.html, "shown_html": shown.shown_html, "target": post}


def _page_details(topic: Topic) -> dict:
    """Return what only an item's own page shows: the topic's address, the marking, and how many could read the item."""
    return {
        "topic_url": topic.get_absolute_url() if topic.published_at else "",
        "marking": Marking(topic.marking),
        "readers": count_readers(topic.board.circle),
    }


def _may_look_up_author(post: Post, moderator: User) -> bool:
    return post.byline.is_protected and post.author_id != moderator.pk


def _held_item(post: Post, moderator: User) -> ReviewItem:
    """Return the item of a held post. Its time limit is paused while a question to the author is open."""
    now, since = timezone.now(), post.waits_since
    questions = [question for question in post.questions.all() if question.asked_at >= since]
    open_one = next((question for question in questions if question.is_open(now)), None)
    if open_one is not None and has_named_author_left(post):
        questions.remove(open_one)  # nobody can answer it, so it pauses nothing
        open_one = None
    paused = sum((question.paused(now) for question in questions), dt.timedelta())
    return ReviewItem(
        **_about(post, moderator),
        queue=HELD_POSTS,
        pk=post.pk,
        kind=_("Reply") if post.topic.published_at else _("New topic"),
        why=post.hold_labels,
        created_at=since,
        due_at=None if open_one else since + WHILE_NOBODY_READS + paused,
        asked_by=open_one.asked_by_id if open_one else None,
        is_answered=bool(questions and questions[-1].answer),
        needs_two_approvals=post.topic.board.needs_two_approvals,
        can_decide=has_no_conflict(moderator, post),
    )


class HeldEdits(AboutPosts):
    name, label = HELD_EDITS, gettext_lazy("Held edits")
    done = (APPROVED, REJECTED)
    outcomes = {
        "forum.edit.approve": gettext_lazy("Edit approved"),
        "forum.edit.reword": gettext_lazy("Changed and approved"),
        "forum.edit.reject": gettext_lazy("Edit rejected"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        revisions = _pending(moderator).filter(pk__in=_waiting_ids(Revision.objects.pending()))
        return [_edit_item(revision, moderator) for revision in revisions[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        revision = _pending(moderator).filter(pk=pk).first()
        if revision is None:
            return None
        details = {"shown_hash": shown_hash_of_edit(revision), "content_hash": content_hash_of_edit(revision)}
        if can_reword_edit(moderator, revision.post):
            details["change_url"] = reverse("staff_posts:edit_change", args=[pk])
        details |= _page_details(revision.post.topic)
        details |= _case(held_edit(revision, moderator), revision.post)
        return replace(_edit_item(revision, moderator), **details)

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return approve_edit(revision_id=pk, moderator=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return reject_edit(revision_id=pk, moderator=moderator, shown_hash=shown_hash, reason=reason)

    def deciders(self, pk: int) -> QuerySet[User]:
        return _deciders(Post.objects.filter(revisions=pk))


def _pending(moderator: User) -> QuerySet[Revision]:
    revisions = Revision.objects.pending().reviewed_by(moderator)
    related = ("post__author", "post__agency", "post__topic__board__circle")
    return revisions.select_related(*related).order_by("created_at")


def _edit_item(revision: Revision, moderator: User) -> ReviewItem:
    return ReviewItem(
        **_about(revision.post, moderator),
        queue=HELD_EDITS,
        pk=revision.pk,
        kind=_("Edit"),
        why=revision.hold_labels,
        created_at=revision.created_at,
        due_at=revision.created_at + WHILE_NOBODY_READS,
        needs_two_approvals=revision.post.topic.board.needs_two_approvals,
        can_decide=has_no_conflict(moderator, revision.post),
        choices=EDIT_CHOICES,
    )


class FlaggedPosts(AboutPosts):
    """Review queue: posts with open flags. A post that its author withdraws stays in it until a moderator has decided.

    An item's pk is the post's, because one decision settles all flags of a post.
    """

    name, label = FLAGGED_POSTS, gettext_lazy("Reported posts")
    outcomes = {
        "forum.post.take_down": gettext_lazy("Taken down"),
        "forum.post.leave": gettext_lazy("Left as it is"),
    }
    done = (
        gettext_lazy("Taken down. We have told its author and those who reported it why, if they are still members."),
        gettext_lazy("Left as it is. We have told those who reported it why, if they are still members."),
    )

    def targets(self, moderator: User) -> QuerySet[Post]:
        return super().targets(moderator).exclude(author=moderator)

    def waiting(self, moderator: User) -> list[ReviewItem]:
        posts = _flagged(moderator).filter(pk__in=_waiting_ids(Flag.objects.open(), "post"))
        return [_flagged_item(post, moderator) for post in posts[:REVIEW_LIMIT] if post.open_flags]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        post = _flagged(moderator).filter(pk=pk).first()
        if post is None or not post.open_flags:
            return None
        shown_hash = shown_hash_of(post, post.open_flags)  # before the files are read that the page shows
        item = _flagged_item(post, moderator)
        case = _case(flagged_post(post, moderator), post)
        return replace(item, shown_hash=shown_hash, **case, **_page_details(post.topic))

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return take_down(post_id=pk, moderator=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return leave_post(post_id=pk, moderator=moderator, reason=reason, shown_hash=shown_hash)

    def deciders(self, pk: int) -> QuerySet[User]:
        reporters = Flag.objects.open().filter(post=pk).values("reporter")
        return _deciders(Post.objects.filter(pk=pk)).exclude(pk__in=reporters)


def _flagged(moderator: User) -> PostQuerySet:
    """Return the reported posts of other people, each with `open_flags`: nobody learns that their post was reported.

    `open_flags` of a post is empty if another moderator settles its flags between the query for the posts and the query
    for the flags.
    """
    posts = Post.objects.flagged().reviewed_by(moderator).exclude(author=moderator)
    posts = posts.with_authors().select_related("topic__board__circle")
    first = Flag.objects.open().filter(post=OuterRef("pk")).order_by("created_at").values("created_at")[:1]
    flags = Prefetch("flags", Flag.objects.open(), to_attr="open_flags")
    # The deadline counts from the first open flag.
    return posts.prefetch_related(flags).order_by(Subquery(first), "pk")


def _flagged_item(post: Post, moderator: User) -> ReviewItem:
    since = min(flag.created_at for flag in post.open_flags)
    can_decide = can_settle_flags(moderator, post, post.open_flags)
    reasons = dict.fromkeys(flag.get_reason_display() for flag in post.open_flags)
    why = [_("readers say: %(reason)s") % {"reason": reason} for reason in reasons]
    return ReviewItem(
        **_about(post, moderator),
        queue=FLAGGED_POSTS,
        pk=post.pk,
        kind=_("Reported post, withdrawn by its author") if post.is_withdrawn else _("Reported post"),
        why=why if can_decide else [_("a reader reported it")],
        created_at=since,
        due_at=since + WHILE_OTHERS_READ,
        can_decide=can_decide,
        choices=_choices(post),
        hint=_hint(post),
        approval_needs_reason=True,
        approval_publishes=False,
    )


def _hint(post: Post) -> str:
    if not post.file_count:
        return _("Those who reported the post read this. If you take it down, its author reads it too.")
    return _(
        "Those who reported the post read this. If you take it down, its author reads it too, and we delete its files "
        "after 30 days. If they may be evidence, put the topic under a legal hold first."
    )


def _choices(post: Post) -> tuple[str, str]:
    if post.is_withdrawn:
        return (
            _("Take it down: its author can no longer undo the withdrawal, and reads why"),
            _("Close the report: it is enough that the author withdrew the post"),
        )
    return (
        _("Take it down: nobody can read it any more, and its author gets the text back as a draft"),
        _("Leave it: the post stays as it is"),
    )
