"""Count who can read a board, now and after a change of its audience, and find what forbids such a change.

The counts use the same query that decides who may read.
"""

from dataclasses import dataclass
from functools import partial

from django.core.cache import caches
from django.db.models import Count
from django.utils.translation import gettext as _

from forum.enums import MayAct, TopicKind
from forum.models import Board, GroundCheck, Post, Topic
from forum.models.topic_queryset import TopicQuerySet
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.network.enums import Marking
from ratsite.network.models import Circle

READERS_CACHED_SECONDS = 60  # nearly every page of a topic shows these two numbers


@dataclass(frozen=True)
class Readers:
    """The readers after a change of audience: how many people and agencies, and how many people gain or lose access."""

    people: int
    agencies: int
    new: int
    lost: int = 0

    @property
    def counts(self) -> str:
        """The numbers as text, for a hidden form field: people confirm only the numbers they saw (optimistic lock)."""
        return f"{self.people}-{self.agencies}-{self.new}-{self.lost}"


def count_readers(circle: Circle | None) -> dict[str, int]:
    """Return how many people and agencies are in this circle; None means all members."""
    return User.objects.readers_of(circle).aggregate(
        people=Count("pk", distinct=True), agencies=Count("agency", distinct=True)
    )


def readers_lately(circle: Circle | None) -> dict[str, int]:
    """Return the numbers of `count_readers` from a cache, not older than READERS_CACHED_SECONDS.

    Only for pages that show the numbers, never for a decision.
    """
    key = f"readers-{circle.pk if circle else 'all'}"
    return caches["worker"].get_or_set(key, partial(count_readers, circle), READERS_CACHED_SECONDS)


def first_readers(circle: Circle | None) -> Readers:
    """Return the Readers of a new board with this circle as its audience. All of them count as new."""
    counts = count_readers(circle)
    return Readers(**counts, new=counts["people"])


def readers_after(board: Board, circle: Circle | None) -> Readers:
    """Return the Readers of the board with this circle as its audience in place of its current one. Three queries."""
    before, after = User.objects.readers_of(board.circle), User.objects.readers_of(circle)
    return Readers(
        **count_readers(circle),
        new=after.exclude(pk__in=before.values("pk")).count(),
        lost=before.exclude(pk__in=after.values("pk")).count(),
    )


def why_circle_cannot_read(board: Board, circle: Circle | None, readers: Readers) -> str:
    """Return the reason why this circle cannot be the board's audience, and what to do about it; empty if it can.

    readers: what readers_after returned for this change.
    """
    if circle is None and board.ceiling == Marking.RED:
        return _(
            "First change this board’s “Strictest marking” to a more open one. Only a board for a circle can "
            "have “%(marking)s”."
        ) % {"marking": Marking.RED.label}
    if readers.new and board.topics.filter(marking=Marking.RED).exists():
        return _(
            "Choose an audience without new readers: some topics here are marked “%(marking)s”, and we promised their "
            "readers that nobody else would read them"
        ) % {"marking": Marking.RED.label}
    return ""


def obstacle_for_topic(topic: Topic, board: Board, readers: Readers) -> str:
    """Return why this topic, or a post split from it, cannot move to `board`, as a message; "" if it can.

    It cannot if the board is archived, if the board's ceiling is below the topic's marking (a move keeps it), or if the
    move would add readers to a topic marked “Only the people named here”. readers: what readers_after returned for this
    move.
    """
    marking = Marking(topic.marking)
    if not board.is_open:
        return _("Choose another board: “%(board)s” is archived") % {"board": board.name}
    if board.is_above_ceiling(marking):
        return _(
            "This topic is marked “%(marking)s”, and the strictest marking of “%(board)s” is "
            "“%(ceiling)s”. Choose a stricter one for that board first, or choose another "
            "board."
        ) % {"marking": marking.label, "board": board.name, "ceiling": Marking(board.ceiling).label}
    if readers.new and marking == Marking.RED:
        return _(
            "Choose a board without new readers: this topic is marked “%(marking)s”, and we promised its readers that "
            "nobody else would read it"
        ) % {"marking": marking.label}
    return ""


