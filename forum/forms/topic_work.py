"""Forms for moderators' work on a topic: lock, archive, rename, slow, move, split and merge."""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, Form, ModelChoiceField, RadioSelect, TypedChoiceField

from forum.actions.split_topic import can_be_split, leaves_nothing
from forum.enums import BoardState, SlowMode
from forum.models import Board, Topic
from forum.queries.audience import Readers, obstacle_for_merge, obstacle_for_topic, readers_after
from forum.queries.retention import NAMELESS, why_whole
from forum.rules import can_bring_topics_to, can_work_on_topic
from ratsite.accounts.models import User
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.lib.numbers import whole_number
from ratsite.pages.contacts import published_contacts

TOPIC_NUMBER = re.compile(r"(?:^|/forum/topics/)(\d{1,8})(?:/|$)")  # in an address, or alone


class KeptWordsForm(Form):
    """A form with text that readers see and the audit log keeps. Identifiers in it are always refused."""

    kept_words = ("reason",)  # the fields that are scanned

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, self.kept_words, published_contacts)
        return data


class WholeTopicForm(KeptWordsForm):
    """A form that is refused while the topic must stay as it is."""

    def __init__(self, *args, topic: Topic, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic = topic

    def clean(self) -> dict:
        if why := why_whole(self.topic):
            self.add_error(None, why)
        return super().clean()


def reason_field() -> CharField:
    return CharField(
        label="Why",
        max_length=Topic._meta.get_field("lock_reason").max_length,
        help_text="Readers of the topic see it, and it goes into the log.",
        error_messages={"required": "Say why, for the readers of the topic"},
    )


def title_field() -> CharField:
    return CharField(
        label="Title",
        max_length=Topic._meta.get_field("title").max_length,
        help_text="Leave out names, number plates, addresses and reference numbers.",
        error_messages={"required": "Give the topic a title"},
    )


class BoardChoice(ModelChoiceField):
    """Choose a board that the moderator manages. Other boards and missing ones give the same error."""

    def __init__(self, **options):
        wrong = {"required": "Choose a board", "invalid_choice": "Choose a board that you look after"}
        super().__init__(
            queryset=Board.objects.none(), widget=RadioSelect, empty_label=None, error_messages=wrong, **options
        )

    def label_from_instance(self, board: Board) -> str:
        return f"{board.name}, for {f'the circle “{board.circle.name}”' if board.circle else 'all members'}"


def boards_of(moderator: User):
    return Board.objects.managed_by(moderator).filter(state=BoardState.OPEN).select_related("circle")


class ReasonForm(KeptWordsForm):
    reason = reason_field()


class ArchiveForm(WholeTopicForm):
    reason = reason_field()

    def clean(self) -> dict:
        if self.topic.is_anonymised:
            self.add_error(None, NAMELESS)
        return super().clean()


class RenameForm(WholeTopicForm):
    title = title_field()
    hides_old = BooleanField(
        label="Do not show the old title any more",
        help_text="Where it says more than it may. Else it stays between the posts, for readers of the topic.",
        required=False,
    )
    kept_words = ("title",)


class SlowForm(Form):
    minutes = TypedChoiceField(
        label="How often each person may reply",
        choices=[(mode.value, mode.label[:1].upper() + mode.label[1:]) for mode in SlowMode],
        coerce=int,
        widget=RadioSelect,
        error_messages={"required": "Choose one of these", "invalid_choice": "Choose one of these"},
    )


class RearrangingForm(KeptWordsForm):
    """A form that may change who reads a topic. `readers` says who will, once the form is valid."""

    readers: Readers | None = None

    @property
    def seen(self) -> str:
        """Value for the hidden field of its confirmation (optimistic lock)."""
        return self.readers.seen if self.readers else ""


class MoveForm(RearrangingForm):
    board = BoardChoice(label="To which board", help_text="You see the open boards that you look after.")
    reason = reason_field()

    def __init__(self, *args, topic: Topic, moderator: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic, self.moderator = topic, moderator
        boards = boards_of(moderator)
        # A confirmation may be sent twice.
        self.fields["board"].queryset = boards if "confirm" in self.data else boards.exclude(pk=topic.board_id)

    def clean_board(self) -> Board:
        board = self.cleaned_data["board"]
        self.readers = readers_after(self.topic.board, board.circle)
        if why := obstacle_for_topic(self.topic, board, self.readers):
            raise ValidationError(why)
        return board


class SplitForm(RearrangingForm, WholeTopicForm):
    """Split posts from a topic. The posts are chosen next to the form, page by page."""

    title = title_field()
    board = BoardChoice(label="On which board", help_text="You see the open boards that you look after.")
    is_parked = BooleanField(
        label="It is a side issue: park it",
        required=False,
        help_text="The topic then says that it goes on without it, and where it went.",
    )
    reason = reason_field()
    kept_words = ("title", "reason")

    def __init__(self, *args, topic: Topic, moderator: User, chosen: Collection[int], **kwargs):
        """chosen: the ids of the posts, as sent; if one is not in this topic, all are refused."""
        super().__init__(*args, topic=topic, **kwargs)
        self.moderator, self.chosen = moderator, chosen
        self.fields["board"].queryset = boards_of(moderator)
        self.initial.setdefault("board", topic.board_id)

    def clean_board(self) -> Board:
        board = self.cleaned_data["board"]
        self.readers = readers_after(self.topic.board, board.circle)
        if why := obstacle_for_topic(self.topic, board, self.readers):
            raise ValidationError(why)
        return board

    def clean(self) -> dict:
        data = super().clean()
        posts = list(can_be_split(self.topic).filter(pk__in=self.chosen))
        if not self.chosen:
            self.add_error(None, "Choose at least one post below")
        elif len(posts) != len(self.chosen):
            self.add_error(None, "One of these posts is no longer here: it was moved or withdrawn. Choose again")
        elif leaves_nothing(self.topic, posts):
            self.add_error(None, "Leave at least one post that others can read, or move the topic as a whole")
        return data


class MergeForm(RearrangingForm, WholeTopicForm):
    """Merge the topic into another: `into`, once the form is valid."""

    other = CharField(
        label="Into which topic",
        max_length=300,
        help_text="Its address, as your browser shows it, or its number.",
        error_messages={"required": "Give the address of the other topic"},
    )
    reason = reason_field()

    def __init__(self, *args, topic: Topic, moderator: User, **kwargs):
        super().__init__(*args, topic=topic, **kwargs)
        self.moderator = moderator
        self.into: Topic | None = None

    def clean_other(self) -> str:
        sent = self.cleaned_data["other"]
        self.into = self._named(sent)
        if self.into is None:
            raise ValidationError("Give the address of another topic, on an open board that you look after")
        if why := why_whole(self.into, called="that one"):
            raise ValidationError(f"Choose another topic. {why}")
        self.readers = readers_after(self.topic.board, self.into.board.circle)
        if why := obstacle_for_merge(self.topic, self.into, self.readers):
            raise ValidationError(why)
        return sent

    def _named(self, sent: str) -> Topic | None:
        """Return the topic at this address or number; None for a missing one and for one the moderator may not use."""
        match = TOPIC_NUMBER.search(sent.strip())
        number = match and whole_number(match[1])
        topics = Topic.objects.visible_to(self.moderator).select_related("board__circle").exclude(pk=self.topic.pk)
        found = topics.filter(pk=number).first() if number else None
        if found is None or not can_work_on_topic(self.moderator, found):
            return None
        return found if can_bring_topics_to(self.moderator, found.board) else None
