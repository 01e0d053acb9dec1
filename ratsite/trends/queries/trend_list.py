"""The trend notes that a reader may see, with what their rows show."""

from forum.enums import TopicKind
from forum.models import Topic
from forum.models.topic import TopicQuerySet


def trends_for(reader) -> TopicQuerySet:
    """Return the listed trend notes that this reader may see, latest activity first. Costs two queries."""
    notes = Topic.objects.visible_to(reader).listed().filter(kind=TopicKind.TREND, trend__isnull=False)
    return notes.select_related("trend").prefetch_related("trend__areas").order_by("-last_post_at", "-pk")
