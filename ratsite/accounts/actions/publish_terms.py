"""Terms of reference: publish a version, accept it, remind members to accept it.

`User.terms_by` is the last day on which a member may write without having accepted the newest version; null if the
member has nothing to accept. Terms are locked before people, so that nobody is approved while a version is being
published.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import Acceptance, TermsOfReference, User
from ratsite.accounts.models.terms import TIME_TO_ACCEPT
from ratsite.accounts.rules import can_publish_terms
from ratsite.audit.actions import record
from ratsite.lib import yearly
from ratsite.lib.optimistic_lock import Stale
from ratsite.notifications.actions.send_mail import send_template


@transaction.atomic
def publish_terms(
    *, coordinator: User, text: str, summary: str, in_force_from: dt.date, after: int
) -> TermsOfReference:
    """Publish the next version of the terms and ask everyone in the network to accept it.

    Members who have not accepted the previous version yet keep their earlier deadline. after: the version with which
    the coordinator compared the text; raises Stale if it is no longer the newest.
    """
    newest = lock_newest()
    recheck(coordinator, can_publish_terms)
    if newest is not None and newest.version != after:
        raise Stale
    terms = TermsOfReference.objects.create(version=after + 1, text=text, summary=summary, in_force_from=in_force_from)
    people = User.objects.exclude(state=MemberState.LEFT)
    asked = list(people.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    User.objects.filter(pk__in=asked, terms_by=None).update(terms_by=terms.accept_by)
    User.objects.filter(pk__in=asked).update(terms_reminded=None)  # a reminder is due for this version
    record(terms, "accounts.terms.publish", actor=coordinator, reason=summary)
    return terms


@transaction.atomic
def accept_terms(*, person: User, version: int) -> bool:
    """Record that a member accepts this version of the terms.

    Returns False if this version is not the newest or the member has accepted it already.
    """
    newest = lock_newest()
    if newest is None or newest.version != version:
        return False
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    _, created = record_acceptance(locked, newest, timezone.now())
    if locked.terms_by is None and not created:
        return False
    locked.terms_by, locked.terms_reminded = None, None
    locked.save(update_fields=["terms_by", "terms_reminded"])
    record(locked, "accounts.person.terms", actor=person, version=version)
    return True


def lock_newest() -> TermsOfReference | None:
    """Lock the terms until the caller's transaction ends and return the newest version; None if there are no terms.

    The row that is locked is the first version, because another version may have become the newest while this waits.
    """
    TermsOfReference.objects.select_for_update(no_key=True).order_by("version").first()
    return TermsOfReference.objects.newest()


def record_acceptance(person: User, terms: TermsOfReference, accepted_at: dt.datetime) -> tuple[Acceptance, bool]:
    return Acceptance.objects.get_or_create(person=person, terms=terms, defaults={"accepted_at": accepted_at})


def set_terms_deadline(person: User, newest: TermsOfReference | None) -> None:
    """Set the deadline for accepting the terms on a person who is being approved. The caller saves the person.

    newest: the newest version of the terms, which the caller has locked; None if there are no terms.
    """
    person.terms_reminded = None
    if newest is None or person.acceptances.filter(terms=newest).exists():
        person.terms_by = None
    else:
        person.terms_by = max(newest.accept_by, timezone.localdate() + TIME_TO_ACCEPT)


@transaction.atomic
def remind_of_terms(*, person_id: int) -> bool:
    """Email a member the reminder to accept the terms that is due today. Return False if no reminder is due.

    The first reminder is sent at once. The others are sent 30, 14 and 3 days before the deadline, like those of the
    yearly confirmation. A member whose deadline has passed also gets one reminder when a new version is published.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=person_id)
    if person.terms_by is None or not person.is_member:
        return False
    due = yearly.reminder_due(person.terms_by, person.terms_reminded)
    if due is None and person.terms_reminded is None:
        due = max((person.terms_by - timezone.localdate()).days, 0)
    if due is None:
        return False
    person.terms_reminded = due
    person.save(update_fields=["terms_reminded"])
    context = {
        "person": person,
        "terms": TermsOfReference.objects.newest(),
        "has_accepted": person.acceptances.exists(),
    }
    send_template("terms", to=person.email, subject=_("Read and accept the network’s terms of reference"), **context)
    return True
