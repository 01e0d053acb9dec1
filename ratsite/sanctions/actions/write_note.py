"""Write notes about people, and messages to them from the moderators. The audit log does not contain the text."""

import uuid

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from ratsite.sanctions.enums import MESSAGES
from ratsite.sanctions.models import Note
from ratsite.sanctions.rules import can_note_about, can_send_message


@transaction.atomic
def note_about(*, person_id: int, author: User, text: str, submission: uuid.UUID) -> bool:
    """Save a note about a person, for moderators and coordinators.

    submission: the random id in the form (idempotency key). Returns False if a note with this id is already saved.
    """
    person = lock_person(person_id)
    recheck(author, can_note_about, person)
    return _write(person, author, text, submission, is_message=False) is not None


@transaction.atomic
def send_message(*, person_id: int, author: User, text: str, submission: uuid.UUID) -> bool:
    """Send a person a message from "the moderators".

    The person reads the message on the site and does not learn who wrote it; the email only says that there is a
    message. submission: the random id in the form (idempotency key). Returns False if a message with this id was
    already sent.
    """
    person = lock_person(person_id)
    recheck(author, can_send_message, person)
    note = _write(person, author, text, submission, is_message=True)
    if note is None:
        return False
    people = {person.pk: Reason(Level.AT_ONCE, "message")}
    notify(source=MESSAGES, item_id=note.pk, group=MESSAGES, position=note.pk, verb="message", people=people)
    return True


def _write(person: User, author: User, text: str, submission: uuid.UUID, *, is_message: bool) -> Note | None:
    """Save and log a note or message, and return it; None if the same form was submitted before.

    The caller has locked the person. So if a form is sent twice at the same time, the second request waits, and then
    finds the note of the first.
    """
    if Note.objects.filter(submission=submission).exists():
        return None
    values = {"author": author, "text": text, "submission": submission, "created_at": timezone.now()}
    note = Note.objects.create(person=person, is_message=is_message, **values)
    record(person, f"moderation.{'message' if is_message else 'note'}.write", actor=author)
    return note
