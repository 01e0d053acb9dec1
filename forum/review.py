"""The forum's part of the review queue: held posts and held edits."""

from django.utils.html import format_html, format_html_join

from forum import rules
from forum.actions.deciding import approve_edit, approve_post, reject_edit, reject_post
from forum.enums import HoldReason
from forum.models import Post, Revision
from ratsite.accounts.models import User
from ratsite.lib.difference import difference
from ratsite.moderation.registry import REVIEW_LIMIT, ReviewItem


class HeldPosts:
    name = "posts"

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(post, moderator) for post in _held(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        post = _held(moderator).filter(pk=pk).first()
        return _item(post, moderator) if post else None

    def approve(self, moderator: User, pk: int) -> bool:
        # The queue's view has looked at can_decide of the item that find() returned.
        return approve_post(post_id=pk, moderator=moderator)

    def reject(self, moderator: User, pk: int, reason: str) -> bool:
        return reject_post(post_id=pk, moderator=moderator, reason=reason)


def _held(moderator: User):
    posts = Post.objects.held().moderated_by(moderator).exclude(hold_reasons=[HoldReason.FILES.value]).with_authors()
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
        html=_noted(post.content_note) + post.html + _filed(post),
        can_decide=rules.has_no_conflict(moderator, post),
    )


class HeldEdits:
    name = "edits"

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_edit(revision, moderator) for revision in _pending(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        revision = _pending(moderator).filter(pk=pk).first()
        return _edit(revision, moderator) if revision else None

    def approve(self, moderator: User, pk: int) -> bool:
        return approve_edit(revision_id=pk, moderator=moderator)

    def reject(self, moderator: User, pk: int, reason: str) -> bool:
        return reject_edit(revision_id=pk, moderator=moderator, reason=reason)


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
        html=_change(revision),
        can_decide=rules.has_no_conflict(moderator, post),
    )


def _change(revision: Revision) -> str:
    why = format_html('<p class="soft">Why: {}</p>', revision.reason) if revision.reason else ""
    change = format_html('<p class="diff">{}</p>{}', difference(revision.post.source, revision.source), why)
    return _noted(revision.content_note) + change


def _filed(post: Post) -> str:
    """The names of its files: who decides knows what comes with the words."""
    files = post.attachments.select_related("stored_file") if post.file_count else ()
    names = [(attachment.stored_file.name, attachment.stored_file.get_state_display()) for attachment in files]
    return format_html_join("", '<p class="soft">File: {} ({})</p>', names)


def _noted(note: str) -> str:
    return format_html('<p class="soft">Content note: {}</p>', note) if note else ""
