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

    def __init__(self, *args, topic: Topic, writer: User, is_nothing: bool, shown: str, **kwargs):
        """Set up the form.

        is_nothing: the writer chose "Nothing yet" instead of a line. shown: the line that the topic had when the writer
        opened the form.
        """
        super().__init__(*args, **kwargs)
        self.topic, self.writer, self.is_nothing, self.shown = topic, writer, is_nothing, shown
        self.fields["line"].required = not is_nothing
        if is_nothing:
            self.checked_fields = ()  # nothing is published: a line that identifies someone must be easy to remove
        if topic.closing_line:
            self.fields["line"].error_messages["required"] = _(
                "Say in a sentence what happened, or choose “Remove the line”"
            )

    def clean(self) -> dict:
        data = super().clean()
        if self.is_nothing:
            if data.get("line") not in ("", None, self.shown):
                self.add_error("line", _("You wrote a line here. Publish it, or empty this box and choose again."))
        elif not self.errors and is_read_first(self.writer, self.topic, data["line"]):
            self.add_error(
                "line", _("A moderator must read what you write before it is published. Post it as a reply instead.")
            )
        return data
