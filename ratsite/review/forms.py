import datetime as dt

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.lib.forms import LongSelect, conditional
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.moderation.models import Recusal
from ratsite.pages.contacts import published_contacts
from ratsite.review.queries.log_targets import FAMILIES, KINDS
from ratsite.review.queries.queue import Case

ANY_DAY = {"invalid": _("Enter a date as day/month/year, such as 27/11/2026")}
LAST_DAY = dt.date(2200, 1, 1)  # the filter adds a day to the last day, and dates end with the year 9999
FIRST_OF_TWO = _("Approve: it will be published when a moderator with another main remit approves it too")


class Choice(models.TextChoices):
    """The two possible decisions on an item of the review queue. Each type of item has its own labels for them."""

    APPROVE = "approve"
    REJECT = "reject"


class DecisionForm(CheckedForm):
    """Form for the decision on an item. Nothing is preselected, and a rejection needs a reason.

    Before they approve, moderators must tick the item's sentences (ReviewItem.confirmed) and, if identifiers are masked
    in the item, have them shown (shown_found). If another person has claimed the item, they must tick a box to decide
    anyway.
    """

    allowed = staticmethod(published_contacts)

    choice = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision")},
    )
    reason = conditional(
        forms.CharField(
            label=_("Reason"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
    )

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = case.item
        self.confirmed: dict[str, str | Promise] = {}
        choices = list(zip(Choice.values, self.item.choices, strict=True))
        if case.would_be_first:
            choices[0] = (Choice.APPROVE.value, FIRST_OF_TWO)
        may_only_reject = case.waits_for_another or self.item.only_reject
        self.fields["choice"].choices = choices[1:] if may_only_reject else choices
        self.fields["reason"].help_text = self.item.hint
        if self.item.approval_needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = gettext(
                "Give a reason. People can read why you decided this."
            )
        if not may_only_reject:
            self.confirmed = {f"confirmed_{number}": text for number, text in enumerate(self.item.confirmed, 1)}
        if self.item.shown_html and self.item.approval_publishes:
            # The hash of the item in which the moderator has shown what is masked.
            self.fields["shown_found"] = forms.CharField(required=False, widget=forms.HiddenInput)
        for name, text in self.confirmed.items():
            self.fields[name] = forms.BooleanField(label=text, required=False)
            self.fields[name].help_text = gettext("Tick it before you approve.")
        self.order_fields(["choice", *self.confirmed])
        if claim := case.claim_of_another:
            until = timezone.localtime(claim.until).strftime("%H:%M")
            who = {"person": claim.person, "time": until}
            looking = gettext("%(person)s is looking at this. Tick the box to decide anyway.") % who
            self.fields["despite"] = forms.BooleanField(
                label=gettext("%(person)s is looking at this until %(time)s. Decide anyway.") % who,
                error_messages={"required": looking},
            )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.REJECT and not cleaned.get("reason", "refused"):
            self.add_error("reason", gettext("Give a reason, so that the author can put it right"))
        if cleaned.get("choice") == Choice.APPROVE:
            if "shown_found" in self.fields and cleaned.get("shown_found") != self.data.get("shown_hash"):
                self.add_error("choice", gettext("Choose “Show what is hidden” and read it before you approve"))
            for name in self.confirmed:
                if not cleaned.get(name):
                    self.add_error(name, gettext("Tick this if it is true. If it is not, reject it and say why."))
        return cleaned


class RecusalForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Why it is not yours to decide"),
        max_length=Recusal._meta.get_field("reason").max_length,
        help_text=_("Saved in the log. Say how you are involved, not what anyone wrote."),
        error_messages={"required": _("Say why it is not yours to decide")},
    )


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    last = MaxValueValidator(LAST_DAY, ANY_DAY["invalid"])
    return forms.DateField(label=label, required=False, widget=widget, error_messages=ANY_DAY, validators=[last])


class LogFilterForm(forms.Form):
    """Form for the audit log's filters. All are optional; a value that is not one of the choices is refused."""

    about = forms.ChoiceField(label=_("What was done"), required=False, widget=LongSelect)
    kind = forms.ChoiceField(label=_("What the action was done to"), required=False, widget=LongSelect)
    who = forms.ModelChoiceField(label=_("Who did it"), queryset=None, required=False, empty_label=_("Anyone"))
    since = _day(_("From"))
    until = _day(_("Up to and including"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Anything")), *FAMILIES.items()]
        self.fields["kind"].choices = [
            ("", _("Anything")),
            *((kind.model._meta.label_lower, kind.name) for kind in KINDS),
        ]
        self.fields["who"].queryset = User.objects.filter(groups__name__in=Role.values).distinct()

    def narrow(self, entries: QuerySet[ModelLogEntry]) -> QuerySet[ModelLogEntry]:
        """Return the entries among these that match every filter; none if the form is invalid."""
        if not self.is_valid():
            return entries.none()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if prefix := chosen.get("about"):
            entries = entries.filter(action__startswith=prefix)
        if label := chosen.get("kind"):
            model = next(kind.model for kind in KINDS if kind.model._meta.label_lower == label)
            entries = entries.filter(content_type=ContentType.objects.get_for_model(model, for_concrete_model=False))
        if person := chosen.get("who"):
            entries = entries.filter(user=person.pk, is_unnamed=False)
        if day := chosen.get("since"):
            entries = entries.filter(timestamp__gte=_midnight(day))
        if day := chosen.get("until"):
            entries = entries.filter(timestamp__lt=_midnight(day + dt.timedelta(days=1)))
        return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
