"""The people, agencies, remits and areas that a change of access adds or removes, by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ratsite.circles.queries.effect import AGENCY_PARTS, CIRCLE_PARTS

LABELS = {
    "people": _("People"),
    "agencies": _("Agencies"),
    "remits": _("Remits"),
    "areas": _("Areas"),
    "main_remit": _("Main remit"),
    "network": _("In the network"),
}


@dataclass(frozen=True)
class NamedPart:
    part: str  # a key of LABELS
    label: str
    rows: list[Model]


def named_parts(ids: Mapping[str, Iterable[int]]) -> list[NamedPart]:
    """Return a NamedPart for each part of `ids` that has any rows. ids: IDs by part, such as {"people": [7]}."""
    models = CIRCLE_PARTS | AGENCY_PARTS
    parts = []
    for part, wanted in ids.items():
        if wanted and part in models:
            rows = models[part]._default_manager.filter(pk__in=list(wanted))
            if part == "people":
                rows = rows.select_related("agency__main_remit")
            parts.append(NamedPart(part, LABELS[part], list(rows)))
    return [part for part in parts if part.rows]
