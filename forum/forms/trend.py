"""Forms for what moderators write about a trend's figures."""

from django.forms import CharField, Textarea
from django.utils.translation import gettext_lazy as _

from forum.forms.topic_work import LoggedTextForm
from forum.models import Topic, TrendNote


class ReadingForm(LoggedTextForm):
    text = CharField(
        label=_("How to read the chart"),
        max_length=TrendNote._meta.get_field("reading").max_length,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_(
            "One or two sentences, such as how much of a rise is more agencies looking. Readers see your name."
        ),
        error_messages={"required": _("Write how to read the chart")},
    )
    logged_fields = ("text",)


class ClosingForm(LoggedTextForm):
    learned = CharField(
        label=_("What we learned"),
        max_length=Topic._meta.get_field("learned").max_length,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("It is shown at the top of the topic, for people who read only that."),
        error_messages={"required": _("Write what we learned")},
    )
    logged_fields = ("learned",)
