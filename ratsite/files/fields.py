"""The form field through which files come in."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from ratsite.lib.sniffing import HEAD_BYTES, KINDS, clean_name, disagreement


class PrivateFileField(forms.FileField):
    """A file whose size, extension and first bytes are right. Pair it with files.actions.store_upload."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(f".{extension}" for extension in sorted(KINDS))})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload is None or upload is initial:
            return upload
        if upload.size > settings.MAX_FILE_BYTES:
            raise ValidationError(too_large())
        head = upload.read(HEAD_BYTES)
        upload.seek(0)
        if sentence := disagreement(clean_name(upload.name), head):
            raise ValidationError(sentence)
        return upload


def too_large() -> str:
    return f"Choose a file of at most {filesizeformat(settings.MAX_FILE_BYTES)}. Nothing else that you typed is lost."
