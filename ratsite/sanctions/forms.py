import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.forms import conditional
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.pages.contacts import published_contacts
from ratsite.sanctions.enums import LONGEST, Length, SanctionKind

LONGEST_REASON = 500


def _text_field(label: str, help_text: str, missing: str, longest: int = LONGEST_REASON) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


class SanctionForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    kind = forms.ChoiceField(
        label=_("Sanction"), widget=forms.RadioSelect, error_messages={"required": _("Choose a sanction")}
    )
    length = forms.ChoiceField(
        label=_("How long it lasts"),
        choices=Length,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long it lasts")},
    )
    until = conditional(
        forms.DateField(
            label=_("Last day"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text=_("Only if you choose the date yourself. It must be within a year."),
            error_messages={"invalid": _("Enter a date as day/month/year, such as 27/11/2026")},
        )
    )
    reason = _text_field(_("Reason"), _("The person reads this. We save it in the audit log."), _("Enter a reason"))

    def __init__(self, *args, kinds: list[SanctionKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("length") != Length.OWN or "until" in self.errors:
            return data
        day, today = data.get("until"), timezone.localdate()
        if day is None:
            self.add_error("until", gettext("Enter the last day"))
        elif not today < day < today + LONGEST:
            self.add_error("until", gettext("Enter a date after today and within a year"))
        return data

    def ends_at(self) -> dt.datetime:
        """Return the date and time at which the sanction is to end: for a chosen day, the end of that day.

        The form must be valid.
        """
        length = Length(self.cleaned_data["length"])
        if length != Length.OWN:
            return timezone.now() + length.delta
        next_day = self.cleaned_data["until"] + dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(next_day, dt.time.min))


class LiftForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    reason = _text_field(_("Reason"), _("The person reads this. We save it in the audit log."), _("Enter a reason"))


class AppealForm(forms.Form):
    text = _text_field(
        _("Why do you think that this is wrong?"),
        _("The moderators and coordinators read this. You can appeal once."),
        _("Say in your own words what is wrong with the decision"),
        longest=1000,
    )
