from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from library.enums import Audience, ResourceState
from library.identifier_check import READ_BY_OTHERS, gains_readers
from library.models import SPOKEN_LENGTH, Resource
from ratsite.files.fields import PrivateFileField, too_large
from ratsite.lib.identifiers import names_to_settle
from ratsite.lib.identifiers.refusal import IN_FILE_NAME, SpokenField, refuse_identifiers
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts


class SpokenForForm(forms.Form):
    """A form whose texts are scanned for identifiers and whose author can say why these are public."""

    looked_at: Iterable[str] = ()
    spoken_for = SpokenField(
        max_length=SPOKEN_LENGTH,
        help_text=_(
            "Another curator or a moderator then reviews the resource. Readers cannot find it until they approve it."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, self.to_look_at(), published_contacts)
        return cleaned

    def to_look_at(self) -> list[str]:
        """Return the names of the changed fields, which must be scanned. Unchanged text was scanned before."""
        return [name for name in self.looked_at if name in self.changed_data]


class UploadAwareForm(SpokenForForm):
    """A form with a file. If the upload was too large, the error says so instead of "this field is required"."""

    spoken_for = SpokenField(
        max_length=SPOKEN_LENGTH,
        help_text=_(
            "Fill this in only if there are contact details, for example: “the helplines have published them”. Without "
            "a reason we refuse them. With a reason, another curator or a moderator reviews them before readers can "
            "see them. We always refuse what belongs to one person, such as an NHS number."
        ),
        is_always_shown=True,
    )

    def __init__(self, *args, upload_too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["spoken_for"] = self.fields.pop("spoken_for")  # below the file
        if upload_too_large:
            self.fields["file"].error_messages["required"] = too_large()
            self.fields["file"].required = True

    def clean_file(self):
        upload = self.cleaned_data["file"]
        names = names_to_settle([upload.name], published_contacts()) if upload else []
        if names:
            raise forms.ValidationError(IN_FILE_NAME % {"names": ", ".join(names)})
        return upload


class FileForm(UploadAwareForm):
    file = PrivateFileField(
        label=_("File"), help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV or a picture.")
    )


class ResourceForm(SpokenForForm, forms.ModelForm):
    """Form for the description of a resource. The circle is required if the audience is one circle."""

    looked_at = READ_BY_OTHERS

    class Meta:
        model = Resource
        fields = [
            "title",
            "summary",
            "kind",
            "creators",
            "publisher",
            "issued_on",
            "language",
            "jurisdiction",
            "law_as_at",
            "forms",
            "affected",
            "remits",
            "licence",
            "origin",
            "audience",
            "circle",
            "marking",
            "review_due_on",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "audience": forms.RadioSelect,
            "marking": forms.RadioSelect,
            "forms": forms.CheckboxSelectMultiple,
            "affected": forms.CheckboxSelectMultiple,
            "remits": forms.CheckboxSelectMultiple,
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "law_as_at": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "review_due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {
            "title": _("Title"),
            "summary": _("Summary"),
            "kind": _("Type"),
            "creators": _("Made by"),
            "publisher": _("Publisher"),
            "issued_on": _("Issued"),
            "language": _("Language"),
            "jurisdiction": _("Applies in"),
            "law_as_at": _("Law as at"),
            "forms": _("Forms of exploitation"),
            "affected": _("Who is affected"),
            "remits": _("Useful for which remit"),
            "licence": _("Licence"),
            "origin": _("Origin"),
            "audience": _("Who can read it"),
            "circle": _("Circle"),
            "marking": _("Marking"),
            "review_due_on": _("Review due"),
        }
        help_texts = {
            "creators": _("People or organisations, with commas between them."),
            "language": _("Of the title and of the files. Write the summary in English."),
            "law_as_at": _("The law in this resource was checked up to this day."),
            "forms": _("Tick all that apply."),
            "origin": _("Where the resource came from, and who allowed us to share it."),
            "circle": _("Choose one only if the resource is for one circle."),
        }

    def __init__(self, *args, curator, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = Circle.objects.of(curator)
        self.fields["circle"].required = False
        if self.instance.state == ResourceState.WITHDRAWN:
            self.fields["is_back"] = forms.BooleanField(label=_("Show it to readers again"), required=False)

    def differences(self) -> list[str]:
        """Return the labels of the fields whose value in the form differs from the stored resource."""
        return [self[name].label.lower() for name in self.changed_data if name in self._meta.fields]

    def to_look_at(self) -> list[str]:
        """Return the names of the fields to scan: the changed ones, or all if the resource gets new readers.

        It gets new readers if it is shown again or its audience grows.
        """
        is_for_all = self.cleaned_data.get("is_back") or (self.instance.pk and self._gains_readers())
        return list(self.looked_at) if is_for_all else super().to_look_at()

    def _gains_readers(self) -> bool:
        audience, circle = self.cleaned_data.get("audience"), self.cleaned_data.get("circle")
        number = circle.pk if circle and audience == Audience.CIRCLE else None
        return gains_readers((self.initial["audience"], self.initial["circle"]), (audience, number))

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("is_back", False):
            cleaned["state"] = ResourceState.PUBLISHED
        audience, marking = cleaned.get("audience"), cleaned.get("marking")
        if audience == Audience.CIRCLE and not cleaned.get("circle"):
            self.add_error("circle", _("Choose a circle"))
        if audience != Audience.CIRCLE:
            cleaned["circle"] = None
        if audience == Audience.PUBLIC and marking != Marking.CLEAR:
            self.add_error("marking", _("Choose “Share it with anyone”: the public can read this resource"))
        if marking == Marking.RED and audience != Audience.CIRCLE:
            self.add_error("marking", _("Choose another marking: “Only the people named here” needs a circle"))
        return cleaned


class NewResourceForm(UploadAwareForm, ResourceForm):
    file = PrivateFileField(
        label=_("File"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV or a picture. You can add more files later."
        ),
    )
