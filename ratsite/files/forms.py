"""A mixin for forms with file fields: a form that has an error saves its files."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import ngettext

from ratsite.accounts.models import User
from ratsite.files.fields import refusal
from ratsite.files.models import SavedUpload
from ratsite.files.saved_uploads import MOST_SAVED, as_upload, save_upload, saved_rows
from ratsite.files.uploads import upload_refusal
from ratsite.lib.documents.file_types import clean_name


def sent_with_files(request: HttpRequest) -> dict[str, Any]:
    """Return the arguments of a form with files (SavesFilesMixin) that this request opens or sends."""
    if request.method != "POST":
        return {"uploader": request.user}
    why = upload_refusal(request)
    return {"data": request.POST, "files": request.FILES, "uploader": request.user, "upload_refusal": why}


class SavesFilesMixin:
    """Mixin for forms with file fields: if the form has an error, its files are saved and shown again for a day.

    Browsers send files once, and cannot show them again. A file that its own field refuses is not saved. An error that
    a view adds after validation counts too, for example if an action refuses what was sent.

    A saved file that is sent again, under the same name, is replaced. If one is no longer there, the form says so.

    uploader: who sends the form; None saves no file, as for the rows of an import.
    """

    is_validated = False

    def __init__(self, *args, uploader: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.uploader = uploader
        self.lost_files: dict[str, int] = {}  # field → how many ticked files are no longer saved
        if self.is_bound and uploader is not None:
            self._add_saved_files()

    def full_clean(self) -> None:
        self.is_validated = False
        super().full_clean()
        for name, count in self.lost_files.items() if self.is_bound else ():
            lost = ngettext(
                "Choose your file again: we no longer have it",
                "Choose %(count)s of your files again: we no longer have them",
                count,
            )
            super().add_error(name, lost % {"count": count})
        self.is_validated = True
        if self.errors:
            self.save_files()

    def add_error(self, field, error) -> None:
        super().add_error(field, error)
        if self.is_validated:
            self.save_files()

    def save_files(self) -> None:
        """Save the files that were sent, and show them in their field. A view calls it to show a valid form again."""
        if self.uploader is None:
            return
        for name, field in self._file_fields():
            accepted = [upload for upload in self._sent(name) if not upload.closed and self.is_accepted(upload)]
            field.widget.saved = [self._saved_as(upload) for upload in accepted[:MOST_SAVED]]

    def is_accepted(self, upload: UploadedFile) -> bool:
        return not refusal(upload)

    def _add_saved_files(self) -> None:
        for name, field in self._file_fields():
            sent_name = self.add_prefix(name)
            sent = self._sent(name)
            again = {clean_name(upload.name or "") for upload in sent}
            numbers = set(self.data.getlist(field.widget.saved_name(sent_name)))
            rows = saved_rows(numbers, self.uploader)
            if len(rows) < len(numbers):
                self.lost_files[name] = len(numbers) - len(rows)
            others = [row for row in rows if row.name not in again]
            self.files.setlist(sent_name, [*map(as_upload, others), *sent])

    def _file_fields(self) -> Iterator[tuple[str, forms.FileField]]:
        return ((name, field) for name, field in self.fields.items() if isinstance(field, forms.FileField))

    def _sent(self, name: str) -> list[UploadedFile]:
        return self.files.getlist(self.add_prefix(name))

    def _saved_as(self, upload: UploadedFile) -> SavedUpload:
        if not hasattr(upload, "saved_as"):
            upload.saved_as = save_upload(upload=upload, person=self.uploader)
        return upload.saved_as
