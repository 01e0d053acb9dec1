"""Preserve people's reading progress when posts or topics move. Other actions call these functions."""

from bisect import bisect_right
from collections.abc import Collection, Mapping

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import ModelLogEntry

from forum.enums import ACTS, POST_DECISIONS, POST_SOURCE, REFUSED_FILES
from forum.models import BoardRead, Post, Topic, TopicRead
from forum.queries.recipients import (
    ABOVE_ALL_NUMBERS,
    act_group_of,
    decision_group_of,
    group_of,
    position_of_decision,
)
from ratsite.accounts.models import User
from ratsite.notifications.models import Notification
from ratsite.notifications.models.notification import NotificationQuerySet


def read_by_person(topic: Topic) -> dict[int, int]:
    """Return a dict from each reader's id to the number of the last post that they have read in the topic.

    The numbers are those that Topic.read_to computes. Runs two queries. People who have read nothing are left out.
    """
    times = list(topic.posts.live().order_by("published_at", "number").values_list("published_at", "number"))
    numbers = {}
    for person_id, marked, since in _readers(topic):
        place = bisect_right(times, (since, topic.last_number))
        caught_up_to = times[place - 1][1] if place else 0
        if number := topic.number_read(marked or 0, caught_up_to, since):
            numbers[person_id] = number
    return numbers


def _readers(topic: Topic) -> QuerySet:
    """Return rows (person id, number of their read mark in the topic or None, when they caught up with the board)."""
    caught_up = BoardRead.objects.filter(person=OuterRef("pk"), board=topic.board_id).values("caught_up_at")
    mark = TopicRead.objects.filter(person=OuterRef("pk"), topic=topic).values("last_read_number")
    people = User.objects.readers_of(topic.board.circle).order_by()
    joined = Coalesce(F("approved_at"), F("date_joined"))  # User.member_since
    return people.values_list("pk", Subquery(mark), Coalesce(Subquery(caught_up), joined)).distinct()


def mark_as_read(topic: Topic, numbers: Mapping[int, int]) -> None:
    """Raise people's read marks in the topic. numbers: person id → number of the last post that the person has read.

    Needed after posts have moved: the time when people caught up with the board then no longer tells what they have
    read.
    """
    rows = [TopicRead(person_id=pk, topic=topic, last_read_number=number) for pk, number in numbers.items() if number]
    TopicRead.objects.bulk_create(rows, ignore_conflicts=True)
    people: dict[int, list[int]] = {}
    for row in rows:
        people.setdefault(row.last_read_number, []).append(row.person_id)
    for number, person_ids in people.items():
        marks = TopicRead.objects.filter(topic=topic, person__in=person_ids, last_read_number__lt=number)
        marks.update(last_read_number=number)


def unread_notifications_of(topic: Topic) -> NotificationQuerySet:
    """Return all people's unread notifications about posts of this topic.

    People who are suspended or excluded, or have lapsed, are among them, because they may return.
    """
    return _unread([POST_SOURCE], group_of(topic.pk))


def unread_about_act(topic: Topic) -> NotificationQuerySet:
    """Return everyone's unread notifications of a change to the topic's "may act"."""
    return _unread([ACTS], act_group_of(topic.pk))


def unread_about_decisions(topic: Topic) -> NotificationQuerySet:
    """Return everyone's unread notifications of decisions on their posts and files in this topic."""
    return _unread([POST_DECISIONS, REFUSED_FILES], decision_group_of(topic.pk))


def _unread(sources: Collection[str], group: str) -> NotificationQuerySet:
    # The filter by person is for PostgreSQL, which then uses its index.
    people = User.objects.order_by().values("pk")
    return Notification.objects.unread().filter(person__in=people, source__in=sources, group=group)


def regroup_notifications(before: Topic, posts: Collection[Post]) -> None:
    """Move the unread notifications about the given posts from the topic `before` to the posts' new topic.

    Notifications of decisions on these posts and their files move too. All of them are then marked as read when the
    person reads the posts in the new topic.
    """
    notified: dict[int, list[int]] = {}
    for pk, item_id in unread_notifications_of(before).values_list("pk", "item_id"):
        notified.setdefault(item_id, []).append(pk)
    for post in posts:
        if post.pk in notified:
            rows = Notification.objects.filter(pk__in=notified[post.pk])
            rows.update(group=group_of(post.topic_id), position=post.number)
    _set_notification_positions(unread_about_decisions(before), {post.pk: post for post in posts})


def set_decision_positions(post: Post) -> None:
    """Set the position of the author's unread notifications of decisions on a post, once it is published.

    The position is the post's number, which it did not have before.
    """
    unread = unread_about_decisions(post.topic).filter(position__gte=ABOVE_ALL_NUMBERS)
    _set_notification_positions(unread.filter(person=post.author), {post.pk: post})


def _set_notification_positions(notifications: NotificationQuerySet, posts: Mapping[int, Post]) -> None:
    """Set the group and position of each notification of a decision on one of these posts; leave the others.

    posts: post id → the post with its current topic and number.
    """
    unread = list(notifications)
    about_posts = {row.pk: row.item_id for row in unread if row.source == REFUSED_FILES}
    decisions = {row.item_id: row.pk for row in unread if row.source == POST_DECISIONS}
    for entry in ModelLogEntry.objects.filter(pk__in=decisions) if decisions else ():
        about_posts[decisions[entry.pk]] = int(entry.object_id)
    for pk, post_id in about_posts.items():
        if post := posts.get(post_id):
            place = {"group": decision_group_of(post.topic_id), "position": position_of_decision(post)}
            Notification.objects.filter(pk=pk).update(**place)
