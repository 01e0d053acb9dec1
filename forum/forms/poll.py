"""Forms of a poll: start it, vote in it, and delete it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, Form, ModelChoiceField, RadioSelect, TypedChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.enums import PollBy
from forum.forms.ground_check import WEEKS
from forum.forms.topic_management import LoggedTextForm
from forum.models import Poll, PollOption, PollVote
from forum.models.poll import MOST_OPTIONS
from ratsite.network.figures import policy_inside

SECRET, NAMED = "secret", "named"
OPTIONS = tuple(f"option_{number}" for number in range(1, MOST_OPTIONS + 1))


class DeletePollForm(LoggedTextForm):
    reason = CharField(
        label=_("Why you delete it"),
        max_length=300,
        help_text=_("We save it in the audit log."),
        error_messages={"required": _("Say why you are deleting it")},
    )
    checked_fields = ("reason",)


class PollForm(LoggedTextForm):
    """Form to start a poll. cleaned_data contains arguments of start_poll."""

    question = CharField(
        label=_("Question"),
        max_length=Poll._meta.get_field("question").max_length,
        error_messages={"required": _("Write the question")},
    )
    by = ChoiceField(label=_("Who votes"), choices=PollBy, initial=PollBy.PERSON, widget=RadioSelect)
    shows = ChoiceField(
        label=_("What the result shows"),
        initial=SECRET,
        widget=RadioSelect,
    )
    weeks = TypedChoiceField(label=_("How long people can vote"), choices=WEEKS, coerce=int, initial=1)
    checked_fields = ("question", *OPTIONS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        secret = _("Only numbers. Votes are secret, and a number below %(fewest)s is hidden.") % {
            "fewest": policy_inside().threshold
        }
        self.fields["shows"].choices = [
            (SECRET, secret),
            (NAMED, _("Who chose what, by name. We tell people this before they vote.")),
        ]
        for number, name in enumerate(OPTIONS, start=1):
            self.fields[name] = CharField(
                label=_("Option %(number)s") % {"number": number},
                max_length=PollOption._meta.get_field("text").max_length,
                required=number <= 2,
                error_messages={"required": _("Write at least two options")},
            )
        self.order_fields(["question", *OPTIONS, "by", "shows", "weeks"])

    def clean(self) -> dict:
        data = super().clean()
        options = [data[name] for name in OPTIONS if data.get(name)]
        if len({option.casefold() for option in options}) < len(options):
            raise ValidationError(_("Two options are the same. Change one, or leave it out."))
        return {
            "question": data.get("question"),
            "options": options,
            "by": data.get("by"),
            "is_named": data.get("shows") == NAMED,
            "closes_on": timezone.localdate() + dt.timedelta(weeks=data.get("weeks") or 1),
        }


class VoteForm(Form):
    option = ModelChoiceField(
        queryset=PollOption.objects.none(),
        widget=RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose one of the options"), "invalid_choice": _("Choose one of the options")},
    )

    def __init__(self, *args, poll: Poll, own: PollVote | None, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["option"]
        field.label = _("Your agency’s vote") if poll.by == PollBy.AGENCY else _("Your vote")
        field.queryset, field.initial = poll.options.all(), own and own.option_id
        field.label_from_instance = lambda option: option.text
