"""Forms for agencies, and CMS forms for shared vocabulary. Their texts are checked for identifiers."""

from collections.abc import Collection

from django.forms import (
    BaseForm,
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    HiddenInput,
    ModelForm,
    Textarea,
    model_to_dict,
)
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ratsite.audit.actions import record
from ratsite.lib.identifiers import Allow, Strength, find
from ratsite.lib.identifiers.refusal import SPOKEN, SpokenField, refuse_identifiers
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.actions import reword_profiles, settle_notes
from ratsite.network.contacts import contacts_in
from ratsite.network.enums import AgencyText
from ratsite.network.models import Agency, Circle, Remit
from ratsite.network.slugs import free_slug

OVERTAKEN = _(
    "Someone else changed this page after you opened it. Your changes are not saved yet: check theirs in another "
    "window, then save again to replace them"
)
GIVES_WAY = _(
    "The present text has contact details that you are removing. If you say why they are public, members see no text "
    "here until another coordinator has checked it"
)
EARLIER = _(
    "Earlier posts of the agency’s people show the earlier text. Tick this if the earlier text was a mistake, or must "
    "not be read any more."
)
WAITS_FIRST = _(
    "Another coordinator must check the new text first. Untick this and save. Tick it when members can read the text"
)
OPENS_CIRCLES = _(
    "These remits would let you into %(circles)s, to which a second coordinator must agree. Untick the remits and ask "
    "for them after you have added the agency, or untick “I work there”"
)
WRITTEN = (
    "name", "what_we_do", "what_we_cannot_do", "purpose", "description", "short_name", "strapline", "region",
    "footer_line", "sender_name",
)  # fmt: skip


class WrittenForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, [name for name in WRITTEN if name in self.fields])
        return data


class AgencyForm(ModelForm):
    """Form for an agency's page and email domains. Remits and areas have a form of their own (ratsite.circles).

    A new text with possible identifiers, other than the agency's published contacts, needs a second review. Until the
    review, the agency's page shows the old text, or no text if the old one has a contact that is being removed.

    Optimistic lock: if another person has changed the agency since the page was opened, the form is refused once. The
    view has locked the row until the end of the transaction.
    """

    spoken_for = SpokenField(max_length=300)
    beside_earlier = BooleanField(required=False, label=_("Show next to earlier posts too"), help_text=EARLIER)
    reason = CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("We save it in the audit log. Say why, not what anyone wrote."),
        error_messages={"required": _("Say why you change it")},
    )
    shown_hash = CharField(required=False, widget=HiddenInput)

    class Meta:
        model = Agency
        fields = [
            "name",
            "kind",
            "is_first_responder",
            "what_we_do",
            "what_we_cannot_do",
            "email_domains",
            "public_contacts",
            "is_active",
        ]
        widgets = {"email_domains": Textarea(attrs={"rows": 3}), "public_contacts": Textarea(attrs={"rows": 3})}
        labels = {
            "is_active": _("In the network"),
            "email_domains": _("Email domains"),
            "public_contacts": _("Published contacts"),
        }
        help_texts = {"is_active": _("If you untick this, its people can no longer read anything here.")}

    field_order = [
        "name", "kind", "is_first_responder", "what_we_do", "what_we_cannot_do", "beside_earlier", "email_domains",
        "public_contacts", "is_active", "spoken_for", "reason",
    ]  # fmt: skip

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk:
            self._refuse_overtaken(data.get("shown_hash"))
        self.before = contacts_in(self.initial.get("public_contacts") or "")
        self.own = contacts_in(data.get("public_contacts") or "")
        checked = [*self._to_check(), "reason"]
        spoken = refuse_identifiers(self, checked, self.own, never=["name", "reason"])
        self.held = {name: data[name] for name in spoken}
        if data.get("beside_earlier") and AgencyText.WHAT_WE_CANNOT_DO in self.held:
            self.add_error("beside_earlier", WAITS_FIRST)
        for name in AgencyText:
            if name in self.errors and self._has_removed_contact(name):
                self.add_error(name, GIVES_WAY)
        return data

    def _refuse_overtaken(self, shown_hash: str | None) -> None:
        current = self.initial["shown_hash"]
        if shown_hash != current:
            self.add_error(None, OVERTAKEN)
            self.data = self.data.copy()
            self.data["shown_hash"] = current

    def _current_hash(self) -> str:
        """Return a hash of the values that the form can change and of the ids of waiting second reviews."""
        values = model_to_dict(self.instance, self._meta.fields)
        waiting = self.instance.second_reviews.waiting().values_list("pk", flat=True)
        return content_hash([*([name, str(value)] for name, value in values.items()), *waiting])

    def __init__(self, *args, writer, **kwargs):
        super().__init__(*args, **kwargs)
        self.writer = writer
        if not self.instance.pk:
            del self.fields["beside_earlier"]  # a new agency has no earlier posts
            del self.fields["is_active"]
        else:
            self.initial["shown_hash"] = self._current_hash()
            for name in self.instance.second_reviews.open().values_list("field", flat=True):
                self.fields[name].required = False  # the page may show no text until the review

    def save(self, commit: bool = True) -> Agency:
        """Save the agency, hold texts that need a second review, and log who changed which fields, and why.

        Call it in the transaction in which the agency's row is locked.
        """
        for name in self.held:
            setattr(self.instance, name, "" if self._has_removed_contact(name) else self.initial.get(name) or "")
        is_new = self.instance.pk is None
        agency = super().save(commit)
        settle_notes(
            agency=agency,
            writer=self.writer,
            changed=[name for name in AgencyText if self._is_changed(name)],
            held=self.held,
            spoken_for=self.cleaned_data[SPOKEN],
        )
        if outdated := self._outdated(agency):
            reword_profiles(agency=agency, actor=self.writer, profiles=outdated, reason=self.cleaned_data["reason"])
        changed = [name for name in self.changed_data if name in self._meta.fields]
        if is_new or changed:
            verb = "network.agency.open" if is_new else "network.agency.change"
            record(agency, verb, actor=self.writer, reason=self.cleaned_data["reason"], changed=changed)
        return agency

    def _outdated(self, agency: Agency) -> list[int]:
        """Return the IDs of the agency's earlier profiles to which the new limits are to be copied.

        If the box is ticked, these are all earlier profiles, otherwise those with a contact that is being removed.
        """
        earlier = agency.profiles.exclude(pk=agency.profile_id).exclude(what_we_cannot_do=agency.what_we_cannot_do)
        is_asked = self.cleaned_data.get("beside_earlier")
        return [profile.pk for profile in earlier if is_asked or self._loses_a_contact(profile.what_we_cannot_do)]

    def _to_check(self) -> list[str]:
        """Return the names of the fields to check for identifiers: changed fields, and fields with a removed contact.

        A removed contact is one that this form removes from the published contacts.
        """
        written = [name for name in WRITTEN if name in self.fields]
        data = self.cleaned_data
        return [name for name in written if self._is_changed(name) or self._loses_a_contact(data.get(name))]

    def _is_changed(self, name: str) -> bool:
        """True if the form changes the text of this field. Different line endings do not count."""
        before, after = self.initial.get(name) or "", self.cleaned_data.get(name) or ""
        return name in self.changed_data and before.splitlines() != after.splitlines()

    def _has_removed_contact(self, name: str) -> bool:
        """True if the present text of this field has a contact that this form removes from the published contacts.

        Members must not read that text during the review.
        """
        return self._loses_a_contact(self.initial.get(name))

    def _loses_a_contact(self, words: str | None) -> bool:
        return bool(_places(words or "", self.own) - _places(words or "", self.before))


