"""The list of what a person follows: at what level they are notified of each thing, and why."""

from dataclasses import dataclass

from django.db.models import QuerySet

from forum.enums import About, SubscriptionReason
from forum.models import Board, Subscription, Topic
from forum.queries.recipients import QUESTIONS_UNLESS_CHOSEN
from ratsite.accounts.models import User
from ratsite.notifications.enums import Level

MOST_LISTED = 200  # topics in the list; a person who follows more finds the others on their boards


@dataclass(frozen=True)
class Following:
    """The level at which a person follows one thing, and why. `why` is "" if they have no subscription to it."""

    level: Level
    why: str


NOTHING_CHOSEN = Following(Level.CATCH_UP, "")


def following_of(thing: Topic | Board) -> Following:
    """Return how the person follows a topic or board that was fetched with `with_subscription` for them."""
    return Following(Level(thing.level), SubscriptionReason(thing.because).label) if thing.level else NOTHING_CHOSEN


def following_of_questions(person: User) -> Following:
    chosen = Subscription.objects.filter(person=person, about=About.QUESTIONS).first()
    if chosen is None:
        return Following(QUESTIONS_UNLESS_CHOSEN, "")
    return Following(Level(chosen.level), SubscriptionReason(chosen.because).label)


def followed_by(person: User) -> list[Subscription]:
    """Return this person's subscriptions to things that they can still read.

    Boards and terms come first, then topics, the newest choice first.
    """
    rows = Subscription.objects.filter(person=person).exclude(about=About.QUESTIONS)
    rows = rows.select_related("topic__board", "board", "form", "affected", "area", "sector")
    things = list(rows.exclude(about=About.TOPIC).order_by("about", "pk"))
    things += rows.filter(about=About.TOPIC).order_by("-changed_at")[:MOST_LISTED]
    topics = set(_visible(Topic, person, [row.topic_id for row in things if row.topic_id]))
    boards = set(_visible(Board, person, [row.board_id for row in things if row.board_id]))
    return [row for row in things if _may_be_named(row, topics, boards)]


def _visible(model: type[Topic] | type[Board], person: User, numbers: list[int]) -> QuerySet:
    """Return which of these ids belong to a topic or board (`model`) that the person can see."""
    return model.objects.visible_to(person).filter(pk__in=numbers).values_list("pk", flat=True)


def _may_be_named(row: Subscription, topics: set[int], boards: set[int]) -> bool:
    if row.about == About.TOPIC:
        return row.topic_id in topics
    return row.about != About.BOARD or row.board_id in boards
