"""The form on the contact page and the complaints page."""

import time

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.refusal import REDACT, refuse_identifiers
from ratsite.pages.enums import MessageKind
from ratsite.pages.models.contact import MESSAGE_LENGTH

TOKEN_SALT = "ratsite.pages.contact"  # noqa: S105 names a use, keeps no secret
READING_TIME = 2  # seconds: no person reads the page and writes a message in less
TOKEN_LIFE = 24 * 3600  # seconds: a message can be sent from a tab that was left open overnight
SEND_AGAIN = _("The page was open for too long, or you sent it too fast. Press the button again.")


class ContactForm(forms.Form):
    """Contact form for visitors without cookies: a signed time replaces the CSRF cookie.

    token: the signed time, which must be between two seconds and a day ago. as_it_is: the answer to the question
    whether to send a text that may identify someone, which is shown only then. website: a hidden field that only bots
    fill in.
    """

    kind = forms.ChoiceField(choices=MessageKind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your email address"), required=False, help_text=_("We cannot answer you without your address.")
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave out anything that says who or where an exploited person is."),
        error_messages={"required": _("Enter your message")},
    )
    as_it_is = forms.BooleanField(
        label=_("Send it as it is"),
        required=False,
        help_text=_("Only if it is about yourself, or if we need it to keep someone safe."),
    )
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["website"].widget.attrs["autocomplete"] = "off"

    @property
    def fresh_token(self) -> str:
        """Return the token for the form that is rendered now: the one that was sent, if it is still good, or a new one.

        A visitor who corrects an error has read the page already: with the token that was sent, the correction may be
        sent at once.
        """
        sent = self.data.get("token", "")
        return sent if _is_good(sent) else signing.dumps(time.time(), salt=TOKEN_SALT)

    @property
    def is_from_a_bot(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not _is_good(cleaned["token"]):
            self.add_error(None, SEND_AGAIN)
        if REDACT in self.data or not cleaned["as_it_is"]:
            refuse_identifiers(self, ["text"])
        return cleaned

    @property
    def may_identify_someone(self) -> bool:
        return self.has_error("text", "identifies") or bool(self.data.get("as_it_is"))


def _is_good(token: str) -> bool:
    """True if this token was made between READING_TIME and TOKEN_LIFE ago."""
    try:
        age = time.time() - signing.loads(token, salt=TOKEN_SALT)
    except signing.BadSignature:
        return False
    return READING_TIME <= age <= TOKEN_LIFE
