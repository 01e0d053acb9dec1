"""Form that asks why a curator or agency lead needs the names of those who downloaded files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.checked_form import CheckedForm


class NamesForm(CheckedForm):
    reason = forms.CharField(
        label=_("Why you need to see the names"),
        max_length=200,
        help_text=_("The audit log records that you looked at the names, and your reason."),
        error_messages={"required": _("Say why you need to see the names")},
    )
