from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models import F, OuterRef, Q
from django.urls import reverse

from forum.enums import BoardState, TopicKind
from forum.models.access import caught_up, is_member, on_board, with_subscription
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_arrange_boards, can_moderate_somewhere
from ratsite.lib.paging.count import CountUpTo
from ratsite.network.enums import Marking
from ratsite.network.models import Circle

MOST_NEW = 100  # "n new" counts no further; above it a page says "many"


def _reads_board() -> Q:
    """Return a condition (Q) on BoardModerator rows: the board is for all, or for a circle that the moderator is in."""
    circle = F("board__circle")
    is_in_circle = Q(user__circles=circle) | Q(user__agency__circles=circle) | Q(user__agency__remits__circles=circle)
    return Q(board__circle=None) | is_in_circle


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BoardQuerySet":
        """Return the boards for all members, and those of the user's circles.

        Other people never learn that a circle exists.
        """
        return self.filter(on_board(user)) if is_member(user) else self.none()

    def moderated_by(self, user) -> "BoardQuerySet":
        """Return the boards where this moderator decides on posts. They are boards that the moderator can see.

        A board is included if it names them as a moderator, or if none of the moderators that it names can decide now.
        forum.queries.audience.moderators_of answers the same question for one board.
        """
        if not can_moderate_somewhere(user):
            return self.none()
        named = self.model.moderators.through.objects
        # A named moderator who cannot decide today does not count; otherwise held posts could wait for ever.
        able = named.filter(_reads_board(), user__in=User.objects.in_office(Role.MODERATOR))
        boards_of_user, boards_with_able = named.filter(user=user).values("board"), able.values("board")
        return self.visible_to(user).filter(Q(pk__in=boards_of_user) | ~Q(pk__in=boards_with_able))

    def managed_by(self, user) -> "BoardQuerySet":
        """Return the boards whose settings the user manages.

        A coordinator manages all boards that they can see, a moderator those that they moderate.
        """
        return self.visible_to(user) if can_arrange_boards(user) else self.moderated_by(user)

    def named(self, name: str) -> "Board | None":
        """Return the board with this name, whatever its case; None if there is none."""
        return self.filter(name__iexact=name).first()

    def with_since(self, person) -> "BoardQuerySet":
        """Annotate each board with `since`: the time when this person last caught up with it, or joined.

        Posts after that time are new to the person.
        """
        return self.annotate(since=caught_up(person, "pk"))

    def with_subscription(self, person) -> "BoardQuerySet":
        """Annotate each board with this person's subscription: its `level` and `because`, or None for both."""
        return with_subscription(self, person, "board")

    def with_new(self, person) -> "BoardQuerySet":
        """Annotate each board with `since`, and with `new_topics`: how many topics have posts new to this person.

        `new_topics` is MOST_NEW at most.
        """
        Topic = apps.get_model("forum", "Topic")
        newer = Topic.objects.unread_by(person).filter(board=OuterRef("pk"), last_post_at__gt=OuterRef("since"))
        if connections[self.db].vendor == "sqlite":
            # Always true: it names the index's middle column, without which SQLite scans the whole board.
            newer = newer.filter(is_pinned__in=[False, True])
        return self.with_since(person).annotate(new_topics=CountUpTo(newer.order_by().values("pk")[:MOST_NEW]))


def _usual_under_ceiling() -> Q:
    """Return a condition (Q) on boards: the usual marking is not stricter than the ceiling."""
    pairs = Q()
    for ceiling in Marking:
        pairs |= Q(ceiling=ceiling, marking__in=[marking for marking in Marking if marking.rank <= ceiling.rank])
    return pairs


class Board(models.Model):
    """A place in the forum with one stated aim. Topics on it inherit its audience."""

    wagtail_reference_index_ignore = True

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    aim = models.CharField(max_length=400)  # what the board is for, and what it is not for
    position = models.PositiveSmallIntegerField(default=0)
    # Empty: all members can read the board.
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True)
    usual_kind = models.CharField(max_length=12, choices=TopicKind, default=TopicKind.DISCUSSION)  # opens first
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    ceiling = models.CharField(max_length=12, choices=Marking, default=Marking.AMBER_STRICT)
    state = models.CharField(max_length=10, choices=BoardState, default=BoardState.OPEN)
    holds_newcomers = models.BooleanField(default=True)
    holds_topics = models.BooleanField(default=False)
    holds_replies = models.BooleanField(default=False)
    bars_own_agency = models.BooleanField(default=True)  # moderators never decide on posts of their own agency
    needs_two_approvals = models.BooleanField(
        default=False
    )  # two moderators of different main remits approve each held post
    # All topics here count as about children: text that may identify someone must be removed, not explained.
    is_about_children = models.BooleanField(default=False)
    # A topic without a reply for this long comes up for review; empty: never.
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    # Who moderates this board. Empty: every moderator who can read the board.
    moderators = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="moderated_boards")
    # Grows with each change of settings, so that a form opened before the change is refused (optimistic lock).
    version = models.PositiveIntegerField(default=0)
    # The actions on posts keep these counts, so that the list of boards need not count rows.
    topic_count = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    latest_topic = models.ForeignKey("Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            # TLP:RED is for named readers, and only a circle names its readers.
            models.CheckConstraint(
                name="board_red_only_in_circles",
                condition=~Q(marking=Marking.RED, circle=None) & ~Q(ceiling=Marking.RED, circle=None),
            ),
            models.CheckConstraint(name="board_usual_marking_under_its_ceiling", condition=_usual_under_ceiling()),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:board", args=[self.slug])

    @property
    def is_for_circle(self) -> bool:
        return self.circle_id is not None

    @property
    def is_open(self) -> bool:
        return self.state == BoardState.OPEN

    def markings(self) -> list[Marking]:
        """Return the markings that a topic on this board may have, the most open first."""
        return [marking for marking in Marking if not self.is_above_ceiling(marking)]

    def is_above_ceiling(self, marking: str) -> bool:
        return Marking(marking).rank > Marking(self.ceiling).rank
