"""Mark posts as read. Only undo_catch_up lowers a read mark.

The caller has fetched the topic and board through visible_to.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone

from forum.enums import POST_SOURCE
from forum.models import Board, BoardRead, Post, Topic, TopicRead
from forum.models.post import UNDO_FOR
from forum.models.topic_queryset import TopicQuerySet
from forum.queries.recipients import (
    ABOVE_ALL_NUMBERS,
    act_group_of,
    ask_group_of,
    decision_group_of,
    group_of,
    thanks_group_of,
)
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Person
from ratsite.lib.db.compiled_queries import compiled
from ratsite.notifications.actions.notify import read_group, read_page
from ratsite.notifications.models import Notification

READING_COLUMNS = ("arranged_at", "arranged_number", "gone_numbers")  # the columns that Topic.read_to needs


def mark_topic_read(*, topic: Topic, reader: User, number: int) -> None:
    """Mark the topic's posts up to this number as read, with the notifications about them.

    These include notifications of decisions on the reader's own posts. A number below the reader's current read mark
    does not lower the mark.
    """
    number = min(number, topic.last_number)
    if number > 0:
        _raise_mark(topic, reader, number)
        _mark_notifications_of_posts(topic, reader, (1, number), decisions=(1, number))


def _raise_mark(topic: Topic, reader: User, number: int, *, has_no_mark: bool = False) -> None:
    """Raise the reader's read mark in the topic, or make one.

    has_no_mark: True if the caller knows that the reader has no read mark in the topic, which saves a query.
    """
    marks = TopicRead.objects.filter(person=reader, topic=topic)
    if has_no_mark or not marks.update(last_read_number=Greatest("last_read_number", number)):
        # Two tabs at once: the second keeps the first one's row, which has the same number or is raised next time.
        mark = TopicRead(person=reader, topic=topic, last_read_number=number)
        TopicRead.objects.bulk_create([mark], ignore_conflicts=True)


def _mark_notifications_of_posts(
    topic: Topic, reader: User, numbers: tuple[int, int], *, decisions: tuple[int, int] | None = None
) -> None:
    """Mark the reader's notifications about these posts, the topic's question and its "may act" as read.

    numbers: the numbers of the first and last post. decisions: the positions of the first and last notification of a
    decision on the reader's own posts; None marks no notifications of decisions. Call this after the read marks are
    written: catch_up takes its locks in that order too.
    """
    if not reader.unread_groups:  # without unread notifications there is nothing to mark
        return
    positions = {group_of(topic.pk): numbers, act_group_of(topic.pk): numbers}
    if decisions:
        positions[decision_group_of(topic.pk)] = decisions
    read_page(person=reader, positions=positions, whole=[ask_group_of(topic.pk)])


def mark_page_read(
    *,
    topic: Topic,
    reader: User,
    read_to: int,
    first: int,
    last: int,
    has_no_mark: bool,
    thanks_ids: Iterable[int] = (),
) -> None:
    """Mark the posts of one page, `first` to `last`, as read, for a reader who had read the topic up to post `read_to`.

    If there are unread posts before the page, the read mark does not move, and only notifications are marked as read.
    The last page also shows the reader's own unpublished posts, so it also marks the notifications of decisions on
    them. has_no_mark: the reader has no read mark in the topic yet. thanks_ids: the thanks that the page showed to the
    reader.
    """
    is_last_page = last >= topic.last_number
    last_decision = 2 * ABOVE_ALL_NUMBERS if is_last_page else last  # merges have added to ABOVE_ALL_NUMBERS
    _mark_notifications_of_posts(topic, reader, (first, last), decisions=(first, last_decision))
    if reader.unread_groups:
        for thanks_id in thanks_ids:
            read_group(person=reader, group=thanks_group_of(thanks_id))
    if first <= read_to + 1 and last > read_to:
        _raise_mark(topic, reader, last, has_no_mark=has_no_mark)
        _mark_notifications_of_posts(topic, reader, (1, last))


def mark_own_post_read(*, topic: Topic, author: User, number: int) -> None:
    """Mark the author's own new post as read, if they had read all posts before it."""
    before = number - 1
    # Nearly always the author has read the page to which they reply, so their read mark is just below the new post.
    is_marked = TopicRead.objects.filter(person=author, topic=topic, last_read_number=before).update(
        last_read_number=number
    )
    if not is_marked:
        if _with_reading.get(author, topic.pk).read_to != before:
            return
        _raise_mark(topic, author, number)
    _mark_notifications_of_posts(topic, author, (1, number))


