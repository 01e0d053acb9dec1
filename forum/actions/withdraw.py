from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from forum.actions.answer_question import lose_answers
from forum.actions.ask_author import end_questions
from forum.actions.edit import keep_version
from forum.actions.lock_rows import lock_post
from forum.actions.set_text import keep_for_law
from forum.actions.settle_flags import settle_flags
from forum.actions.update_counts import settle_latest_topic
from forum.enums import HELD_POSTS, FlagOutcome, PostState, RevisionState
from forum.models import Board, BoardRead, Post, TopicRead
from forum.rules import can_withdraw
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.moderation.actions.forget_item import forget_item


@transaction.atomic
def withdraw_post(*, post_id: int, author: User) -> Post:
    """Withdraw the author's own post, so that readers no longer see it. Moderators can still read its revisions.

    The post's `opened_by` stores how many other people may have read it. If an opening post has no replies, its topic
    disappears too.
    """
    post = lock_post(post_id)
    ask_again(author, can_withdraw, post)
    settle_flags(post, FlagOutcome.WITHDRAWN)
    withdraw(post)
    return post


def withdraw(post: Post) -> None:
    """Withdraw a post, without checking anyone's rights. Its text stays in the revisions.

    The caller's transaction holds the post locked.
    """
    was_live = post.is_live
    if was_live:
        keep_version(post, post.source, post.content_note, post.spoken_for)
        post.opened_by = _others_who_may_have_read(post).count()
    keep_for_law(post)
    post.revisions.filter(state=RevisionState.PENDING).delete()
    post.state, post.withdrawn_at, post.source, post.html = PostState.WITHDRAWN, timezone.now(), "", ""
    post.content_note, post.spoken_for = "", ""
    post.hold_reasons, post.decision_reason = [], ""
    post.save()
    end_questions(post)
    forget_item(HELD_POSTS, post.pk)
    post.mentions.all().delete()
    if was_live:
        _count_down(post)
    lose_answers(post.topic, [post])


def _others_who_may_have_read(post: Post) -> QuerySet:
    """Return the people, except the author, who opened the post or caught up with its board after it was published."""
    opened = TopicRead.objects.filter(topic=post.topic_id, last_read_number__gte=post.number)
    caught_up = BoardRead.objects.filter(board=post.topic.board_id, caught_up_at__gte=post.published_at)
    marked = Q(pk__in=opened.values("person")) | Q(pk__in=caught_up.values("person"))
    return User.objects.filter(marked).exclude(pk=post.author_id)


def _count_down(post: Post) -> None:
    topic = post.topic
    is_alone = not topic.posts.filter(state=PostState.LIVE).exists()
    if is_alone:
        topic.published_at, topic.last_number, topic.last_post_at, topic.last_author = None, 0, None, None
        topic.last_shown_as = ""
        topic.save(update_fields=["published_at", "last_number", "last_post_at", "last_author", "last_shown_as"])
    board = Board.objects.filter(pk=topic.board_id)
    board.update(post_count=F("post_count") - 1, topic_count=F("topic_count") - int(is_alone))
    if is_alone:
        settle_latest_topic(topic.board_id)
