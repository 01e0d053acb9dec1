"""How long conversations stay: what was decided about one that had run its time, and what keeps one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import Fate
from forum.models.board import Board
from forum.models.topic import Topic
from ratsite.privacy.holds import Hold


class TopicHold(Hold):
    """While it is in force, nobody renames, archives, splits or merges the topic, or takes its names off; nor do its
    authors take their files off. It goes along to another board.
    """

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="holds")

    class Meta(Hold.Meta):
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
