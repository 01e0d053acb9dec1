from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from library.enums import Audience, LinkKind, ResourceKind
from library.identifier_check import READ_BY_OTHERS, gains_readers
from library.models import (
    ANSWER_LENGTH,
    CASE_ANSWERS,
    JUSTIFICATION_LENGTH,
    LABEL_LENGTH,
    Resource,
    ResourceVersion,
)
from library.rules import can_change_kind, expires_too_late, is_suggested_case
from ratsite.files.fields import PrivateFilesField, too_large
from ratsite.lib.identifiers import names_to_settle
from ratsite.lib.identifiers.refusal import IN_FILE_NAME, SpokenField, refuse_identifiers
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Circle
from ratsite.pages.contacts import published_contacts

MOST_FILES = 10  # of one upload


class SpokenForForm(forms.Form):
    """A form whose texts are scanned for identifiers and whose author can say why these are public."""

    looked_at: Iterable[str] = ()
    spoken_for = SpokenField(
        max_length=JUSTIFICATION_LENGTH,
        help_text=_(
            "Another curator or a moderator then reviews the resource. Readers cannot find it until they approve it."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, self.to_look_at(), published_contacts, never=["request_label"])
        return cleaned

    def to_look_at(self) -> list[str]:
        """Return the names of the changed fields, which must be scanned. Unchanged text was scanned before."""
        return [name for name in self.looked_at if name in self.changed_data]


class ContentForm(SpokenForForm):
    """A form with the content of a version: a file, a link or both.

    If the upload was too large, the error says so instead of "this field is required".
    """

    issued_on = forms.DateField(
        label=_("Issued"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    files = PrivateFilesField(
        most=MOST_FILES,
        label=_("Files"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, rich text, web page, email, text, CSV or a picture. Up to ten."
        ),
    )
    url = forms.URLField(
        assume_scheme="https",
        label=_("Link"),
        required=False,
        max_length=500,
        help_text=_("For what is better read where it was published, such as a page on GOV.UK."),
    )
    url_title = forms.CharField(label=_("What the link leads to"), required=False, max_length=160)
    url_kind = forms.ChoiceField(
        label=_("What kind of place it is"), required=False, choices=[("", _("Choose one")), *LinkKind.choices]
    )
    request_label = forms.CharField(
        label=_("If readers have to ask for these files: what to call them"),
        required=False,
        max_length=LABEL_LENGTH,
        help_text=_(
            "For example “Trainer’s notes”. Readers see this and not the file’s name, and ask with a reason. Leave it "
            "empty if readers may open the files."
        ),
    )
    needs_content = True

    def __init__(self, *args, upload_too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if "spoken_for" in self.fields:
            self.fields["spoken_for"] = self.fields.pop("spoken_for")  # below the file
        if upload_too_large:
            self.fields["files"].error_messages["required"] = too_large()
            self.fields["files"].required = True
            self.upload_too_large = True

    upload_too_large = False

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Enter a link that begins with https://"))
        return url

    def clean_files(self) -> list:
        uploads = self.cleaned_data["files"]
        allowed = published_contacts() if uploads else None
        names = [name for upload in uploads for name in names_to_settle([upload.name], allowed)]
        if names:
            raise forms.ValidationError(IN_FILE_NAME % {"names": ", ".join(dict.fromkeys(names))})
        return uploads

    def clean(self):
        cleaned = super().clean()
        if self.upload_too_large:
            self.add_error("files", too_large())
        elif self.needs_content and not cleaned.get("files") and not cleaned.get("url") and not self.errors:
            self.add_error("files", _("Choose a file or enter a link"))
        if cleaned.get("url"):
            for name, message in (
                ("url_title", _("Say what the link leads to")),
                ("url_kind", _("Choose what kind of place the link leads to")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned

    def content(self) -> dict:
        """Return the arguments of the actions that take a version's content."""
        data = self.cleaned_data
        link = {"url": data["url"], "title": data["url_title"], "kind": data["url_kind"]}
        content = {"uploads": data["files"], "links": [link] if data["url"] else []}
        return content | {name: data[name] for name in ("request_label",) if name in self.fields}


class VersionForm(ContentForm):
    """Form for a new version of a resource: what changed, with its files and links."""

    looked_at = ("note", "url_title", "request_label")
    note = forms.CharField(label=_("What changed"), max_length=200, help_text=_("One sentence that readers see."))
    field_order = ["note", "issued_on", "files", "request_label", "url", "url_title", "url_kind", "spoken_for"]


class MoreContentForm(ContentForm):
    """Form that adds files or a link to a draft."""

    looked_at = ("url_title", "request_label")
    issued_on = None


def _answer(label, help_text, missing) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=ANSWER_LENGTH,
        help_text=help_text,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": missing},
    )


class CaseForm(forms.Form):
    """The questions about case learning, after the motivated intruder test.

    Could somebody who wants to recognise a person in it do so?
    """

    is_composite = forms.BooleanField(
        label=_("It mixes several cases, and none of them is still going on"),
        error_messages={"required": _("Mix several ended cases, then tick this")},
    )
    could_recognise = _answer(
        _("Who could recognise the people in it?"),
        _("Think of family, neighbours, colleagues, the people who exploited them, reporters, and they themselves."),
        _("Say who could recognise the people in it, and why they cannot"),
    )
    was_changed = _answer(
        _("What did we change?"),
        _("Such as ages, places, months, trades, the order of events. Do not say what was true."),
        _("Say what was changed"),
    )
    would_agree = _answer(
        _("Would the person agree?"),
        _("Did you ask, and if you could not, why would they not mind reading it?"),
        _("Say whether the people would agree, and how you know"),
    )


class PublishForm(CaseForm):
    """Form of a draft's checklist: why what its checks found harms nobody, and the questions about case learning."""

    justification = forms.CharField(
        label=_("Why this harms nobody"),
        max_length=JUSTIFICATION_LENGTH,
        required=False,
        help_text=_("For example: “the helplines have published these numbers”. A second person reads it."),
    )

    def __init__(self, *args, must_explain: bool, version: ResourceVersion, **kwargs):
        answers = {name: getattr(version, name) for name in CASE_ANSWERS}
        super().__init__(*args, initial=answers, **kwargs)
        if not version.resource.is_case:
            for name in ("is_composite", *CASE_ANSWERS):
                del self.fields[name]
        if must_explain:
            self.fields["justification"].required = True
            self.fields["justification"].error_messages["required"] = _("Say why this harms nobody, or remove it")
        else:
            del self.fields["justification"]

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, [name for name in ("justification", *CASE_ANSWERS) if name in self.fields])
        return cleaned

    def submission(self) -> dict:
        """Return what the action submit_version needs."""
        answers = {name: self.cleaned_data[name] for name in CASE_ANSWERS if name in self.fields}
        return {"justification": self.cleaned_data.get("justification", ""), "case_answers": answers}


class ResourceForm(SpokenForForm, forms.ModelForm):
    """Form for the description of a resource. The circle is required if the audience is one circle."""

    looked_at = READ_BY_OTHERS

    class Meta:
        model = Resource
        fields = [
            "title",
            "summary",
            "limits",
            "kind",
            "creators",
            "publisher",
            "language",
            "jurisdiction",
            "law_as_at",
            "instruments",
            "forms",
            "affected",
            "remits",
            "licence",
            "origin",
            "permission",
            "permission_until",
            "deputy",
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
            "limits": forms.Textarea(attrs={"rows": 3}),
            "instruments": forms.CheckboxSelectMultiple,
            "permission_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "law_as_at": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "review_due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {
            "title": _("Title"),
            "summary": _("Summary"),
            "kind": _("Type"),
            "creators": _("Made by"),
            "publisher": _("Publisher"),
            "limits": _("Limits of this guidance"),
            "instruments": _("Law and statutory guidance it relies on"),
            "permission": _("Permission"),
            "permission_until": _("Permission until"),
            "deputy": _("Deputy agency"),
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
            "limits": _("What it does not cover, and for whom it is not written."),
            "origin": _("Where the resource came from."),
            "permission": _("Who allowed the network to share it."),
            "permission_until": _("Leave it empty if the permission does not end."),
            "deputy": _("It looks after the resource if the owner cannot."),
            "circle": _("Choose one only if the resource is for one circle."),
        }

    def __init__(self, *args, curator, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = Circle.objects.of(curator)
        self.fields["circle"].required = False
        self.fields["deputy"].queryset = Agency.objects.visible_to(curator)  # not one that has left

    def differences(self) -> list[str]:
        """Return the labels of the fields whose value in the form differs from the stored resource."""
        return [self[name].label.lower() for name in self.changed_data if name in self._meta.fields]

    def to_look_at(self) -> list[str]:
        """Return the names of the fields to scan: the changed ones, or all if the resource gets new readers."""
        is_for_more = self.instance.pk and self._gains_readers()
        return list(self.looked_at) if is_for_more else super().to_look_at()

    def _gains_readers(self) -> bool:
        audience, circle = self.cleaned_data.get("audience"), self.cleaned_data.get("circle")
        number = circle.pk if circle and audience == Audience.CIRCLE else None
        return gains_readers((self.initial["audience"], self.initial["circle"]), (audience, number))

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        is_or_was_case = ResourceKind.CASE in (kind, self.initial.get("kind"))
        if self.instance.pk and is_or_was_case and "kind" in self.changed_data and not can_change_kind(self.instance):
            if is_suggested_case(self.instance):
                raise forms.ValidationError(_("A member suggested this as case learning: it stays that"))
            raise forms.ValidationError(_("Add case learning as a resource of its own: this one has been reviewed"))
        return kind

    def clean(self):
        cleaned = super().clean()
        audience, marking = cleaned.get("audience"), cleaned.get("marking")
        if audience == Audience.CIRCLE and not cleaned.get("circle"):
            self.add_error("circle", _("Choose a circle"))
        if audience != Audience.CIRCLE:
            cleaned["circle"] = None
        if audience == Audience.PUBLIC and marking != Marking.CLEAR:
            self.add_error("marking", _("Choose “Share it with anyone”: the public can read this resource"))
        if expires_too_late(cleaned.get("kind"), cleaned.get("review_due_on")):
            self.add_error("review_due_on", _("Choose a day within a year: case learning expires on it"))
        if marking == Marking.RED and audience != Audience.CIRCLE:
            self.add_error("marking", _("Choose another marking: “Only the people named here” needs a circle"))
        return cleaned


class NewResourceForm(ContentForm, ResourceForm):
    looked_at = (*READ_BY_OTHERS, "url_title", "request_label")
    field_order = ["title", "summary", "files", "request_label", "url", "url_title", "url_kind", "kind"]

    def description(self) -> dict:
        """Return the fields of the resource and of its first version, without the content."""
        content = {"files", "url", "url_title", "url_kind", "request_label"}
        return {name: value for name, value in self.cleaned_data.items() if name not in content}
