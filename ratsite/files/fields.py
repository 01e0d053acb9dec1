from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ratsite.files.models import SavedUpload
from ratsite.lib.documents.file_types import HEAD_BYTES, KINDS, clean_name, disagreement


class SavedFilesInput(forms.FileInput):
    """File input that shows the saved files of a form with an error, each with a tick box that leaves it out.

    saved: rows of SavedUpload.
    """

    template_name = "components/saved_files.html"
    saved: Sequence[SavedUpload] = ()

    def __init__(self, **kwargs):
        super().__init__(attrs={"accept": ",".join(f".{extension}" for extension in sorted(KINDS))}, **kwargs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"saved": self.saved, "saved_name": self.saved_name(name)}

    def use_required_attribute(self, initial) -> bool:
        return super().use_required_attribute(initial) and not self.saved

    @staticmethod
    def saved_name(name: str) -> str:
        """Return the name of the tick boxes of the field with this name."""
        return f"{name}-saved"


class PrivateFileField(forms.FileField):
    """Form field for a file. It checks the file's size, extension and first bytes.

    Store the file with ratsite.files.actions.store_upload.
    """

    widget = SavedFilesInput

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


class SeveralFilesInput(SavedFilesInput):
    allow_multiple_selected = True


class PrivateFilesField(forms.FileField):
    """Form field for several files, each checked as in PrivateFileField. The value is a list of uploads."""

    def __init__(self, *, most: int, **kwargs):
        super().__init__(required=False, widget=SeveralFilesInput, **kwargs)
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
        return too_large([upload.name or ""])
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    return disagreement(upload.name or "", head)


def too_large(names: Sequence[str]) -> str:
    """Return the error about files that are each too large. names: those of the files."""
    message = ngettext(
        "Choose a file of at most %(size)s instead of %(names)s. Everything else that you typed is still here.",
        "Choose files of at most %(size)s instead of %(names)s. Everything else that you typed is still here.",
        len(names),
    )
    named = get_text_list([f"“{name}”" for name in names], _("and"))
    return message % {"size": _as_size(settings.MAX_FILE_BYTES), "names": named}


def too_large_together(first_name: str) -> str:
    """Return the error about a form that is too large as a whole. first_name: that of its first file."""
    message = _(
        "Choose fewer files, or files of at most %(size)s each: “%(name)s” and what you chose with it are too large "
        "together. What you typed below the files may be missing."
    )
    return message % {"size": _as_size(settings.MAX_FILE_BYTES), "name": first_name}


def _as_size(count: int) -> str:
    return filesizeformat(count).replace(".0\xa0", "\xa0")  # "25 MB", not "25.0 MB"
