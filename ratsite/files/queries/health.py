"""Facts about stored files for the health page and the daily email."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ratsite.files.enums import FileFault, FileState, Scanner, TextStatus
from ratsite.files.models import FaultyPath, OrphanedFile, StoredFile, StoredFileQuerySet
from ratsite.files.recognition import can_recognise
from ratsite.files.virus_scan import scanner_state
from ratsite.lib.health import HealthFact

MOST_NAMED = 20  # paths on the page and in the email; the log has all of them


def file_health() -> list[HealthFact]:
    """Return the facts about stored files and the virus scanner: what is wrong, or that all is well.

    A fact names a file by its path in private storage, because its real name may be for the people of a circle only.
    """
    return [*file_faults(), _scanner(), *_scans()]


def file_faults() -> Iterator[HealthFact]:
    """Yield the facts about stored files: each thing that is wrong, or one fact that all is well."""
    missing, altered = _paths(FileFault.MISSING), _paths(FileFault.ALTERED)
    orphans = list(OrphanedFile.objects.values_list("path", flat=True))
    if missing:
        title = ngettext("%(n)s stored file is missing", "%(n)s stored files are missing", len(missing))
        yield HealthFact(
            title % {"n": len(missing)},
            _("We tell readers that the file cannot be opened. A page shows no picture in its place."),
            _("Put the files back from a backup. The site finds them automatically."),
            missing[:MOST_NAMED],
            code="files missing",
        )
    if altered:
        title = ngettext("%(n)s stored file was altered", "%(n)s stored files were altered", len(altered))
        yield HealthFact(
            title % {"n": len(altered)},
            _("The content is not what we stored, so nobody can open it. The disk may be failing."),
            _("Find out who or what changed them. Put the files back from a backup."),
            altered[:MOST_NAMED],
            code="files altered",
        )
    if orphans:
        title = ngettext(
            "%(n)s file on the server is not linked to any record",
            "%(n)s files on the server are not linked to any record",
            len(orphans),
        )
        yield HealthFact(
            title % {"n": len(orphans)},
            _("No entry in the database refers to these files on the disk. Nobody can open them."),
            _("If the database was restored from an older backup, restore the newer one. Otherwise delete the files."),
            orphans[:MOST_NAMED],
            is_advice=True,
            code="files orphaned",
        )
    if not missing and not altered and not orphans:
        total = StoredFile.objects.count()
        verified = StoredFile.objects.exclude(verified_at=None).count()
        text = _("%(verified)s of %(total)s stored files were read and are unchanged. None is missing.")
        yield HealthFact(_("Files"), text % {"verified": verified, "total": total})


def _paths(fault: FileFault) -> list[str]:
    uploads = StoredFile.objects.filter(fault=fault).order_by("content").values_list("content", flat=True)
    return [*uploads, *FaultyPath.objects.filter(fault=fault).values_list("path", flat=True)]


def _scanner() -> HealthFact:
    state = scanner_state()
    if state is Scanner.AWAY:
        return HealthFact(
            _("The virus scanner is not responding"),
            _("Nobody can open a new file until it has been scanned.")
            + " "
            + _waiting(StoredFile.objects.quarantined()),
            _(
                "Start the virus scanner (clamd), and check that CLAMD_SOCKET gives the path of its socket. The "
                "site tries again every 10 minutes."
            ),
            code="scanner away",
        )
    overdue = StoredFile.objects.with_overdue_check()
    if overdue.exists():
        return HealthFact(
            _("New files are not being checked"),
            _waiting(overdue),
            _(
                "Check that `ratsite run` is working, and that clamd accepts files as large as MAX_FILE_BYTES "
                "(StreamMaxLength)."
            ),
            code="files unchecked",
        )
    if state is Scanner.OFF:
        return HealthFact(
            _("No virus scanner is set up"),
            _("Members can share files that no virus scanner has checked."),
            _("Install clamd, and name its socket in CLAMD_SOCKET."),
            is_advice=True,
            code="scanner off",
        )
    return HealthFact(_("Virus check"), _("The virus scanner (clamd) is working. No file has been waiting long."))


def _scans() -> Iterator[HealthFact]:
    """Yield a fact with advice if there are scanned PDFs and the program that reads them is not installed."""
    if not settings.RECOGNISE_SCANS or can_recognise():
        return
    pdfs = StoredFile.objects.filter(state=FileState.CLEAN, name__iendswith=".pdf")
    scans = pdfs.filter(text_status=TextStatus.SCAN).count()
    if scans:
        title = ngettext("%(n)s scanned PDF has no text to search", "%(n)s scanned PDFs have no text to search", scans)
        yield HealthFact(
            title % {"n": scans},
            _("The program ocrmypdf, which recognises the text of scans, is not installed."),
            _("Install ocrmypdf, which then reads new scans. If you do not want this, set RECOGNISE_SCANS=off."),
            is_advice=True,
            code="scans unread",
        )


def _waiting(files: StoredFileQuerySet) -> str:
    waits = files.count()
    return ngettext("%(n)s file is waiting.", "%(n)s files are waiting.", waits) % {"n": waits}
