"""What goes along when posts or topics get another place: how far people had read. For the other actions."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from forum.enums import ACTS, POSTS
from forum.models import BoardRead, Post, Topic, TopicRead
from forum.queries.recipients import act_group_of, group_of
from ratsite.accounts.models import User
from ratsite.notifications.models import Notification


def read_by_person(topic: Topic) -> dict[int, int]:
    """By person, the number up to which each reader of the topic has read it: what Topic.read_to says, for all at once.

    Two queries. Whoever has read nothing is not in it.
    """
    times = list(topic.posts.live().order_by("published_at", "number").values_list("published_at", "number"))
    found = {}
    for person_id, marked, since in _readers(topic):
        place = bisect_right(times, (since, topic.last_number))
        caught_up_to = times[place - 1][1] if place else 0
        if number := topic.number_read(marked or 0, caught_up_to, since):
            found[person_id] = number
    return found


def _readers(topic: Topic):
    here = BoardRead.objects.filter(person=OuterRef("pk"), board=topic.board_id).values("caught_up_at")
    mark = TopicRead.objects.filter(person=OuterRef("pk"), topic=topic).values("last_read_number")
    people = User.objects.readers_of(topic.board.circle).order_by()
    joined = Coalesce(F("approved_at"), F("date_joined"))  # User.member_since
    return people.values_list("pk", Subquery(mark), Coalesce(Subquery(here), joined)).distinct()


def mark_as_read(topic: Topic, numbers: Mapping[int, int]) -> None:
    """Raise these people's marks, by person, to what they have read: a moment on a board says it no longer."""
    rows = [TopicRead(person_id=pk, topic=topic, last_read_number=number) for pk, number in numbers.items() if number]
    TopicRead.objects.bulk_create(rows, ignore_conflicts=True)
    people: dict[int, list[int]] = {}
    for row in rows:
        people.setdefault(row.last_read_number, []).append(row.person_id)
    for number, person_ids in people.items():
        marks = TopicRead.objects.filter(topic=topic, person__in=person_ids, last_read_number__lt=number)
        marks.update(last_read_number=number)


def unread_of(topic: Topic):
    """What people were told of this topic and have not read. By person, as it is indexed."""
    people = User.objects.approved().order_by().values("pk")
    return Notification.objects.unread().filter(person__in=people, source=POSTS, group=group_of(topic.pk))


def acts_told_of(topic: Topic):
    """That others may act on it, or may not, as far as people were told and have not read it."""
    people = User.objects.approved().order_by().values("pk")
    return Notification.objects.unread().filter(person__in=people, source=ACTS, group=act_group_of(topic.pk))


def regroup_what_was_told(before: Topic, posts: Iterable[Post]) -> None:
    """Reading these posts where they stand now is reading what people were told of them before."""
    told: dict[int, list[int]] = {}
    for pk, item_id in unread_of(before).values_list("pk", "item_id"):
        told.setdefault(item_id, []).append(pk)
    for post in posts:
        if post.pk in told:
            rows = Notification.objects.filter(pk__in=told[post.pk])
            rows.update(group=group_of(post.topic_id), position=post.number)
