from django.forms import CharField, Textarea
from django.utils.translation import gettext_lazy as _

from forum.forms.topic_management import LoggedTextForm
from forum.models import Topic
from forum.screening import is_read_first
from ratsite.accounts.models import User


class ClosingLineForm(LoggedTextForm):
    line = CharField(
        label=_("What happened next"),
        max_length=Topic._meta.get_field("closing_line").max_length,
        widget=Textarea({"rows": 3}),
        help_text=_("Write one or two sentences for readers of the topic, without names or exact places."),
        error_messages={"required": _("Say in a sentence what happened, or choose “Nothing yet”")},
    )
    checked_fields = ("line",)

    def __init__(self, *args, topic: Topic, writer: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic, self.writer = topic, writer

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and is_read_first(self.writer, self.topic, data["line"]):
            self.add_error(
                "line", _("A moderator must read what you write before it is published. Post it as a reply instead.")
            )
        return data
