"""Forms that suggest resources to the library: from the published results of a ground check, and as case learning."""

import re

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Form,
    HiddenInput,
    Textarea,
)
from django.utils.translation import gettext_lazy as _

from library.forms.publish import CaseForm
from library.models import CASE_ANSWERS
from ratsite.lib.forms import ChosenRowsField, in_grid
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
    """Base form for suggestions to the library. It refuses identifiers in the fields that `texts` names.

    It also refuses names of agencies, unless the writer confirms that the words do not name an agency here. That may be
    so with an agency called "Hope" or "Unseen".
    """

    texts: tuple[str, ...] = ("title", "why")
    title = CharField(label=_("Title"), max_length=160, error_messages={"required": _("Enter a title")})
    why = CharField(
        label=_("Why it is useful"),
        max_length=500,
        widget=Textarea({"rows": 3}),
        error_messages={"required": _("Say who can use it, and what it helps with")},
    )
    remits = ChosenRowsField(
        Remit.objects.all(), label=_("For which remits"), required=False, widget=in_grid(CheckboxSelectMultiple())
    )

    ordinary_words = BooleanField(
        label=_("I used these words in their ordinary sense, not as the name of an agency"),
        required=False,
        widget=HiddenInput(),
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
        """Return pairs (field, agency) for each agency whose name is in the field's text as whole words."""
        typed = {name: (data.get(name) or "").casefold() for name in self.texts}
        return [
            (name, agency)
            for agency in Agency.objects.values_list("name", flat=True)
            for name, text in typed.items()
            if re.search(rf"(?<!\w){re.escape(agency.casefold())}(?!\w)", text)
        ]


class LibraryDraftForm(DraftForm):
    """Form with the results of a ground check as text, and boxes to tick: the text names no agency, and so on (CHECKS).

    Quotation marks and personal identifiers are refused even if all boxes are ticked, because a program can find them.
    """

    texts = ("title", "why", "text")
    text = CharField(label=_("Text of the draft"), max_length=LONGEST_TEXT, widget=Textarea({"rows": 14}))
    field_order = ["title", "why", "text", "remits"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in CHECKS.items():
            self.fields[name] = BooleanField(
                label=label,
                error_messages={"required": _("Check the text, then tick “%(check)s”") % {"check": label}},
            )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if any(mark in text for mark in QUOTE_MARKS):
            raise ValidationError(_("Remove or reword what is in quotation marks"))
        return text


class CaseLearningForm(CaseForm, DraftForm):
    """Form for case learning: what was learned from several ended cases, and whether anyone could be recognised."""

    texts = ("title", "why", "body", *CASE_ANSWERS)
    body = CharField(
        label=_("What was learned"),
        max_length=LONGEST_TEXT,
        widget=Textarea({"rows": 14}),
        help_text=_("Begin with the lesson, in one sentence. Leave out names, dates and places."),
        error_messages={"required": _("Say what was learned")},
    )
    field_order = ["title", "body", "why", "remits", "is_composite", *CASE_ANSWERS]
