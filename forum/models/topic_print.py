"""Who took a printed copy of a topic, and when."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.models.board import Board
from forum.models.topic import Topic
from ratsite.files.download_reasons import DELETE_REASONS_AFTER
from ratsite.network.models import Agency

PRINT_HOLDS = dt.timedelta(hours=1)  # reloading the printed page within this time does not count as another copy


class TopicPrintQuerySet(models.QuerySet["TopicPrint"]):
    def moderated_by(self, user) -> "TopicPrintQuerySet":
        return self.filter(topic__board__in=Board.objects.moderated_by(user))

    def of(self, topic: Topic) -> "TopicPrintQuerySet":
        """Return the printed copies of a topic, and of the topics that were merged into it."""
        return self.filter(Q(topic=topic) | Q(topic__merged_into=topic))

    def recent(self) -> "TopicPrintQuerySet":
        """Return the printed copies of the last hour: the same person can print again without another record."""
        return self.filter(printed_at__gt=timezone.now() - PRINT_HOLDS)

    def old(self) -> "TopicPrintQuerySet":
        """Return the records of printed copies that are old enough to be deleted."""
        return self.filter(printed_at__lt=timezone.now() - DELETE_REASONS_AFTER)


class TopicPrint(models.Model):
    """One printed copy of a topic. The moderators of its board can read who took it."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="prints")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The person's agency when they printed the topic.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    newest_number = models.PositiveIntegerField()  # the number of the newest post in the copy
    printed_at = models.DateTimeField()

    objects = TopicPrintQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["topic", "person", "printed_at"], name="topic_print_lately")]

    def __str__(self) -> str:
        return f"printed copy {self.pk}"
