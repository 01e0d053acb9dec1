"""Form with one text, the reason. Other forms of the library inherit from it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models import CHECK_REASON_LENGTH
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.pages.contacts import published_contacts


class ReasonForm(CheckedForm):
    """Form with one text, the reason, which is scanned for identifiers."""

    allowed = staticmethod(published_contacts)

    reason = forms.CharField(label=_("Reason"), max_length=CHECK_REASON_LENGTH, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, label: str = "", help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text
        self.fields["reason"].error_messages["required"] = _("Give a reason")
