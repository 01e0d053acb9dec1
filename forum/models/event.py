from django.conf import settings
from django.db import models

from forum.enums import EventKind
from forum.models.post import Post
from forum.models.topic import Topic

TITLE = "{title}"  # the placeholder for a quoted title in TopicEvent.detail


class TopicEvent(models.Model):
    """A line between a topic's posts that tells its readers who did what, and why.

    templates/forum/_event.html has the sentence for each kind of event.
    """

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Replaces the actor's name if the actor began the topic without their name; then `actor` is empty.
    shown_as = models.CharField(max_length=200, blank=True)
    after_number = models.PositiveIntegerField()  # the event is shown below this post; 0: above all posts
    detail = models.CharField(max_length=600, blank=True)  # `title` is shown in place of TITLE in this text
    # The title of `about` that the event quotes, or what is shown in its place once that title is hidden or erased.
    title = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # Another topic. Only people who can read that topic see its title (forum.queries.topic_page).
    other = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The topic whose title the event quotes, if any. If that topic's title is erased, `title` is erased too.
    about = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="quoting_events")
    # The post that the event names. Only people who can read that post see its number (forum.queries.topic_page).
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["after_number", "pk"]
        indexes = [models.Index(fields=["topic", "after_number"], name="event_by_place")]

    def __str__(self) -> str:
        return f"event {self.pk}"

    def save(self, *args, **kwargs) -> None:
        """Save the event and set the topic's `has_events`.

        Pages of topics without events then need no query for events.
        """
        super().save(*args, **kwargs)
        if not self.topic.has_events:
            Topic.objects.filter(pk=self.topic_id).update(has_events=True)
            self.topic.has_events = True

    @property
    def text(self) -> str:
        """The event's detail, with the title that it quotes in place of TITLE."""
        return self.detail.replace(TITLE, self.title) if self.title else self.detail

    @property
    def why(self) -> str:
        """The event's reason without its final full stop, so that a sentence can continue after it."""
        return self.reason.strip().removesuffix(".")

    @property
    def icon(self) -> str:
        return EventKind(self.kind).icon
