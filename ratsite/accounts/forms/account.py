from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import NOBODY, User
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.network.models import Agency


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password, remember = self.fields["login"], self.fields["password"], self.fields.get("remember")
        login.label = _("Work email address")
        login.widget.attrs = {"autocomplete": "username", "inputmode": "email"}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""
        if remember:
            remember.label = _("Keep me signed in on this device for 7 days")
            remember.help_text = _("Do not tick this on a shared or borrowed computer.")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Form to ask for a password reset link. An address without an account gets the same answer."""

    def clean_email(self) -> str:
        """Return the address in lower case, and store in `users` the account that the email is about.

        For an unknown address, `users` has an unsaved account, for which no link works. So the form does the same work
        for known and unknown addresses, and neither the answer nor the time taken reveals which one it was. The address
        of a person who has left counts as unknown: they can apply to join again, and the mailbox may be another
        person's.
        """
        email = get_adapter().clean_email(self.cleaned_data["email"].lower())
        people = User.objects.signing_in_with(email).exclude(state=MemberState.LEFT)
        person = people.order_by("-is_active", "-has_proved", "pk").select_related("agency").first()
        self.users = [person or User(pk=NOBODY, email=email)]
        return email


class ListingForm(forms.Form):
    listed_as = forms.ChoiceField(
        label=_("What the directory shows about you"),
        choices=Listing,
        widget=forms.RadioSelect,
        help_text=_(
            "If you choose to show your role only, nobody can find you there by name. Your posts still show your name."
        ),
    )
    shows_email = forms.BooleanField(
        label=_("Show my work email address to members"), required=False, help_text=_("Only members see the directory.")
    )


class ConfirmForm(CheckedForm):
    checked_fields = ("job_title",)

    job_title = forms.CharField(label=_("Your role at your agency"), max_length=120)
    is_here = forms.BooleanField(
        error_messages={"required": _("Tick this to confirm. If it is no longer true, leave the network instead.")}
    )
    keeps_terms = forms.BooleanField(
        label=_("I will keep to the terms of reference"),
        help_text=_(
            "You will share what you read here only as its marking allows, and never use it as your only reason to act."
        ),
        error_messages={"required": _("Tick this, or tell the coordinator which terms you cannot keep to")},
    )

    def __init__(self, *args, agency: Agency | None, **kwargs):
        super().__init__(*args, **kwargs)
        label = _("I still work for %(agency)s") if agency else _("I still belong to the network")
        self.fields["is_here"].label = label % {"agency": agency}


def _reason_field(label: str, help_text: str, *, is_required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        required=is_required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say how you know that they have left")},
    )


class LeaverForm(CheckedForm):
    """Form for an agency lead to say that a colleague has left."""

    reason = _reason_field(
        _("How do you know that they have left?"),
        _("Your colleague can read what you write here, and we save it in the audit log."),
        is_required=True,
    )


class LeaveForm(CheckedForm):
    reason = _reason_field(
        _("Reason, or anything else that the coordinator should know"),
        _("You do not have to give a reason. If you do, we save it in the audit log."),
    )
