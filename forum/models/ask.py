"""A question asked of a remit: it stays open until somebody of that remit has written in the topic."""

from django.conf import settings
from django.db import models

from forum.models.post import Post
from forum.models.topic import Topic
from forum.querysets import AskQuerySet
from ratsite.network.models import Remit


class Ask(models.Model):
    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="asks")
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    answer = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["remit__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "remit"], name="ask_once_a_remit")]

    def __str__(self) -> str:
        return f"question {self.pk}"
