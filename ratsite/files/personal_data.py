"""Personal data about files that a person uploaded. A file itself is erased with its post or resource, not here."""

from django.utils.translation import gettext_lazy as _

from ratsite.files.models import HiddenPart, SavedUpload, StoredFile
from ratsite.files.saved_uploads import delete_saved
from ratsite.lib.personal_data import Erasing, PersonalData, Section, Table, erase_in_fields

TABLES = [
    Table(
        "files.StoredFile",
        stays={
            "id name size media_type state refusal created_at": "of a file that others use; one that nobody may "
            "read any more goes with its post, from the disk too",
            "content": "the same",
        },
        kept={
            "thumbnail thumbnail_page": "made by the site; goes with the file",
            "sha256 checked_at text_read_at text_status page_count": "made by the site; goes with the file",
            "verified_at fault is_mendable clean_copy_of replaced_at": "the same",
            "uploaded_by": "a number without a name",
        },
    ),
    Table(
        "files.FileText", kept={"id stored_file page text sheet": "the file's own words, for the search; go with it"}
    ),
    Table(
        "files.HiddenPart",
        stays={"reason cleared_at": "why readers may have what a file hides"},
        kept={
            "id stored_file kind place text": "the file's own words, for curators; go with it",
            "cleared_by": "a number without a name",
        },
    ),
    Table(
        "files.SavedUpload", copied="name size created_at content", kept={"id uploaded_by": "a number without a name"}
    ),
    Table("files.FaultyPath", kept={"id path fault": "a file on the disk that is missing or altered, under a number"}),
    Table("files.OrphanedFile", kept={"id path size": "a file on the disk that nothing names, under a number"}),
]
SECTIONS = [
    Section(
        "files", _("Files that you have shared"), _("So that others can read them"),
        _("As long as the post, draft or resource exists"), "files.StoredFile",
        rows=lambda person: StoredFile.objects.filter(uploaded_by=person),
        fields="id name size media_type state refusal created_at",
        extra={"in_this_copy_as": lambda stored: name_in_copy(stored)},
        files=lambda stored: [(name_in_copy(stored), stored.content)],
    ),
    Section(
        "saved_uploads", _("Files of forms with an error"), _("So that you need not choose them again"),
        _("One day"), "files.SavedUpload",
        rows=lambda person: SavedUpload.objects.visible_to(person),
        fields="name size created_at",
        extra={"in_this_copy_as": lambda saved: name_in_copy(saved)},
        files=lambda saved: [(name_in_copy(saved), saved.content)],
    ),
    Section(
        "hidden_data_reasons", _("Your reasons why hidden data in files harms nobody"),
        _("So that a second person can review it"), _("As long as the file exists"), "files.HiddenPart",
        rows=lambda person: HiddenPart.objects.filter(cleared_by=person),
    ),
]  # fmt: skip


def name_in_copy(stored: StoredFile | SavedUpload) -> str:
    """Return the path of a stored file in a personal data copy. It is unique even if files have the same name."""
    return f"files/{stored.pk}/{stored.name}"


def erase_reasons(erasing: Erasing) -> None:
    """Remove the erased person's name from the reasons that people gave why hidden parts may stay in files."""
    erase_in_fields(HiddenPart.objects.all(), "reason", erasing=erasing)


def erase_saved_uploads(erasing: Erasing) -> None:
    delete_saved(SavedUpload.objects.visible_to(erasing.person))


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={"reasons for hidden data": erase_reasons, "files of forms with an error": erase_saved_uploads},
)
