"""What people fill in: a reply, and one short form for each kind of topic."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    DateField,
    DateInput,
    Form,
    ModelChoiceField,
    ModelMultipleChoiceField,
    RadioSelect,
    Textarea,
    TextInput,
    TypedChoiceField,
)
from django.utils import timezone

from forum import identifying, mentions, quoting
from forum.enums import Confidence, FlagReason, MayAct, TopicKind
from forum.models import MOST_FILES, Attachment, Board, Flag, Post, Topic
from ratsite.accounts.models import User
from ratsite.files.fields import PrivateFilesField, too_large
from ratsite.lib import markup
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit, Sector

LONGEST_WAIT = dt.timedelta(days=366)
MONTHS_BACK = 24  # what is older than two years is history rather than a trend


def _body_field(label: str) -> CharField:
    return CharField(
        label=label,
        max_length=markup.MAX_SOURCE,
        help_text="Leave out names, number plates, addresses and reference numbers. "
        "A blank line starts a paragraph, - makes a list, > quotes, **two stars** make bold, @ calls somebody by name.",
        widget=Textarea(attrs={"rows": 9}),
        error_messages={"required": "Write something first"},
    )


SUGGESTED_NOTES = ("describes violence", "describes sexual violence", "describes self-harm", "about a child")


def _note_field(**options) -> CharField:
    return CharField(
        label="Content note",
        max_length=Post._meta.get_field("content_note").max_length,
        required=False,
        help_text="What to expect, when it may be hard to read. The post then stays folded until a reader opens it: "
        f"{', '.join(SUGGESTED_NOTES)}.",
        widget=TextInput(attrs={"autocomplete": "off"}),
        **options,
    )


def _files_field() -> PrivateFilesField:
    return PrivateFilesField(
        label="Files",
        most=MOST_FILES,
        help_text=f"At most {MOST_FILES} documents or pictures. Choose them last: previews and drafts keep no files. "
        "Pictures lose what is written into them about place and camera. Others see files once they are checked.",
    )


class NoteForm(Form):
    """A moderator's note on somebody's post."""

    note = _note_field()
    reason = CharField(
        label="Why",
        max_length=500,
        help_text="Readers of the topic see it, and it goes into the log.",
        error_messages={"required": "Say why, for its author and its readers"},
    )


class FlagForm(Form):
    """What a reader says is wrong with a post."""

    reason = ChoiceField(
        label="What is wrong with it",
        choices=FlagReason,
        widget=RadioSelect,
        error_messages={"required": "Choose what comes nearest", "invalid_choice": "Choose one of these"},
    )
    words = CharField(
        label="In your words",
        max_length=Flag._meta.get_field("words").max_length,
        required=False,
        help_text="Only the moderators read this. Its author does not learn that it was you.",
        widget=Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("reason") == FlagReason.OTHER and not data.get("words"):
            self.add_error("words", "Say in a few words what is wrong")
        return data


class SpokenForForm(Form):
    """Beside what looks like a person's, in the form for the text itself."""

    spoken_for = CharField(
        label="It is not a person’s, because",
        max_length=Post._meta.get_field("spoken_for").max_length,
        required=False,
        help_text="A moderator reads this and looks at your text before others see it.",
    )


