"""Enter complaints in the register, change them until they are answered, and record the answers.

A complaint can be entered once and answered once.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.pages.models import ContactMessage
from ratsite.records.enums import Answer, Channel, ComplaintSubject
from ratsite.records.models import Complaint
from ratsite.records.rules import can_answer_complaint, can_keep_records


@transaction.atomic
def enter_complaint(
    *,
    coordinator: User,
    received_at: dt.datetime,
    channel: Channel,
    subject: ComplaintSubject,
    summary: str,
    message: ContactMessage | None = None,
    concerns: User | None = None,
) -> Complaint | None:
    """Enter a complaint in the register and return it. Return None if its message is already in the register.

    message: the message from the contact page, if the complaint came that way. concerns: the person whom it is about,
    if they have a role here; from then on that person sees neither the complaint nor its message. Safe to submit twice:
    the second time, the complaint that is already entered is returned.
    """
    lock_person(coordinator.pk)
    recheck(coordinator, can_keep_records)
    if message is not None:
        ContactMessage.objects.select_for_update(no_key=True).get(pk=message.pk)
    facts = {"received_at": received_at, "channel": channel, "subject": subject, "summary": summary}
    facts |= {"entered_by": coordinator, "message": message, "concerns": concerns}
    if same := Complaint.objects.open().filter(**facts).first():
        return same
    if message is not None and Complaint.objects.filter(message=message).exists():
        return None
    complaint = Complaint.objects.create(**facts)
    record(complaint, "records.complaint.enter", actor=coordinator)
    return complaint


@transaction.atomic
def edit_complaint(*, complaint_id: int, coordinator: User, shown_hash: str, **facts: Any) -> bool:
    """Change an open complaint in the register. Return False if it is already answered.

    facts: the new values of all fields named in Complaint.FACTS. shown_hash: the complaint's facts_hash when the form
    was shown (optimistic lock). Raises Stale if a field has changed since.
    """
    complaint = Complaint.objects.select_for_update(no_key=True).get(pk=complaint_id)
    recheck(coordinator, can_answer_complaint, complaint)
    if not complaint.is_open:
        return False
    if shown_hash != complaint.facts_hash:
        raise Stale
    changed = [name for name in Complaint.FACTS if getattr(complaint, name) != facts[name]]
    for name in changed:
        setattr(complaint, name, facts[name])
    complaint.save(update_fields=Complaint.FACTS)
    if changed:
        record(complaint, "records.complaint.edit", actor=coordinator, fields=changed)
    return True


@transaction.atomic
def answer_complaint(*, complaint_id: int, coordinator: User, outcome: Answer, answer: str, lesson: str = "") -> bool:
    """Record the answer to a complaint and what changes because of it.

    Return False if another answer is already recorded. Safe to submit twice: the same answer returns True.
    """
    complaint = Complaint.objects.select_for_update(no_key=True).get(pk=complaint_id)
    recheck(coordinator, can_answer_complaint, complaint)
    if not complaint.is_open:
        return (complaint.outcome, complaint.answer, complaint.lesson) == (outcome, answer, lesson)
    complaint.outcome, complaint.answer, complaint.lesson = outcome, answer, lesson
    complaint.closed_at = timezone.now()
    complaint.save(update_fields=["outcome", "answer", "lesson", "closed_at"])
    if complaint.message_id:
        ContactMessage.objects.filter(pk=complaint.message_id).update(
            answered_at=complaint.closed_at, answered_by=coordinator
        )
    record(complaint, "records.complaint.answer", actor=coordinator, outcome=str(outcome))
    return True
