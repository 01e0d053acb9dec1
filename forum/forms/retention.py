"""Forms for retention: how long a board keeps topics, what happens to a topic, and legal holds."""

from django.forms import CharField, ChoiceField, IntegerField, NumberInput, RadioSelect
from django.utils.translation import gettext_lazy as _

from forum.enums import Fate
from forum.forms.topic_management import LoggedTextForm
from ratsite.privacy.forms import LegalHoldForm, reason_to_keep

WHOLE_MONTHS = _("Enter a whole number from 3 to 240, or leave it empty")


class BoardTimeForm(LoggedTextForm):
    months = IntegerField(
        label=_("Months without a reply"),
        help_text=_("From 3 to 240. Leave this empty to keep all topics."),
        required=False,
        min_value=3,
        max_value=240,
        widget=NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WHOLE_MONTHS),
    )
    reason = CharField(
        label=_("Reason"),
        help_text=_("We save your reason in the audit log."),
        max_length=300,
        error_messages={"required": _("Say why")},
    )


class FateForm(LoggedTextForm):
    fate = ChoiceField(
        label=_("What should happen to the topic"),
        choices=Fate,
        widget=RadioSelect,
        error_messages={"required": _("Choose what should happen to the topic")},
    )
    reason = CharField(
        label=_("Reason"),
        help_text=_("We save your reason in the audit log."),
        max_length=300,
        error_messages={"required": _("Say why")},
    )


class HoldForm(LegalHoldForm):
    reason = reason_to_keep(_("Other moderators and coordinators can read your reason. We save it in the audit log."))