class TextForm(Form):
    """Words for a board: none that were written for fewer people, or marked more closely, may be quoted in them.

    Nor any that may identify somebody, until they are taken out or, where that will do, spoken for: `looked` says what
    was found once the form was validated. cleaned_data["spoken_for"] is empty unless it was needed.
    """

    def __init__(self, *args, writer: User, board: Board, was_cut_off: bool = False, **kwargs):
        """was_cut_off: the upload was stopped for its size, so that its files are not here to be looked at."""
        super().__init__(*args, **kwargs)
        self.writer, self.board, self.was_cut_off = writer, board, was_cut_off
        self.looked = identifying.Looked()
        self.speaking = SpokenForForm(self.data if self.is_bound else None)

    def marking_of_text(self) -> str:
        raise NotImplementedError

    def clean_files(self) -> list[UploadedFile]:
        if self.was_cut_off:
            raise ValidationError(too_large())
        return self.cleaned_data["files"]

    def preview(self) -> str:
        """The text as others would read it; of a form that is valid."""
        body = self.cleaned_data["body"]
        return markup.render(body, mentions.names_of(body, self.board, self.writer))

    def clean(self) -> dict:
        data = super().clean()
        body, marking = data.get("body"), self.marking_of_text()
        if body and marking and (why := quoting.refusal(body, writer=self.writer, board=self.board, marking=marking)):
            self.add_error("body", why)
        return {**data, "spoken_for": self._settle_identifiers(data)}

    def is_about_children(self) -> bool:
        raise NotImplementedError

    def front_doors(self) -> list[Area]:
        return identifying.front_doors(self.writer) if self.is_about_children() else []

    def _settle_identifiers(self, data: dict) -> str:
        """Why what was found is not a person's; an error at each text where something must be settled otherwise."""
        self.looked = identifying.look(identifying.as_texts(data))
        if self.looked.to_settle and self.is_about_children():
            self.looked = self.looked.about_children()
        may_speak = self.looked.may_be_spoken_for
        said = self.speaking.cleaned_data["spoken_for"] if self.speaking.is_valid() else ""
        if not self.looked.to_settle or (may_speak and said):
            return said if self.looked.to_settle else ""
        for field in dict.fromkeys(passage.field for passage in self.looked.to_settle):
            names = self.looked.names_in(field)
            self.add_error(field, ValidationError(_to_settle(names, may_speak), code="identifies"))
        return ""


def _to_settle(names: list[str], may_speak: bool) -> str:
    what = " and ".join(", ".join(f"{_article(name)} {name}" for name in names).rsplit(", ", 1))
    return f"It may hold {what}. Take {'it' if len(names) == 1 else 'them'} out" + (
        ", or say why nobody can be known by it" if may_speak else ""
    )


def _article(name: str) -> str:
    return "an" if name.startswith(("a", "e", "i", "o", "NHS", "NRM")) else "a"


class InTopicForm(TextForm):
    """Words for a topic that stands."""

    def __init__(self, *args, topic: Topic, **kwargs):
        super().__init__(*args, board=topic.board, **kwargs)
        self.topic = topic

    def marking_of_text(self) -> str:
        return self.topic.marking

    def is_about_children(self) -> bool:
        return identifying.is_about_children(self.topic)


class ReplyForm(InTopicForm):
    body = _body_field("Your reply")
    content_note = _note_field()
    files = _files_field()


class EditForm(InTopicForm):
    body = _body_field("Your post")
    content_note = _note_field()
    remove = ModelMultipleChoiceField(
        label="Files to take off",
        queryset=Attachment.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
    )
    files = _files_field()
    reason = CharField(
        label="Why you change it",
        max_length=200,
        required=False,
        help_text="Readers see it beside the change. In the first five minutes nobody asks.",
    )

    field_order = ["body", "content_note", "reason", "remove", "files"]

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, topic=post.topic, **kwargs)
        if post.noted_by_id is not None:  # a moderator's note stays
            del self.fields["content_note"]
        self.there = post.file_count
        if post.file_count:
            self.fields["remove"].queryset = post.attachments.select_related("stored_file")
            self.fields["remove"].label_from_instance = lambda attachment: attachment.stored_file.name
        else:
            del self.fields["remove"]

    def clean(self) -> dict:
        data = super().clean()
        gone = [attachment.pk for attachment in data.get("remove") or ()]
        if self.there - len(gone) + len(data.get("files") or ()) > MOST_FILES:
            self.add_error("files", f"A post has at most {MOST_FILES} files. Take some off first")
        return {**data, "remove": gone}


