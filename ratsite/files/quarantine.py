"""Check quarantined files, and extract the text of files for the search."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.files.enums import FileState, TextStatus
from ratsite.files.holders import apply_checks, examine, lock_holders, why_refused
from ratsite.files.local_copies import local_path
from ratsite.files.models import FileText, HiddenPart, StoredFile
from ratsite.files.recognition import recognise
from ratsite.files.sandbox import GAVE_UP, Opened, open_file, redraw_picture
from ratsite.files.virus_scan import ScannerAway, virus_refusal
from ratsite.lib.identifiers import Strength, protective_marking

logger = logging.getLogger(__name__)

LONGEST_SHEET_NAME = 100  # characters of a sheet's name: Excel allows 31
LONGEST_PLACE = 200  # characters
MARKED = _("The file has a protective marking, such as OFFICIAL-SENSITIVE. You cannot share such files on this site.")


def is_marked(texts: Iterable[str]) -> bool:
    """True if one of these texts certainly has a protective marking of OFFICIAL-SENSITIVE or above."""
    return any(finding.strength is Strength.BLOCK for text in texts for finding in protective_marking.find(text))


def end_quarantine(*, file_id: str) -> bool:
    """Check a quarantined file in a limited process, mark it clean or refused, and store its text.

    Returns False if the file is already checked, has been removed since, or waits for the virus scanner. The file is
    opened outside the transaction, because that can take seconds. Inside, its state is checked again.
    """
    stored = StoredFile.objects.quarantined().exclude(content="").filter(pk=file_id).first()
    if stored is None:
        return False
    with local_path(stored.content) as path:
        try:
            virus = virus_refusal(path)
        except ScannerAway as problem:
            logger.error("the virus scanner does not answer, so a file waits: %s", problem)
            return False
        opened = Opened(refusal=virus) if virus else _open(path, stored.extension)
        if opened.is_mendable:
            opened = _with_mendable(opened, open_file(path, stored.extension, is_passing=True))
        texts = [stored.name, *(text for _, text in opened.pages)]
        # A redrawn picture has no metadata any more.
        facts, is_read = ("", True) if stored.is_picture else (opened.facts, opened.is_read)
        how = {"is_read": is_read, "has_scans": bool(opened.scans)}
        if not opened.refusal and is_marked([*texts, opened.facts]):
            opened = Opened(refusal=str(MARKED))
        elif not opened.refusal and (why := why_refused(file_id, [*texts, facts], **how)):
            # A clean copy has no hidden parts, so it can be made if only these were refused. It cannot if some text was
            # not read, because that text may have a protective marking.
            is_mendable = is_read and not why_refused(file_id, texts, **how | {"is_read": True})
            opened = Opened(refusal=why, is_mendable=is_mendable)
        drawn = redraw_picture(path, stored.extension) if stored.is_picture and not opened.refusal else None
        if stored.is_picture and drawn is None and not opened.refusal:
            opened = Opened(refusal=str(GAVE_UP))
    findings = examine(file_id, [*texts, facts], is_read=is_read)
    with transaction.atomic():
        lock_holders(file_id)
        stored = StoredFile.objects.quarantined().select_for_update(no_key=True).filter(pk=file_id).first()
        if stored is None:
            return False
        now = timezone.now()
        stored.state = FileState.REFUSED if opened.refusal else FileState.CLEAN
        stored.refusal, stored.is_mendable = opened.refusal, opened.is_mendable
        stored.checked_at = now
        stored.save(update_fields=["state", "refusal", "is_mendable", "checked_at"])
        if drawn:
            _store_drawn(stored, *drawn)
        if stored.is_clean:
            _store_text(stored, opened, now)
        else:
            stored.hidden_parts.all().delete()  # an import may have stored hidden parts with their reasons before
        apply_checks(file_id, findings)
    return True


def _open(path: str, extension: str) -> Opened:
    """Open a file in a limited process and return the result. It has the text of scans if the site can recognise it."""
    opened = open_file(path, extension)
    if opened.scans and not opened.refusal:
        return recognise(path, opened)
    return opened


def _with_mendable(refused: Opened, rest: Opened) -> Opened:
    """Return the result `refused`, with is_mendable set to whether a clean copy of the file may be made.

    refused: the result for a file that was refused for something that a clean copy would not have, such as macros.
    rest: the result of reading the file in spite of it. No copy may be made if the rest could not be read completely,
    or if it has a protective marking, even in a comment. If it has, return a refusal with the marking as its reason.
    """
    if is_marked([*(text for _, text in rest.pages), rest.facts]):
        return Opened(refusal=str(MARKED))
    return replace(refused, is_mendable=rest.is_read)


def _store_drawn(stored: StoredFile, picture: bytes, small: bytes) -> None:
    """Replace an uploaded picture by the redrawn one, and store its small version.

    The upload is deleted, because its metadata may tell where the picture was taken and by whom.
    """
    storage, sent = stored.content.storage, stored.content.name
    stored.content.save(stored.name, ContentFile(picture), save=False)
    stored.thumbnail.save(stored.name, ContentFile(small), save=False)
    stored.size, stored.sha256 = len(picture), hashlib.sha256(picture).hexdigest()
    stored.save(update_fields=["content", "thumbnail", "size", "sha256"])
    transaction.on_commit(partial(storage.delete, sent))


def read_text(*, file_id: str) -> bool:
    """Extract and store the text of a clean file. Return False if its text need not be read (again)."""
    stored = StoredFile.objects.get(pk=file_id)
    if not stored.awaits_reading:
        return False
    with local_path(stored.content) as path:
        opened = _open(path, stored.extension)
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
        if not stored.awaits_reading:
            return False
        _store_text(stored, opened, timezone.now())
    return True


def _store_text(stored: StoredFile, opened: Opened, now: dt.datetime) -> None:
    """Store a file's text page by page, its hidden parts, its number of pages and its TextStatus.

    Hidden parts that were stored before keep their reasons. A file without text, such as a scan, counts as read and is
    not read again. A picture gets no hidden parts, because it was redrawn.
    """
    known = {(part.kind, part.place, part.text): part for part in stored.hidden_parts.exclude(reason="")}
    stored.texts.all().delete()
    stored.hidden_parts.all().delete()
    FileText.objects.bulk_create(
        FileText(stored_file=stored, page=number, text=text, sheet=opened.sheets.get(number, "")[:LONGEST_SHEET_NAME])
        for number, text in opened.pages
    )
    if not stored.is_picture:
        parts = [
            HiddenPart(stored_file=stored, kind=part.kind, place=part.place[:LONGEST_PLACE], text=part.text)
            for part in opened.hidden
        ]
        for part in parts:
            if before := known.get((part.kind, part.place, part.text)):
                part.reason, part.cleared_by, part.cleared_at = before.reason, before.cleared_by, before.cleared_at
        HiddenPart.objects.bulk_create(parts)
    stored.text_read_at, stored.page_count = now, opened.page_count
    stored.text_status = TextStatus.SCAN if stored.is_picture else opened.status
    stored.save(update_fields=["text_read_at", "page_count", "text_status"])
