"""How far somebody reaches: the conditions on which every door in the forum rests."""

from django.apps import apps
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from forum.enums import PostState
from ratsite.lib.db import lookups  # noqa: F401 for `among`
from ratsite.network.models import circles_of


def is_member(user) -> bool:
    return user.is_authenticated and user.is_member


def on_board(user, path: str = "") -> Q:
    """A board for all members, or one whose circle this person is in. `path` leads from a row to it: "topic__board__".

    Conditions, not subqueries: where a query goes to the board anyway, the database is asked once and plans well.
    """
    return Q(**{f"{path}circle": None}) | Q(**{f"{path}circle__in": circles_of(user)})


def in_topic(user, path: str = "") -> Q:
    """A topic on such a board whose first post is live; your own while its first post waits or came back.

    Not Exists: PostgreSQL would reckon with a look-up for each row, and rather read a whole table at once.
    """
    waiting = waiting_of(user.pk).values("topic")
    own = Q(**{f"{path}author": user.pk, f"{path}pk__among": waiting})
    return (Q(**{f"{path}published_at__isnull": False}) | own) & on_board(user, f"{path}board__")


def in_post(user, path: str = "") -> Q:
    """A live post in such a topic; your own also while it is held, or after it came back."""
    shown = Q(**{f"{path}state": PostState.LIVE}) | Q(**{f"{path}author_id": user.pk})
    return shown & in_topic(user, f"{path}topic__")


def caught_up(person, board: str) -> Coalesce:
    """When this person caught up with a board; before they ever did, when they joined. `board` names its column."""
    BoardRead = apps.get_model("forum", "BoardRead")
    own = BoardRead.objects.filter(person=person.pk, board=OuterRef(board)).values("caught_up_at")
    return Coalesce(Subquery(own), Value(person.member_since))


def with_hearing(things, person, target: str):
    level, because = (heard(person, target, column, "pk") for column in ("level", "because"))
    return things.annotate(level=level, because=because)


def heard(person, target: str, column: str, key: str) -> Subquery:
    """Of this person's subscription to a topic or a board, whose number stands in the column `key`."""
    Subscription = apps.get_model("forum", "Subscription")
    return Subquery(Subscription.objects.filter(person=person.pk, **{target: OuterRef(key)}).values(column))


def waiting_of(person):
    """This person's posts that others cannot see: held, or sent back."""
    Post = apps.get_model("forum", "Post")
    return Post.objects.filter(author=person, state__in=[PostState.HELD, PostState.REJECTED]).order_by()
