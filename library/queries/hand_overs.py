"""Which agencies have looked after a resource. The audit log has each change, so nothing else stores who made it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from library.models import Resource
from library.rules import can_see_who_handed_over
from ratsite.network.models import Agency

ACTIONS = ("library.resource.hand_over", "library.resource.hand_over_to", "library.resource.take_over")


@dataclass(frozen=True)
class HandOver:
    """One change of the agency that looks after a resource, as one reader sees it.

    agencies: from which agency to which, as a text. who: the curator who did it; "" if the site did. reason: "" if none
    was given, or if it was written before the resource was opened to more readers. All three are "" for readers who see
    only that the agency changed, and when (can_see_who_handed_over).
    """

    at: dt.datetime
    agencies: str = ""
    who: str = ""
    reason: str = ""


def hand_overs(resource: Resource, user: Any) -> list[HandOver]:
    """Return the changes of the agency that looks after a resource, oldest first. Costs at most two queries."""
    kind = ContentType.objects.get_for_model(Resource)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(resource.pk), action__in=ACTIONS)
    rows = list(entries.select_related("user").order_by("timestamp", "pk"))
    open_rows = {row.pk for row in rows if can_see_who_handed_over(user, resource, _agencies_of(row))}
    ids = {pk for row in rows if row.pk in open_rows for pk in _agencies_of(row) if pk is not None}
    names = dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [_in_full(row, resource, names) if row.pk in open_rows else HandOver(row.timestamp) for row in rows]


def _agencies_of(row: ModelLogEntry) -> tuple[int | None, int | None]:
    return row.data["before"], row.data["after"]


def _in_full(row: ModelLogEntry, resource: Resource, names: dict[int, str]) -> HandOver:
    before, after = (names.get(pk, "") if pk else "" for pk in _agencies_of(row))
    if before:
        agencies = _("From %(before)s to %(after)s") % {"before": before, "after": after}
    else:
        agencies = _("To %(after)s") % {"after": after}
    is_hidden = resource.opened_at is not None and row.timestamp < resource.opened_at
    who = str(row.user) if row.user is not None else ""
    return HandOver(row.timestamp, agencies, who, "" if is_hidden else row.data["reason"])
