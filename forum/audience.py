"""Who could read a board after a change of its audience, counted by the query that enforces reading."""

from dataclasses import dataclass
from functools import partial

from django.core.cache import caches
from django.db.models import Count

from forum.models import Board
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.network.enums import Marking
from ratsite.network.models import Circle

READERS_KEPT = 60  # seconds: nearly every page of a topic prints the same two numbers


@dataclass(frozen=True)
class Readers:
    """What a change does, in people: how many can read it then, in how many agencies; how many are new, or lose it."""

    people: int
    agencies: int
    new: int
    lost: int = 0

    @property
    def seen(self) -> str:
        """What a form carries, so that nobody confirms other numbers than those they were shown."""
        return f"{self.people}-{self.agencies}-{self.new}-{self.lost}"


def readers_of(circle: Circle | None) -> dict[str, int]:
    """How many people, in how many agencies, have this audience; None stands for all members."""
    return User.objects.readers_of(circle).aggregate(
        people=Count("pk", distinct=True), agencies=Count("agency", distinct=True)
    )


def readers_lately(circle: Circle | None) -> dict[str, int]:
    """As readers_of, at most READERS_KEPT old: for pages that print it, never for a decision."""
    key = f"readers-{circle.pk if circle else 'all'}"
    return caches["worker"].get_or_set(key, partial(readers_of, circle), READERS_KEPT)


def first_readers(circle: Circle | None) -> Readers:
    """Of a board that is not there yet: all are new."""
    found = readers_of(circle)
    return Readers(**found, new=found["people"])


def readers_after(board: Board, circle: Circle | None) -> Readers:
    """Three queries, whatever the audiences hold."""
    before, after = User.objects.readers_of(board.circle), User.objects.readers_of(circle)
    return Readers(
        **readers_of(circle),
        new=after.exclude(pk__in=before.values("pk")).count(),
        lost=before.exclude(pk__in=after.values("pk")).count(),
    )


def obstacle(board: Board, circle: Circle | None, readers: Readers) -> str:
    """Why this board cannot have this audience, in words that say what would be right; empty when it can."""
    if circle is None and board.ceiling == Marking.RED:
        return f"Choose a lower highest marking first: “{Marking.RED.label}” needs a circle"
    if readers.new and board.topics.filter(marking=Marking.RED).exists():
        return (
            f"Choose an audience without anybody new: there are topics here that are marked “{Marking.RED.label}”, "
            "and those people were promised that it stays with them"
        )
    return ""


def possible_moderators(circle: Circle | None) -> UserQuerySet:
    """The people with the moderator's role among those who can read it."""
    return User.objects.readers_of(circle).filter(groups__name=Role.MODERATOR.value).distinct()


def moderators_left_behind(board: Board, circle: Circle | None) -> UserQuerySet:
    """Moderators named for this board who could not read it any more."""
    return board.moderators.exclude(pk__in=User.objects.readers_of(circle).values("pk"))


def topics_by_marking(board: Board) -> list[tuple[Marking, int]]:
    """How many published topics go along, the most closed first."""
    counted = dict(board.topics.published().order_by().values_list("marking").annotate(Count("pk")))
    return [(marking, counted[marking]) for marking in reversed(Marking) if marking in counted]
