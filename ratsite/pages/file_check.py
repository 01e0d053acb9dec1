"""Refuse files of public pages that may identify someone. Files that need a second review go to the library instead."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.identifiers.refusal import NOT_READ
from ratsite.pages.contacts import published_contacts
from ratsite.pages.models import PageFile


def why_refused(file_id: str, texts: Sequence[str], is_read: bool) -> str:
    """Return why a file is refused for public pages, as a message for the editor; "" if it passes.

    Returns "" too if no public page uses the file. texts: the texts found in the file. is_read: False if the file could
    not be read to its end; then it is refused. Contacts that agencies and helplines publish are no reason to refuse it.
    """
    if not PageFile.objects.filter(stored_file=file_id).exists():
        return ""
    if not is_read:
        return str(NOT_READ)
    names = ", ".join(unresolved_names(texts, published_contacts))
    if not names:
        return ""
    return _("The file may contain this: %(names)s. Remove it and add the file again, or ask a curator.") % {
        "names": names
    }
