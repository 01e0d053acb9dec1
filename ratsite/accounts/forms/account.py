from allauth.account.forms import LoginForm
from django import forms

from ratsite.accounts.enums import Listing
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Agency


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password, remember = self.fields["login"], self.fields["password"], self.fields.get("remember")
        login.label = "Work email address"
        login.widget.attrs = {"autocomplete": "username", "inputmode": "email"}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""
        if remember:
            remember.label = "Keep me signed in on this device for 7 days"
            remember.help_text = "Leave this empty on a shared or borrowed computer."


class ListingForm(forms.Form):
    listed_as = forms.ChoiceField(
        label="What the directory says about you",
        choices=Listing,
        widget=forms.RadioSelect,
        help_text="By your role alone, nobody finds you there by your name. What you post still carries it.",
    )
    shows_email = forms.BooleanField(
        label="Show my work email address to members", required=False, help_text="Members alone see the directory."
    )


class ConfirmForm(forms.Form):
    job_title = forms.CharField(label="Your role there", max_length=120)
    is_here = forms.BooleanField(error_messages={"required": "Tick this, or leave the network if you have gone"})
    keeps_terms = forms.BooleanField(
        label="I keep to the terms of reference",
        help_text="What is read here stays here as its marking says, and nobody acts on it alone.",
        error_messages={"required": "Tick this, or write to the coordinator about what you cannot keep to"},
    )

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["job_title"])
        return data

    def __init__(self, *args, agency: Agency | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_here"].label = f"I still work for {agency}" if agency else "I still belong to the network"


def _reason_field(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Anything that the coordinator should know",
        help_text=help_text,
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordForm(forms.Form):
    """Base form: an optional reason that is written to the audit log."""

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["reason"])
        return data


class LeaverForm(WordForm):
    """An agency lead says that a colleague has left."""

    reason = _reason_field("They can read it too, and it is kept in the log.")


class LeaveForm(WordForm):
    reason = _reason_field("It is kept in the log. You need give no reason.")
