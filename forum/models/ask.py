"""A question that a topic puts to a remit. It stays open until a member of that remit has written in the topic."""

from django.conf import settings
from django.db import models

from forum.models.access import in_topic, is_member
from forum.models.post import Post
from forum.models.topic import Topic
from ratsite.network.models import Remit


class AskQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AskQuerySet":
        return self.filter(in_topic(user, "topic__")) if is_member(user) else self.none()

    def open(self) -> "AskQuerySet":
        return self.filter(answer=None, topic__published_at__isnull=False, topic__is_archived=False)

    def of(self, person) -> "AskQuerySet":
        """Return the questions to the remits of this person's agency, except those that this person asked."""
        if person.agency_id is None:
            return self.none()
        return self.filter(remit__agencies=person.agency_id).exclude(asked_by=person)


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
