"""The review strip of a resource: who checked it last, how far readers can rely on it, and its whole history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from library.enums import CheckOutcome, CheckState, Freshness, RelationKind
from library.models import OutdatedReport, Resource, ResourceCheck

# The outcomes that mean that someone read the resource and found it right.
READ_AND_RIGHT = (
    CheckOutcome.PUBLISHED, CheckOutcome.STILL_RIGHT, CheckOutcome.AMENDED, CheckOutcome.NOT_REPLACED,
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One entry of the review history, as one reader sees it.

    who: who made the entry. Members see a name and agency. The public sees a role and agency, as does everyone if the
    entry was made on another site.
    reason: empty if there is none, or if it was written before the resource was opened to more readers.
    """

    check: ResourceCheck
    who: str
    reason: str
    second: str  # the agency of the second person at that time; empty if there was none


@dataclass(frozen=True)
class ReviewStrip:
    """What the review strip shows.

    last: the newest check that found the resource right; None if there is none. If the resource was ever withdrawn,
    only checks after its last withdrawal count.
    """

    freshness: Freshness
    history: list[Entry]
    last: Entry | None
    was_withdrawn: bool
    waiting: Entry | None
    newer: Resource | None  # the resource that replaces this one, if the reader sees it
    reports: int  # how many readers say that it looks out of date and wait for an answer


def review_strip(resource: Resource, user: Any) -> ReviewStrip:
    """Return the review strip for this user. Costs at most three queries.

    resource: fetched with its freshness (ResourceQuerySet.with_freshness).
    """
    checks = ResourceCheck.objects.visible_to(user).filter(resource=resource)
    checks = checks.exclude(state=CheckState.REFUSED).select_related("checked_by", "agency", "decided_agency")
    entries = [_entry(check, user, resource.opened_at) for check in checks]
    history = [entry for entry in entries if entry.check.state == CheckState.DONE]
    withdrawals = [number for number, entry in enumerate(history) if entry.check.outcome == CheckOutcome.WITHDRAWN]
    since = history[withdrawals[-1] :] if withdrawals else history
    right = [entry for entry in since if entry.check.outcome in READ_AND_RIGHT]
    return ReviewStrip(
        freshness=Freshness(resource.freshness),
        history=history,
        last=right[-1] if right else None,
        was_withdrawn=bool(withdrawals),
        waiting=next((entry for entry in entries if entry.check.state == CheckState.WAITING), None),
        newer=replacement_of(resource, user),
        reports=OutdatedReport.objects.open().filter(resource=resource).count(),
    )


def compared_with(check: ResourceCheck, user: Any) -> list[Resource]:
    """Return the newer resources that the user can see and that this check compared with the checked one.

    For the outcome SUPERSEDED, this is the resource that replaces the checked one; for NOT_REPLACED, those that no
    longer do. For other outcomes the list is empty.
    """
    seen = Resource.objects.visible_to(user).published().order_by("pk")
    if check.outcome == CheckOutcome.SUPERSEDED:
        return list(seen.filter(pk=check.instead_id))
    if check.outcome == CheckOutcome.NOT_REPLACED:
        return list(seen.filter(relations__kind=RelationKind.SUPERSEDES, relations__other=check.resource_id))
    return []


def replacement_of(resource: Resource, user: Any) -> Resource | None:
    """Return the newest resource that replaces this one and that the user can see; None if there is none.

    resource: fetched with its freshness. Costs a query if it is superseded.
    """
    if resource.freshness != Freshness.SUPERSEDED:  # type: ignore[attr-defined]
        return None
    replaces = Q(relations__kind=RelationKind.SUPERSEDES, relations__other=resource)
    return Resource.objects.visible_to(user).published().filter(replaces).order_by("-posted_at", "-pk").first()


def _entry(check: ResourceCheck, user: Any, opened_at: dt.datetime | None) -> Entry:
    is_member = user.is_authenticated and user.is_member
    who = str(check.checked_by) if is_member and check.checked_by is not None else _("a curator")
    if check.agency is not None:
        who = _("%(person)s, %(agency)s") % {"person": who, "agency": check.agency.name}
    second = check.decided_agency.name if check.decided_agency is not None else ""
    # Only curators see a waiting check, on the page where they decide it.
    is_hidden = check.state == CheckState.DONE and opened_at is not None and check.checked_at < opened_at
    return Entry(check, who, "" if is_hidden else check.reason, second)
