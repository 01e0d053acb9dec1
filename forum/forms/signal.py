"""Form in which a member says what their agency sees of a trend. It has choices only, no text field."""

import datetime as dt

from django.forms import ChoiceField, Form, ModelChoiceField, RadioSelect, TypedChoiceField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forum.enums import Confidence, Frequency, SignalKind
from forum.models import Signal, Topic
from forum.models.signal import is_frozen, month_of
from forum.queries.signal_box import areas_for, months_for
from ratsite.accounts.models import User
from ratsite.lib.forms import conditional, in_grid
from ratsite.network.models import Area


class SignalForm(Form):
    """Form for what the member's agency sees of a trend. cleaned_data contains arguments of forum.actions.signal."""

    kind = ChoiceField(
        label=_("What you see"),
        choices=SignalKind,
        widget=in_grid(RadioSelect(), "picks picks--long"),
        error_messages={"required": _("Say whether you see it"), "invalid_choice": _("Choose one of these")},
    )
    frequency = conditional(
        ChoiceField(
            label=_("If you see it, how often?"),
            choices=Frequency,
            widget=in_grid(RadioSelect()),
        )
    )
    area = ModelChoiceField(
        label=_("Where"),
        queryset=Area.objects.all(),
        error_messages={"required": _("Choose a district or county")},
    )
    month = TypedChoiceField(
        label=_("In which month"),
        coerce=dt.date.fromisoformat,
        error_messages={"invalid_choice": _("Choose one of these months"), "required": _("Choose a month")},
    )
    confidence = ChoiceField(
        label=_("If you see it, how do you know?"),
        choices=Confidence,
        required=False,
        widget=in_grid(RadioSelect(), "picks picks--long"),
    )

    def __init__(self, *args, writer: User, topic: Topic, **kwargs):
        super().__init__(*args, **kwargs)
        self.writer, self.topic = writer, topic
        areas = areas_for(writer)
        self.fields["area"].choices = [("", _("Choose an area")), *((area.pk, area.name) for area in areas)]
        months, now = months_for(writer, topic), month_of(timezone.localdate())
        self.fields["month"].choices = [(month.isoformat(), _month_label(month)) for month in months]
        self.fields["month"].initial = months[0].isoformat() if months else None
        hints = []
        if any(map(is_frozen, months)):
            hints.append(
                _("If a month is final, your signal will not change its figures, and you cannot change it later.")
            )
        if now not in months:
            recording = _(
                "We are still recording which agencies are able to report. You can choose %(month)s in about 10 "
                "minutes."
            )
            hints.append(recording % {"month": date_format(now, "F Y")})
        self.fields["month"].help_text = " ".join(map(str, hints))

    def clean(self) -> dict:
        data = super().clean()
        month, area = data.get("month"), data.get("area")
        if month and area and is_frozen(month) and self._has_own_signal(month, area):
            self.add_error(
                "month", _("Choose a later month. What your agency said about this month can no longer be changed.")
            )
        if data.get("kind") != SignalKind.SEEN:
            return {**data, "frequency": "", "confidence": ""}
        if not data.get("frequency") and "frequency" not in self.errors:
            self.add_error("frequency", _("Say how often you see it"))
        return data

    def _has_own_signal(self, month: dt.date, area: Area) -> bool:
        own = Signal.objects.visible_to(self.writer).filter(topic=self.topic, area=area)
        return own.filter(reporting__month=month).exists()


def _month_label(month: dt.date) -> str:
    name = date_format(month, "F Y")
    if month == month_of(timezone.localdate()):
        return _("%(month)s, so far") % {"month": name}
    if is_frozen(month):
        return _("%(month)s (final)") % {"month": name}
    return name
