"""Forms for agencies, and CMS forms for shared vocabulary. Their texts are checked for identifiers."""

from collections.abc import Collection
from typing import Any

from django.forms import (
    BaseForm,
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    HiddenInput,
    ModelForm,
    Textarea,
)
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ratsite.lib.forms import ChosenRowsField
from ratsite.lib.identifiers.checked_form import says_something
from ratsite.lib.identifiers.refusal import ExplanationField, refuse_identifiers
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.actions import PAGE_FIELDS, shown_hash_of_agency
from ratsite.network.contacts import contacts_in, loses_contact
from ratsite.network.enums import AgencyText
from ratsite.network.models import Agency, Circle, Remit

OVERTAKEN = _(
    "Someone else changed this after you opened this page. Your changes have not been saved. Check "
    "theirs in another window, then save again to replace them."
)
GIVES_WAY = _(
    "The text that members see now has contact details that you are removing. If you say why the "
    "details in your text are public, members see no text here until another coordinator has checked it."
)
EARLIER = _(
    "Posts show what the agency said when they were written. Tick this if that text was a mistake, "
    "or if people must no longer read it."
)
WAITS_FIRST = _(
    "Another coordinator must check the new text first. Untick this and save. You can tick it once "
    "members can read the text."
)
OPENS_CIRCLES = _(
    "These remits would let you into %(circles)s, which needs the agreement of a second coordinator. "
    "Untick the remits and ask for them after you have added the agency, or untick “I work there”."
)
CHECKED_FIELDS = (
    "name", "what_we_do", "what_we_cannot_do", "purpose", "description", "short_name", "strapline", "region",
    "footer_line", "sender_name",
)  # fmt: skip


class OvertakenForm(WagtailAdminModelForm):
    """Base of the CMS forms for rows that have no revisions, such as areas and helplines.

    Optimistic lock: if another editor has changed the row since the form was opened, the form is refused once. The view
    must be a LockedEditView or a LockedSettingsView. Pages need no such form: the CMS stores each edit of a page as a
    revision, and warns editors of one another.
    """

    shown_hash = CharField(required=False, widget=HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["shown_hash"]
        else:
            stored = [[name, str(self.initial.get(name))] for name in self.fields if name != "shown_hash"]
            self.initial["shown_hash"] = content_hash(stored)

    def clean(self) -> dict:
        cleaned = super().clean()
        shown, now = cleaned.get("shown_hash"), self.initial.get("shown_hash")
        if shown and shown != now:
            self.add_error(None, OVERTAKEN)
            self.data = self.data.copy()
            self.data[self.add_prefix("shown_hash")] = now
        return cleaned


class CheckedAdminForm(OvertakenForm):
    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, [name for name in CHECKED_FIELDS if name in self.fields])
        return data


