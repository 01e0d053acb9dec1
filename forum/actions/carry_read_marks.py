"""Preserve people's reading progress when posts or topics move. Other actions call these functions."""

from bisect import bisect_right
from collections.abc import Collection, Mapping

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import ModelLogEntry

from forum.enums import ACTS, POST_DECISIONS, POST_SOURCE, REFUSED_FILES
from forum.models import BoardRead, Post, Topic, TopicRead
from forum.queries.recipients import act_group_of, decision_group_of, group_of
from ratsite.accounts.models import User
from ratsite.notifications.models import Notification


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


def _readers(topic: Topic):
    here = BoardRead.objects.filter(person=OuterRef("pk"), board=topic.board_id).values("caught_up_at")
    mark = TopicRead.objects.filter(person=OuterRef("pk"), topic=topic).values("last_read_number")
    people = User.objects.readers_of(topic.board.circle).order_by()
    joined = Coalesce(F("approved_at"), F("date_joined"))  # User.member_since
    return people.values_list("pk", Subquery(mark), Coalesce(Subquery(here), joined)).distinct()


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


def unread_notifications_of(topic: Topic):
    """Return all people's unread notifications about posts of this topic.

    The query filters by person, so that PostgreSQL uses its index.
    """
    people = User.objects.approved().order_by().values("pk")
    return Notification.objects.unread().filter(person__in=people, source=POST_SOURCE, group=group_of(topic.pk))


def unread_about_act(topic: Topic):
    """Return everyone's unread notifications of a change to the topic's "may act"."""
    people = User.objects.approved().order_by().values("pk")
    return Notification.objects.unread().filter(person__in=people, source=ACTS, group=act_group_of(topic.pk))


def unread_about_decisions(topic: Topic):
    """Return everyone's unread notifications of what was decided about their posts and files in this topic."""
    people, sources = User.objects.approved().order_by().values("pk"), [POST_DECISIONS, REFUSED_FILES]
    group = decision_group_of(topic.pk)
    return Notification.objects.unread().filter(person__in=people, source__in=sources, group=group)


def regroup_notifications(before: Topic, posts: Collection[Post]) -> None:
    """Move the unread notifications about the given posts from the topic `before` to the posts' new topic.

    Those about decisions on these posts and their files move too. Reading the posts in the new topic then marks all of
    them as read.
    """
    notified: dict[int, list[int]] = {}
    for pk, item_id in unread_notifications_of(before).values_list("pk", "item_id"):
        notified.setdefault(item_id, []).append(pk)
    for post in posts:
        if post.pk in notified:
            rows = Notification.objects.filter(pk__in=notified[post.pk])
            rows.update(group=group_of(post.topic_id), position=post.number)
    _regroup_decisions(before, {post.pk: post for post in posts})


def _regroup_decisions(before: Topic, posts: Mapping[int, Post]) -> None:
    unread = list(unread_about_decisions(before))
    about_posts = {row.pk: row.item_id for row in unread if row.source == REFUSED_FILES}
    decisions = {row.item_id: row.pk for row in unread if row.source == POST_DECISIONS}
    for entry in ModelLogEntry.objects.filter(pk__in=decisions) if decisions else ():
        about_posts[decisions[entry.pk]] = int(entry.object_id)
    for pk, post_id in about_posts.items():
        if post := posts.get(post_id):
            Notification.objects.filter(pk=pk).update(group=decision_group_of(post.topic_id))
