"""Notify people of changes of circles and agencies, and coordinators of first approvals that ended.

Nobody is notified twice of one change. The emails say only that something is new.
"""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from ratsite.accounts.models import User
from ratsite.circles.enums import ACCESS_CHANGES, FIRST_APPROVALS, WAITING_ACCESS_CHANGES
from ratsite.circles.models import AccessChange
from ratsite.circles.rules import is_still_coordinator, possible_seconds
from ratsite.lib.own_network import own_network
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Circle
from ratsite.notifications.actions.notify import (
    Reason,
    delete_other_notifications,
    delete_unread_notifications,
    notify,
)
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level

ANSWERS = {SecondReviewOutcome.APPROVED: "agreed", SecondReviewOutcome.SENT_BACK: "refused"}


def notify_of_change(change_id: int, *, gained: Collection[int], lost: Collection[int]) -> int:
    """Notify people of a change that was made; return how many were notified.

    They are those who gain or lose access, the other readers of the circles, and the agency's lead, but not the people
    who asked for or made the change. gained, lost: IDs of the people who can read more or less after the change.
    """
    change = _fetch(change_id)
    circles = [change.circle] if change.circle else _circles_of_agency(change)
    readers = {pk for circle in circles for pk in User.objects.readers_of(circle).values_list("pk", flat=True)}
    recipients = {"joined": {*gained}, "left": {*lost}, "changed": readers - {*gained} - {*lost}}
    if change.agency is not None:
        leads = User.objects.approved().filter(agency=change.agency, is_agency_lead=True)
        recipients["agency"] = {*leads.values_list("pk", flat=True)} - readers - {*gained} - {*lost}
    recipients["left"] &= {*User.objects.approved().filter(pk__in=lost).values_list("pk", flat=True)}
    done = 0
    for verb, people in recipients.items():
        people -= {change.decided_by_id, change.asked_by_id}
        reasons = {pk: Reason(Level.DIGEST, verb) for pk in sorted(people)}
        done += notify(
            source=ACCESS_CHANGES, item_id=change.pk, group=group_of(change, ACCESS_CHANGES), verb=verb, people=reasons
        )
    return done


def email_cut_off(people: Collection[User], change: AccessChange) -> None:
    """Email the people who can no longer read anything here, because their agency has left the network.

    A notification would not reach them, because they can no longer open the page of notifications.
    """
    subject = _("%(network)s: your agency is no longer in the network") % {"network": own_network().short_name}
    for person in people:
        send_template("agency_left", to=person.email, subject=subject, person=person, change=change)


def email_let_back(people: Collection[User], change: AccessChange) -> None:
    """Email the people who can read the members' pages again, because their agency is back in the network."""
    subject = _("%(network)s: your agency is in the network again") % {"network": own_network().short_name}
    for person in people:
        send_template("agency_back", to=person.email, subject=subject, person=person, change=change)


def notify_of_request(change_id: int) -> int:
    """Notify the coordinators who may agree to a change that waits; return how many."""
    change = _fetch(change_id)
    people = {
        pk: Reason(Level.AT_ONCE, "asked") for pk in possible_seconds(change.asked_by).values_list("pk", flat=True)
    }
    return _notify_of_request(change, "asked", people) if change.is_waiting else 0


def notify_of_answer(change_id: int) -> int:
    """Notify the person who asked for a change of the second coordinator's decision; return how many were notified.

    Nobody is notified if the person who asked made the change alone or took it back. If the change ended because nobody
    decided, the coordinators who could have decided are notified too. Unread notifications that asked coordinators to
    decide are deleted.
    """
    change = _fetch(change_id)
    if change.is_ended:
        # Read ones too, because notify skips people who have a notification of the same change.
        delete_other_notifications(source=WAITING_ACCESS_CHANGES, item_id=change.pk, people=())
        seconds = possible_seconds(change.asked_by).values_list("pk", flat=True)
        people = {pk: Reason(Level.DIGEST, "asked") for pk in seconds}
        return _notify_of_request(change, "ended", people | {change.asked_by_id: Reason(Level.AT_ONCE, "answered")})
    delete_unread_notifications(source=WAITING_ACCESS_CHANGES, item_id=change.pk)
    verb = ANSWERS.get(SecondReviewOutcome(change.outcome))
    if verb is None or change.decided_by_id == change.asked_by_id:
        return 0
    return _notify_of_request(change, verb, {change.asked_by_id: Reason(Level.AT_ONCE, "answered")})


def notify_of_first_approval(coordinator_id: int, entry_id: int, verb: str) -> int:
    """Notify a coordinator that their first approval of a person or an application has ended. Return how many: 1 or 0.

    A former coordinator is not notified, because they could not read about it. entry_id: ID of the audit log entry
    about the end. verb: "refused", "ended" or "decided".
    """
    if not is_still_coordinator(coordinator_id):
        return 0
    return notify(
        source=FIRST_APPROVALS,
        item_id=entry_id,
        group=f"{FIRST_APPROVALS}-{entry_id}",
        verb=verb,
        people={coordinator_id: Reason(Level.AT_ONCE, "approved")},
    )


def _notify_of_request(change: AccessChange, verb: str, people: dict[int, Reason]) -> int:
    return notify(
        source=WAITING_ACCESS_CHANGES,
        item_id=change.pk,
        group=group_of(change, WAITING_ACCESS_CHANGES),
        verb=verb,
        people=people,
    )


def _fetch(change_id: int) -> AccessChange:
    return AccessChange.objects.select_related("circle", "agency", "asked_by__agency").get(pk=change_id)


def _circles_of_agency(change: AccessChange) -> list[Circle]:
    """Return the circles of the remits that the agency got or lost; all its circles if it left or came back."""
    touched = Q(remits__in=[*change.added["remits"], *change.removed["remits"]])
    if change.added.get("network") or change.removed.get("network"):
        touched |= Q(remits__agencies=change.agency) | Q(agencies=change.agency) | Q(people__agency=change.agency)
    return list(Circle.objects.filter(touched).distinct())


def group_of(change: AccessChange, source: str) -> str:
    """Return the notification group of a change, which no other change has.

    In a shared group, a change would not be emailed to a person who has not opened the notification before it.
    """
    return f"{source}-{change.pk}"
