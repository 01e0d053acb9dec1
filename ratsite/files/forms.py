"""A mixin for forms with file fields."""

from django import forms
from django.utils.translation import ngettext

FILES_AGAIN = "files_again"  # code of the error that only asks for the files of a form with other errors


class FilesAgainMixin:
    """Mixin for forms with file fields: a form with an error asks for its files again.

    A browser sends a file once and cannot show it in the form again. This also works for an error that a view adds
    after validation, for example if an action refuses what was sent.
    """

    is_validated = False

    def full_clean(self) -> None:
        self.is_validated = False
        super().full_clean()
        self.is_validated = True
        self._ask_for_files_again()

    def add_error(self, field, error) -> None:
        super().add_error(field, error)
        if self.is_validated:
            self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        if not self.is_bound or not self.errors:
            return
        for name, field in self.fields.items():
            sent = self[name].data if isinstance(field, forms.FileField) else None
            count = len(sent) if isinstance(sent, list) else int(bool(sent))
            is_asked = any(error.code == FILES_AGAIN for error in self.errors.as_data().get(name, ()))
            # A refused single file has its own error already. If one of several files was refused, ask for all again.
            if not count or is_asked or (count == 1 and name in self.errors):
                continue
            again = ngettext(
                "Choose your file again. We do not keep it while the form has an error.",
                "Choose your files again. We do not keep them while the form has an error.",
                count,
            )
            super().add_error(name, forms.ValidationError(again, FILES_AGAIN))
