from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.pages.models import ContactMessage
from ratsite.records.rules import can_remove_message


@transaction.atomic
def remove_message(*, message_id: int, coordinator: User, reason: str) -> bool:
    """Delete the text and the name of a visitor's message. Return False if this was done before.

    The row stays, and says who removed the text and when. So does the email address, for an answer.
    """
    message = ContactMessage.objects.select_for_update(no_key=True).get(pk=message_id)
    if message.removed_at is not None:
        return False
    recheck(coordinator, can_remove_message, message)
    message.text, message.name = "", ""
    message.removed_at, message.removed_by = timezone.now(), coordinator
    message.save(update_fields=["text", "name", "removed_at", "removed_by"])
    record(message, "records.message.remove", actor=coordinator, reason=reason)
    return True
