"""CMS forms for agencies, circles and shared vocabulary. Their texts are checked for identifiers."""

from django.db.models import Model
from django.forms import BooleanField, CharField, HiddenInput, model_to_dict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ratsite.lib.identifiers import Allow, Strength, find
from ratsite.lib.identifiers.refusal import SPOKEN, SpokenField, refuse_identifiers
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.actions import lock_row, reword_profiles, settle_notes
from ratsite.network.contacts import contacts_in
from ratsite.network.enums import AgencyText

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
    "Another coordinator must check the new text first. Save without this, and tick it when the text is open to members"
)
WRITTEN = ("name", "what_we_do", "what_we_cannot_do", "purpose", "description")  # free-text fields


class WrittenForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, [name for name in WRITTEN if name in self.fields])
        return data


class SeenForm(WagtailAdminModelForm):
    """Base form with an optimistic lock: it refuses once to save a page opened before another person's change.

    The row is locked in clean() until the end of the transaction, which the view has begun.
    """

    shown_hash = CharField(required=False, widget=HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["shown_hash"] = content_hash(self._values(self.instance))

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk:
            self._refuse_overtaken(data.get("shown_hash"))
        return data

    def _refuse_overtaken(self, shown_hash: str | None) -> None:
        current = content_hash(self._values(lock_row(self.instance)))
        if shown_hash != current:
            self.add_error(None, OVERTAKEN)
            self.data = self.data.copy()
            self.data["shown_hash"] = current

    def _values(self, row: Model) -> list:
        """Return all values of the row that the form can change, to detect another person's change."""
        said = model_to_dict(row, self._meta.fields)
        return [
            [name, sorted(one.pk for one in value) if isinstance(value, list) else str(value)]
            for name, value in said.items()
        ]


class CircleForm(SeenForm, WrittenForm):
    """Form for a circle. An outdated page must not put a removed person back, who could then read its boards."""

    def _refuse_overtaken(self, shown_hash: str | None) -> None:
        """Refuse a form based on outdated values, after locking the circle's memberships.

        A member who leaves meanwhile then deletes the membership either before the check or after the save.
        """
        places = self.instance.people.through.objects.filter(circle=self.instance)
        list(places.select_for_update(no_key=True).order_by("pk"))
        super()._refuse_overtaken(shown_hash)


class AgencyForm(SeenForm):
    """Form for an agency. Texts with possible identifiers, other than its published contacts, need a second review.

    Until the review the agency's page keeps the old text, or shows none if that has a contact which is being removed.
    """

    spoken_for = SpokenField(max_length=300)
    beside_earlier = BooleanField(required=False, label=_("Show next to earlier posts too"), help_text=EARLIER)

    def clean(self) -> dict:
        data = super().clean()
        self.before = contacts_in(self.initial.get("public_contacts") or "")
        self.own = contacts_in(data.get("public_contacts") or "")
        spoken = refuse_identifiers(self, self._to_check(), self.own, never=["name"])
        self.held = {name: data[name] for name in spoken}
        if data.get("beside_earlier") and AgencyText.WHAT_WE_CANNOT_DO in self.held:
            self.add_error("beside_earlier", WAITS_FIRST)
        for name in AgencyText:
            if name in self.errors and self._gives_way(name):
                self.add_error(name, GIVES_WAY)
        return data

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["beside_earlier"]  # a new agency has no earlier posts
        else:
            for name in self.instance.second_reviews.open().values_list("field", flat=True):
                self.fields[name].required = False  # the page may show none until the review

    def save(self, commit: bool = True):
        for name in self.held:
            setattr(self.instance, name, "" if self._gives_way(name) else self.initial.get(name) or "")
        agency = super().save(commit)
        settle_notes(
            agency=agency,
            writer=self.for_user,
            changed=[name for name in AgencyText if self._is_changed(name)],
            held=self.held,
            spoken_for=self.cleaned_data[SPOKEN],
        )
        if outdated := self._outdated(agency):
            reword_profiles(agency=agency, actor=self.for_user, profiles=outdated)
        return agency

    def _outdated(self, agency: Model) -> list[int]:
        """Return the IDs of the agency's earlier profiles to update.

        These are all of them if the box is ticked, else those with a contact that is being removed.
        """
        earlier = agency.profiles.exclude(pk=agency.profile_id).exclude(what_we_cannot_do=agency.what_we_cannot_do)
        is_asked = self.cleaned_data.get("beside_earlier")
        return [one.pk for one in earlier if is_asked or self._loses_a_contact(one.what_we_cannot_do)]

    def _values(self, row: Model) -> list:
        """Return the agency's values and its texts in second review, so that a new one of those counts as a change."""
        return [*super()._values(row), *row.second_reviews.waiting().values_list("pk", flat=True)]

    def _to_check(self) -> list[str]:
        """Return the names of fields to check for identifiers.

        They are the changed fields, and fields with a contact that is being removed from the published ones.
        """
        written = [name for name in WRITTEN if name in self.fields]
        said = self.cleaned_data
        return [name for name in written if self._is_changed(name) or self._loses_a_contact(said.get(name))]

    def _is_changed(self, name: str) -> bool:
        """True if the text of this field is changed. Line endings are ignored."""
        before, after = self.initial.get(name) or "", self.cleaned_data.get(name) or ""
        return name in self.changed_data and before.splitlines() != after.splitlines()

    def _gives_way(self, name: str) -> bool:
        """True if the present text of this field has a contact that is being removed from the published ones.

        Members must not read that text during the review.
        """
        return self._loses_a_contact(self.initial.get(name))

    def _loses_a_contact(self, words: str | None) -> bool:
        return bool(_places(words or "", self.own) - _places(words or "", self.before))


def _places(words: str, allow: Allow) -> set[tuple[int, int]]:
    """Return (start, end) of each finding in a text that must be removed or explained."""
    return {(one.start, one.end) for one in find(words, allow) if one.strength >= Strength.ASK}
