import re

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import FormerAddress, User
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.personal_data import has_data_about
from ratsite.pages.contacts import published_contacts
from ratsite.privacy.enums import PostsAfterErasure


class ErasureForm(forms.Form):
    posts = forms.ChoiceField(
        label=_("Your published posts"),
        choices=PostsAfterErasure,
        initial=PostsAfterErasure.KEEP,
        widget=forms.RadioSelect,
    )


class LetterForm(CheckedForm):
    """Form for a coordinator to enter the erasure request of a person who made it outside the site."""

    allowed = staticmethod(published_contacts)

    posts = forms.ChoiceField(
        label=_("Their published posts"),
        choices=[
            (
                PostsAfterErasure.KEEP,
                _("Keep their posts, with only their kind of agency, and their role if others have it too"),
            ),
            (PostsAfterErasure.TAKE, _("Also delete the text of their posts")),
        ],
        initial=PostsAfterErasure.KEEP,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("How they asked"),
        help_text=_(
            "For example: by letter on 3 March, identity checked by phone. Do not give their name: the audit log keeps "
            "this permanently."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say how they asked, and how you checked their identity")},
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_reason(self) -> str:
        person = self.person
        return _naming_nobody(self.cleaned_data["reason"], person.first_name, person.last_name, person.email)


class AddressForm(CheckedForm):
    """Form for a coordinator to enter the erasure request of a person without an account."""

    allowed = staticmethod(published_contacts)

    address = forms.EmailField(
        label=_("Their email address"),
        help_text=_(
            "We delete everything that we hold under this address straight away: applications, invitations "
            "to them, messages to us and emails from us."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter the address that they wrote from"),
            "invalid": _("Enter a full email address, such as ana.wood@agency.example"),
        },
    )
    reason = forms.CharField(
        label=_("How they asked"),
        help_text=_(
            "For example: by email on 3 March, from this address. Do not give their name: the audit log keeps this "
            "permanently."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say how they asked, and how you checked their identity")},
    )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].lower()
        if User.objects.filter(email=address).exists():
            raise forms.ValidationError(
                gettext("Someone has an account with this address. Delete their data under “Membership” instead.")
            )
        if not has_data_about(FormerAddress.objects.free_address(address)):
            raise forms.ValidationError(
                gettext("We hold nothing under this address. Enter the address that they wrote from.")
            )
        return address

    def clean_reason(self) -> str:
        return _naming_nobody(self.cleaned_data["reason"], self.data.get("address", ""))


def _naming_nobody(reason: str, *names: str) -> str:
    """Return the reason. Raises ValidationError if it contains any of `names`: names and addresses of the person."""
    named = [word for word in names if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reason, re.IGNORECASE)]
    if named:
        found = get_text_list([f"“{word}”" for word in named], gettext("and"))
        error = gettext("Remove their name or address: %(found)s. Otherwise the audit log would keep it permanently.")
        raise forms.ValidationError(error % {"found": found})
    return reason


def reason_to_keep(readers: str) -> forms.CharField:
    """Return the form field for the reason of a legal hold.

    readers: a lazily translated sentence for the help text, which says who can read the reason.
    """
    return forms.CharField(
        label=_("Why we must keep the data"),
        help_text=format_lazy("{} {}", _("For example: an inquiry has asked for it."), readers),
        max_length=300,
        error_messages={"required": _("Say who asks us to keep the data")},
    )


class LegalHoldForm(CheckedForm):
    allowed = staticmethod(published_contacts)
    reason = reason_to_keep(_("Only coordinators can read it. We do not tell the person."))
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Leave this empty if you do not know yet."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(gettext("Enter today’s date or a later date"))
        return until


class EndHoldForm(CheckedForm):
    """Form with the reason why a legal hold on a person or a topic ends. The log keeps the reason."""

    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Who said that the hold may end, and when"),
        help_text=_("We save it in the audit log. Leave out names and cases."),
        max_length=300,
        error_messages={"required": _("Say who said that the hold may end")},
    )
