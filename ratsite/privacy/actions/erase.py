"""Request an erasure, withdraw the request, begin the erasure. ratsite.privacy.erasure deletes the data."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.change_membership import change_state
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import Application, FormerAddress, User
from ratsite.accounts.rules import can_manage_members
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.own_network import own_network
from ratsite.lib.personal_data import erase_rows_of_address
from ratsite.notifications.actions.send_mail import send_template
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.models import Erasure
from ratsite.privacy.queries.preview import Preview, preview_of, what_stays
from ratsite.privacy.rules import can_ask_for_erasure, can_erase, why_not_erasable
from ratsite.privacy.tasks import erase_person

RESUME_AFTER = dt.timedelta(minutes=30)  # an erasure takes minutes, so after this time its worker has died


@transaction.atomic
def ask_to_be_erased(*, person: User, posts: PostsAfterErasure) -> bool:
    """Request the erasure of a member's own data and email the coordinators.

    posts: what becomes of the member's posts. The erasure can begin after COOLING_OFF. Returns False if there is a
    request already or the member may not make one: the last coordinator may not.
    """
    person = _lock(person.pk)
    if not can_ask_for_erasure(person) or person.is_erased or Erasure.objects.open().filter(person=person).exists():
        return False
    Erasure.objects.create(person=person, posts=posts, asked_at=timezone.now())
    _notify_coordinators(person)
    return True


@transaction.atomic
def take_back(*, person: User) -> bool:
    """Withdraw a person's request for erasure. Return False if there is no request or the erasure has begun."""
    _lock(person.pk)
    return bool(Erasure.objects.asked().filter(person=person).update(state=ErasureState.TAKEN_BACK))


@transaction.atomic
def begin_erasure(*, person_id: int, coordinator: User, shown_hash: str | None = None) -> bool:
    """Begin an erasure that a member requested. Return False if it cannot begin now; raise Stale if it has changed.

    It cannot begin before the cooling-off time is over, while a legal hold or something else forbids it
    (why_not_erasable), or if it has begun already. But a stalled erasure, whose person is a member again, is begun
    again.

    shown_hash: hash of the preview that the coordinator confirmed (optimistic lock); None compares nothing.
    """
    person = _lock(person_id)
    recheck(coordinator, can_erase, person)
    erasure = Erasure.objects.open().filter(person=person).first()
    if erasure is None or not erasure.can_begin or why_not_erasable(person):
        return False
    _compare(preview_of(person, erasure), shown_hash)
    return _begin(erasure, person, coordinator)


@transaction.atomic
def end_erasure(*, person_id: int, coordinator: User) -> bool:
    """Cancel a stalled erasure, so that the person's data stays. Return False if it is not stalled.

    The person may request an erasure again.
    """
    person = _lock(person_id)
    recheck(coordinator, can_erase, person)
    erasure = Erasure.objects.running().filter(person=person).first()
    if erasure is None or not erasure.is_stalled:
        return False
    erasure.state = ErasureState.TAKEN_BACK
    erasure.save(update_fields=["state"])
    record(person, "privacy.person.stay", actor=coordinator)
    return True


@transaction.atomic
def erase_by_letter(
    *, person_id: int, coordinator: User, posts: PostsAfterErasure, reason: str, shown_hash: str | None = None
) -> bool:
    """Begin the erasure of a person who requested it outside the site, such as by letter.

    posts: what becomes of the person's posts. shown_hash: see begin_erasure. Returns False if the person requested the
    erasure on the site or is erased already; raises Stale if what it would delete has changed since it was shown.
    """
    person = _lock(person_id)
    recheck(coordinator, can_erase, person)
    if why_not_erasable(person) or person.is_erased or Erasure.objects.open().filter(person=person).exists():
        return False
    _compare(preview_of(person, None, posts), shown_hash)
    erasure = Erasure(person=person, posts=posts, asked_at=timezone.now(), reason=reason)
    return _begin(erasure, person, coordinator)


@transaction.atomic
def erase_address(*, address: str, coordinator: User, reason: str) -> bool:
    """Erase the data of a person who has no account: applications, invitations, messages and emails.

    Returns False if an account has this address: then that account's person must be erased instead. The audit log names
    only the coordinator.
    """
    address = address.lower()
    applications = Application.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    # Lock the coordinators, so that no application with this address is approved at the same time.
    list(applications.filter(email__iexact=address))
    recheck(coordinator, can_manage_members)
    if User.objects.filter(email=address).exists():
        return False
    erase_rows_of_address(FormerAddress.objects.free_address(address))
    record(coordinator, "privacy.address.erase", actor=coordinator, reason=reason)
    return True


def resume_erasures() -> int:
    """Queue again the tasks of erasures that have begun but whose worker died; return how many. Runs on a schedule."""
    interrupted = Erasure.objects.running().filter(started_at__lt=timezone.now() - RESUME_AFTER)
    ids = list(interrupted.values_list("pk", flat=True))
    for erasure_id in ids:
        erase_person.enqueue(erasure_id)
    return len(ids)


def _lock(person_id: int) -> User:
    """Lock the coordinators, then the person, so that the last two coordinators cannot both leave."""
    lock_coordinators()
    return lock_person(person_id)


def _compare(preview: Preview, shown_hash: str | None) -> None:
    if shown_hash is not None and shown_hash != preview.shown_hash:
        raise Stale


def _begin(erasure: Erasure, person: User, coordinator: User) -> bool:
    """End the person's membership, send them one last email, and queue the task that erases the data."""
    erasure.state, erasure.coordinator, erasure.started_at = ErasureState.RUNNING, coordinator, timezone.now()
    erasure.save()
    reason = _("Their data is being deleted")
    change_state(person, MemberState.LEFT, actor=coordinator, reason=reason, sends_email=False)
    if not person.has_given_up_address:
        _notify_erased(erasure, person)
    transaction.on_commit(partial(erase_person.enqueue, erasure.pk))
    return True


def _notify_erased(erasure: Erasure, person: User) -> None:
    """Email a person that their data is being deleted, what stays, and until when backups hold the data."""
    about = {
        "person": person,
        "asked_at": None if erasure.reason else erasure.asked_at,  # a letter has no date here
        "stays": what_stays(PostsAfterErasure(erasure.posts)),
        "backups_until": timezone.localdate() + dt.timedelta(days=settings.BACKUP_KEEP_DAYS),
    }
    subject = _("%(network)s: we are deleting your data") % {"network": own_network().short_name}
    send_template("person_erased", to=person.email, subject=subject, **about)


def _notify_coordinators(person: User) -> None:
    """Email the coordinators that a person has requested erasure.

    The email has the person's number but not the name, because an email may exist longer than the person's data.
    """
    subject = _("A member asked us to delete their data")
    send_template("erasure_asked", to=settings.CONTACT_EMAIL, subject=subject, person=person)
