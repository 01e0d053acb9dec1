"""Briefings: one printable page in fixed order, made from a topic or a resource, and which agencies used it."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Topic
from library.models import Resource
from ratsite.network.enums import Marking
from ratsite.network.models import Agency
from ratsite.trends.enums import BriefingKind, BriefingState

REASON_LENGTH = 300
LONGEST = 700  # characters of one part: all parts together fit on one page of A4


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def visible_to(self, user) -> "BriefingQuerySet":
        """Return the published briefings, those that wait for a signature, and those that this user wrote.

        Every member can read those that wait.
        """
        if not (user.is_authenticated and user.is_member):
            return self.none()
        return self.exclude(~Q(author=user.pk) & Q(state__in=[BriefingState.DRAFT, BriefingState.TAKEN_BACK]))

    def published(self) -> "BriefingQuerySet":
        return self.filter(state=BriefingState.PUBLISHED)

    def waiting(self) -> "BriefingQuerySet":
        return self.filter(state=BriefingState.WAITING)

    def due_first(self) -> "BriefingQuerySet":
        """Return the briefings, newest first, but with published ones whose review is due before all others."""
        due = Q(state=BriefingState.PUBLISHED, review_due_on__lte=timezone.localdate())
        return self.order_by(Case(When(due, then=0), default=1), "-pk")


class Briefing(models.Model):
    """One printable page for a team: what happens, why it matters here, what to look for, what to do, who to call.

    It is written in general words and quotes nothing. The source (a topic or resource) is shown only to those who may
    read it.
    """

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=8, choices=BriefingKind)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120)
    what = models.TextField(max_length=LONGEST)
    why_here = models.TextField(max_length=LONGEST)
    look_for = models.TextField(max_length=LONGEST)  # one sign a line
    monday = models.CharField(max_length=160)
    monday_how = models.TextField(max_length=300, blank=True)
    ring = models.TextField(max_length=LONGEST)  # lines of "when: who to call"
    questions = models.TextField(max_length=LONGEST)  # three, one a line
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    state = models.CharField(max_length=10, choices=BriefingState, default=BriefingState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The author's agency at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)  # when its author last asked for a signature
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    taken_back_why = models.CharField(max_length=REASON_LENGTH, blank=True)  # the reason, which the author reads
    review_due_on = models.DateField()  # counts from the signature; before it, from the first draft
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = _("briefing")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="briefing_waiting_was_asked", condition=~Q(state="waiting") | Q(asked_at__isnull=False)
            ),
            models.CheckConstraint(
                name="briefing_published_is_signed",
                condition=~Q(state="published") | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="briefing_signed_by_another", condition=Q(signed_by=None) | ~Q(signed_by=F("author"))
            ),
            models.CheckConstraint(
                name="briefing_taken_back_with_reason",
                condition=~Q(state="taken_back") | ~Q(taken_back_why=""),
            ),
            models.CheckConstraint(name="briefing_is_open", condition=Q(marking__in=["clear", "green"])),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("trends:briefing", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == BriefingState.PUBLISHED

    @property
    def is_taken_back(self) -> bool:
        return self.state == BriefingState.TAKEN_BACK

    @property
    def is_waiting(self) -> bool:
        return self.state == BriefingState.WAITING

    @property
    def is_advice(self) -> bool:
        return self.kind == BriefingKind.ADVICE

    @property
    def is_due(self) -> bool:
        """True if the briefing is published and its review is due."""
        return self.is_published and self.review_due_on <= timezone.localdate()

    @property
    def signs(self) -> list[str]:
        return _lines(self.look_for)

    @property
    def team_questions(self) -> list[str]:
        return _lines(self.questions)

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Return a pair for each line of `ring`: when to call, and the name and number to call.

        The colon after "when" divides the line. The second text is "" if the line has no colon.
        """
        return [
            (when.strip(), whom.strip()) for when, _colon, whom in (line.partition(":") for line in _lines(self.ring))
        ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class BriefingUse(models.Model):
    """A record that an agency used a briefing in its team. Readers see only how many agencies did."""

    wagtail_reference_index_ignore = True

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="uses")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["briefing", "agency"], name="briefing_used_once_an_agency")]

    def __str__(self) -> str:
        return f"use {self.pk}"
