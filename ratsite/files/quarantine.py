"""Ending a file's quarantine."""

from django.db import transaction
from django.utils import timezone

from ratsite.files.enums import FileState
from ratsite.files.inspecting import inspect
from ratsite.files.models import StoredFile


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
