"""How far somebody reaches: the conditions on which every door in the forum rests."""

from django.db.models import OuterRef, Q, Subquery

from forum.enums import PostState
from ratsite.lib import lookups  # noqa: F401 for `among`
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
    from forum.models import Post

    waiting = Post.objects.filter(author=user.pk, state__in=[PostState.HELD, PostState.REJECTED]).order_by()
    own = Q(**{f"{path}author": user.pk, f"{path}pk__among": waiting.values("topic")})
    return (Q(**{f"{path}published_at__isnull": False}) | own) & on_board(user, f"{path}board__")


def in_post(user, path: str = "") -> Q:
    """A live post in such a topic; your own also while it is held, or after it came back."""
    shown = Q(**{f"{path}state": PostState.LIVE}) | Q(**{f"{path}author_id": user.pk})
    return shown & in_topic(user, f"{path}topic__")


def with_hearing(things, person, target: str):
    from forum.models import Subscription

    own = Subscription.objects.filter(person=person, **{target: OuterRef("pk")})
    return things.annotate(level=Subquery(own.values("level")), because=Subquery(own.values("because")))
