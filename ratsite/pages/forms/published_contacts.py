"""Forms for the published contacts of public bodies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.pages.contacts import published_contacts
from ratsite.pages.enums import ContactKind
from ratsite.pages.models import PublishedContact


class ContactCheckForm(forms.Form):
    """Form for a published contact that was checked again: its public body and the page that publishes it."""

    body = forms.CharField(label=_("Public body"), max_length=120)
    source_url = forms.URLField(
        label=_("Page that publishes it"),
        max_length=300,
        assume_scheme="https",
        help_text=_(
            "Open it today and check that it shows the contact. For a domain, give a page that says whose it is."
        ),
    )
    shown_hash: forms.Field | None = forms.CharField(required=False, widget=forms.HiddenInput)  # of what it replaces

    def clean_source_url(self) -> str:
        url = self.cleaned_data["source_url"]
        if not url.startswith("https://"):
            raise forms.ValidationError(_("Enter a link that begins with https://"))
        return url


class PublishedContactForm(ContactCheckForm):
    shown_hash = None  # a new contact replaces nothing
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=ContactKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "With a domain, texts may contain its shared mailboxes, such as enquiries@, but never a person’s "
            "own address."
        ),
    )
    value = forms.CharField(label=_("Contact"), max_length=254)
    field_order = ["kind", "value", "body", "source_url"]

    def clean(self):
        cleaned = super().clean()
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if kind and value:
            try:
                cleaned["value"] = PublishedContact.normal_value(kind, value)
            except forms.ValidationError as error:
                self.add_error("value", error)
            else:
                if PublishedContact.objects.filter(value=cleaned["value"]).exists():
                    self.add_error("value", _("Enter another contact, because this one is already in the list"))
        return cleaned


class ContactRemovalForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("We save it in the audit log. For example: “the number has changed”."),
    )
