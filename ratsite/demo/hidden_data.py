"""Add a draft resource for each state of hidden data that a curator meets, from found to cleared."""

from django.core.files.uploadedfile import SimpleUploadedFile

from library.actions.clean_file import begin_clean_copy, use_clean_copy
from library.actions.clear_hidden_part import clear_hidden_part
from library.actions.edit_resource import add_resource
from library.enums import ResourceKind
from library.models import ResourceFile
from ratsite.accounts.models import User
from ratsite.demo.documents import docx, pdf
from ratsite.demo.resources import check_files
from ratsite.files.clean_copies import write_clean_copy
from ratsite.files.models import HiddenPart
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.documents.file_types import extension_of


def add_hidden(row: dict, curator: User) -> None:
    """Add a resource whose file has hidden data, and bring it into a state.

    row: a TOML table; its `outcome` names the state. found: nobody has acted yet. refused: the check refused the file,
    because its hidden data has an identifier. copied: the clean copy waits to be compared. cleared: a second person
    must read the reasons. replaced: readers have the clean copy, and curators the original.
    """
    name, outcome = row["name"], row["outcome"]
    if extension_of(name) == "pdf":
        content = pdf(row["title"], row["paragraphs"], covered=row["covered"])
    else:
        content = docx(row["title"], row["paragraphs"], comment=row["comment"])
    upload, described = SimpleUploadedFile(name, content), {"title": row["title"], "summary": row["summary"]}
    resource = add_resource(curator=curator, uploads=[upload], kind=ResourceKind.FORM, **described)
    version = resource.versions.get()
    check_files(version)
    file = version.files.get()
    if outcome in ("copied", "replaced"):
        _copy(file, curator)
    if outcome == "replaced":
        use_clean_copy(file_id=file.pk, curator=curator)
    if outcome == "cleared":
        for part in HiddenPart.objects.to_clear().filter(stored_file=file.stored_file_id):
            clear_hidden_part(part_id=part.pk, version_id=version.pk, curator=curator, reason=row["reason"])


def _copy(file: ResourceFile, curator: User) -> None:
    copy = begin_clean_copy(file_id=file.pk, curator=curator)
    write_clean_copy(file_id=str(copy.pk))
    end_quarantine(file_id=str(copy.pk))
