import time

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError
from wagtail.images.forms import BaseImageForm
from wagtail.models import COMMENTS_RELATION_NAME, Page

from ratsite.files.fields import PrivateFileField
from ratsite.files.forms import FilesAgainMixin
from ratsite.lib.documents.file_types import clean_name
from ratsite.lib.identifiers import Allow, find, names_to_settle
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.identifiers.refusal import IN_FILE_NAME, refuse_identifiers
from ratsite.network.forms import OvertakenForm
from ratsite.pages.actions.correct_page import add_notice
from ratsite.pages.contacts import published_contacts
from ratsite.pages.enums import ContactKind, MessageKind
from ratsite.pages.fields import BodyField
from ratsite.pages.identifier_check import OF_AN_ORGANISATION, check, named
from ratsite.pages.models import Correction, GetHelpPage, PageFile, PageReview, PublishedContact
from ratsite.pages.models.contact import MESSAGE_LENGTH
from ratsite.pages.pictures import PictureFormField, redraw
from ratsite.pages.rules import can_correct, must_stay

TOKEN_SALT = "ratsite.pages.contact"  # noqa: S105 names a use, keeps no secret
READING_TIME = 2  # seconds: no person reads the page and writes a message in less
TOKEN_LIFE = 24 * 3600  # seconds: a message can be sent from a tab that was left open overnight
SEND_AGAIN = _("The page was open for too long, or you sent it too fast. Press the button again")
SENDING = ("action-publish", "action-submit", "action-restart-workflow")  # buttons, which Wagtail looks for first
IDENTIFIES = _("Remove what may identify someone: %(named)s")
IDENTIFIES_OR_IS_PUBLIC = _(
    "Remove what may identify someone: %(named)s. Contact details of an organisation go in a block “Contact”"
)


class PublicPageForm(WagtailAdminPageForm):
    """CMS form for a public page. It refuses to publish identifiers, now or later; a draft may have them.

    Wagtail defers the validation of a draft that is only saved, automatically or not, and of a preview. A page that
    other pages link to by its name cannot get another address or a day when it disappears.
    """

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_deferred_validation and not self._only_ends_check():
            self._refuse_identifiers()
        published = Page.objects.filter(pk=self.instance.pk).first()
        if published is not None and must_stay(published):
            self._refuse_to_hide(published)
        return cleaned

    def _only_ends_check(self) -> bool:
        """True if the editor sends the page back or cancels its second check, which publishes nothing."""
        if any(self.data.get(name) for name in SENDING):
            return False
        if self.data.get("action-workflow-action"):
            return self.data.get("workflow-action-name") == "reject"
        return bool(self.data.get("action-cancel-workflow"))

    def _refuse_to_hide(self, published: Page) -> None:
        if self.cleaned_data.get("slug", published.slug) != published.slug:
            keep = _("Other pages link to this page. Enter its address as it was: %(slug)s")
            self.add_error("slug", keep % {"slug": published.slug})
        if self.cleaned_data.get("expire_at"):
            self.add_error("expire_at", _("Leave this empty. Other pages link to this page, so it must stay published"))

    def _refuse_identifiers(self) -> None:
        lists = [formset for name, formset in self.formsets.items() if name != COMMENTS_RELATION_NAME]
        forms_of_rows = [row for formset in lists for row in formset.forms if row.is_valid()]
        written = [self, *(row for row in forms_of_rows if not row.cleaned_data.get("DELETE"))]
        found = check((form._meta.model, form.cleaned_data) for form in written)
        for form, passages in zip(written, found, strict=True):
            for name in dict.fromkeys(passage.field for passage in passages):
                _add_error(form, name, [passage for passage in passages if passage.field == name])


def _add_error(form: forms.ModelForm, name: str, passages: list[Passage]) -> None:
    """Add one error that names these passages to a field, because Wagtail writes several in one line."""
    may_be_public = any(passage.finding.kind in OF_AN_ORGANISATION for passage in passages)
    text = (IDENTIFIES_OR_IS_PUBLIC if may_be_public else IDENTIFIES) % {"named": named(passages)}
    is_body = isinstance(form._meta.model._meta.get_field(name), BodyField)
    form.add_error(name, StreamBlockValidationError(non_block_errors=[text]) if is_body else text)


class SiteImageForm(BaseImageForm):
    """Wagtail's picture form, except that alternative text is required and the picture is redrawn from its pixels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # the second step of adding several pictures has no file field
            self.fields["file"] = PictureFormField(label=_("File"), widget=self.fields["file"].widget)
        description = self.fields["description"]
        description.required = True
        description.label = _("What the picture shows")
        description.help_text = _("One sentence for people who cannot see the picture: say what matters in it.")

    def clean_file(self):
        """Return the redrawn picture; refuse a file name that may identify someone, as an address will contain it."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        name = clean_name(file.name)
        if names := names_to_settle([name], published_contacts()):
            raise forms.ValidationError(IN_FILE_NAME % {"names": ", ".join(names)})
        return redraw(file, name)

    def clean(self) -> dict:
        cleaned = super().clean()
        refuse_identifiers(self, ["title", "description", "credit"], published_contacts)
        return cleaned


