"""Which agencies have looked after a resource. The audit log has each change; its reason is read from the library.

Nobody can change the audit log, so a name in a reason cannot be erased there.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Min
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from library.models import Resource, ResourceChange
from library.rules.owners import can_see_who_handed_over
from ratsite.network.models import Agency

TAKE_OVER = "library.resource.take_over"
ACTIONS = ("library.resource.hand_over", "library.resource.hand_over_to", TAKE_OVER)


@dataclass(frozen=True)
class HandOver:
    """One change of the agency that looks after a resource, as one reader sees it.

    what: a sentence that names the agency before and the agency after.
    who: the curator who did it; "" if the site did.
    reason: "" if none was given, or if it was written before the resource was opened to more readers.

    For a reader who may not see who handed it over (can_see_who_handed_over), `what` names no agency, and `who` and
    `reason` are "".
    """

    at: dt.datetime
    what: str
    who: str = ""
    reason: str = ""


def hand_overs(resource: Resource, user: Any) -> list[HandOver]:
    """Return the changes of the agency that looks after a resource, oldest first. Costs at most four queries.

    A reader who may not see a change in full sees only that it happened, and only if it happened after the resource was
    first published and last opened to more readers. For case learning such a reader gets nothing, because its deputy is
    secret, and a change would show that the agency that looks after it now may be the former deputy.
    """
    kind = ContentType.objects.get_for_model(Resource)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(resource.pk), action__in=ACTIONS)
    rows = list(entries.select_related("user").order_by("timestamp", "pk"))
    full = [row for row in rows if can_see_who_handed_over(user, _agencies_of(row))]
    since = _shown_to_all_since(resource) if len(full) < len(rows) else None
    names = _names(full)
    reasons = _reasons(full, resource)
    return [
        _in_full(row, names, reasons) if row in full else HandOver(row.timestamp, _in_short(row))
        for row in rows
        if row in full or (since is not None and row.timestamp >= since)
    ]


def _agencies_of(row: ModelLogEntry) -> tuple[int | None, int | None]:
    return row.data.get("before"), row.data.get("after")


def _shown_to_all_since(resource: Resource) -> dt.datetime | None:
    """Return the time from which every reader sees that the agency changed; None if they never do."""
    published_at = resource.versions.aggregate(first=Min("published_at"))["first"]
    if resource.is_case or published_at is None:
        return None
    return max(published_at, resource.opened_at or published_at)


def _names(rows: list[ModelLogEntry]) -> dict[int, str]:
    ids = {pk for row in rows for pk in _agencies_of(row) if pk is not None}
    return dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _reasons(rows: list[ModelLogEntry], resource: Resource) -> dict[int, str]:
    """Return {id of the change: its reason}, without reasons that were written for fewer readers than there are now."""
    ids = {row.data["change"] for row in rows if "change" in row.data}
    changes = ResourceChange.objects.filter(resource=resource, pk__in=ids)
    if resource.opened_at is not None:
        changes = changes.filter(changed_at__gte=resource.opened_at)
    return dict(changes.values_list("pk", "reason")) if ids else {}


def _in_short(row: ModelLogEntry) -> str:
    return _("Taken over by another agency") if row.action == TAKE_OVER else _("Handed over to another agency")


def _in_full(row: ModelLogEntry, names: dict[int, str], reasons: dict[int, str]) -> HandOver:
    before_id, after_id = _agencies_of(row)
    deleted = _("an agency that was deleted")
    before, after = names.get(before_id, deleted), names.get(after_id, deleted)
    if after_id is None:
        what = _in_short(row)
    elif before_id is None:
        what = _("To %(after)s") % {"after": after}
    else:
        what = _("From %(before)s to %(after)s") % {"before": before, "after": after}
    who = str(row.user) if row.user is not None else ""
    return HandOver(row.timestamp, what, who, reasons.get(row.data.get("change"), ""))
