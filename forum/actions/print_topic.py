"""Record who takes a printed copy of a topic. Any reader may take one, unless the topic is closely marked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.models import Topic, TopicPrint
from forum.rules.topics import can_print
from ratsite.accounts.actions.lock_rows import lock_actor
from ratsite.accounts.models import User


@transaction.atomic
def print_topic(*, topic_id: int, reader: User) -> bool:
    """Record that the reader takes a printed copy of the topic; return False if their last record still counts.

    A record counts for an hour, or only until the topic has a new post. Raises PermissionDenied if the reader may not
    print the topic.
    """
    reader = lock_actor(reader)
    topic = Topic.objects.visible_to(reader).filter(pk=topic_id).first()
    if topic is None or not can_print(reader, topic):
        raise PermissionDenied
    if TopicPrint.objects.recent().filter(topic=topic, person=reader, newest_number__gte=topic.last_number).exists():
        return False
    TopicPrint.objects.create(
        topic=topic,
        person=reader,
        agency=reader.agency,
        newest_number=topic.last_number,
        printed_at=timezone.now(),
    )
    return True


def delete_old_prints() -> None:
    """Delete the records of printed copies that are older than a year."""
    TopicPrint.objects.old().delete()
