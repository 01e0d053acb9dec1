from django import forms
from django.db import models
from django.utils import timezone

from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.moderation.models import Recusal
from ratsite.pages.contacts import published_contacts
from ratsite.review.queue import Case

FIRST_OF_TWO = "Approve: it is published when a moderator of another remit approves it, too"


class Choice(models.TextChoices):
    """The two choices about an item of the queue. Each item labels them itself."""

    APPROVE = "approve"
    REJECT = "reject"


class DecisionForm(forms.Form):
    """A decision about an item. Nothing is preselected, and a rejection needs a reason.

    If another person has claimed the item, one more tick confirms that this is known.
    """

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

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = case.item
        choices = list(zip(Choice.values, self.item.choices, strict=True))
        if case.would_be_first:
            choices[0] = (Choice.APPROVE.value, FIRST_OF_TWO)
        self.fields["choice"].choices = choices[1:] if case.waits_for_another else choices
        self.fields["reason"].help_text = self.item.hint
        if claim := case.claim_of_another:
            until = timezone.localtime(claim.until).strftime("%H:%M")
            self.fields["despite"] = forms.BooleanField(
                label=f"{claim.person} is looking at this, until {until}. Decide anyway",
                error_messages={"required": f"{claim.person} is looking at this. Tick this to decide anyway"},
            )

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, ["reason"], published_contacts)
        needs_reason = cleaned.get("choice") == Choice.REJECT or self.item.approval_needs_reason
        if cleaned.get("choice") and needs_reason and not cleaned.get("reason", "refused"):
            self.add_error("reason", "Say why, so that its author can put it right")
        return cleaned


class RecusalForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not yours",
        max_length=Recusal._meta.get_field("reason").max_length,
        help_text="Kept in the log. Say how you are involved, not what anybody wrote.",
        error_messages={"required": "Say in a few words why"},
    )

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, ["reason"], published_contacts)
        return cleaned
