from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.pages.models import ContactMessage
from ratsite.records.rules import can_mark_answered


@transaction.atomic
def mark_answered(*, message_id: int, coordinator: User) -> bool:
    """Record that a visitor's message was answered. Return False if this was recorded before."""
    message = ContactMessage.objects.select_for_update(no_key=True).get(pk=message_id)
    recheck(coordinator, can_mark_answered, message)
    if message.answered_at is not None:
        return False
    message.answered_at, message.answered_by = timezone.now(), coordinator
    message.save(update_fields=["answered_at", "answered_by"])
    record(message, "records.message.answer", actor=coordinator)
    return True
