"""Change what a resource is used for in each remit, and its relations to other resources."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from library.actions.lock_rows import lock_seen
from library.actions.record_changes import changes_recorded
from library.enums import RelationKind
from library.models import Resource, ResourceRelation
from library.rules.resources import can_edit_resource
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record


@transaction.atomic
def change_uses(*, resource_id: int, curator: User, uses: Mapping[int, str]) -> bool:
    """Store, for each remit, the line that says what to use the resource for. Return False if nothing changed.

    uses: {id of a RemitUse: its line}; a remit that is not in it keeps its line.
    """
    resource = lock_seen(resource_id, curator)
    curator = recheck(curator, can_edit_resource, resource)
    changed = [use for use in resource.uses.all() if uses.get(use.pk, use.use) != use.use]
    if not changed:
        return False
    with changes_recorded(resource, curator):
        for use in changed:
            use.use = uses[use.pk]
            use.save(update_fields=["use"])
    record(resource, "library.resource.change", actor=curator)
    return True


@transaction.atomic
def relate(*, resource_id: int, curator: User, kind: str, other: Resource) -> bool:
    """Store a relation of this kind from a resource to another one. Return False if it is already stored.

    kind: a value of RelationKind. Raises PermissionDenied if the curator cannot see both (see also can_relate).
    """
    resource = lock_seen(resource_id, curator)
    curator = recheck(curator, can_edit_resource, resource)
    if not can_relate(resource, RelationKind(kind), other, curator):
        raise PermissionDenied
    _row, created = ResourceRelation.objects.get_or_create(resource=resource, kind=RelationKind(kind), other=other)
    if created:
        record(resource, "library.resource.change", actor=curator)
    return created


@transaction.atomic
def unrelate(*, relation_id: int, curator: User) -> bool:
    """Remove a relation between two resources. Return False if it was already removed.

    Raises PermissionDenied if the curator cannot see both resources, or if the relation is "supersedes": only a check
    of the replaced resource sets or removes that one.
    """
    relation = ResourceRelation.objects.filter(pk=relation_id).first()
    if relation is None:
        return False
    resource = lock_seen(relation.resource_id, curator)
    curator = recheck(curator, can_edit_resource, resource)
    seen = Resource.objects.visible_to(curator).filter(pk=relation.other_id).exists()
    if relation.kind == RelationKind.SUPERSEDES or not seen:
        raise PermissionDenied
    relation.delete()
    record(resource, "library.resource.change", actor=curator)
    return True


def can_relate(resource: Resource, kind: RelationKind, other: Resource, curator: User) -> bool:
    """True if the curator can see the other resource, and a relation of this kind may be stored directly.

    "Supersedes" may not, because only a check of the replaced resource sets it.
    """
    seen = Resource.objects.visible_to(curator).filter(pk=other.pk).exists()
    return seen and resource.pk != other.pk and kind != RelationKind.SUPERSEDES
