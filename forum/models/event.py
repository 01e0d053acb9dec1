"""What happened in a topic beside what was said: shown between its posts."""

from django.conf import settings
from django.db import models

from forum.enums import EventKind
from forum.models.topic import Topic


class TopicEvent(models.Model):
    """One sentence: who did what (the kind's label, then the detail), and why. Every reader of the topic reads it."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # In place of the actor's name, where a post of theirs does not give it; then the actor is not kept here.
    shown_as = models.CharField(max_length=200, blank=True)
    after_number = models.PositiveIntegerField(help_text="The post that it stands below; 0: before all others.")
    detail = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # Named to those alone who can read it (forum.queries.topic_page).
    other = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Whose title stands in the detail, where one does: it goes when that topic's title does.
    about = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="told_of")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["after_number", "pk"]
        indexes = [models.Index(fields=["topic", "after_number"], name="event_by_place")]

    def __str__(self) -> str:
        return f"event {self.pk}"

    def save(self, *args, **kwargs) -> None:
        """The topic knows that it has events: pages of all others ask for none."""
        super().save(*args, **kwargs)
        if not self.topic.has_events:
            Topic.objects.filter(pk=self.topic_id).update(has_events=True)
            self.topic.has_events = True

    @property
    def why(self) -> str:
        """The reason as the end of a sentence that brings its own full stop."""
        return self.reason.strip().removesuffix(".")

    @property
    def icon(self) -> str:
        return EventKind(self.kind).icon
