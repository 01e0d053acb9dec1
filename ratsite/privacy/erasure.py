"""Erase a person after a coordinator has begun the erasure. A task runs this, and again if it was interrupted."""

import datetime as dt

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.change_membership import change_state
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import ERASED, User
from ratsite.accounts.rules import can_leave
from ratsite.audit.actions import record
from ratsite.lib.personal_data import Erasing, erase_rows
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.models import Erasure, LegalHold
from ratsite.privacy.rules import why_not_erasable

WAIT_FOR_EMAIL = dt.timedelta(days=1)


def run_erasure(*, erasure_id: int) -> bool:
    """Erase what every app stores on a person, then the person's account data.

    Returns False if the erasure is already done, a legal hold has been placed since, the last email to the person has
    not been sent, or the person has not left the network.
    """
    erasure = Erasure.objects.running().select_related("person__agency").filter(pk=erasure_id).first()
    if erasure is None or _is_barred(erasure.person) or _has_waiting_email(erasure):
        return False
    erase_rows(Erasing(erasure.person, keeps_posts=erasure.posts == PostsAfterErasure.KEEP))
    return _finish(erasure)


def _has_waiting_email(erasure: Erasure) -> bool:
    """True while the last email to the person still waits to be sent, but for one day at most."""
    begun = erasure.started_at
    if begun is None or timezone.now() - begun > WAIT_FOR_EMAIL:
        return False
    emails = Mail.objects.filter(to=erasure.person.email, person=None, created_at__gte=begun)
    return emails.filter(state=MailState.WAITING).exists()


@transaction.atomic
def _finish(erasure: Erasure) -> bool:
    """Erase the person's account data, with the person locked. Placing a legal hold takes the same lock."""
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=erasure.person_id)
    running = Erasure.objects.running().select_for_update(of=("self",), no_key=True)
    current = running.filter(pk=erasure.pk).first()
    if current is None or _is_barred(person):
        return False
    erasure = current
    blank_account(person)
    erasure.state, erasure.done_at = ErasureState.DONE, timezone.now()
    erasure.save()
    reason = erasure.reason or _("They asked for it")
    record(person, "privacy.person.erase", actor=erasure.coordinator, reason=reason, posts=erasure.posts)
    return True


def erase_again(*, person: User, posts: str, done_at: dt.datetime, coordinator: User) -> bool:
    """Erase a person again whose data came back because a backup was restored or a release rolled back.

    Returns False if the person is erased in the restored database too. Legal holds that came back with the data are
    ended. No email is sent: the person was told at the first erasure.
    """
    if person.is_erased:
        return False
    erasure = _begun_again(person, posts, done_at, coordinator)
    erase_rows(Erasing(person, keeps_posts=posts == PostsAfterErasure.KEEP))
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        LegalHold.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())
        blank_account(person)
        erasure.state, erasure.done_at = ErasureState.DONE, done_at
        erasure.save()
        reason = _("Their data was deleted before, but a restored backup brought it back")
        record(person, "privacy.person.erase", actor=coordinator, reason=reason, posts=posts)
    return True


@transaction.atomic
def _begun_again(person: User, posts: str, done_at: dt.datetime, coordinator: User) -> Erasure:
    """End the person's membership, and return an Erasure of the person in the state RUNNING, which is stored."""
    if can_leave(person):
        reason = _("Their data is being deleted")
        change_state(person, MemberState.LEFT, actor=None, reason=reason, sends_email=False)
    else:  # on the day of the backup this person was the only coordinator
        User.objects.filter(pk=person.pk).update(state=MemberState.LEFT, is_active=False)
    erasure = Erasure.objects.open().filter(person=person).first() or Erasure(person=person, asked_at=done_at)
    erasure.posts, erasure.state = posts, ErasureState.RUNNING
    erasure.coordinator, erasure.started_at = coordinator, done_at
    erasure.save()
    return erasure


def _is_barred(person: User) -> bool:
    return person.state != MemberState.LEFT or bool(why_not_erasable(person))


def blank_account(person: User) -> None:
    """Remove all personal data from a person's account.

    The row itself stays, because other rows have foreign keys to it, such as the records of what the person did.
    """
    person.email = f"erased-{person.pk}{ERASED}"
    person.first_name = person.last_name = person.job_title = person.state_reason = ""
    person.former_names = []
    person.former_addresses.all().delete()
    person.agency = person.approved_at = person.readmitted_at = person.address_failed_at = person.last_login = (
        person.reminded
    ) = None
    person.terms_by = person.terms_reminded = None
    person.held_until = person.silenced_until = person.excluded_until = None
    person.is_agency_lead = person.shows_email = person.is_superuser = person.is_staff = person.is_active = False
    person.listed_as, person.state = Listing.ROLE, MemberState.LEFT
    person.set_unusable_password()
    person.save()
    person.groups.remove(*Group.objects.filter(user=person))
