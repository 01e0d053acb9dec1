"""Follow a resource, stop following it, and notify its followers.

What a member follows is private, so the audit log does not record it.
"""

from django.core.exceptions import PermissionDenied

from library.actions.notify import resource_group_of
from library.enums import FOLLOWED_RESOURCES, NEWS, CheckOutcome
from library.models import Resource, ResourceCheck, ResourceFollow
from library.rules.resources import can_follow_resource
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level


def follow_resource(*, person: User, resource: Resource) -> bool:
    """Let a person follow a resource that they can read. Return False if they follow it already."""
    if not can_follow_resource(person, resource):
        raise PermissionDenied
    return ResourceFollow.objects.get_or_create(person=person, resource=resource)[1]


def unfollow_resource(*, person: User, resource_id: int) -> bool:
    """Stop following a resource. Return False if the person does not follow it."""
    return bool(ResourceFollow.objects.filter(person=person, resource=resource_id).delete()[0])


def notify_followers(check_id: int) -> int:
    """Notify a resource's followers who can read it about an entry in its review history.

    The people who made the entry are not notified. Returns how many people were notified. Safe to run twice.
    """
    checks = ResourceCheck.objects.done().filter(pk=check_id, outcome__in=NEWS).select_related("resource__circle")
    check = checks.first()
    if check is None:
        return 0
    followers = ResourceFollow.objects.filter(resource=check.resource_id).values("person")
    readers = User.objects.readers_of(check.resource.circle).filter(pk__in=followers)
    recipients = readers.exclude(pk__in=[pk for pk in (check.checked_by_id, check.decided_by_id) if pk])
    return notify(
        source=FOLLOWED_RESOURCES,
        item_id=check.pk,
        group=resource_group_of(check.resource_id),
        verb=NEWS[CheckOutcome(check.outcome)],
        people=dict.fromkeys(recipients.values_list("pk", flat=True), Reason(Level.DIGEST, "follows")),
    )
