from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ratsite.lib.documents.file_types import HEAD_BYTES, KINDS, clean_name, disagreement


class PrivateFileField(forms.FileField):
    """Form field for a file. It checks the file's size, extension and first bytes.

    Store the file with ratsite.files.actions.store_upload.
    """

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(f".{extension}" for extension in sorted(KINDS))})

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, **kwargs)  # refusal() says which file is empty

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload is None or upload is initial:
            return upload
        upload.name = clean_name(upload.name or "")  # so that the checked name is the one that is stored and shown
        if sentence := refusal(upload):
            raise ValidationError(sentence)
        return upload


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PrivateFilesField(forms.FileField):
    """Form field for several files, each checked as in PrivateFileField. The value is a list of uploads."""

    def __init__(self, *, most: int, **kwargs):
        accept = ",".join(f".{extension}" for extension in sorted(KINDS))
        super().__init__(required=False, widget=SeveralFilesInput(attrs={"accept": accept}), **kwargs)
        self.most = most

    def clean(self, data, initial=None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > self.most:
            most = ngettext("Choose at most %(most)s file", "Choose at most %(most)s files", self.most)
            raise ValidationError(most % {"most": self.most})
        checks = forms.FileField(error_messages=self.error_messages, allow_empty_file=True)
        uploads = [checks.clean(upload) for upload in sent]
        for upload in uploads:
            upload.name = clean_name(upload.name or "")
        problems = [f"{upload.name}: {sentence}" for upload in uploads if (sentence := refusal(upload))]
        if problems:
            raise ValidationError(problems)
        return uploads


def refusal(upload: UploadedFile) -> str:
    """Return why an uploaded file is refused by its size, name or first bytes; "" if it is accepted."""
    if (upload.size or 0) > settings.MAX_FILE_BYTES:
        return too_large()
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    return disagreement(upload.name or "", head)


def too_large() -> str:
    message = _("Choose a file of at most %(size)s. Everything else that you typed is still here.")
    size = filesizeformat(settings.MAX_FILE_BYTES).replace(".0\xa0", "\xa0")  # "25 MB", not "25.0 MB"
    return message % {"size": size}
