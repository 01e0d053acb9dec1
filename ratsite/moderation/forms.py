from django import forms
from django.db import models

from ratsite.moderation.registry import ReviewItem


class Choice(models.TextChoices):
    """What each of them means for an item, the item says."""

    APPROVE = "approve"
    REJECT = "reject"


class DecisionForm(forms.Form):
    """A choice that nobody makes by accident: none is ticked beforehand, and a rejection says why."""

    choice = forms.ChoiceField(
        label="Your decision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two"},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, item: ReviewItem, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["choice"].choices = list(zip(Choice.values, item.choices, strict=True))
        self.fields["reason"].help_text = item.hint

    def clean(self):
        cleaned = super().clean()
        needs_reason = cleaned.get("choice") == Choice.REJECT or self.item.approval_needs_reason
        if cleaned.get("choice") and needs_reason and not cleaned.get("reason"):
            self.add_error("reason", "Say why, so that its author can put it right")
        return cleaned
