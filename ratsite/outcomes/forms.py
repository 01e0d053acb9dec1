"""Forms that make library drafts of what people said: a topic's common ground, and case learning."""

import re

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Form,
    HiddenInput,
    ModelMultipleChoiceField,
    Textarea,
)
from django.utils.translation import gettext_lazy as _

from library.forms.publish import CaseForm
from library.models import CASE_ANSWERS
from ratsite.lib.forms import in_grid
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Agency, Remit
from ratsite.pages.contacts import published_contacts

CHECKS = {
    "who": _("Nobody can see who said what"),
    "places": _("No place smaller than a district is named"),
    "agencies": _("No agency is named"),
    "dates": _("No date points to one event"),
    "quotes": _("Quotes are left out or reworded"),
}
QUOTE_MARKS = '“”„"'
LONGEST_TEXT = 6000
ORDINARY = "ordinary_words"


class DraftForm(Form):
    """Title and use of a library draft. Personal identifiers are refused in its `texts`.

    So are agencies' names, until the writer says that they are ordinary words there, as "Hope" and "Unseen" may be.
    """

    texts: tuple[str, ...] = ("title", "why")
    title = CharField(label=_("Title"), max_length=160, error_messages={"required": _("Give it a title")})
    why = CharField(
        label=_("Why it is useful"),
        max_length=500,
        widget=Textarea({"rows": 3}),
        error_messages={"required": _("Say for whom it is useful, and for what")},
    )
    remits = ModelMultipleChoiceField(
        Remit.objects.all(), label=_("For which remits"), required=False, widget=in_grid(CheckboxSelectMultiple())
    )

    ordinary_words = BooleanField(
        label=_("These words do not name an agency here"), required=False, widget=HiddenInput()
    )

    def clean(self) -> dict:
        data = super().clean()
        is_ordinary = data.pop(ORDINARY, False)
        for name, agency in self._agencies_named(data):
            self.fields[ORDINARY].widget = CheckboxInput()
            if not is_ordinary:
                message = _("Leave out the agency “%(agency)s”, or tick below that these words do not name it")
                self.add_error(name, message % {"agency": agency})
        refuse_identifiers(self, self.texts, published_contacts)
        return data

    def _agencies_named(self, data: dict) -> list[tuple[str, str]]:
        """Return each field whose text has the name of an agency as whole words, with that name."""
        typed = {name: (data.get(name) or "").casefold() for name in self.texts}
        return [
            (name, agency)
            for agency in Agency.objects.values_list("name", flat=True)
            for name, text in typed.items()
            if re.search(rf"(?<!\w){re.escape(agency.casefold())}(?!\w)", text)
        ]


class LibraryDraftForm(DraftForm):
    """The text of a topic's common ground, and a tick for each thing that must not be in it.

    What a program can see is refused even when ticked: quotation marks and personal identifiers.
    """

    texts = ("title", "why", "text")
    text = CharField(label=_("Text of the draft"), max_length=LONGEST_TEXT, widget=Textarea({"rows": 14}))
    field_order = ["title", "why", "text", "remits"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in CHECKS.items():
            self.fields[name] = BooleanField(
                label=label,
                error_messages={"required": _("Look at the text again, then tick “%(check)s”") % {"check": label}},
            )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if any(mark in text for mark in QUOTE_MARKS):
            raise ValidationError(_("Leave out or reword what is in quotation marks"))
        return text


class CaseLearningForm(CaseForm, DraftForm):
    """A member's case learning: what was learned from several ended cases, and the questions about its people."""

    texts = ("title", "why", "body", *CASE_ANSWERS)
    body = CharField(
        label=_("What was learned"),
        max_length=LONGEST_TEXT,
        widget=Textarea({"rows": 14}),
        help_text=_("Begin with the lesson, in one sentence. Leave out names, dates and places."),
        error_messages={"required": _("Say what was learned")},
    )
    field_order = ["title", "body", "why", "remits", "is_composite", *CASE_ANSWERS]
