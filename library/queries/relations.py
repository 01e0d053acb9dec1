"""The relations of a resource to other resources that the reader can see."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from library.enums import RelationKind
from library.models import Resource, ResourceRelation

# The name of each relation on the page of the other resource.
INVERSE: dict[str, str | Promise] = {
    RelationKind.SUPERSEDES: _("Is replaced by"),
    RelationKind.TRANSLATION: _("Is translated in"),
    RelationKind.SUPPLEMENT: _("Has more in"),
    RelationKind.PART: _("Contains"),
}


class Related(NamedTuple):
    relation_id: int
    label: str | Promise
    other: Resource
    is_removable: bool  # True if curators can remove it on this resource's page: it belongs to it, and needs no check


def related_resources(resource: Resource, user: Any) -> list[Related]:
    """Return this resource's relations, to and from, with published resources that the user sees. Costs one query."""
    seen = Resource.objects.visible_to(user).published().values("pk")
    both = Q(resource=resource, other__in=seen) | Q(other=resource, resource__in=seen)
    rows = ResourceRelation.objects.filter(both).select_related("resource", "other").order_by("kind", "pk")
    return [
        Related(row.pk, row.get_kind_display(), row.other, is_removable=row.kind != RelationKind.SUPERSEDES)
        if row.resource_id == resource.pk
        else Related(row.pk, INVERSE[row.kind], row.resource, is_removable=False)
        for row in rows
    ]
