"""Ending a file's quarantine, and taking the words out of files for the search."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.files.enums import FileState
from ratsite.files.inspecting import inspect, read_pages
from ratsite.files.models import FileText, StoredFile


def end_quarantine(*, file_id: str) -> bool:
    """Open a quarantined file in the limited process and mark it clean or refused; False when it was settled before.

    A clean one's text is read in the same way. The look happens outside the transaction (it can take seconds); the
    second look at the state keeps it safe.
    """
    stored = StoredFile.objects.get(pk=file_id)
    if stored.state != FileState.QUARANTINED:
        return False
    sentence = inspect(stored.content.path, stored.extension)
    pages = [] if sentence else read_pages(stored.content.path, stored.extension)
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update().get(pk=file_id)
        if stored.state != FileState.QUARANTINED:
            return False
        now = timezone.now()
        stored.state = FileState.REFUSED if sentence else FileState.CLEAN
        stored.refusal = sentence
        stored.checked_at = now
        stored.save(update_fields=["state", "refusal", "checked_at"])
        if not sentence:
            _keep_text(stored, pages, now)
    return True


def read_text(*, file_id: str) -> bool:
    """Take the text out of a clean file that was checked before texts were kept; False when that was done."""
    stored = StoredFile.objects.get(pk=file_id)
    if not stored.awaits_reading:
        return False
    pages = read_pages(stored.content.path, stored.extension)
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update().get(pk=file_id)
        if not stored.awaits_reading:
            return False
        _keep_text(stored, pages, timezone.now())
    return True


def _keep_text(stored: StoredFile, pages: list[tuple[int, str]], now: dt.datetime) -> None:
    """Also where there is none, as in a scan: the file is not read again and again."""
    FileText.objects.bulk_create(FileText(stored_file=stored, page=number, text=text) for number, text in pages)
    stored.text_read_at = now
    stored.save(update_fields=["text_read_at"])
