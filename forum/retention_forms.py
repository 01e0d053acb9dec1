"""What stewards fill in about conversations that have run their time."""

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, DateField, DateInput, Form, IntegerField, NumberInput, RadioSelect
from django.utils import timezone

from forum.enums import Fate
from forum.work_forms import KeptWordsForm


class BoardTimeForm(Form):
    months = IntegerField(
        label="Months without a reply",
        help_text="From 3 to 240. Leave it empty to keep everything for good.",
        required=False,
        min_value=3,
        max_value=240,
        widget=NumberInput(attrs={"inputmode": "numeric"}),
    )


class FateForm(KeptWordsForm):
    fate = ChoiceField(
        label="What becomes of it",
        choices=Fate,
        widget=RadioSelect,
        error_messages={"required": "Choose one of the three"},
    )
    reason = CharField(label="Reason", help_text="Kept in the stewards’ log.", max_length=300, required=False)


class HoldForm(KeptWordsForm):
    reason = CharField(
        label="Why it must be kept",
        help_text="Such as: an inquiry has asked for it. Other stewards read it; it is kept in the log.",
        max_length=300,
        error_messages={"required": "Say what asks for it"},
    )
    until = DateField(
        label="Until",
        help_text="Leave it empty where nobody knows yet.",
        required=False,
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError("Give a day that is not over")
        return until
