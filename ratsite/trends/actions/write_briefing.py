"""Write a briefing, ask for a signature, sign it or send it back, take it back, and store which agencies used it.

A signature can be asked for or given only while the source of the briefing is open to every member and not closely
marked (rules.has_open_source). The source is not locked, because it may close at any time after the signature anyway.
"""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.models import Topic
from library.models import Resource
from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.optimistic_lock import Stale
from ratsite.trends import rules
from ratsite.trends.actions.notify import notify_author
from ratsite.trends.enums import BriefingKind, BriefingState, BriefingVerb
from ratsite.trends.models import Briefing, BriefingUse

REVIEW_AFTER = dt.timedelta(days=182)  # half a year, as for the site's public pages: phone numbers change
TEXTS = ("title", "what", "why_here", "look_for", "monday", "monday_how", "ring", "questions", "marking")


class SourceClosed(Exception):
    """Raised when the topic or resource of a briefing is closely marked, withdrawn, or no longer for all members."""


def _locked(briefing_id: int) -> Briefing:
    return Briefing.objects.select_for_update(of=("self",)).get(pk=briefing_id)


@transaction.atomic
def add_briefing(
    *, author: User, kind: BriefingKind, topic: Topic | None = None, resource: Resource | None = None, **texts: str
) -> Briefing:
    """Store a draft of a briefing, which only its author can see, and return it. texts: the fields named in TEXTS.

    Safe to submit twice: if the author has an identical draft, that one is returned.
    """
    sources = [source for source in (topic, resource) if source is not None]
    lock_person(author.pk)
    author = recheck(author, rules.can_write_briefing)
    if not all(rules.can_make_from(source) for source in sources):
        raise PermissionDenied
    now = timezone.now()
    same = {"author": author, "kind": kind, "topic": topic, "resource": resource, "state": BriefingState.DRAFT}
    briefing, _created = Briefing.objects.get_or_create(
        **same,
        **{name: texts[name] for name in TEXTS},
        defaults={
            "agency": author.agency,
            "review_due_on": timezone.localdate() + REVIEW_AFTER,
            "created_at": now,
            "changed_at": now,
        },
    )
    return briefing


@transaction.atomic
def edit_briefing(*, briefing_id: int, author: User, seen: dt.datetime | None = None, **texts: str) -> bool:
    """Change the texts of a briefing and make it a draft. Return False if no text changed.

    If it was waiting for a signature, its author must ask again, so that nobody signs words that they have not read.
    seen: the briefing's `changed_at` when the form was opened (optimistic lock); None: not checked. Raises Stale if the
    texts have changed since.
    """
    briefing = _locked(briefing_id)
    recheck(author, rules.can_edit_briefing, briefing)
    if all(getattr(briefing, name) == texts[name] for name in TEXTS):
        return False
    if seen is not None and briefing.changed_at != seen:
        raise Stale
    for name in TEXTS:
        setattr(briefing, name, texts[name])
    briefing.state, briefing.changed_at = BriefingState.DRAFT, timezone.now()
    briefing.save()
    return True


@transaction.atomic
def delete_briefing(*, briefing_id: int, author: User) -> bool:
    """Delete the author's own briefing, which was never published. Return False if it is already deleted."""
    briefing = Briefing.objects.select_for_update(of=("self",)).filter(pk=briefing_id).first()
    if briefing is None:
        return False
    recheck(author, rules.can_delete_briefing, briefing)
    briefing.delete()
    return True


@transaction.atomic
def ask_to_sign(*, briefing_id: int, author: User) -> bool:
    """Ask a second person to sign the briefing. Return False if that was asked already.

    Raises SourceClosed if what the briefing is made from can no longer be used.
    """
    briefing = _locked(briefing_id)
    recheck(author, rules.can_edit_briefing, briefing)
    if briefing.is_waiting:
        return False
    if not rules.has_open_source(briefing):
        raise SourceClosed
    briefing.state, briefing.asked_at = BriefingState.WAITING, timezone.now()
    briefing.save(update_fields=["state", "asked_at"])
    return True


