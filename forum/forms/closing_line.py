from django.forms import CharField, Textarea
from django.utils.translation import gettext_lazy as _

from forum.forms.topic_work import LoggedTextForm
from forum.models import Topic


class ClosingLineForm(LoggedTextForm):
    line = CharField(
        label=_("What happened next"),
        max_length=Topic._meta.get_field("closing_line").max_length,
        widget=Textarea({"rows": 3}),
        help_text=_("Write one or two sentences for readers of the topic, without names or exact places."),
        error_messages={"required": _("Say in a sentence what happened, or choose “Nothing yet”")},
    )
    checked_fields = ("line",)
