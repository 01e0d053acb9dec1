"""Forms for retention: a board's time, a topic's fate, and legal holds."""

from django.forms import CharField, ChoiceField, Form, IntegerField, NumberInput, RadioSelect

from forum.enums import Fate
from forum.forms.topic_work import KeptWordsForm
from ratsite.privacy.forms import LegalHoldForm, reason_to_keep

WHOLE_MONTHS = "Give a whole number from 3 to 240, or leave it empty"


class BoardTimeForm(Form):
    months = IntegerField(
        label="Months without a reply",
        help_text="From 3 to 240. Leave it empty to keep everything for good.",
        required=False,
        min_value=3,
        max_value=240,
        widget=NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WHOLE_MONTHS),
    )


class FateForm(KeptWordsForm):
    fate = ChoiceField(
        label="What becomes of it",
        choices=Fate,
        widget=RadioSelect,
        error_messages={"required": "Choose one of the three"},
    )
    reason = CharField(label="Reason", help_text="Kept in the log.", max_length=300, required=False)


class HoldForm(LegalHoldForm):
    reason = reason_to_keep("Other moderators and coordinators read it; it is kept in the log.")
