"""Record that a resource was made from a topic, and remove such a record."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.models import Topic
from library.actions.lock_rows import lock_seen
from library.rules.resources import can_edit_resource
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.related.models import MadeFrom


@transaction.atomic
def record_made_from(*, resource_id: int, topic_id: int, curator: User) -> bool:
    """Record that a resource was made from a topic. Return False if that is recorded already.

    Raises PermissionDenied if the curator may not edit the resource or read the topic.
    """
    resource = lock_seen(resource_id, curator)
    curator = recheck(curator, can_edit_resource, resource)
    if not Topic.objects.visible_to(curator).published().filter(pk=topic_id).exists():
        raise PermissionDenied
    _row, created = MadeFrom.objects.get_or_create(resource=resource, topic_id=topic_id)
    if created:
        record(resource, "library.resource.change", actor=curator)
    return created


@transaction.atomic
def remove_made_from(*, resource_id: int, topic_id: int, curator: User) -> bool:
    """Remove the record that a resource was made from a topic. Return False if there is none.

    topic_id: the topic of the record, or the topic into which that one was merged.
    """
    resource = lock_seen(resource_id, curator)
    curator = recheck(curator, can_edit_resource, resource)
    if not Topic.objects.visible_to(curator).published().filter(pk=topic_id).exists():
        raise PermissionDenied
    recorded = MadeFrom.objects.filter(resource=resource)
    of_topic = recorded.filter(topic=topic_id) | recorded.filter(topic__merged_into=topic_id)
    if not of_topic.exists():
        return False
    MadeFrom.objects.filter(pk__in=list(of_topic.values_list("pk", flat=True))).delete()
    record(resource, "library.resource.change", actor=curator)
    return True
