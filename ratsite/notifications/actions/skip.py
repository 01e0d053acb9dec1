"""Skip emails: mark notifications as not emailed, with the reason. The recipient can read the reason."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ratsite.notifications.enums import MailState, Outcome, Skip
from ratsite.notifications.models import MailChoices, Notification


def why_no_mail(person, choices: MailChoices) -> Skip | None:
    """Return the reason that forbids all notification emails to this person now, or None."""
    if not person.is_member:
        return Skip.CLOSED
    if person.address_failed_at:
        return Skip.BOUNCED
    return Skip.STOPPED if choices.is_stopped else None


def skip(notifications: Iterable[Notification], reason: Skip) -> None:
    """Mark notifications as not emailed, with the reason. Call it inside a transaction."""
    if numbers := [notification.pk for notification in notifications]:
        locked = Notification.objects.filter(pk__in=numbers)
        locked.update(outcome=Outcome.SKIPPED, skip=reason, mail=None)


def skip_unwanted(notifications: QuerySet[Notification]) -> None:
    """Skip the unsent emails of these notifications, because their recipient no longer wants them."""
    skip(
        notifications.filter(Q(outcome=Outcome.DUE) | Q(outcome=Outcome.QUEUED, mail__state=MailState.WAITING)),
        Skip.UNWANTED,
    )
