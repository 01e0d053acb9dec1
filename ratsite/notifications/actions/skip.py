"""Not sending: each notification that makes no mail keeps the reason, for the person to read."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ratsite.notifications.enums import MailState, Outcome, Skip
from ratsite.notifications.models import MailChoices, Notification


def why_no_mail(person, choices: MailChoices) -> Skip | None:
    """What forbids every mail of this kind to this person today."""
    if not person.is_member:
        return Skip.CLOSED
    if person.address_failed_at:
        return Skip.BOUNCED
    return Skip.STOPPED if choices.is_stopped else None


def skip(notifications: Iterable[Notification], reason: Skip) -> None:
    """These make no mail, and it says why; inside the caller's transaction."""
    if numbers := [notification.pk for notification in notifications]:
        told = Notification.objects.filter(pk__in=numbers)
        told.update(outcome=Outcome.SKIPPED, skip=reason, mail=None)


def skip_unwanted(told: QuerySet[Notification]) -> None:
    """Their person wants no mail of these any more: what has not left yet does not leave."""
    skip(told.filter(Q(outcome=Outcome.DUE) | Q(outcome=Outcome.POSTED, mail__state=MailState.WAITING)), Skip.UNWANTED)