@compiled(Person, int)
def _with_reading(person: User, topic_id: int) -> TopicQuerySet:
    return Topic.objects.with_reading(person).filter(pk=topic_id).only(*READING_COLUMNS).order_by()


@transaction.atomic
def catch_up(*, reader: User, boards: Iterable[Board], until: dt.datetime) -> dict[str, Any]:
    """Mark everything published on these boards up to the time `until` as read. Return what undo_catch_up needs.

    Returns {} if nothing was unread, for example if the button is pressed twice. Read marks in single topics that are
    no longer needed are deleted.
    """
    lock_person(reader.pk)  # if the same button is pressed twice, the second request waits
    now = timezone.now()
    until = min(until, now)
    boards_by_id = {board.pk: board for board in boards}
    marks = BoardRead.objects.select_for_update(no_key=True).filter(person=reader, board__in=boards_by_id)
    before = dict(marks.values_list("board_id", "caught_up_at"))
    behind = [pk for pk in boards_by_id if pk not in before or before[pk] < until]
    BoardRead.objects.bulk_create(
        [BoardRead(person=reader, board=boards_by_id[pk], caught_up_at=until) for pk in behind],
        update_conflicts=True,
        unique_fields=["person", "board"],
        update_fields=["caught_up_at"],
    )
    topics = TopicRead.objects.filter(person=reader, topic__board__in=boards_by_id, topic__last_post_at__lte=until)
    numbers = list(topics.values_list("topic_id", "last_read_number"))
    topics.delete()
    notified = _mark_notifications_of_boards(reader, boards_by_id, until, now) if reader.unread_groups else 0
    if not behind and not notified:
        return {}
    boards_before = [(pk, before[pk].isoformat() if pk in before else "") for pk in behind]
    return {"boards": boards_before, "topics": numbers, "until": until.isoformat(), "at": now.isoformat()}


def can_undo_catch_up(done: Mapping[str, Any]) -> bool:
    """True until UNDO_FOR has passed since a catch_up. done: what it returned."""
    return dt.datetime.fromisoformat(done["at"]) + UNDO_FOR >= timezone.now()


@transaction.atomic
def undo_catch_up(*, reader: User, done: Mapping[str, Any]) -> bool:
    """Restore the read marks and unread notifications from before a catch_up.

    done: what catch_up returned. Returns False after UNDO_FOR, or if the reader has since caught up again with all of
    these boards. A board with which they have caught up again stays as it is. The read mark of a topic that they have
    opened since stays too, because they have read that topic.
    """
    if not can_undo_catch_up(done):
        return False
    lock_person(reader.pk)
    at = dt.datetime.fromisoformat(done["at"])
    before, until = dict(done["boards"]), dt.datetime.fromisoformat(done["until"])
    marks = list(BoardRead.objects.filter(person=reader, board__in=before, caught_up_at=until))
    if before and not marks:
        return False
    for mark in marks:
        if before[mark.board_id]:
            mark.caught_up_at = dt.datetime.fromisoformat(before[mark.board_id])
            mark.save(update_fields=["caught_up_at"])
        else:
            mark.delete()
    topics = Topic.objects.exclude(board__in=before.keys() - {mark.board_id for mark in marks})
    numbers = dict(done["topics"])
    TopicRead.objects.bulk_create(
        [
            TopicRead(person=reader, topic_id=pk, last_read_number=numbers[pk])
            for pk in topics.filter(pk__in=numbers).values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )
    notified = Notification.objects.filter(person=reader, source=POST_SOURCE, read_at=at)
    # Two short queries: as one, the database may scan all posts.
    posts = Post.objects.filter(pk__in=list(notified.values_list("item_id", flat=True)), topic__in=topics)
    notified.filter(item_id__in=list(posts.values_list("pk", flat=True))).update(read_at=None)
    return True


def _mark_notifications_of_boards(reader: User, boards: Collection[int], until: dt.datetime, now: dt.datetime) -> int:
    """Mark the reader's notifications of topics on these boards as read at the time `now`; return how many.

    If a topic's newest post is later than `until`, none of its notifications are marked.
    """
    notifications = Notification.objects.unread().filter(person=reader, source=POST_SOURCE)
    # A topic that was withdrawn as a whole has nothing left to read.
    topics = Topic.objects.filter(Q(last_post_at__lte=until) | Q(published_at=None), board__in=boards)
    topics = topics.filter(posts__in=notifications.order_by().values("item_id")).distinct()
    groups = [group_of(topic_id) for topic_id in topics.values_list("pk", flat=True)]
    return notifications.filter(group__in=groups).update(read_at=now)
