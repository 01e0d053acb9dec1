"""Forms to start a topic: one for each topic kind."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    DateField,
    DateInput,
    ModelChoiceField,
    ModelMultipleChoiceField,
    RadioSelect,
    TypedChoiceField,
)
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forum.enums import Confidence, MayAct, TopicKind
from forum.forms.post import TextForm, body_field, files_field, note_field
from forum.forms.voice import voice_field
from forum.models import Board, Topic
from forum.rules import MOST_TOPICS, why_too_fast
from forum.text import identifier_check
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit, Sector

LONGEST_WAIT = dt.timedelta(days=366)
MONTHS_BACK = 24  # older observations are history rather than a trend


class TopicForm(TextForm):
    """Form to start a topic on a board. It offers markings up to the board's ceiling.

    cleaned_data holds the arguments of start_topic.
    """

    kind = TopicKind.DISCUSSION
    title = CharField(
        label=_("Title"),
        max_length=Topic._meta.get_field("title").max_length,
        help_text=_("Say what it is about, without names or exact places."),
        error_messages={"required": _("Give the topic a title")},
    )
    body = body_field(_("What you want to say"))
    content_note = note_field()
    files = files_field()
    forms = ModelMultipleChoiceField(
        label=_("Forms of exploitation it touches"),
        queryset=ExploitationForm.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=_("Tick all that apply, or none."),
    )
    affected = ModelMultipleChoiceField(
        label=_("Who is affected"),
        queryset=AffectedGroup.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
    )
    marking = ChoiceField(
        label=_("What readers may do with it"),
        widget=RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the markings that this board allows")},
    )
    may_act = ChoiceField(label=_("May others act on this?"), choices=MayAct, initial=MayAct.CHECK, widget=RadioSelect)
    voice = voice_field()

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, board=board, **kwargs)
        self.fields["files"] = self.fields.pop("files")  # last: fields before it survive when an upload is cut off
        self.fields["marking"].choices = [(m.value, f"{m.label} ({m.tlp})") for m in board.markings()]
        self.fields["marking"].initial = Marking(board.marking).value

    def marking_of_text(self) -> str:
        return self.cleaned_data.get("marking", "")

    def is_about_children(self) -> bool:
        return any(group.slug == identifier_check.CHILDREN for group in self.cleaned_data.get("affected") or ())

    def clean(self) -> dict:
        data = super().clean()
        if why := why_too_fast(Topic.objects.filter(author=self.writer), MOST_TOPICS):
            self.add_error(None, _("%(why)s Your text is saved as a draft.") % {"why": why})
        return {**data, "kind": self.kind}


class QuestionForm(TopicForm):
    kind = TopicKind.QUESTION
    asked_remits = ModelMultipleChoiceField(
        label=_("Which remits you ask"),
        queryset=Remit.objects.all(),
        widget=CheckboxSelectMultiple,
        help_text=_("People with these remits see it under “Needs you” until one of them has answered."),
        error_messages={"required": _("Tick at least one remit. To ask everyone, start a discussion")},
    )
    answer_by = DateField(
        label=_("Answer wanted by"),
        required=False,
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day as 2026-12-31")},
    )
    field_order = ["title", "body", "content_note", "asked_remits", "answer_by"]

    def clean_answer_by(self) -> dt.date | None:
        day, today = self.cleaned_data["answer_by"], timezone.localdate()
        if day and not today <= day <= today + LONGEST_WAIT:
            raise ValidationError(_("Enter a day between today and a year from now"))
        return day


class TrendForm(TopicForm):
    kind = TopicKind.TREND
    areas = ModelMultipleChoiceField(
        label=_("Where"),
        queryset=Area.objects.all(),
        widget=CheckboxSelectMultiple,
        help_text=_("Do not name a smaller place than a district."),
        error_messages={"required": _("Tick at least one district or county")},
    )
    sector = ModelChoiceField(label=_("Sector"), queryset=Sector.objects.all(), required=False)
    first_month = TypedChoiceField(label=_("First seen"), coerce=dt.date.fromisoformat)
    last_month = TypedChoiceField(label=_("Last seen"), coerce=dt.date.fromisoformat)
    confidence = ChoiceField(
        label=_("How you know"),
        choices=Confidence,
        widget=RadioSelect,
        error_messages={"required": _("Say how you know")},
    )
    field_order = [
        "title",
        "body",
        "content_note",
        "forms",
        "affected",
        "areas",
        "sector",
        "first_month",
        "last_month",
        "confidence",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = [(month.isoformat(), date_format(month, "F Y")) for month in months_until(timezone.localdate())]
        for name in ("first_month", "last_month"):
            self.fields[name].choices = months
        self.fields["forms"].required = True
        self.fields["forms"].error_messages["required"] = _("Tick at least one form of exploitation")

    def front_doors(self) -> list[Area]:
        """Return the areas that say where a child is referred: those named in the trend note, or else the writer's."""
        named = [area for area in self.cleaned_data.get("areas") or () if area.front_door_name]
        return named or super().front_doors()

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("first_month"), data.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", _("Choose a month that is not before the first one"))
        data["trend"] = {name: data.pop(name, None) for name in TREND_FIELDS}
        return data


class CaseForm(TopicForm):
    kind = TopicKind.CASE
    learned = CharField(
        label=_("What was learned, in one sentence"),
        max_length=Topic._meta.get_field("learned").max_length,
        help_text=_("It is shown at the top, for people who read only that."),
        error_messages={"required": _("Say in one sentence what was learned")},
    )
    is_unrecognisable = BooleanField(
        label=_("Nobody in it could be recognised, by themselves or by anyone who knew them"),
        help_text=_("Mix several cases, change details that do not matter, and leave out dates and places."),
        error_messages={"required": _("Change the text until nobody could be recognised, then tick this")},
    )
    field_order = ["title", "learned", "body", "content_note", "is_unrecognisable"]

    def clean(self) -> dict:
        data = super().clean()
        data.pop("is_unrecognisable", None)
        return data


TREND_FIELDS = ("areas", "sector", "first_month", "last_month", "confidence")
FORMS: dict[str, type[TopicForm]] = {form.kind: form for form in (TopicForm, QuestionForm, TrendForm, CaseForm)}


def months_until(today: dt.date) -> list[dt.date]:
    """Return the first day of each of the last MONTHS_BACK months, newest month first."""
    newest = today.year * 12 + today.month - 1
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(newest, newest - MONTHS_BACK, -1)]