@transaction.atomic
def sign_briefing(*, briefing_id: int, signer: User, seen: dt.datetime) -> bool:
    """Sign and publish the briefing. Return False if it no longer waits, or was changed after the signer read it.

    seen: the briefing's `changed_at` when the signer read it. Raises SourceClosed if what the briefing is made from can
    no longer be used.
    """
    briefing = _locked(briefing_id)
    if not briefing.is_waiting or briefing.changed_at != seen:
        return False
    signer = recheck(signer, rules.can_sign_briefing, briefing)
    if not rules.has_open_source(briefing):
        raise SourceClosed
    _sign(briefing, signer)
    record(briefing, "trends.briefing.sign", actor=signer)
    transaction.on_commit(partial(notify_author, briefing.pk, BriefingVerb.SIGNED))
    return True


@transaction.atomic
def renew_briefing(*, briefing_id: int, signer: User) -> bool:
    """Sign again a published briefing whose review is due and that is still right.

    Return False if it is not due. Safe to submit twice: True if the same person signed it today.
    """
    briefing = _locked(briefing_id)
    if not briefing.is_due:
        is_of_today = briefing.review_due_on == timezone.localdate() + REVIEW_AFTER
        return briefing.is_published and briefing.signed_by_id == signer.pk and is_of_today
    signer = recheck(signer, rules.can_renew_briefing, briefing)
    _sign(briefing, signer)
    record(briefing, "trends.briefing.renew", actor=signer)
    return True


def _sign(briefing: Briefing, signer: User) -> None:
    briefing.state, briefing.signed_by, briefing.signed_at = BriefingState.PUBLISHED, signer, timezone.now()
    briefing.review_due_on = timezone.localdate() + REVIEW_AFTER
    briefing.save(update_fields=["state", "signed_by", "signed_at", "review_due_on"])


@transaction.atomic
def send_back_briefing(*, briefing_id: int, signer: User, reason: str, seen: dt.datetime) -> bool:
    """Send a briefing that waits for a signature back to its author, who reads the reason.

    Only the author can see it from then on; they can change it and ask for a signature again. Returns False if it no
    longer waits, or was changed after the signer read it. seen: the briefing's `changed_at` when the signer read it.
    """
    briefing = _locked(briefing_id)
    if not briefing.is_waiting or briefing.changed_at != seen:
        return False
    signer = recheck(signer, rules.can_sign_briefing, briefing)
    _return_to_author(briefing, reason)
    record(briefing, "trends.briefing.send_back", actor=signer, reason=reason)
    transaction.on_commit(partial(notify_author, briefing.pk, BriefingVerb.SENT_BACK))
    return True


@transaction.atomic
def take_back_briefing(*, briefing_id: int, steward: User, reason: str) -> bool:
    """Take back a published briefing, so that only its author can see it. Return False if it is not published.

    The author reads the reason, and can change the briefing and ask for a signature again.
    """
    briefing = _locked(briefing_id)
    if not briefing.is_published:
        return False
    steward = recheck(steward, rules.can_take_back_briefing, briefing)
    _return_to_author(briefing, reason)
    record(briefing, "trends.briefing.take_back", actor=steward, reason=reason)
    transaction.on_commit(partial(notify_author, briefing.pk, BriefingVerb.TAKEN_BACK))
    return True


def _return_to_author(briefing: Briefing, reason: str) -> None:
    """Return the briefing to its author. Raises PermissionDenied if the reason is empty or has an identifier."""
    if not reason.strip() or unresolved_names([reason]):
        raise PermissionDenied
    briefing.state, briefing.taken_back_why = BriefingState.TAKEN_BACK, reason
    briefing.save(update_fields=["state", "taken_back_why"])


@transaction.atomic
def use_briefing(*, briefing_id: int, person: User) -> bool:
    """Store that the person's agency used the briefing. Return False if that is already stored."""
    briefing = _locked(briefing_id)
    person = recheck(person, rules.can_use_briefing, briefing)
    _use, created = BriefingUse.objects.get_or_create(
        briefing=briefing, agency_id=person.agency_id, defaults={"person": person, "used_at": timezone.now()}
    )
    return created
