"""Change which agency looks after a resource when its present one has left the network."""

from django.db import transaction
from django.utils.translation import gettext as _

from library.actions.keep_history import history_kept
from library.actions.withdraw_resource import lock_seen
from library.models import Resource
from library.queries.owners import able_agencies, left_behind
from library.rules import can_take_over
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record


def hand_over_to_deputies() -> int:
    """Give each resource whose agency has left the network to its deputy agency. Return how many. Runs every day."""
    waiting = left_behind().filter(deputy__in=able_agencies())
    return sum(_hand_over(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _hand_over(resource_id: int) -> bool:
    rows = Resource.objects.select_for_update(of=("self",), no_key=True)
    resource = rows.filter(pk__in=left_behind().values("pk"), deputy__in=able_agencies(), pk=resource_id).first()
    if resource is None:
        return False
    with history_kept(resource, changed_by=None):
        resource.agency, resource.deputy = resource.deputy, None
        resource.save(update_fields=["agency", "deputy"])
    record(
        resource,
        "library.resource.hand_over",
        actor=None,
        reason=_("The agency that looked after the resource has left the network."),
    )
    return True


@transaction.atomic
def take_over(*, resource_id: int, curator: User) -> bool:
    """Make the curator's agency look after a resource that has no agency. Return False if it has one."""
    resource = lock_seen(resource_id, curator)
    curator = ask_again(curator, can_take_over, resource)
    if not left_behind().filter(pk=resource_id).exists():
        return False
    with history_kept(resource, curator):
        resource.agency = curator.agency
        resource.save(update_fields=["agency"])
    record(resource, "library.resource.take_over", actor=curator)
    return True
