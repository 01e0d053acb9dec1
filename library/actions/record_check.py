"""Write entries into a resource's review history. Callers have locked the resource."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library.actions.follow_resource import notify_followers
from library.actions.notify_checks import notify_of_refusal, notify_reporters
from library.enums import CheckOutcome, CheckState
from library.models import (
    CHECK_REASON_LENGTH,
    NEXT_CHECK_AFTER,
    OutdatedReport,
    Resource,
    ResourceCheck,
    ResourceVersion,
)
from ratsite.accounts.models import User

# The outcomes that answer the readers who reported the resource as out of date.
ANSWERS = (
    CheckOutcome.STILL_RIGHT,
    CheckOutcome.AMENDED,
    CheckOutcome.SUPERSEDED,
    CheckOutcome.NOT_REPLACED,
    CheckOutcome.WITHDRAWN,
)


def record_check(
    resource: Resource,
    outcome: CheckOutcome,
    *,
    checked_by: User,
    reason: str = "",
    decided_by: User | None = None,
    last_report: int | None = None,
    **fields,
) -> ResourceCheck:
    """Store a check in the resource's review history, with the current review date, and return it.

    A check that waits for a second person answers no reports yet; any other one answers the open reports
    (answer_reports, which explains last_report). decided_by: the second person who confirmed or approved the check, if
    there was one. fields: further fields of ResourceCheck.
    """
    now = timezone.now()
    if decided_by is not None and decided_by.pk != checked_by.pk:
        fields |= {"decided_by": decided_by, "decided_agency": decided_by.agency, "decided_at": now}
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
        answer_reports(check, last_report)
    return check


def make_due(resource: Resource, *, asked_by: User, reason: str) -> None:
    """Make a resource due for a check today, with the reason in its review history.

    An overdue resource stays overdue. A check of it that waits for a second person ends unconfirmed, because it was
    made earlier. Saves the resource.
    """
    end_waiting_check(resource, answer=reason)
    today = timezone.localdate()
    resource.review_due_on = min(resource.review_due_on or today, today)
    resource.save(update_fields=["review_due_on"])
    record_check(resource, CheckOutcome.ASKED, checked_by=asked_by, reason=reason)


def end_waiting_check(resource: Resource, *, answer: str) -> None:
    """End the check of this resource that waits for a second person, if there is one, and notify its curator.

    answer: why the check can no longer be confirmed; the curator reads this.
    """
    check = resource.checks.waiting().first()
    if check is None:
        return
    check.state, check.decided_at, check.answer = CheckState.REFUSED, timezone.now(), answer[:CHECK_REASON_LENGTH]
    check.save(update_fields=["state", "decided_at", "answer"])
    transaction.on_commit(partial(notify_of_refusal, check.pk))


def answer_reports(check: ResourceCheck, last_report: int | None = None) -> None:
    """Close the open reports that the resource looks out of date, with this check as the answer to them.

    last_report: the id of the last report that the curator was shown; later reports stay open. None: all reports are
    closed, for example by a new version. The members who reported are notified. Does nothing if the check's outcome is
    not one of ANSWERS.
    """
    if check.outcome not in ANSWERS:
        return
    reports = OutdatedReport.objects.open().filter(resource=check.resource_id)
    if last_report is not None:
        reports = reports.filter(pk__lte=last_report)
    if reports.update(answer=check):
        transaction.on_commit(partial(notify_reporters, check.pk))


def log_publication(
    version: ResourceVersion, *, is_new: bool, was_hidden: bool, checked_by: User, decided_by: User | None = None
) -> None:
    """Write into the review history that a version was published, or that its resource is back in the library.

    Also sets the resource's next review date, if a new one is needed; the caller saves the resource. is_new: True if
    this version was not published before. was_hidden: True if readers could not find the resource before. Does nothing
    if both are False.
    """
    resource = version.resource
    if not (is_new or was_hidden):
        return
    outcome = CheckOutcome.BACK
    if is_new:
        end_waiting_check(resource, answer=_("A new version was published after your check."))
        outcome = CheckOutcome.PUBLISHED if version.number == 1 else CheckOutcome.AMENDED
    due = resource.review_due_on
    # A new version counts as checked today, so a review date of today or earlier is replaced by a later one. Today
    # counts too, because case learning expires on its review date.
    if due is None or (outcome == CheckOutcome.AMENDED and due <= timezone.localdate()):
        resource.review_due_on = next_due_on()
    note = version.note if is_new else ""
    check = record_check(resource, outcome, checked_by=checked_by, decided_by=decided_by, reason=note)
    transaction.on_commit(partial(notify_followers, check.pk))


def next_due_on() -> dt.date:
    return timezone.localdate() + NEXT_CHECK_AFTER
