"""Forms for files that readers have to ask for."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from library.actions.decide_access import LONGEST_TIME, USUAL_TIME
from library.models import LABEL_LENGTH
from library.models.access_request import REASON_LENGTH
from ratsite.lib.forms import conditional
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.pages.contacts import published_contacts

SHORTEST = 10  # characters: a shorter text is hardly a reason


class AskForm(CheckedForm):
    reason = forms.CharField(
        label=_("What you need it for"),
        min_length=SHORTEST,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example “for our induction day in January”. No names, addresses or reference numbers."),
        error_messages={
            "required": _("Say what you need it for"),
            "min_length": _("Say in a few more words what you need it for"),
        },
    )


class AnswerForm(CheckedForm):
    """Form that answers a request for a file: the last day of the access, or the reason why it is declined."""

    checked_fields = ("answer",)

    YES, NO = "grant", "decline"
    decision = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Let them read the file")), (NO, _("Decline"))],
        error_messages={"required": _("Choose an answer")},
    )
    ends_on = conditional(
        forms.DateField(
            label=_("Last day of their access"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text=_(
                "You need it if you let them read the file. Their access will end automatically after this day."
            ),
        )
    )
    answer = conditional(
        forms.CharField(
            label=_("If you decline, say why"),
            max_length=REASON_LENGTH,
            help_text=_("The person who asked will read your reason."),
        )
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = timezone.localdate() + USUAL_TIME

    def clean_ends_on(self) -> dt.date | None:
        day, today = self.cleaned_data["ends_on"], timezone.localdate()
        if day is not None and not today <= day <= today + LONGEST_TIME:
            raise forms.ValidationError(_("Choose today or a later day, at most a year from now"))
        return day

    def clean(self) -> dict:
        data = super().clean()
        decision = data.get("decision")
        if decision == self.YES and not data.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Enter the last day of their access"))
        if decision == self.NO and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Say why you decline"))
        return data


class EndAccessForm(CheckedForm):
    checked_fields = ("answer",)

    answer = forms.CharField(
        label=_("Why you end it"),
        max_length=REASON_LENGTH,
        help_text=_("The person who asked will read your reason."),
        error_messages={"required": _("Say why you end it")},
    )


class LabelForm(CheckedForm):
    """Form that puts a file of a draft on request: readers see this label instead, and have to ask for the file."""

    checked_fields = ("label",)
    allowed = staticmethod(published_contacts)

    label = forms.CharField(
        label=_("What to call the file, if readers have to ask for it"),
        required=False,
        max_length=LABEL_LENGTH,
        help_text=_(
            "They will see this instead of the file’s name. Leave this empty if readers can open the file "
            "without asking."
        ),
    )
    shown_hash = forms.CharField(required=False, widget=forms.HiddenInput)  # of the label that it replaces
