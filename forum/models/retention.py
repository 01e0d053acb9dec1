"""Retention: decisions on topics whose retention time has run out, and legal holds on topics."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import Fate
from forum.models.board import Board
from forum.models.topic import Topic
from ratsite.privacy.holds import Hold


class TopicHold(Hold):
    """A legal hold on a topic.

    While it is in force, the topic cannot be renamed, archived, split, merged or anonymised, and authors cannot remove
    files from their posts in it. If the topic moves to another board, the hold stays on it.
    """

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="holds")

    class Meta(Hold.Meta):
        constraints = [
            models.UniqueConstraint(fields=["topic"], name="topic_hold_one_open", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"topic hold {self.pk}"


class RetentionDecision(models.Model):
    """The decision on a topic that was due for review.

    The retention report counts the decisions and names no topic.
    """

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate)
    posts = models.PositiveIntegerField(default=0)  # how many posts the topic had
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["board", "fate"], name="retention_report")]

    def __str__(self) -> str:
        return f"retention decision {self.pk}"
