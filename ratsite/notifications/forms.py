from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ratsite.notifications.enums import Rhythm
from ratsite.notifications.models import MailChoices
from ratsite.notifications.models.choices import HIGHEST_CEILING, SATURDAY

CEILING_ERROR = format_lazy(_("Enter a whole number from 1 to {most}"), most=HIGHEST_CEILING)


class MailChoicesForm(forms.ModelForm):
    class Meta:
        model = MailChoices
        fields = [
            "rhythm", "hour", "weekday", "quiet_from", "quiet_until", "is_quiet_at_weekends", "ceiling", "is_stopped",
        ]  # fmt: skip
        widgets = {"rhythm": forms.RadioSelect}
        labels = {
            "rhythm": _("How often we email you"),
            "hour": _("At what hour"),
            "weekday": _("On which day, if once a week"),
            "quiet_from": _("Quiet hours begin at"),
            "quiet_until": _("Quiet hours end at"),
            "ceiling": _("Most emails in a week"),
        }
        help_texts = {
            "quiet_from": _("Emails wait until your quiet hours end. Choose the same hour twice for no quiet hours."),
            "ceiling": format_lazy(
                _("From 1 to {most}. You will still see the other notifications here."), most=HIGHEST_CEILING
            ),
            "is_stopped": _(
                "You will still get notifications here. We will still email you about your own account and your "
                "own posts."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One message for every mistake, in place of the model field's several.
        self.fields["ceiling"] = forms.IntegerField(
            label=self.fields["ceiling"].label,
            help_text=self.fields["ceiling"].help_text,
            widget=forms.NumberInput(attrs={"min": 1, "max": HIGHEST_CEILING}),
            error_messages={"invalid": CEILING_ERROR, "required": CEILING_ERROR},
        )

    def clean_ceiling(self) -> int:
        ceiling = self.cleaned_data["ceiling"]
        if not 1 <= ceiling <= HIGHEST_CEILING:
            raise forms.ValidationError(CEILING_ERROR)
        return ceiling

    def clean(self) -> dict:
        data = super().clean() or {}
        if {"hour", "quiet_from", "quiet_until"} <= data.keys():
            chosen = MailChoices(quiet_from=data["quiet_from"], quiet_until=data["quiet_until"])
            if chosen.is_quiet_hour(data["hour"]):
                self.add_error("hour", _("Choose an hour that is not one of your quiet hours"))
        is_weekly_on_quiet_day = data.get("rhythm") == Rhythm.WEEKLY and data.get("is_quiet_at_weekends")
        if is_weekly_on_quiet_day and data.get("weekday", 0) >= SATURDAY:
            self.add_error("weekday", _("Choose a working day, or allow emails on Saturdays and Sundays"))
        return data
