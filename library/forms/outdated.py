"""Form to report a resource as out of date."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models import REPORT_LENGTH
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.pages.contacts import published_contacts


class OutdatedForm(CheckedForm):
    """Form to report a resource as out of date. A member says what is wrong; a signed-out reader sees only a button."""

    checked_fields = ("text",)
    allowed = staticmethod(published_contacts)

    text = forms.CharField(
        label=_("What is out of date?"),
        max_length=REPORT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: “nobody answers the number on page 2”. Curators see your name."),
    )

    def __init__(self, *args, is_member: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_member:
            self.fields["text"].error_messages["required"] = _("Say what is out of date")
        else:
            del self.fields["text"]
            self.checked_fields = ()
