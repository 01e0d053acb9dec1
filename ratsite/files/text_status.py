"""Say in words how much of a file's text was read, and what its owner can do about it."""

from django.utils.translation import gettext as _

from ratsite.files import recognition
from ratsite.files.enums import TextStatus
from ratsite.files.models import StoredFile


def words_about_text(stored: StoredFile) -> list[str]:
    """Return whole sentences about the text of a checked file; an empty list before its check has ended."""
    if not stored.text_status:
        return []
    status = TextStatus(stored.text_status)
    words = [f"{status.label}.", status.help]
    if status is TextStatus.SCAN and stored.extension == "pdf" and not recognition.is_available():
        words.append(_("This site does not read the text of scans."))
    return [sentence for sentence in words if sentence]
