"""How long conversations stay: what was decided about one that had run its time, and what keeps one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.enums import Fate
from forum.models.board import Board
from forum.models.topic import Topic


class TopicHoldQuerySet(models.QuerySet):
    def in_force(self) -> "TopicHoldQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)


class TopicHold(models.Model):
    """A legal hold: while it is in force, nobody archives the topic or takes its names off."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TopicHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic"], name="topic_hold_one_open", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"topic hold {self.pk}"


class RetentionDecision(models.Model):
    """What a steward decided about a topic that was due; the report counts these and names none of them."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate)
    posts = models.PositiveIntegerField(default=0)  # how many it was about
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["board", "fate"], name="retention_report")]

    def __str__(self) -> str:
        return f"retention decision {self.pk}"
