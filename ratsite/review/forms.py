from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.moderation.models import Recusal
from ratsite.pages.contacts import published_contacts
from ratsite.review.queue import Case

FIRST_OF_TWO = _("Approve: it is published when a moderator of another remit approves it too")


class Choice(models.TextChoices):
    """The two decisions about an item of the review queue. Each type of item has its own labels for them."""

    APPROVE = "approve"
    REJECT = "reject"


class DecisionForm(CheckedForm):
    """Form for the decision about an item. Nothing is preselected, and a rejection needs a reason.

    If another person has claimed the item, the moderator must tick a box to decide anyway.
    """

    allowed = staticmethod(published_contacts)

    choice = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision")},
    )
    reason = forms.CharField(
        label=_("Reason"),
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
        may_only_reject = case.waits_for_another or self.item.only_reject
        self.fields["choice"].choices = choices[1:] if may_only_reject else choices
        self.fields["reason"].help_text = self.item.hint
        if self.item.approval_needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = gettext("Give a reason: people read why you decided so")
        if claim := case.claim_of_another:
            until = timezone.localtime(claim.until).strftime("%H:%M")
            who = {"person": claim.person, "time": until}
            looking = gettext("%(person)s is looking at this. Tick the box to decide anyway") % who
            self.fields["despite"] = forms.BooleanField(
                label=gettext("%(person)s is looking at this until %(time)s. Decide anyway") % who,
                error_messages={"required": looking},
            )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.REJECT and not cleaned.get("reason", "refused"):
            self.add_error("reason", gettext("Give a reason, so that the author can put it right"))
        return cleaned


class RecusalForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Why it is not yours to decide"),
        max_length=Recusal._meta.get_field("reason").max_length,
        help_text=_("Saved in the log. Say how you are involved, not what anyone wrote."),
        error_messages={"required": _("Say why it is not yours to decide")},
    )
