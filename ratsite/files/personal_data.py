"""Personal data in files that a person uploaded. A file is erased with its post or resource, not here."""

from django.utils.translation import gettext_lazy as _

from ratsite.files.models import StoredFile
from ratsite.lib.personal_data import PersonalData, Section, Table

TABLES = [
    Table(
        "files.StoredFile",
        stays={
            "id name size media_type state refusal created_at": "of a file that others use; one that nobody may "
            "read any more goes with its post, from the disk too",
            "content": "the same",
        },
        kept={
            "thumbnail sha256 checked_at text_read_at text_status page_count": "made by the site; goes with the file",
            "verified_at fault clean_copy_of replaced_at": "the same",
            "uploaded_by": "a number without a name",
        },
    ),
    Table(
        "files.FileText", kept={"id stored_file page text sheet": "the file's own words, for the search; go with it"}
    ),
    Table(
        "files.HiddenPart", kept={"id stored_file kind place text": "the file's own words, for curators; go with it"}
    ),
    Table("files.OrphanedFile", kept={"id path size": "a file on the disk that nothing names, under a number"}),
]
SECTIONS = [
    Section(
        "files", _("Files that you have shared"), _("So that others can read them"),
        _("As long as the post, draft or resource that they belong to"), "files.StoredFile",
        rows=lambda person: StoredFile.objects.filter(uploaded_by=person),
        fields="id name size media_type state refusal created_at",
        extra={"in_this_copy_as": lambda stored: name_in_copy(stored)},
        files=lambda stored: [(name_in_copy(stored), stored.content)],
    )
]  # fmt: skip


def name_in_copy(stored: StoredFile) -> str:
    """Return a stored file's path in a personal data copy, which is unique even for files of the same name."""
    return f"files/{stored.pk}/{stored.name}"


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
)