class NewAgencyForm(AgencyForm):
    is_own = BooleanField(
        required=False,
        label=_("I work there"),
        help_text=_("Readers see this agency next to your name. You cannot change it here later."),
    )

    class Meta(AgencyForm.Meta):
        fields = [*AgencyForm.Meta.fields, "main_remit", "remits", "areas"]
        widgets = AgencyForm.Meta.widgets | {"remits": CheckboxSelectMultiple, "areas": CheckboxSelectMultiple}

    field_order = [
        *AgencyForm.field_order[:3],
        "main_remit",
        "remits",
        "areas",
        *AgencyForm.field_order[3:-1],
        "is_own",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.writer.agency_id is not None:
            del self.fields["is_own"]

    def clean(self) -> dict:
        data = super().clean()
        refuse_without_main_remit(self)
        if data.get("is_own"):
            self._refuse_own_circles(data.get("remits") or ())
        return data

    def _refuse_own_circles(self, remits: Collection[Remit]) -> None:
        """Add an error if one of these remits is in a circle: letting the writer into it needs a second person."""
        circles = Circle.objects.filter(remits__in=remits).distinct()
        if circles:
            self.add_error("remits", OPENS_CIRCLES % {"circles": ", ".join(circle.name for circle in circles)})

    def save(self, commit: bool = True) -> Agency:
        self.instance.slug = free_slug(self.cleaned_data["name"])
        return super().save(commit)


def refuse_without_main_remit(form: BaseForm) -> None:
    """Add an error to the form's field `remits` if the main remit is not ticked there."""
    main, remits = form.cleaned_data.get("main_remit"), form.cleaned_data.get("remits")
    if main and remits and main not in remits:
        form.add_error("remits", _("Tick the main remit too: %(remit)s") % {"remit": main})


def _places(words: str, allow: Allow) -> set[tuple[int, int]]:
    """Return (start, end) of each finding that must be removed or explained."""
    return {(finding.start, finding.end) for finding in find(words, allow) if finding.strength >= Strength.ASK}
