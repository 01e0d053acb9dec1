"""The form for a moderator's sentence on how to read a trend's chart."""

from django.forms import CharField, Textarea
from django.utils.translation import gettext_lazy as _

from forum.forms.topic_management import LoggedTextForm
from forum.models import TrendNote


class ReadingForm(LoggedTextForm):
    text = CharField(
        label=_("How to read the chart"),
        max_length=TrendNote._meta.get_field("reading").max_length,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_(
            "Write one or two sentences. You can say, for example, that a rise comes from more agencies looking. "
            "Readers see your name."
        ),
        error_messages={"required": _("Write how to read the chart")},
    )
    checked_fields = ("text",)

    def __init__(self, *args, line: str, **kwargs):
        """Fill the form with the line that readers see under the chart; "" if there is none.

        If there is one, the form may be submitted empty, which removes the line.
        """
        super().__init__(*args, initial={"text": line}, **kwargs)
        if line:
            self.fields["text"].required = False
            self.fields["text"].help_text = _(
                "Write one or two sentences. Readers see your name. To remove the line, leave this empty."
            )
