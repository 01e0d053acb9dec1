import time

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.forms import BaseImageForm

from ratsite.files.fields import PrivateFileField
from ratsite.lib.documents.file_types import clean_name
from ratsite.lib.identifiers import names_to_settle
from ratsite.lib.identifiers.refusal import IN_FILE_NAME
from ratsite.pages.contacts import published_contacts
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import PageFile
from ratsite.pages.models.contact import MESSAGE_LENGTH
from ratsite.pages.pictures import PictureFormField, redraw

TOKEN_SALT = "ratsite.pages.contact"  # noqa: S105 names a use, keeps no secret
READING_TIME = 2  # seconds: no person reads the page and writes in less
TOKEN_LIFE = 24 * 3600  # seconds: a tab left open overnight still sends
SEND_AGAIN = _("Press the button again. The page was open for too long, or was sent too fast")


class SiteImageForm(BaseImageForm):
    """Wagtail's picture form, but alternative text is required and the uploaded file is redrawn from its pixels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # absent in the second step of a multiple upload
            self.fields["file"] = PictureFormField(label=_("File"), widget=self.fields["file"].widget)
        description = self.fields["description"]
        description.required = True
        description.label = _("What the picture shows")
        description.help_text = _("One sentence for people who cannot see the picture: say what matters in it.")

    def clean_file(self):
        """Return the redrawn picture. Refuse a file name that may identify someone: it becomes part of an address."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        name = clean_name(file.name)
        if names := names_to_settle([name], published_contacts()):
            raise forms.ValidationError(IN_FILE_NAME % {"names": ", ".join(names)})
        return redraw(file, name)


class PageFileForm(WagtailAdminModelForm):
    """CMS form for a file of the public pages. A saved file cannot be replaced: add another one."""

    upload = PrivateFileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV or a picture. It will be public."),
        error_messages={"required": _("Choose a file of at most 25 MB")},
    )

    class Meta:
        model = PageFile
        fields = ("title",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["upload"]


class ContactForm(forms.Form):
    """Contact form for visitors without cookies: a signed time replaces the CSRF cookie.

    token: that time, signed by this site between two seconds and a day ago. website: a hidden field that only bots fill
    in.
    """

    kind = forms.ChoiceField(choices=MessageKind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your email address"), required=False, help_text=_("Without your address we cannot answer you.")
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave out anything that says who or where an exploited person is."),
        error_messages={"required": _("Enter your message")},
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
        """Return a new token for the form that is rendered now, even if the visitor sent an old token."""
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
