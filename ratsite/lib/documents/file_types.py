"""Check that the name and the first bytes of a file agree about its type. The rest of the file is not read."""

import re
import unicodedata
from dataclasses import dataclass

import filetype
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.documents.office.part_kinds import ZIP_MAGIC
from ratsite.lib.documents.text.plain import WIDE

HEAD_BYTES = 4096
UNSAFE_NAME_CHARACTERS = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True)
class FileKind:
    """A type of file that members may share. `words`: the name of the type for people, such as "Word document"."""

    media_type: str
    words: str | Promise
    container: str  # what its first bytes must look like: pdf, zip, rtf, png, jpg or text


KINDS = {
    "pdf": FileKind("application/pdf", "PDF", "pdf"),
    "docx": FileKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word document"), "zip"
    ),
    "xlsx": FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel workbook"), "zip"),
    "pptx": FileKind(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", _("PowerPoint slides"), "zip"
    ),
    "odt": FileKind("application/vnd.oasis.opendocument.text", _("OpenDocument text"), "zip"),
    "odp": FileKind("application/vnd.oasis.opendocument.presentation", _("OpenDocument slides"), "zip"),
    "ods": FileKind("application/vnd.oasis.opendocument.spreadsheet", _("OpenDocument workbook"), "zip"),
    "rtf": FileKind("application/rtf", _("Rich text"), "rtf"),
    "html": FileKind("text/html", _("Web page"), "text"),
    "htm": FileKind("text/html", _("Web page"), "text"),
    "eml": FileKind("message/rfc822", _("Email"), "text"),
    "txt": FileKind("text/plain", _("Plain text"), "text"),
    "csv": FileKind("text/csv", _("CSV table"), "text"),
    "png": FileKind("image/png", _("PNG picture"), "png"),
    "jpg": FileKind("image/jpeg", _("JPEG picture"), "jpg"),
    "jpeg": FileKind("image/jpeg", _("JPEG picture"), "jpg"),
}


def extension_of(name: str) -> str:
    """Return the last extension of a file name, in lower case without its dot; "" if it has none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def clean_name(name: str, length: int = 150) -> str:
    """Return the file name made safe to store and show, at most `length` characters long, with its extension.

    Removes folders, control characters and characters that reverse the direction of text.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = " ".join(UNSAFE_NAME_CHARACTERS.sub("", name).split()).lstrip(". ")
    if len(name) <= length:
        return name or "file"
    extension = extension_of(name)
    return f"{name[: length - len(extension) - 1]}.{extension}"


def disagreement(name: str, head: bytes) -> str:
    """Return why a file with this name cannot be accepted, as a message for its sender; "" if it can.

    head: the first bytes of the file, which must fit its extension.
    """
    kind = KINDS.get(extension_of(name))
    if kind is None:
        return gettext("Choose one of these kinds of file: %(kinds)s.") % {"kinds": ", ".join(sorted(KINDS))}
    if not head:
        return gettext("This file is empty. Choose another file.")
    if not _looks_like(kind.container, head):
        message = gettext("The content does not match the file’s name (%(kind)s). Choose another file.")
        return message % {"kind": kind.words}
    return ""


def _looks_like(container: str, head: bytes) -> bool:
    if container == "zip":
        return head.startswith(ZIP_MAGIC)
    if container == "text":
        return (b"\x00" not in head or head.startswith(WIDE)) and filetype.guess(head) is None
    guess = filetype.guess(head)
    return guess is not None and guess.extension == container
