"""What editors write about agencies and circles, and the shared words, in the CMS: looked at for what identifies."""

from django.forms import CharField, HiddenInput
from wagtail.admin.forms import WagtailAdminModelForm

from ratsite.lib.identifiers import Allow, find
from ratsite.lib.refusing import SPOKEN, SpokenField, refuse_identifiers
from ratsite.lib.versions import word_of
from ratsite.network.actions import settle_notes
from ratsite.network.enums import Notes

OVERTAKEN = (
    "Somebody has changed this agency’s notes, or opened them, since you opened this page. Nothing of yours is saved "
    "yet: look at the agency’s page, then save again to put yours in their place"
)
WRITTEN = ("name", "what_we_do", "what_we_cannot_do", "purpose", "description")  # what is typed freely


class WrittenForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, [name for name in WRITTEN if name in self.fields])
        return data


class AgencyForm(WagtailAdminModelForm):
    """An agency's own published contacts may stand in its notes; what else is no private person's, a second
    coordinator looks at. Until then its page says what it said before.
    """

    spoken_for = SpokenField(max_length=300)
    seen = CharField(required=False, widget=HiddenInput)

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk and data.get("seen") and data["seen"] != self._stands():
            self.add_error(None, OVERTAKEN)
            self.data = self.data.copy()
            self.data["seen"] = self._stands()
        contacts = data.get("public_contacts") or ""
        own = Allow(contacts[one.start : one.end] for one in find(contacts))
        self.held = {name: data[name] for name in refuse_identifiers(self, self._to_look_at(), own, never=["name"])}
        return data

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self._stands()
            for name in self.instance.held_notes.open().values_list("field", flat=True):
                self.fields[name].required = False  # of a new agency nothing stands there yet

    def save(self, commit: bool = True):
        for name in self.held:
            setattr(self.instance, name, self.initial.get(name) or "")
        agency = super().save(commit)
        settle_notes(
            agency=agency,
            writer=self.for_user,
            changed=[name for name in self.changed_data if name in Notes],
            held=self.held,
            spoken_for=self.cleaned_data[SPOKEN],
        )
        return agency

    def _stands(self) -> str:
        """Another word after any change of the notes, and of what waits for a look at them."""
        agency = self.instance
        waiting = list(agency.held_notes.waiting().values_list("pk", flat=True))
        return word_of([agency.what_we_do, agency.what_we_cannot_do, waiting])

    def _to_look_at(self) -> list[str]:
        """What was looked at before, and stands as it did, is not asked about again; but where the contacts change."""
        written = [name for name in WRITTEN if name in self.fields]
        if "public_contacts" in self.changed_data:
            return written
        return [name for name in written if name in self.changed_data]
