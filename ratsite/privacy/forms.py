import re

from django import forms
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.lib.personal_data import is_held
from ratsite.pages.contacts import published_contacts
from ratsite.privacy.enums import PostsAfterErasure


def _posts_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=PostsAfterErasure, initial=PostsAfterErasure.KEEP, widget=forms.RadioSelect
    )


class ErasureForm(forms.Form):
    posts = _posts_field("What others have read of mine")


class ReasonForm(forms.Form):
    """Base form: a reason that the audit log keeps for good."""

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["reason"], published_contacts)
        return data


class LetterForm(ReasonForm):
    """A coordinator enters the request of a person who asked outside the site."""

    posts = forms.ChoiceField(
        label="What others have read of theirs",
        choices=[
            (PostsAfterErasure.KEEP, "Keep their posts, by role and kind of agency"),
            (PostsAfterErasure.TAKE, "Take the words of their posts away too"),
        ],
        initial=PostsAfterErasure.KEEP,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="How they asked",
        help_text="Such as: by letter of 3 March, their identity checked by telephone. It is kept in the log for good, "
        "so leave their name out.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how they asked, and how you know that it was they"},
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_reason(self) -> str:
        person = self.person
        return _naming_nobody(self.cleaned_data["reason"], person.first_name, person.last_name, person.email)


class AddressForm(ReasonForm):
    """A coordinator enters the request of a person without an account."""

    address = forms.EmailField(
        label="Their email address",
        help_text="What is held under it is deleted at once: applications, invitations to them, messages to us, and "
        "emails from us.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Give the address that they wrote from",
            "invalid": "Give an address in full, such as ana.wood@agency.example",
        },
    )
    reason = forms.CharField(
        label="How they asked",
        help_text="Such as: by email of 3 March, from that address. It is kept in the log for good, so leave out who "
        "they are.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how they asked, and how you know that it was they"},
    )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].lower()
        if User.objects.filter(email=address).exists():
            raise forms.ValidationError("Somebody has an account with this address: erase them under People")
        if not is_held(address):
            raise forms.ValidationError("Nothing is held under this address")
        return address

    def clean_reason(self) -> str:
        return _naming_nobody(self.cleaned_data["reason"], self.data.get("address", ""))


def _naming_nobody(reason: str, *telling: str) -> str:
    named = [word for word in telling if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reason, re.IGNORECASE)]
    if named:
        words = " and ".join(f"“{word}”" for word in named)
        raise forms.ValidationError(f"Say it without their name or address, here {words}: the log keeps it for good")
    return reason


def reason_to_keep(readers: str) -> forms.CharField:
    """Return the field for a hold's reason. readers: a sentence that says who reads it."""
    return forms.CharField(
        label="Why it must be kept",
        help_text=f"Such as: an inquiry has asked for it. {readers}",
        max_length=300,
        error_messages={"required": "Say what asks for it"},
    )


class LegalHoldForm(ReasonForm):
    reason = reason_to_keep("Coordinators alone read it; the person is not told.")
    until = forms.DateField(
        label="Until",
        help_text="Leave it empty where nobody knows yet.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError("Give a day that is not over")
        return until
