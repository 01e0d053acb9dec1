"""The forum's part of the review queue: held posts."""

from forum import rules
from forum.actions.deciding import approve_post, reject_post
from forum.models import Post
from ratsite.accounts.models import User
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
    posts = Post.objects.held().moderated_by(moderator).with_authors()
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
        html=post.html,
        can_decide=rules.has_no_conflict(moderator, post),
    )
