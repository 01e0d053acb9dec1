"""Forms to start a topic: one for each topic kind."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import (
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    DateField,
    DateInput,
    HiddenInput,
    ModelChoiceField,
    RadioSelect,
    TypedChoiceField,
)
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forum.enums import Confidence, MayAct, TopicKind
from forum.forms.child_question import YES
from forum.forms.text import TextForm, body_field, files_field, note_field
from forum.forms.voice import voice_field
from forum.models import Board, Topic
from forum.models.signal import month_of, months_before
from forum.posting_limits import why_too_fast
from forum.text import identifier_check
from ratsite.lib.forms import ChosenRowsField, in_grid
from ratsite.lib.numbers import whole_number
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit, Sector

# The folded groups at the end of each form: (title, names of fields). A kind may show some of these fields unfolded.
FOLDS = (
    (_("More details, if you know them"), ("forms", "affected", "sector", "last_month")),
    (_("What readers may do with it, and whether others may act"), ("marking", "may_act")),
    (_("Content note, how you are named, files"), ("content_note", "voice", "files")),
)
LONGEST_WAIT = dt.timedelta(days=366)  # until the day by which an answer is wanted
MONTHS_BACK = 24  # a trend note can begin at most so long ago: what is older is history


@dataclass(frozen=True)
class Fold:
    """A group of form fields that a page folds away under a title."""

    title: str
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        """True if the page shows the group unfolded: a field has an error, or a value other than its default."""
        return any(field.errors or field.value() not in ("", None, [], field.field.initial) for field in self.fields)

    @property
    def has_files(self) -> bool:
        return any(field.name == "files" for field in self.fields)


class TopicForm(TextForm):
    """Form to start a topic on a board. It offers the markings that the board takes.

    cleaned_data contains arguments of start_topic.
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
    forms = ChosenRowsField(
        label=_("Forms of exploitation it is about"),
        queryset=ExploitationForm.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=_("Tick all that apply."),
    )
    affected = ChosenRowsField(
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
        self.fields["files"] = self.fields.pop("files")  # last: a cut-off upload then loses only the files
        self.fields["marking"].choices = [(m.value, f"{m.label} ({m.tlp})") for m in board.markings()]
        self.fields["marking"].initial = Marking(board.marking).value

    def unfolded_fields(self) -> list[BoundField]:
        """Return the fields that the page shows unfolded, in their order."""
        folded = {name for _title, names in FOLDS for name in names}
        return [field for field in self.visible_fields() if field.name not in folded]

    def folds(self) -> list[Fold]:
        """Return the groups of fields that the page folds away: optional fields, and fields with a default value."""
        return [Fold(title, [self[name] for name in names if name in self.fields]) for title, names in FOLDS]

    def chosen_marking(self) -> Marking | None:
        """Return the marking that is chosen in the form. Also works if the form is unbound."""
        value = self["marking"].value()
        return Marking(value) if value in Marking.values else None

    def marking_of_text(self) -> str:
        return self.cleaned_data.get("marking", "")

    def is_place_about_children(self) -> bool:
        return self.board.is_about_children or any(
            group.slug == identifier_check.CHILDREN for group in self.cleaned_data.get("affected") or ()
        )

    def says_at_once_to_refer_first(self) -> bool:
        return self.board.is_about_children

    def clean(self) -> dict:
        data = super().clean()
        why = why_too_fast(self.writer, Topic)
        if why and not self.was_posted():
            self.add_error(None, _("%(why)s Your text is saved as a draft.") % {"why": why})
        if self.child_signs and self.child_question.answer == YES:
            data["affected"] = AffectedGroup.objects.filter(
                Q(pk__in=data.get("affected") or ()) | Q(slug=identifier_check.CHILDREN)
            )
        return {**data, "kind": self.kind}


class QuestionForm(TopicForm):
    kind = TopicKind.QUESTION
    asked_remits = ChosenRowsField(
        label=_("Which remits are you asking?"),
        queryset=Remit.objects.all(),
        widget=in_grid(CheckboxSelectMultiple()),
        help_text=_("People with these remits see it under “Needs you” until someone answers on behalf of the remit."),
        error_messages={"required": _("Tick at least one remit. To ask everyone, start a discussion.")},
    )
    answer_by = DateField(
        label=_("Answer wanted by"),
        required=False,
        help_text=_("The question closes 6 weeks after this day, or 6 weeks from today if you leave it empty."),
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day as 2026-12-31")},
    )
    # The topic from which the question is asked. A topic that no longer exists must not stop the question.
    asked_from = CharField(required=False, widget=HiddenInput)
    field_order = ["title", "body", "asked_remits", "answer_by"]

    @cached_property
    def origin(self) -> Topic | None:
        """The topic on this board from which the question is asked; None if there is none that the writer can read.

        If that topic has been merged since, it is the topic into which it was merged.
        """
        pk = whole_number(str(self["asked_from"].value() or ""))
        if pk is None:
            return None
        asked = Q(pk=pk) | Q(pk__in=Topic.objects.merged_from(pk).values("pk"))
        return Topic.objects.visible_to(self.writer).published().filter(asked, board=self.board).first()

    def clean_asked_from(self) -> Topic | None:
        return self.origin

    def clean_answer_by(self) -> dt.date | None:
        day, today = self.cleaned_data["answer_by"], timezone.localdate()
        if day and not today <= day <= today + LONGEST_WAIT:
            raise ValidationError(_("Enter a day between today and a year from now"))
        return day


class TrendForm(TopicForm):
    kind = TopicKind.TREND
    areas = ChosenRowsField(
        label=_("Districts or counties where you see it"),
        queryset=Area.objects.all(),
        widget=in_grid(CheckboxSelectMultiple()),
        error_messages={"required": _("Tick at least one district or county")},
    )
    sector = ModelChoiceField(label=_("Sector"), queryset=Sector.objects.all(), required=False, empty_label=_("None"))
    first_month = TypedChoiceField(
        label=_("Since when"),
        coerce=dt.date.fromisoformat,
        error_messages={"required": _("Choose the month in which it was first seen")},
    )
    last_month = TypedChoiceField(
        label=_("Until when"),
        coerce=dt.date.fromisoformat,
        empty_value=None,
        required=False,
    )
    confidence = ChoiceField(
        label=_("How you know"),
        choices=Confidence,
        widget=in_grid(RadioSelect(), "picks picks--long"),
        error_messages={"required": _("Say how you know")},
    )
    field_order = ["title", "body", "areas", "first_month", "confidence", "forms", "affected", "sector", "last_month"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("What is changing, in one line")
        self.fields["title"].help_text = ""
        self.fields["body"].label = _("Tell us more")
        self.fields["body"].help_text = _("Leave out names, plates and exact places.")
        self.fields["body"].widget.attrs["rows"] = 4
        months = [(month.isoformat(), date_format(month, "F Y")) for month in months_until(timezone.localdate())]
        self.fields["first_month"].choices = [("", _("Choose a month")), *months]
        self.fields["last_month"].choices = [("", _("It is still happening")), *months]

    def front_doors(self) -> list[Area]:
        """Return the areas with a contact for referring a child (front door) that this page shows to the writer.

        These are areas of the trend note; if none of those has a contact, areas of the writer's agency.
        """
        return identifier_check.front_doors(self.writer, self.cleaned_data.get("areas") or () if self.is_bound else ())

    def clean(self) -> dict:
        data = super().clean()
        first = data.get("first_month")
        last = data["last_month"] = data.get("last_month") or months_until(timezone.localdate())[0]
        if first and last < first:
            self.add_error("last_month", _("Choose the month in “Since when” or a later one"))
        data["trend"] = {name: data.pop(name, None) for name in TREND_FIELDS}
        return data


TREND_FIELDS = ("areas", "sector", "first_month", "last_month", "confidence")
FORMS: dict[str, type[TopicForm]] = {form.kind: form for form in (TopicForm, QuestionForm, TrendForm)}


def months_until(today: dt.date) -> list[dt.date]:
    """Return the first day of each of the last MONTHS_BACK months, newest month first."""
    return [months_before(month_of(today), back) for back in range(MONTHS_BACK)]
