"""Forms that create a draft from each of several files, and that correct and join drafts."""

from functools import cache

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from library.enums import Audience, Language, ResourceKind
from library.models import Resource, ResourceFile
from library.queries.proposed_fields import Proposal, title_from_name
from library.rules.resources import can_change_kind
from ratsite.files.fields import PrivateFilesField
from ratsite.files.forms import SavesFilesMixin
from ratsite.lib.forms import conditional
from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.identifiers.refusal import IN_FILE_NAME, refuse_identifiers
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts

MOST_DROPPED = 20  # files in one form: as many drafts as one person can correct in one sitting


class DroppedFilesField(PrivateFilesField):
    """Form field for several files. One refused file does not stop the others.

    The value is a pair: the accepted uploads, and a list of messages, one for each refused file with its name.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.required = True

    def clean(self, data, initial=None) -> tuple[list[UploadedFile], list[str]]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            raise forms.ValidationError(_("Choose at least one file"))
        if len(sent) > self.most:
            super().clean(sent)
        accepted: list[UploadedFile] = []
        refused: list[str] = []
        allowed = cache(published_contacts)
        for upload in sent:
            try:
                (checked,) = super().clean([upload])
            except forms.ValidationError as error:
                refused += [
                    message if upload.name in message else f"{upload.name}: {message}" for message in error.messages
                ]
                continue
            names = unresolved_names([checked.name, title_from_name(checked.name)], allowed)
            if names:
                refused.append(f"{checked.name}: {IN_FILE_NAME % {'names': ', '.join(names)}}")
            else:
                accepted.append(checked)
        return accepted, refused


class DroppedFilesForm(SavesFilesMixin, forms.Form):
    files = DroppedFilesField(
        most=MOST_DROPPED,
        label=_("Files"),
        help_text=_("Up to 20. Choose them together, or drag them here. Each one becomes a separate draft."),
    )

    def __init__(self, *args, upload_refusal: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_refusal = upload_refusal

    def clean(self):
        cleaned = super().clean()
        if self.upload_refusal:
            self.errors.pop("files", None)
            self.add_error("files", self.upload_refusal)
        return cleaned


class DraftForm(forms.Form):
    """Form for one of several drafts on a page. The curator corrects initial values that were guessed from the file.

    is_sent: True if the curator pressed the button that sends the drafts to their checks.
    """

    title = forms.CharField(label=_("Title"), max_length=160)
    summary = conditional(
        forms.CharField(
            label=_("Summary"),
            help_text=_("You need it unless you leave the resource as a draft."),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )
    kind = forms.ChoiceField(label=_("Type"), choices=ResourceKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    issued_on = forms.DateField(
        label=_("Issued"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    audience = forms.ChoiceField(label=_("Who can read it"))
    is_left = forms.BooleanField(label=_("Leave it as a draft for now"), required=False)

    def __init__(self, *args, resource: Resource, circles: list[Circle], contacts, is_sent: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.resource, self.circles, self.contacts, self.is_sent = resource, circles, contacts, is_sent
        self.fields["audience"].choices = [
            (Audience.MEMBERS.value, Audience.MEMBERS.label),
            (Audience.PUBLIC.value, Audience.PUBLIC.label),
            *((f"circle-{circle.pk}", _gettext("Circle: %(name)s") % {"name": circle.name}) for circle in circles),
        ]

    @property
    def is_to_publish(self) -> bool:
        """True if this draft is sent to its checks: the curator sends the drafts, and does not leave out this one."""
        return self.is_sent and not self.cleaned_data.get("is_left")

    def clean(self):
        cleaned = super().clean()
        if self.is_to_publish and not cleaned.get("summary"):
            self.add_error("summary", _("Write a summary, or leave it as a draft for now"))
        audience = cleaned.get("audience", "")
        if self.resource.marking == Marking.RED and audience and not audience.startswith("circle-"):
            self.add_error(
                "audience",
                _(
                    "This draft is marked “Only the people named here”, which needs a circle. Choose another marking "
                    "on its page first."
                ),
            )
        kind, was = cleaned.get("kind"), self.resource.kind
        if kind and kind != was and ResourceKind.CASE in (kind, was) and not can_change_kind(self.resource):
            self.add_error(
                "kind", _("You cannot change the type to or from case learning. Add a new resource instead.")
            )
        refuse_identifiers(self, ["title", "summary"], self.contacts)
        return cleaned

    def description(self) -> dict:
        """Return the arguments of finish_draft."""
        fields = {name: self.cleaned_data[name] for name in ("title", "summary", "kind", "language", "issued_on")}
        audience, _sign, number = self.cleaned_data["audience"].partition("-")
        circle = next((circle for circle in self.circles if str(circle.pk) == number), None)
        marking = Marking.CLEAR if audience == Audience.PUBLIC else self.resource.marking
        if audience != Audience.PUBLIC and self.resource.audience == Audience.PUBLIC:
            marking = Marking.GREEN
        return fields | {"audience": audience, "circle": circle, "marking": marking}


class JoinForm(CheckedForm):
    checked_fields = ("note",)
    allowed = staticmethod(published_contacts)

    note = forms.CharField(label=_("What changed"), max_length=200, help_text=_("One sentence that readers see."))


def initial_of(resource: Resource, file: ResourceFile | None, proposal: Proposal) -> dict:
    """Return the initial values of a draft's form: the saved ones and, for fields still empty, the guessed ones.

    proposal: what was guessed from the draft's file.
    """
    audience = f"circle-{resource.circle_id}" if resource.circle_id else resource.audience
    is_untouched = file is not None and resource.title == title_from_name(file.stored_file.name)
    version = resource.versions.all()[0]
    is_new = is_untouched and not resource.summary
    return {
        "title": (is_new and proposal.title) or resource.title,
        "summary": resource.summary or proposal.summary,
        "kind": resource.kind,
        "language": (is_new and proposal.language) or resource.language,
        "issued_on": version.issued_on or proposal.issued_on,
        "audience": audience,
    }