def obstacle_for_merge(topic: Topic, into: Topic, readers: Readers) -> str:
    """Return why `topic` cannot be merged into the topic `into`, as a message; "" if it can.

    A merge must never give the text of `topic` a more open marking or a less strict "may act". readers: what
    readers_after returned for this merge.
    """
    if Marking(topic.marking).rank > Marking(into.marking).rank:
        return _(
            "This topic is marked “%(here)s”, and the other topic is more open: “%(there)s”. Choose a topic with the "
            "same marking or a stricter one, or merge the other topic into this one."
        ) % {"here": Marking(topic.marking).label, "there": Marking(into.marking).label}
    here, there = MayAct(topic.may_act), MayAct(into.may_act)
    if here.rank > there.rank:
        return _(
            "This topic says “%(here)s”, and the other topic says “%(there)s”. Choose a topic that is as strict, or "
            "change what the other topic says first."
        ) % {"here": here.label, "there": there.label}
    if topic.kind not in (TopicKind.DISCUSSION, into.kind) or topic.kind == TopicKind.TREND:
        return _("The details of this %(kind)s would be lost. Merge the other topic into this one instead.") % {
            "kind": topic.get_kind_display().lower()
        }
    if len(GroundCheck.objects.filter(topic__in=[topic, into], published_at=None)[:2]) > 1:
        return _(
            "Both topics have a ground check that is not published, and a topic can have only one. Publish or delete "
            "one of the two first."
        )
    if into.is_archived:
        return _("Choose another topic, or restore “%(title)s” first: it is archived") % {"title": into.title}
    return obstacle_for_topic(topic, into.board, readers)


def possible_moderators(circle: Circle | None) -> UserQuerySet:
    """Return the moderators who can be named as moderators of a board with this audience.

    They include moderators who have not accepted the newest terms in time, although they cannot decide until they do.
    """
    return User.objects.readers_of(circle).filter(groups__name=Role.MODERATOR.value).distinct()


def moderators_of(board: Board) -> UserQuerySet:
    """Return the moderators who decide on this board at present.

    These are the named moderators who are able to decide or, if there are none, all moderators who can read the board.
    Board.objects.moderated_by answers the same question for one moderator: which boards they decide on.
    """
    able = User.objects.readers_of(board.circle).in_office(Role.MODERATOR)
    named = able.filter(moderated_boards=board)
    return named if named.exists() else able


def deciders_of(post: Post) -> UserQuerySet:
    """Return the moderators of the post's board who may decide on it (forum.rules.posts.has_no_conflict)."""
    able = moderators_of(post.topic.board).exclude(pk=post.author_id)
    if post.topic.board.bars_own_agency:
        able = able.exclude(agency__in=[pk for pk in (post.agency_id, post.author.agency_id) if pk])
    return able


def have_two_remits(moderators: UserQuerySet) -> bool:
    """True if the agencies of these moderators have two or more main remits between them.

    Only with such moderators can a board ask for two approvals, because moderators with different main remits must give
    them (ratsite.moderation.rules.may_second).
    """
    remits = moderators.exclude(agency=None).order_by().values_list("agency__main_remit", flat=True)
    return len(set(remits)) > 1


def moderators_left_behind(board: Board, circle: Circle | None) -> UserQuerySet:
    """Return the board's named moderators who could not read it if this circle were its audience."""
    return board.moderators.exclude(pk__in=User.objects.readers_of(circle).values("pk"))


def topics_left_above(board: Board, ceiling: str) -> TopicQuerySet:
    """Return the board's published topics with a marking stricter than `ceiling`, which becomes the board's strictest.

    These topics keep their marking. Returns no topics if `ceiling` is not lower than the board's current one.
    """
    allowed = Marking(ceiling).rank
    left = [marking for marking in Marking if marking.rank > allowed]
    is_lower = allowed < Marking(board.ceiling).rank
    return board.topics.published().filter(marking__in=left if is_lower else [])


def topics_by_marking(board: Board) -> list[tuple[Marking, int]]:
    """Return pairs of a marking and the number of the board's published topics with it, the strictest marking first.

    Markings that no topic has are left out.
    """
    counted = dict(board.topics.published().order_by().values_list("marking").annotate(Count("pk")))
    return [(marking, counted[marking]) for marking in reversed(Marking) if marking in counted]
