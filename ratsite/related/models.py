"""Which topics a resource was made from."""

from django.db import models

from forum.models import Topic
from library.models import Resource


class MadeFrom(models.Model):
    """A curator's record that a resource was made from what people said in a topic.

    Readers see it only if they may read both.
    """

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="made_from")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="made")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["resource", "topic"], name="made_from_once")]

    def __str__(self) -> str:
        return f"made from {self.pk}"
