"""Say what a resource is used for in each remit, and how it relates to others."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.check_resource import newer_than
from library.actions.withdraw_resource import lock_seen
from library.enums import RelationKind
from library.models import Resource, ResourceChange, ResourceRelation
from library.rules import can_edit_resource
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record


@transaction.atomic
def change_uses(*, resource_id: int, curator: User, uses: Mapping[int, str]) -> bool:
    """Store the line of each remit that the resource is useful for. Return False if nothing changed.

    uses: the lines by id of RemitUse.
    """
    resource = lock_seen(resource_id, curator)
    curator = ask_again(curator, can_edit_resource, resource)
    before, after = [], []
    for use in resource.uses.select_related("remit"):
        line = uses.get(use.pk, use.use)
        if line != use.use:
            before.append(f"{use.remit}: {use.use}")
            after.append(f"{use.remit}: {line}")
            use.use = line
            use.save(update_fields=["use"])
    if not after:
        return False
    fields = {"uses": ["; ".join(before), "; ".join(after)]}
    ResourceChange.objects.create(resource=resource, changed_by=curator, changed_at=timezone.now(), fields=fields)
    record(resource, "library.resource.change", actor=curator)
    return True


@transaction.atomic
def relate(*, resource_id: int, curator: User, kind: str, other: Resource) -> bool:
    """Relate a resource to another one that the curator sees. Return False if it is related like that already."""
    resource = lock_seen(resource_id, curator)
    curator = ask_again(curator, can_edit_resource, resource)
    if not can_relate(resource, RelationKind(kind), other, curator):
        raise PermissionDenied
    _row, created = ResourceRelation.objects.get_or_create(resource=resource, kind=RelationKind(kind), other=other)
    if created:
        record(resource, "library.resource.change", actor=curator)
    return created


@transaction.atomic
def unrelate(*, relation_id: int, curator: User) -> bool:
    """Remove a relation between two resources that the curator sees. Return False if it is gone already."""
    relation = ResourceRelation.objects.filter(pk=relation_id).first()
    if relation is None:
        return False
    resource = lock_seen(relation.resource_id, curator)
    curator = ask_again(curator, can_edit_resource, resource)
    if not Resource.objects.visible_to(curator).filter(pk=relation.other_id).exists():
        raise PermissionDenied
    relation.delete()
    record(resource, "library.resource.change", actor=curator)
    return True


def can_relate(resource: Resource, kind: RelationKind, other: Resource, curator: User) -> bool:
    """True if the curator sees the other resource, and the two would not replace each other."""
    seen = Resource.objects.visible_to(curator).filter(pk=other.pk).exists()
    if not seen or resource.pk == other.pk:
        return False
    return kind != RelationKind.SUPERSEDES or other.pk not in newer_than(resource.pk)