class TopicForm(TextForm):
    """A new topic on one board; what may be chosen as its marking stops at the board's ceiling.

    cleaned_data are the arguments of start_topic.
    """

    kind = TopicKind.DISCUSSION
    title = CharField(
        label="Title",
        max_length=Topic._meta.get_field("title").max_length,
        help_text="Say what it is about, without names or exact places.",
        error_messages={"required": "Give the topic a title"},
    )
    body = _body_field("What you want to say")
    content_note = _note_field()
    files = _files_field()
    forms = ModelMultipleChoiceField(
        label="Forms of exploitation it touches",
        queryset=ExploitationForm.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="Tick all that apply, or none.",
    )
    affected = ModelMultipleChoiceField(
        label="Who is affected",
        queryset=AffectedGroup.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
    )
    marking = ChoiceField(
        label="What readers may do with it",
        widget=RadioSelect,
        error_messages={"invalid_choice": "Choose one of the markings that this board allows"},
    )
    may_act = ChoiceField(label="May others act on this?", choices=MayAct, initial=MayAct.CHECK, widget=RadioSelect)

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, board=board, **kwargs)
        self.fields["files"] = self.fields.pop("files")  # last: what comes before is kept when an upload is cut off
        self.fields["marking"].choices = [(m.value, f"{m.label} ({m.tlp})") for m in board.markings()]
        self.fields["marking"].initial = Marking(board.marking).value

    def marking_of_text(self) -> str:
        return self.cleaned_data.get("marking", "")

    def is_about_children(self) -> bool:
        return any(group.slug == identifying.CHILDREN for group in self.cleaned_data.get("affected") or ())

    def clean(self) -> dict:
        return {**super().clean(), "kind": self.kind}


class QuestionForm(TopicForm):
    kind = TopicKind.QUESTION
    asked_remits = ModelMultipleChoiceField(
        label="Which remits you ask",
        queryset=Remit.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="It stands under “Needs you” for their people until one of them has answered. Tick none to ask all.",
    )
    answer_by = DateField(
        label="Answer wanted by",
        required=False,
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as 2026-12-31"},
    )
    field_order = ["title", "body", "content_note", "asked_remits", "answer_by"]

    def clean_answer_by(self) -> dt.date | None:
        day, today = self.cleaned_data["answer_by"], timezone.localdate()
        if day and not today <= day <= today + LONGEST_WAIT:
            raise ValidationError("Give a day between today and a year from now")
        return day


class TrendForm(TopicForm):
    kind = TopicKind.TREND
    areas = ModelMultipleChoiceField(
        label="Where",
        queryset=Area.objects.all(),
        widget=CheckboxSelectMultiple,
        help_text="A district is the finest place to name here.",
        error_messages={"required": "Tick at least one district or county"},
    )
    sector = ModelChoiceField(label="In what trade", queryset=Sector.objects.all(), required=False)
    first_month = TypedChoiceField(label="First seen", coerce=dt.date.fromisoformat)
    last_month = TypedChoiceField(label="Last seen", coerce=dt.date.fromisoformat)
    confidence = ChoiceField(
        label="How you know",
        choices=Confidence,
        widget=RadioSelect,
        error_messages={"required": "Say how you know"},
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
        months = [(month.isoformat(), f"{month:%B %Y}") for month in months_until(timezone.localdate())]
        for name in ("first_month", "last_month"):
            self.fields[name].choices = months
        self.fields["forms"].required = True
        self.fields["forms"].error_messages["required"] = "Tick at least one form of exploitation"

    def front_doors(self) -> list[Area]:
        """Of the areas that the note names, where it names any with a door."""
        named = [area for area in self.cleaned_data.get("areas") or () if area.front_door_name]
        return named or super().front_doors()

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("first_month"), data.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", "Choose a month that is not before the first one")
        data["trend"] = {name: data.pop(name, None) for name in TREND_FIELDS}
        return data


class CaseForm(TopicForm):
    kind = TopicKind.CASE
    learned = CharField(
        label="What was learned, in one sentence",
        max_length=Topic._meta.get_field("learned").max_length,
        help_text="It stands at the top, for those who read nothing else.",
        error_messages={"required": "Say in one sentence what was learned"},
    )
    is_unrecognisable = BooleanField(
        label="Nobody in it could be recognised, by themselves or by anyone who knew them",
        help_text="Mix several cases, change what does not matter, leave out dates and places.",
        error_messages={"required": "Change the text until nobody could be recognised, then tick this"},
    )
    field_order = ["title", "learned", "body", "content_note", "is_unrecognisable"]

    def clean(self) -> dict:
        data = super().clean()
        data.pop("is_unrecognisable", None)
        return data


TREND_FIELDS = ("areas", "sector", "first_month", "last_month", "confidence")
FORMS: dict[str, type[TopicForm]] = {form.kind: form for form in (TopicForm, QuestionForm, TrendForm, CaseForm)}


def months_until(today: dt.date) -> list[dt.date]:
    """The first days of the last MONTHS_BACK months, this one first."""
    newest = today.year * 12 + today.month - 1
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(newest, newest - MONTHS_BACK, -1)]