class AgencyForm(ModelForm):
    """Form for an agency's page and email domains. AgencyAccessForm of ratsite.circles changes its remits and areas.

    The form saves nothing: ratsite/circles/actions/change_agency.py does. `held` names the fields whose text needs a
    second review, because it has possible identifiers that are not among the agency's published contacts.

    Optimistic lock: if another person has changed the agency since the page was opened, the form is refused once.
    """

    explanation = ExplanationField(max_length=300)
    beside_earlier = BooleanField(required=False, label=_("Show next to earlier posts too"), help_text=EARLIER)
    reason = CharField(
        label=_("Reason"),
        max_length=500,
        validators=[says_something],
        help_text=_("We save it in the audit log. Say why, not what anyone wrote."),
        error_messages={"required": _("Say why you are changing it")},
    )
    shown_hash = CharField(required=False, widget=HiddenInput)

    class Meta:
        model = Agency
        fields = [*PAGE_FIELDS]
        widgets = {"email_domains": Textarea(attrs={"rows": 3}), "public_contacts": Textarea(attrs={"rows": 3})}
        labels = {
            "email_domains": _("Email domains"),
            "public_contacts": _("Published contacts"),
        }

    field_order = [
        "name", "kind", "is_first_responder", "what_we_do", "what_we_cannot_do", "beside_earlier", "email_domains",
        "public_contacts", "explanation", "reason",
    ]  # fmt: skip

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk and data.get("shown_hash") != self.initial["shown_hash"]:
            self.refuse_overtaken()
        self.before = contacts_in(self.initial.get("public_contacts") or "")
        self.own = contacts_in(data.get("public_contacts") or "")
        checked = [*self._to_check(), "reason"]
        self.held = refuse_identifiers(self, checked, self.own, never=["name", "reason"])
        if data.get("beside_earlier") and AgencyText.WHAT_WE_CANNOT_DO in self.held:
            self.add_error("beside_earlier", WAITS_FIRST)
        for name in AgencyText:
            if name in self.errors and self._has_removed_contact(name):
                self.add_error(name, GIVES_WAY)
        return data

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["beside_earlier"]  # a new agency has no earlier posts
        else:
            self.initial["shown_hash"] = shown_hash_of_agency(self.instance)
            for name in self.instance.second_reviews.open().values_list("field", flat=True):
                self.fields[name].required = False  # the page may show no text until the review

    @property
    def values(self) -> dict[str, Any]:
        """Return the new value of each field of the agency, as typed. The form must be valid."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self._meta.fields}

    def refuse_overtaken(self) -> None:
        """Add an error saying that the agency has changed since the page was opened. Sent again, the form is valid."""
        self.add_error(None, OVERTAKEN)
        self.data = self.data.copy()
        self.data["shown_hash"] = shown_hash_of_agency(Agency.objects.get(pk=self.instance.pk))

    def _to_check(self) -> list[str]:
        """Return the names of the fields to check for identifiers.

        They are changed fields, and fields that name a contact that this form removes from the published contacts.
        """
        written = [name for name in CHECKED_FIELDS if name in self.fields]
        data = self.cleaned_data
        return [name for name in written if self._is_changed(name) or self._loses_a_contact(data.get(name))]

    def _is_changed(self, name: str) -> bool:
        """True if the form changes the text of this field. Different line endings do not count."""
        before, after = self.initial.get(name) or "", self.cleaned_data.get(name) or ""
        return name in self.changed_data and before.splitlines() != after.splitlines()

    def _has_removed_contact(self, name: str) -> bool:
        """True if the current text of this field has a contact that this form removes from the published contacts.

        Members must not read that text during the review.
        """
        return self._loses_a_contact(self.initial.get(name))

    def _loses_a_contact(self, text: str | None) -> bool:
        return loses_contact(text, before=self.before, after=self.own)


class NewAgencyForm(AgencyForm):
    is_own = BooleanField(
        required=False,
        label=_("I work there"),
        help_text=_("Readers see this agency next to your name. You cannot change it here later."),
    )

    class Meta(AgencyForm.Meta):
        fields = [*AgencyForm.Meta.fields, "main_remit", "remits", "areas"]
        field_classes = dict.fromkeys(("remits", "areas"), ChosenRowsField)
        widgets = AgencyForm.Meta.widgets | {"remits": CheckboxSelectMultiple, "areas": CheckboxSelectMultiple}

    field_order = [
        *AgencyForm.field_order[:3],
        "main_remit",
        "remits",
        "areas",
        *AgencyForm.field_order[3:-1],
        "is_own",
    ]

    def __init__(self, *args, writer, **kwargs):
        super().__init__(*args, **kwargs)
        self.writer = writer
        if writer.agency_id is not None:
            del self.fields["is_own"]

    def clean(self) -> dict:
        data = super().clean()
        refuse_without_main_remit(self)
        if data.get("is_own"):
            self._refuse_own_circles(data.get("remits") or ())
        return data

    def _refuse_own_circles(self, remits: Collection[Remit]) -> None:
        """Add an error if these remits would let the coordinator who fills in the form into a circle.

        A second coordinator must agree to that.
        """
        circles = Circle.objects.filter(remits__in=remits).distinct()
        if circles:
            self.add_error("remits", OPENS_CIRCLES % {"circles": ", ".join(circle.name for circle in circles)})


def refuse_without_main_remit(form: BaseForm) -> None:
    """Add an error to the form's field `remits` if the main remit is not ticked there."""
    main, remits = form.cleaned_data.get("main_remit"), form.cleaned_data.get("remits")
    if main and remits and main not in remits:
        form.add_error("remits", _("Tick the main remit too: %(remit)s") % {"remit": main})
