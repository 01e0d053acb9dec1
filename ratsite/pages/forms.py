"""The contact form for visitors and the picture form for editors."""

import time

from django import forms
from django.core import signing
from wagtail.images.forms import BaseImageForm

from ratsite.pages.enums import MessageKind
from ratsite.pages.models.contact import MESSAGE_LENGTH
from ratsite.pages.pictures import PictureFormField, redraw

TOKEN_SALT = "ratsite.pages.contact"  # noqa: S105 names a use, keeps no secret
READING_TIME = 2  # seconds: no person reads the page and writes in less
TOKEN_LIFE = 24 * 3600  # seconds: a tab left open overnight still sends
SEND_AGAIN = "Press the button once more. The page had been open too long, or was sent too fast."


class SiteImageForm(BaseImageForm):
    """Wagtail's picture form, but alternative text is required and the file is redrawn."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # absent in the second step of a multiple upload
            self.fields["file"] = PictureFormField(label="File", widget=self.fields["file"].widget)
        description = self.fields["description"]
        description.required = True
        description.label = "What it shows"
        description.help_text = "For people who do not see it: what matters in the picture, in one sentence."

    def clean_file(self):
        file = self.cleaned_data["file"]
        return redraw(file, file.name) if "file" in self.changed_data else file


class ContactForm(forms.Form):
    """Contact form for visitors without cookies: a signed time replaces the CSRF cookie.

    token: signed by this site between two seconds and a day ago. website: a hidden field that only bots fill in.
    """

    kind = forms.ChoiceField(choices=MessageKind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label="Your name", max_length=120, required=False)
    email = forms.EmailField(
        label="Your email address", required=False, help_text="Leave it out if you like. We cannot answer you then."
    )
    text = forms.CharField(
        label="Your message",
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Please leave out anything that tells who or where an exploited person is.",
        error_messages={"required": "Write your message."},
    )
    website = forms.CharField(
        label="Leave this empty", required=False, widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["website"].widget.attrs["autocomplete"] = "off"

    @property
    def fresh_token(self) -> str:
        """A new token for the page that is rendered now, even if an old one was sent."""
        return signing.dumps(time.time(), salt=TOKEN_SALT)

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_token(self) -> str:
        token = self.cleaned_data["token"]
        try:
            age = time.time() - signing.loads(token, salt=TOKEN_SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError(SEND_AGAIN) from error
        if not READING_TIME <= age <= TOKEN_LIFE:
            raise forms.ValidationError(SEND_AGAIN)
        return token
