"""The form field through which files come in."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from ratsite.lib.documents.file_types import HEAD_BYTES, KINDS, clean_name, disagreement


class PrivateFileField(forms.FileField):
    """A file whose size, extension and first bytes are right. Pair it with files.actions.store_upload."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(f".{extension}" for extension in sorted(KINDS))})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload is None or upload is initial:
            return upload
        if sentence := refusal(upload):
            raise ValidationError(sentence)
        return upload


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PrivateFilesField(forms.FileField):
    """Several files, each as PrivateFileField takes one; its value is a list."""

    def __init__(self, *, most: int, **kwargs):
        accept = ",".join(f".{extension}" for extension in sorted(KINDS))
        super().__init__(required=False, widget=SeveralFilesInput(attrs={"accept": accept}), **kwargs)
        self.most = most

    def clean(self, data, initial=None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > self.most:
            raise ValidationError(f"Choose at most {self.most} files")
        uploads = [forms.FileField(error_messages=self.error_messages).clean(upload) for upload in sent]
        problems = [f"{clean_name(upload.name)}: {sentence}" for upload in uploads if (sentence := refusal(upload))]
        if problems:
            raise ValidationError(problems)
        return uploads


def refusal(upload: UploadedFile) -> str:
    """Why this file cannot be taken, from its size, name and first bytes; empty when it can."""
    if (upload.size or 0) > settings.MAX_FILE_BYTES:
        return too_large()
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    return disagreement(clean_name(upload.name or ""), head)


def too_large() -> str:
    return f"Choose a file of at most {filesizeformat(settings.MAX_FILE_BYTES)}. Nothing else that you typed is lost."
