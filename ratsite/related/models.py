"""Which topics a resource was made from, and which suggestions to the library came from a topic's ground check."""

from django.db import models

from forum.models import GroundCheck, Topic
from library.enums import SuggestionState
from library.models import Resource, Suggestion


class MadeFrom(models.Model):
    """A curator's record that a resource was made from what people said in a topic.

    Readers see it only if they may read both the resource and the topic.
    """

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="made_from")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="made")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["resource", "topic"], name="made_from_once")]

    def __str__(self) -> str:
        return f"made from {self.pk}"


class GroundDraft(models.Model):
    """A library draft: a suggestion to the library that was made from the published results of a ground check."""

    wagtail_reference_index_ignore = True

    ground_check = models.ForeignKey(GroundCheck, on_delete=models.CASCADE, related_name="+")
    suggestion = models.OneToOneField(Suggestion, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"ground draft {self.pk}"

    @property
    def is_refused(self) -> bool:
        """True if a curator declined the suggestion or its writer withdrew it, so that another one may be made."""
        return self.suggestion.state in (SuggestionState.DECLINED, SuggestionState.WITHDRAWN)
