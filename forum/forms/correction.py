"""Form to correct a topic's title and, of a trend note, its areas and months."""

import datetime as dt

from django.forms import CharField, CheckboxSelectMultiple, HiddenInput, TypedChoiceField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forum.actions.correct_topic import READ_FIRST
from forum.forms.topic import months_until
from forum.forms.topic_management import WholeTopicForm, hides_old_field, title_field
from forum.models import Topic, TrendNote
from forum.queries.hashes import hash_of_facts
from forum.screening import is_read_first
from ratsite.accounts.models import User
from ratsite.lib.forms import ChosenRowsField
from ratsite.network.models import Area


class CorrectionForm(WholeTopicForm):
    """Form to correct a topic, for its author and for people who manage its board.

    The author may leave the reason empty. Without a trend note the form has no areas and months. cleaned_data contains
    arguments of correct_topic.
    """

    title = title_field()
    hides_old = hides_old_field()
    areas = ChosenRowsField(
        label=_("Where"),
        queryset=Area.objects.all(),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one district or county")},
    )
    first_month = TypedChoiceField(label=_("First seen"), coerce=dt.date.fromisoformat)
    last_month = TypedChoiceField(label=_("Last seen"), coerce=dt.date.fromisoformat)
    shown = CharField(required=False, widget=HiddenInput)  # hash of what the form replaces
    reason = CharField(
        label=_("Why you correct it"),
        max_length=300,
        help_text=_("Readers see your reason next to the correction."),
        error_messages={"required": _("Tell readers of the topic why")},
    )
    checked_fields = ("title", "reason")

    def __init__(self, *args, topic: Topic, actor: User, note: TrendNote | None, **kwargs):
        super().__init__(*args, topic=topic, **kwargs)
        self.actor = actor
        self.fields["reason"].required = topic.author_id != actor.pk
        self.initial |= {"title": topic.title, "shown": hash_of_facts(topic, note)}
        if note is None:
            for name in ("areas", "first_month", "last_month"):
                del self.fields[name]
            return
        months = sorted({*months_until(timezone.localdate()), note.first_month, note.last_month}, reverse=True)
        for name in ("first_month", "last_month"):
            self.fields[name].choices = [(month.isoformat(), date_format(month, "F Y")) for month in months]
        self.initial |= {"areas": [area.pk for area in note.areas.all()]}
        self.initial |= {"first_month": note.first_month.isoformat(), "last_month": note.last_month.isoformat()}

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("first_month"), data.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", _("Choose the month in “First seen” or a later one"))
        if not self.errors and is_read_first(self.actor, self.topic, data["title"], is_title=True):
            self.add_error(None, READ_FIRST)
        return data
