"""Forms for the description of a resource."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from library.enums import Audience, ResourceKind, ResourceState
from library.forms.content import ContentForm, ScannedForm
from library.identifier_check import READ_BY_OTHERS, gains_readers
from library.models import Resource
from library.queries.checklist import PUBLIC_NEEDS
from library.rules.checks import expires_too_late, is_later_date, needs_check_for_later_date
from library.rules.owners import can_choose_deputy
from library.rules.resources import can_change_kind, is_suggested_case
from ratsite.lib.forms import ChosenRowsField, conditional
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Circle

# The sections of the form that are folded while a curator adds a resource: title → fields.
FOLDED = {
    _("Who made it, and when"): ("creators", "publisher", "language", "issued_on"),
    _("Law and limits"): ("limits", "jurisdiction", "law_as_at", "instruments"),
    _("Who it is for"): ("forms", "affected", "remits"),
    _("Licence and permission"): ("licence", "origin", "permission", "permission_until"),
    _("Who looks after it"): ("deputy", "review_due_on"),
}


@dataclass(frozen=True)
class Section:
    """A folded section of the form. is_open: True if it has an error or a sent answer, or the resource is stored."""

    title: str
    fields: list[forms.BoundField]
    is_open: bool


class DeputyField(forms.ModelChoiceField):
    """Field to choose the deputy agency of a resource.

    If the present deputy has left the network, it can stay, so that a change of other fields does not remove it. No
    other agency that has left can be chosen.
    """

    def label_from_instance(self, agency: Agency) -> str:
        if agency.is_active:
            return str(agency)
        return _("%(agency)s (no longer in the network)") % {"agency": agency}


class ResourceForm(ScannedForm, forms.ModelForm):
    """Form for the description of a resource. The circle is required if the audience is one circle."""

    scanned_fields = READ_BY_OTHERS

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
        field_classes = {
            **dict.fromkeys(("instruments", "forms", "affected", "remits"), ChosenRowsField),
            "deputy": DeputyField,
        }
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
            "remits": _("Which remits it is useful for"),
            "licence": _("Licence"),
            "origin": _("Origin"),
            "audience": _("Who can read it"),
            "circle": _("Circle"),
            "marking": _("Marking"),
            "review_due_on": _("Review due"),
        }
        help_texts = {
            "creators": _("People or organisations, with commas between them."),
            "language": _("The language of the title and the files. Write the summary in English."),
            "law_as_at": _("The law in this resource was checked up to this day."),
            "forms": _("Tick all that apply."),
            "limits": _("What the resource does not cover, and who should not rely on it."),
            "remits": _("Tick all that apply. You need at least one if the public can read the resource."),
            "licence": _("You need it if the public can read the resource."),
            "origin": _("Where the resource came from. You need it if the public can read the resource."),
            "permission": _("Who allowed the network to share it. You need it if the public can read the resource."),
            "review_due_on": _("You need it if the public can read the resource."),
            "permission_until": _("Leave this empty if the permission does not end."),
            "deputy": _("This agency looks after the resource if the owner cannot."),
            "audience": _(
                "If the public can read it, it also needs remits, a licence, its origin, a permission and a review "
                "date."
            ),
            "circle": _("Only choose a circle if the resource is for that circle."),
        }

    def __init__(self, *args, curator, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = Circle.objects.of(curator)
        conditional(self.fields["circle"])
        self.fields["circle"].empty_label = self.fields["deputy"].empty_label = _("None")
        for name in (*PUBLIC_NEEDS, "remits"):
            conditional(self.fields[name])
        if self.instance.audience != Audience.CIRCLE and not self.fields["circle"].queryset.exists():
            del self.fields["circle"]
            choices = self.fields["audience"].choices
            self.fields["audience"].choices = [one for one in choices if one[0] != Audience.CIRCLE]
        current = Agency.objects.filter(pk=self.instance.deputy_id)
        self.fields["deputy"].queryset = Agency.objects.visible_to(curator) | current
        if self.instance.pk and not can_choose_deputy(curator, self.instance):
            del self.fields["deputy"]

    def first_fields(self) -> list[forms.BoundField]:
        """Return the visible fields that are not in a folded section: what every resource needs."""
        folded = {name for names in FOLDED.values() for name in names}
        return [field for field in self.visible_fields() if field.name not in folded]

    def folded_sections(self) -> list[Section]:
        sections = []
        for title, names in FOLDED.items():
            fields = [self[name] for name in names if name in self.fields]
            answered = self.changed_data if self.is_bound else []
            is_open = bool(self.instance.pk) or any(field.errors or field.name in answered for field in fields)
            sections.append(Section(title, fields, is_open))
        return [section for section in sections if section.fields]

    def differences(self) -> list[str]:
        """Return the labels of the fields whose value in the form differs from the stored resource."""
        return [self[name].label.lower() for name in self.changed_data if name in self._meta.fields]

    def fields_to_scan(self) -> list[str]:
        """Return the names of the fields to scan for identifiers: the changed ones; all if new readers get them."""
        is_for_more = self.instance.pk and self._gains_readers()
        return list(self.scanned_fields) if is_for_more else super().fields_to_scan()

    def _gains_readers(self) -> bool:
        audience, circle = self.cleaned_data.get("audience"), self.cleaned_data.get("circle")
        number = circle.pk if circle and audience == Audience.CIRCLE else None
        return gains_readers((self.initial["audience"], self.initial["circle"]), (audience, number))

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        is_or_was_case = ResourceKind.CASE in (kind, self.initial.get("kind"))
        if self.instance.pk and is_or_was_case and "kind" in self.changed_data and not can_change_kind(self.instance):
            if is_suggested_case(self.instance):
                raise forms.ValidationError(_("You cannot change the type: a member suggested this as case learning"))
            raise forms.ValidationError(_("You cannot change the type after a review: add a new resource instead"))
        return kind

    def clean(self):
        cleaned = super().clean()
        audience, marking = cleaned.get("audience"), cleaned.get("marking")
        if audience == Audience.CIRCLE and not cleaned.get("circle"):
            self.add_error("circle", _("Choose a circle"))
        if audience != Audience.CIRCLE:
            cleaned["circle"] = None
        if audience == Audience.PUBLIC and marking != Marking.CLEAR:
            self.add_error("marking", _("Choose “Share it with anyone”, because the public can read this resource"))
        self._ask_what_the_public_needs(cleaned)
        if self.instance.state == ResourceState.WITHDRAWN and self._gains_readers():
            self.add_error("audience", _("Bring the resource back first. Then you can open it to more readers."))
        due, was_due = cleaned.get("review_due_on"), self.initial.get("review_due_on")
        is_later = "review_due_on" in cleaned and is_later_date(was_due, due)
        if is_later and needs_check_for_later_date(self.instance):
            message = _("Choose an earlier day, or check the resource. The check sets a later day.")
            if not self.instance.is_published:
                message = _("Choose an earlier day. A check sets a later day once readers can find the resource again.")
            if not was_due:
                message = _("Check the resource first. The check sets this day.")
            self.add_error("review_due_on", message)
        if expires_too_late(cleaned.get("kind"), cleaned.get("review_due_on")):
            self.add_error("review_due_on", _("Choose a day within a year: case learning expires on that day"))
        if marking == Marking.RED and audience != Audience.CIRCLE:
            self.add_error("marking", _("Choose another marking: “Only the people named here” needs a circle"))
        return cleaned

    def _ask_what_the_public_needs(self, cleaned: dict) -> None:
        """Add an error for each field that a published resource must have before the public can read it."""
        if cleaned.get("audience") != Audience.PUBLIC or self.instance.current_id is None:
            return  # a draft may be saved without them: its checks say what is missing
        for name in (*PUBLIC_NEEDS, "remits"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in, because the public can read this resource"))


class NewResourceForm(ContentForm, ResourceForm):
    scanned_fields = (*READ_BY_OTHERS, "url_title", "request_label")
    field_order = ["title", "summary", "files", "request_label", "url", "url_title", "url_kind", "kind", "audience"]

    def description(self) -> dict:
        """Return the fields of the resource and of its first version, without its files and links."""
        content = {"files", "url", "url_title", "url_kind", "request_label"}
        return {name: value for name, value in self.cleaned_data.items() if name not in content}
