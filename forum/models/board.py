"""A board: a place with one stated aim and one audience."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.enums import BoardState
from forum.querysets import BoardQuerySet
from ratsite.network.enums import Marking
from ratsite.network.models import Circle


def _usual_under_ceiling() -> Q:
    pairs = Q()
    for ceiling in Marking:
        pairs |= Q(ceiling=ceiling, marking__in=[marking for marking in Marking if marking.rank <= ceiling.rank])
    return pairs


class Board(models.Model):
    """A place with one stated aim and one audience, which its topics inherit."""

    wagtail_reference_index_ignore = True

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    aim = models.CharField(max_length=400, help_text="What this board is for, and what it is not for.")
    position = models.PositiveSmallIntegerField(default=0)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, null=True, blank=True, help_text="Empty: all members can read it."
    )
    marking = models.CharField("usual marking", max_length=12, choices=Marking, default=Marking.GREEN)
    ceiling = models.CharField("highest marking", max_length=12, choices=Marking, default=Marking.AMBER_STRICT)
    state = models.CharField(max_length=10, choices=BoardState, default=BoardState.OPEN)
    holds_newcomers = models.BooleanField("hold newcomers' first posts", default=True)
    holds_topics = models.BooleanField("hold every new topic", default=False)
    holds_replies = models.BooleanField("hold every reply", default=False)
    bars_own_agency = models.BooleanField("moderators never decide on their own agency's posts", default=True)
    wants_two = models.BooleanField("two moderators, of two main remits, approve what waits", default=False)
    # Without a reply for so long, a topic comes up for review; empty: never.
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="moderated_boards",
        help_text="Moderators for this board alone. Empty: every moderator who can see it.",
    )
    # Grows with each change of what a steward sets: a page that was opened before it writes over nothing.
    version = models.PositiveIntegerField(default=0)
    # Counted in the actions, so that the list of boards costs the same whatever they hold.
    topic_count = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    latest_topic = models.ForeignKey("Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            # TLP:RED names its readers: only a circle does that.
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
        """The markings that a topic here may have: up to the ceiling, open ones first."""
        return [marking for marking in Marking if not self.is_above_ceiling(marking)]

    def is_above_ceiling(self, marking: str) -> bool:
        return Marking(marking).rank > Marking(self.ceiling).rank
