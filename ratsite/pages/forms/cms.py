"""Forms of the CMS for pictures, files and public lists."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.forms import BaseImageForm

from ratsite.files.fields import PrivateFileField
from ratsite.files.forms import SavesFilesMixin
from ratsite.lib.documents.file_types import clean_name
from ratsite.lib.identifiers import Allow, find, unresolved_names
from ratsite.lib.identifiers.refusal import IN_FILE_NAME, refuse_identifiers
from ratsite.network.forms import OvertakenForm
from ratsite.pages.actions.correct_page import add_notice
from ratsite.pages.contacts import published_contacts
from ratsite.pages.models import Correction, GetHelpPage, PageFile
from ratsite.pages.pictures import PictureFormField, redraw
from ratsite.pages.rules import can_correct


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
        if names := unresolved_names([name], published_contacts):
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
                        "save again later."
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


class PageFileForm(SavesFilesMixin, WagtailAdminModelForm):
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

    def __init__(self, *args, for_user=None, **kwargs):
        super().__init__(*args, for_user=for_user, uploader=for_user, **kwargs)
        if not self.instance._state.adding:
            del self.fields["upload"]

    def clean(self) -> dict:
        cleaned = super().clean()
        refuse_identifiers(self, ["title"], published_contacts)
        return cleaned