class PublicListForm(OvertakenForm):
    """CMS form for a row of a public list, such as a helpline. Its fields for phone numbers are not checked."""

    def clean(self) -> dict:
        cleaned = super().clean()
        texts = [name for name in ("name", "when_to_use", "hours", "languages") if name in self.fields]
        refuse_identifiers(self, texts, published_contacts)
        return cleaned


class HelplineForm(PublicListForm):
    """CMS form for a helpline. An editor who changes one can add a notice of the correction to the page Get help."""

    notice = forms.CharField(
        label=_("Notice for readers"),
        required=False,
        max_length=Correction._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "If readers may have relied on what was wrong, say what changed and why. We publish it with today’s date "
            "at the foot of the page “Get help”. You cannot change it afterwards."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = GetHelpPage.objects.live().first()
        can_ask = self.page is not None and self.for_user is not None
        self.can_add_notice = can_ask and can_correct(self.for_user, self.page)
        was_typed = bool(self.data.get(self.add_prefix("notice"), "").strip())
        if self.instance._state.adding or not (self.can_add_notice or was_typed):
            del self.fields["notice"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("notice"):
            refuse_identifiers(self, ["notice"], self._published)
            if not self.can_add_notice:
                self.add_error(
                    "notice",
                    _(
                        "The page “Get help” is not published now, or a colleague has locked it. Remove the notice, or "
                        "save again later"
                    ),
                )
        return cleaned

    def _published(self) -> Allow:
        """Return the contacts that a notice of correction may name: published ones, and the new ones in this form."""
        lines = [self.cleaned_data.get(name, "") for name in ("phone", "text_number")]
        return published_contacts(*(line[found.start : found.end] for line in lines for found in find(line)))

    def save(self, commit=True):
        saved = super().save(commit)
        if commit and self.cleaned_data.get("notice"):
            add_notice(page_id=self.page.pk, editor=self.for_user, text=self.cleaned_data["notice"])
        return saved


class PageFileForm(FilesAgainMixin, WagtailAdminModelForm):
    """CMS form for a file of the public pages. A saved file cannot be replaced; editors add another one instead."""

    upload = PrivateFileField(
        label=_("File"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, rich text, web page, email, text, CSV or a picture. It will "
            "be public."
        ),
        error_messages={"required": _("Choose a file of at most 25 MB")},
    )

    class Meta:
        model = PageFile
        fields = ("title",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["upload"]

    def clean(self) -> dict:
        cleaned = super().clean()
        refuse_identifiers(self, ["title"], published_contacts)
        return cleaned


class ContactForm(forms.Form):
    """Contact form for visitors without cookies: a signed time replaces the CSRF cookie.

    token: the signed time, which must be between two seconds and a day ago. website: a hidden field that only bots fill
    in.
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

        Who corrects an error has read the page already, so the correction may be sent at once.
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
        return cleaned


def _is_good(token: str) -> bool:
    """True if this token was made between READING_TIME and TOKEN_LIFE ago."""
    try:
        age = time.time() - signing.loads(token, salt=TOKEN_SALT)
    except signing.BadSignature:
        return False
    return READING_TIME <= age <= TOKEN_LIFE


class PlanForm(forms.ModelForm):
    """Form for who looks after a page and when it must be checked again."""

    class Meta:
        model = PageReview
        fields = ("owner", "due_on")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "owner": _("A role or an agency, not a person: readers see it. For example: the editors."),
            "due_on": _("After this day we tell readers that the page may be out of date."),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        refuse_identifiers(self, ["owner"], published_contacts)
        return cleaned

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data and due_on < timezone.localdate():
            raise forms.ValidationError(_("Enter today or a later day"))
        return due_on


class CorrectionForm(CheckedForm):
    """Form for the notice of a correction, which can never be changed."""

    checked_fields = ("text",)
    allowed = staticmethod(published_contacts)

    text = forms.CharField(
        label=_("What changed, and why"),
        help_text=_("One or two sentences for readers. You cannot change them afterwards."),
        max_length=Correction._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what changed and why")},
    )
    keeps_earlier = forms.BooleanField(
        label=_("Readers may still open the earlier version"),
        help_text=_("Untick this if the earlier text could harm or identify someone."),
        required=False,
        initial=True,
    )
    shown_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, has_draft: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_draft:  # what is published stays, so there is no earlier version
            self.fields["keeps_earlier"].widget = forms.HiddenInput()


class CloseEarlierVersionForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("We save it in the audit log. Do not repeat the words that must not be read."),
        max_length=300,
        error_messages={"required": _("Say why readers must not see the earlier version")},
    )


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

    def clean_source_url(self) -> str:
        url = self.cleaned_data["source_url"]
        if not url.startswith("https://"):
            raise forms.ValidationError(_("Enter a link that begins with https://"))
        return url


class PublishedContactForm(ContactCheckForm):
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
