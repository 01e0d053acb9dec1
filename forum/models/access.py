"""Query conditions for what a person can read in the forum. The `visible_to` of every forum model uses them."""

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from forum.enums import PostState
from ratsite.lib.db import lookups  # noqa: F401 registers the lookup `among`
from ratsite.network.models import circles_of


def is_member(user) -> bool:
    return user.is_authenticated and user.is_member


def on_board(user, path: str = "") -> Q:
    """Return a condition (Q) on rows: their board is for all members, or for a circle that this user is in.

    path: the lookup from a row to its board, such as "topic__board__". The board is joined and not read in a subquery,
    because databases plan that well.
    """
    return Q(**{f"{path}circle": None}) | Q(**{f"{path}circle__in": circles_of(user)})


def in_topic(user, path: str = "") -> Q:
    """Return a condition (Q) on topics: published or the user's own, on a board that this user can read.

    path: the lookup from a row to its topic, such as "topic__". The condition does not use Exists: PostgreSQL would
    plan a look-up for each row and prefer to scan a whole table.
    """
    with_own_unpublished = waiting_of(user.pk).values("topic")
    own = Q(**{f"{path}author": user.pk, f"{path}pk__among": with_own_unpublished})
    return (Q(**{f"{path}published_at__isnull": False}) | own) & on_board(user, f"{path}board__")


def in_post(user, path: str = "") -> Q:
    """Return a condition (Q) on posts: live or written by this user, in a topic that this user can read.

    path: the lookup from a row to its post, such as "post__".
    """
    shown = Q(**{f"{path}state": PostState.LIVE}) | Q(**{f"{path}author_id": user.pk})
    return shown & in_topic(user, f"{path}topic__")


def caught_up(person, board: str) -> Coalesce:
    """Return an expression for the time when this person last caught up with a board or, if they never did, joined.

    board: the name of the outer query's column with the board's id.
    """
    BoardRead = apps.get_model("forum", "BoardRead")
    own = BoardRead.objects.filter(person=person.pk, board=OuterRef(board)).values("caught_up_at")
    return Coalesce(Subquery(own), Value(person.member_since))


def with_subscription(rows: QuerySet, person, target: str) -> QuerySet:
    """Annotate rows of topics or boards with this person's subscription to each: its `level` and `because`.

    Both are None without a subscription. target: "topic" or "board".
    """
    level, because = (subscription_value(person, target, column, "pk") for column in ("level", "because"))
    return rows.annotate(level=level, because=because)


def subscription_value(person, target: str, column: str, key: str) -> Subquery:
    """Return a subquery for one column of this person's subscription to a topic or board.

    column: the column of Subscription to return. target: "topic" or "board". key: the outer query's column with the id
    of the topic or board.
    """
    Subscription = apps.get_model("forum", "Subscription")
    return Subquery(Subscription.objects.filter(person=person.pk, **{target: OuterRef(key)}).values(column))


def waiting_of(person) -> QuerySet:
    """Return the held and rejected posts of this person (a User or an id), which other readers cannot see."""
    Post = apps.get_model("forum", "Post")
    return Post.objects.filter(author=person, state__in=[PostState.HELD, PostState.REJECTED]).order_by()
