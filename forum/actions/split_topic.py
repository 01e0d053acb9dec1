"""Move posts out of a topic into a new topic, on the same board or on another."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import ngettext

from forum.actions.answer_question import lose_answers
from forum.actions.follow import copy_followers
from forum.actions.lock_rows import lock_boards, lock_topic
from forum.actions.move_read_marks import mark_as_read, read_by_person, regroup_notifications
from forum.actions.notify_author import notify_of_lost_posts
from forum.actions.record_event import record_event
from forum.actions.update_counts import count_on_board, update_latest_topic
from forum.enums import EventKind, TopicKind
from forum.models import Board, Post, Topic
from forum.models.post_queryset import PostQuerySet
from forum.queries.audience import obstacle_for_topic, readers_after
from forum.queries.recipients import authors_losing_access
from forum.queries.retention import why_topic_cannot_change
from forum.rules.boards import can_bring_topics_to, why_safeguards_forbid_move
from forum.rules.topics import can_manage_topic
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@dataclass(frozen=True)
class Part:
    """The posts to split off, by id, with the title and the board of their new topic.

    is_parked: the posts are a side issue, and the discussion goes on without it in the old topic.
    """

    post_ids: Collection[int]
    title: str
    board_id: int
    is_parked: bool = False


@transaction.atomic
def split_topic(*, topic_id: int, moderator: User, part: Part, reason: str, shown_hash: str) -> Topic:
    """Move posts out of a topic into a new topic and return the new topic.

    The posts keep their permanent links, files, flags, revisions and times, and get numbers of the new topic; their old
    numbers are never given again. The opening post cannot be moved. Both topics have the same marking.

    shown_hash: the Readers.counts that the moderator confirmed. Raises Stale if the number of readers has changed
    since, if one of the posts has left the topic, if no post would be left in it, or if an obstacle such as a legal
    hold forbids the split.
    """
    topic = lock_topic(topic_id)
    if not can_manage_topic(moderator, topic):
        raise PermissionDenied
    boards = lock_boards(topic.board_id, part.board_id)
    topic.board, board = boards[topic.board_id], boards[part.board_id]
    moderator = reloaded(moderator)
    if not (can_manage_topic(moderator, topic) and can_bring_topics_to(moderator, board)):
        raise PermissionDenied
    if may_identify_someone([part.title]):
        raise PermissionDenied
    posts = list(movable_posts(topic).filter(pk__in=part.post_ids).select_for_update(of=("self",), no_key=True))
    readers = readers_after(topic.board, board.circle)
    cannot_move = len(posts) != len(set(part.post_ids)) or leaves_nothing(topic, posts)
    if cannot_move or readers.counts != shown_hash:
        raise Stale
    if why_topic_cannot_change(topic) or obstacle_for_topic(topic, board, readers):
        raise Stale
    if why_safeguards_forbid_move(moderator, topic.board, board):
        raise Stale
    numbers = [post.number or 0 for post in posts]  # every live post has a number
    losing = authors_losing_access(topic.posts.filter(pk__in=part.post_ids), topic.board, board)
    new = _move_posts(topic, posts, numbers, part.title, board)
    _record_events(topic, new, numbers, moderator=moderator, reason=reason, is_parked=part.is_parked)
    action = f"forum.topic.{'park' if part.is_parked else 'split'}"
    moved = sorted(post.pk for post in posts)
    entry = record(topic, action, actor=moderator, reason=reason, into=new.pk, posts=moved)
    notify_of_lost_posts(losing, topic, entry)
    return new


def movable_posts(topic: Topic) -> PostQuerySet:
    """Return the topic's live replies, sorted by number: only these posts can be moved out of the topic.

    Held posts, and the notices in place of withdrawn posts, stay in it.
    """
    return topic.posts.live().exclude(number=1).select_related("author", "agency").order_by("number")


def leaves_nothing(topic: Topic, posts: Collection[Post]) -> bool:
    """True if `posts` is empty, or if without these posts the topic would have none that readers can see."""
    return not posts or not topic.posts.live().exclude(pk__in=[post.pk for post in posts]).exists()


def _move_posts(topic: Topic, posts: list[Post], numbers: list[int], title: str, board: Board) -> Topic:
    """Move the posts, with all that belongs to them, to a new topic and return it.

    numbers: the posts' numbers in the old topic.
    """
    read = read_by_person(topic)
    new = _new_topic(topic, posts, title, board)
    for number, post in enumerate(posts, start=1):
        post.topic, post.number = new, number
    Post.objects.bulk_update(posts, ["topic", "number"])
    _update_old_topic(topic, numbers)
    lose_answers(topic, posts)
    mark_as_read(new, {pk: sum(number <= read_to for number in numbers) for pk, read_to in read.items()})
    regroup_notifications(topic, posts)
    copy_followers(topic, new)
    count_on_board(topic.board_id, posts=-len(posts))
    count_on_board(board.pk, topics=1, posts=len(posts))
    for board_id in {topic.board_id, board.pk}:
        update_latest_topic(board_id)
    return new


def _new_topic(topic: Topic, posts: list[Post], title: str, board: Board) -> Topic:
    """Create the topic for these posts, with the marking, "may act" and tags of the old topic."""
    now = timezone.now()
    new = Topic.objects.create(
        board=board,
        author=posts[0].author,
        shown_as=posts[0].shown_as,
        title=title,
        kind=TopicKind.DISCUSSION,
        marking=topic.marking,
        may_act=topic.may_act,
        created_at=posts[0].created_at,
        published_at=now,
        last_number=len(posts),
        last_post_at=now,
        last_author=posts[-1].author,
        last_shown_as=posts[-1].shown_as,
        arranged_at=now,
        arranged_number=len(posts),
    )
    new.forms.set(topic.forms.all())
    new.affected.set(topic.affected.all())
    return new


def _update_old_topic(topic: Topic, numbers: Iterable[int]) -> None:
    """Update the old topic's last number and newest post after the posts with these numbers were moved out of it."""
    topic.gone_numbers = sorted({*topic.gone_numbers, *numbers})
    topic.last_number = topic.posts.on_pages().aggregate(last=Max("number"))["last"]
    newest = topic.posts.live().order_by("-number").select_related("author", "agency")[0]
    topic.last_author, topic.last_shown_as = newest.author, newest.shown_as
    topic.last_post_at = max(newest.published_at, topic.arranged_at or newest.published_at)
    topic.save(update_fields=["gone_numbers", "last_number", "last_author", "last_shown_as", "last_post_at"])


def _record_events(
    topic: Topic, new: Topic, numbers: list[int], *, moderator: User, reason: str, is_parked: bool
) -> None:
    """Record an event in the old and the new topic. Each event names the other topic only to people who can read it.

    In the old topic, the event is shown where the first of the moved posts was.
    """
    count = len(numbers)
    if is_parked:
        kind = EventKind.PARKED
        detail = ngettext("%(count)s post in a topic of its own", "%(count)s posts in a topic of their own", count)
    else:
        kind = EventKind.SPLIT
        detail = ngettext("%(count)s post to another topic", "%(count)s posts to another topic", count)
    detail %= {"count": count}
    record_event(topic, kind, actor=moderator, reason=reason, detail=detail, other=new, after=numbers[0])
    detail = ngettext("%(count)s post of another topic", "%(count)s posts of another topic", count) % {"count": count}
    record_event(new, EventKind.BEGUN, actor=moderator, reason=reason, detail=detail, other=topic, after=0)
