"""Notify members of answers to their reports and suggestions, and curators whose check was not confirmed."""

from django.db.models import Q

from library.actions.notify import resource_group_of
from library.enums import CHECKED, SUGGESTIONS
from library.models import OutdatedReport, Resource, ResourceCheck, Suggestion
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level


def notify_reporters(check_id: int) -> int:
    """Notify the members whose reports of an outdated resource this check answers. Return how many were notified."""
    check = ResourceCheck.objects.filter(pk=check_id).first()
    people = User.objects.filter(pk__in=OutdatedReport.objects.filter(answer=check_id).values("person"))
    if check is None:
        return 0
    recipients = {
        person.pk: Reason(Level.DIGEST, "reported") for person in people if _can_open_page(person, check.resource_id)
    }
    return notify(
        source=CHECKED, item_id=check_id, group=resource_group_of(check.resource_id), verb="answered", people=recipients
    )


def notify_of_refusal(check_id: int) -> int:
    """Notify a curator that their check of a resource was not confirmed. Return how many were notified, 1 or 0."""
    check = ResourceCheck.objects.filter(pk=check_id).first()
    if check is None or check.checked_by_id is None:
        return 0
    people = {check.checked_by_id: Reason(Level.DIGEST, "checked")}
    return notify(
        source=CHECKED, item_id=check_id, group=resource_group_of(check.resource_id), verb="refused", people=people
    )


def notify_of_answer(suggestion_id: int) -> int:
    """Notify a member that a curator has answered their suggestion. Return how many were notified, 1 or 0."""
    suggestion = Suggestion.objects.filter(pk=suggestion_id).first()
    if suggestion is None:
        return 0
    return notify(
        source=SUGGESTIONS,
        item_id=suggestion.pk,
        group=f"suggestion-{suggestion.pk}",
        verb="answered",
        people={suggestion.suggested_by_id: Reason(Level.DIGEST, "suggested")},
    )


def _can_open_page(person: User, resource_id: int) -> bool:
    """True if the person may read the resource or, if it was withdrawn, its tombstone with the reason."""
    seen = Q(pk__in=Resource.objects.visible_to(person).values("pk"))
    tombstones = Q(pk__in=Resource.objects.tombstones_for(person).values("pk"))
    return Resource.objects.filter(seen | tombstones, pk=resource_id).exists()
