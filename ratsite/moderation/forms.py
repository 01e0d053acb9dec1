from django import forms
from django.db import models


class Choice(models.TextChoices):
    APPROVE = "approve", "Approve: it is published and counts as new from now"
    REJECT = "reject", "Reject: its author gets the text back with your reason"


class DecisionForm(forms.Form):
    """A choice that nobody makes by accident: none is ticked beforehand, and a rejection says why."""

    choice = forms.ChoiceField(
        label="Your decision",
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose approve or reject"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="The author reads this. Needed when you reject.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.REJECT and not cleaned.get("reason"):
            self.add_error("reason", "Say why, so that its author can put it right")
        return cleaned
