"""Forms for the content of a version: its files and links, what changed, and why identifiers in it may stay."""

from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from library.enums import LinkKind
from library.models import JUSTIFICATION_LENGTH, LABEL_LENGTH
from ratsite.files.fields import PrivateFilesField
from ratsite.files.forms import SavesFilesMixin
from ratsite.lib.forms import conditional
from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.identifiers.refusal import IN_FILE_NAME, ExplanationField, refuse_identifiers
from ratsite.pages.contacts import published_contacts

MOST_FILES = 10  # files in one upload


class ScannedForm(forms.Form):
    """Base of forms whose texts are scanned for identifiers (scanned_fields).

    In the field `explanation`, the author can say why the findings of the scan identify no private person.
    """

    scanned_fields: Iterable[str] = ()
    explanation = ExplanationField(
        max_length=JUSTIFICATION_LENGTH,
        help_text=_(
            "Another curator or a moderator must then review the resource. Readers cannot find it until that "
            "person has approved it."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, self.fields_to_scan(), published_contacts, never=["request_label"])
        return cleaned

    def fields_to_scan(self) -> list[str]:
        """Return the names of the changed fields to scan for identifiers. The other fields were scanned before."""
        return [name for name in self.scanned_fields if name in self.changed_data]


class ContentForm(SavesFilesMixin, ScannedForm):
    """Form with the content of a version: files, a link or both.

    upload_refusal: why the upload handler refused files, so that the error says this and not "Choose a file"; "" if it
    took all.
    """

    issued_on = forms.DateField(
        label=_("Issued"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    files = conditional(
        PrivateFilesField(
            most=MOST_FILES,
            label=_("Files"),
            help_text=_(
                "Choose a file, or enter a link below. PDF, Word, Excel, PowerPoint, OpenDocument, rich text, web "
                "page, email, text, CSV or a picture. Up to 10."
            ),
        )
    )
    url = conditional(
        forms.URLField(
            assume_scheme="https",
            label=_("Link"),
            max_length=500,
            help_text=_("For something that is better read where it was published, such as a page on GOV.UK."),
        )
    )
    url_title = conditional(
        forms.CharField(
            label=_("What the link leads to"), help_text=_("You need it if you enter a link."), max_length=160
        )
    )
    url_kind = conditional(
        forms.ChoiceField(
            label=_("What kind of page it is"),
            help_text=_("You need it if you enter a link."),
            choices=[("", _("Choose one")), *LinkKind.choices],
        )
    )
    request_label = forms.CharField(
        label=_("What to call these files, if readers have to ask for them"),
        required=False,
        max_length=LABEL_LENGTH,
        help_text=_(
            "For example “Trainer’s notes”. Readers see this instead of the files’ names, and must say why "
            "they need the files. Leave this empty if readers can open the files without asking."
        ),
    )
    needs_content = True

    def __init__(self, *args, upload_refusal: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if "explanation" in self.fields:
            self.fields["explanation"] = self.fields.pop("explanation")  # below the file
        self.upload_refusal = upload_refusal

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Enter a link that begins with https://"))
        return url

    def is_accepted(self, upload: UploadedFile) -> bool:
        return super().is_accepted(upload) and not unresolved_names([upload.name], published_contacts)

    def clean_files(self) -> list:
        uploads = self.cleaned_data["files"]
        if names := unresolved_names((upload.name for upload in uploads), published_contacts):
            raise forms.ValidationError(IN_FILE_NAME % {"names": ", ".join(names)})
        return uploads

    def clean(self):
        cleaned = super().clean()
        if self.upload_refusal:
            self.add_error("files", self.upload_refusal)
        elif self.needs_content and not cleaned.get("files") and not cleaned.get("url") and not self.errors:
            self.add_error("files", _("Choose a file or enter a link"))
        if cleaned.get("url"):
            for name, message in (
                ("url_title", _("Say what the link leads to")),
                ("url_kind", _("Choose what kind of page the link leads to")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned

    def content(self) -> dict:
        """Return the arguments `uploads`, `links` and `request_label` of the actions that store a version's content."""
        data = self.cleaned_data
        link = {"url": data["url"], "title": data["url_title"], "kind": data["url_kind"]}
        content = {"uploads": data["files"], "links": [link] if data["url"] else []}
        return content | {name: data[name] for name in ("request_label",) if name in self.fields}


class VersionForm(ContentForm):
    """Form that adds a version to a resource: what has changed, and its files and links."""

    scanned_fields = ("note", "url_title", "request_label")
    note = forms.CharField(label=_("What changed"), max_length=200, help_text=_("One sentence that readers see."))
    field_order = ["note", "issued_on", "files", "request_label", "url", "url_title", "url_kind", "explanation"]


class MoreContentForm(ContentForm):
    """Form that adds files or a link to a draft."""

    scanned_fields = ("url_title", "request_label")
    issued_on = None


class ThumbnailForm(forms.Form):
    """Form to choose which page of a file its thumbnail shows. last: the number of the file's last page."""

    def __init__(self, *args, last: int, **kwargs):
        super().__init__(*args, **kwargs)
        pages = {"last": last}
        wrong = _("Enter a page from 1 to %(last)s") % pages
        self.fields["page"] = forms.IntegerField(
            label=_("Page"),
            min_value=1,
            max_value=last,
            help_text=_("The file has pages 1 to %(last)s. Choose one that shows what the file is about.") % pages,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        )
