"""Write entries of the review history. Callers hold the resource's lock and save the resource themselves."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone

from library.actions.notify_checks import notify_reporters
from library.enums import CheckOutcome
from library.models import (
    CHECK_REASON_LENGTH,
    NEXT_CHECK_AFTER,
    OutdatedReport,
    Resource,
    ResourceCheck,
    ResourceVersion,
)
from ratsite.accounts.models import User

# The outcomes that answer a reader who said that the resource looks out of date.
ANSWERS = (CheckOutcome.STILL_RIGHT, CheckOutcome.AMENDED, CheckOutcome.SUPERSEDED, CheckOutcome.WITHDRAWN)


def log_check(
    resource: Resource,
    outcome: CheckOutcome,
    *,
    checked_by: User,
    reason: str = "",
    decided_by: User | None = None,
    **fields,
) -> ResourceCheck:
    """Write one entry, with the resource's review date of now. fields are ResourceCheck's own."""
    now = timezone.now()
    if decided_by is not None and decided_by.pk != checked_by.pk:
        fields |= {"decided_by": decided_by, "decided_at": now}
    check = ResourceCheck.objects.create(
        resource=resource,
        outcome=outcome,
        checked_by=checked_by,
        agency=checked_by.agency,
        checked_at=now,
        reason=reason[:CHECK_REASON_LENGTH],
        next_due_on=resource.review_due_on,
        **fields,
    )
    if not check.is_waiting:
        answer_reports(check)
    return check


def answer_reports(check: ResourceCheck) -> None:
    """Let this check answer the open reports about its resource, and tell the members who reported it."""
    if check.outcome not in ANSWERS:
        return
    if OutdatedReport.objects.open().filter(resource=check.resource_id).update(answer=check):
        transaction.on_commit(partial(notify_reporters, check.pk))


def log_publication(
    version: ResourceVersion, *, is_new: bool, was_hidden: bool, checked_by: User, decided_by: User | None = None
) -> None:
    """Write that a version was published, or that its resource is back, and set the next review date.

    is_new: readers did not have this version before. was_hidden: readers did not find its resource before.
    """
    resource = version.resource
    if not (is_new or was_hidden):
        return
    outcome = CheckOutcome.BACK
    if is_new:
        outcome = CheckOutcome.PUBLISHED if version.number == 1 else CheckOutcome.AMENDED
    due = resource.review_due_on
    # A new version was read just now, so a date that has come is over: case learning expires on the day itself.
    if due is None or (outcome == CheckOutcome.AMENDED and due <= timezone.localdate()):
        resource.review_due_on = next_due_on()
    log_check(resource, outcome, checked_by=checked_by, decided_by=decided_by, reason=version.note if is_new else "")


def next_due_on() -> dt.date:
    return timezone.localdate() + NEXT_CHECK_AFTER
