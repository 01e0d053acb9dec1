"""Ending a file's quarantine, and finding those that were forgotten."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.files.enums import FileState
from ratsite.files.inspecting import inspect
from ratsite.files.models import StoredFile

FORGOTTEN_AFTER = dt.timedelta(minutes=10)  # a check takes seconds: after this its worker must have died


def end_quarantine(*, file_id: str) -> bool:
    """Open a quarantined file in the limited process and mark it clean or refused; False when it was settled before.

    The look happens outside the transaction (it can take seconds); the second look at the state keeps it safe.
    """
    stored = StoredFile.objects.get(pk=file_id)
    if stored.state != FileState.QUARANTINED:
        return False
    sentence = inspect(stored.content.path, stored.extension)
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update().get(pk=file_id)
        if stored.state != FileState.QUARANTINED:
            return False
        stored.state = FileState.REFUSED if sentence else FileState.CLEAN
        stored.refusal = sentence
        stored.checked_at = timezone.now()
        stored.save(update_fields=["state", "refusal", "checked_at"])
    return True


def check_forgotten() -> int:
    """Check files whose task was lost with its worker; returns how many. The scheduler calls this."""
    forgotten = StoredFile.objects.quarantined().filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER)[:50]
    return sum(end_quarantine(file_id=str(file_id)) for file_id in list(forgotten.values_list("pk", flat=True)))
