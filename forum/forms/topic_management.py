"""Forms for moderators' work on a topic: lock, archive, rename, slow, move, split and merge."""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, Form, HiddenInput, ModelChoiceField, RadioSelect, TypedChoiceField
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.actions.split_topic import leaves_nothing, movable_posts
from forum.enums import BoardState, SlowMode
from forum.models import Board, Topic
from forum.models.board import BoardQuerySet
from forum.queries.audience import Readers, obstacle_for_merge, obstacle_for_topic, readers_after
from forum.queries.retention import NAMELESS, why_topic_cannot_change
from forum.rules.boards import why_safeguards_forbid_move
from ratsite.accounts.models import User
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.numbers import whole_number
from ratsite.pages.contacts import published_contacts

TOPIC_ADDRESS = re.compile(r"/forum/topics/(\d{1,8})(?:/|$)")
LEAST_OF_TITLE = 3  # characters of a title that find a topic
MOST_NAMED = 5  # topics that an error names


class LoggedTextForm(CheckedForm):
    """Form whose texts are shown to readers and stored in the audit log. It refuses text that may identify a person."""

    allowed = staticmethod(published_contacts)


class WholeTopicForm(LoggedTextForm):
    """Form that is invalid while a legal hold is on its topic or people's names are being removed from it."""

    def __init__(self, *args, topic: Topic, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic = topic

    def clean(self) -> dict:
        if why := why_topic_cannot_change(self.topic):
            self.add_error(None, why)
        return super().clean()


def reason_field() -> CharField:
    return CharField(
        label=_("Why"),
        max_length=Topic._meta.get_field("lock_reason").max_length,
        help_text=_("Readers of the topic see your reason. We save it in the audit log."),
        error_messages={"required": _("Tell readers of the topic why")},
    )


def title_field() -> CharField:
    return CharField(
        label=_("Title"),
        max_length=Topic._meta.get_field("title").max_length,
        help_text=_("Leave out names, number plates, addresses and reference numbers."),
        error_messages={"required": _("Give the topic a title")},
    )


class BoardChoice(ModelChoiceField):
    """Field to choose a board that the moderator manages.

    A board that is hidden from the moderator gives the same error as a board that does not exist.
    """

    def __init__(self, **options):
        wrong = {"required": _("Choose a board"), "invalid_choice": _("Choose a board that you manage")}
        super().__init__(
            queryset=Board.objects.none(), widget=RadioSelect, empty_label=None, error_messages=wrong, **options
        )

    def label_from_instance(self, board: Board) -> str:
        if board.circle:
            return _("%(board)s, for the circle “%(circle)s”") % {"board": board.name, "circle": board.circle.name}
        return _("%(board)s, for all members") % {"board": board.name}


def boards_of(moderator: User) -> BoardQuerySet:
    """Return the open boards that the moderator manages, with their circles."""
    return Board.objects.managed_by(moderator).filter(state=BoardState.OPEN).select_related("circle")


class TopicReasonForm(LoggedTextForm):
    reason = reason_field()


class ArchiveForm(WholeTopicForm):
    reason = reason_field()

    def clean(self) -> dict:
        if self.topic.is_anonymised:
            self.add_error(None, NAMELESS)
        return super().clean()


def hides_old_field() -> BooleanField:
    return BooleanField(
        label=_("Hide the old title"),
        help_text=_(
            "Tick this if the old title gives too much away. Otherwise readers of the topic can still see it "
            "between the posts."
        ),
        required=False,
    )


class RenameForm(WholeTopicForm):
    shown = CharField(required=False, widget=HiddenInput)  # hash of the title that the form replaces
    title = title_field()
    reason = reason_field()
    hides_old = hides_old_field()
    checked_fields = ("title", "reason")


class SlowForm(Form):
    minutes = TypedChoiceField(
        label=_("How often each person may reply"),
        choices=[(mode.value, capfirst(mode.label)) for mode in SlowMode],
        coerce=int,
        widget=RadioSelect,
        error_messages={"required": _("Choose one of these"), "invalid_choice": _("Choose one of these")},
    )


class RearrangingForm(LoggedTextForm):
    """Base form for a change of who reads a topic. Once it is valid, `readers` counts the readers after the change."""

    readers: Readers | None = None

    @property
    def shown_hash(self) -> str:
        """Return the hash of the reader numbers that the moderator is shown (optimistic lock).

        The confirmation page sends it back in a hidden field.
        """
        return self.readers.counts if self.readers else ""


class ToBoardForm(RearrangingForm):
    """Base form to move a topic, or posts of a topic, to the board that is chosen in the field `board`."""

    topic: Topic
    moderator: User

    def clean_board(self) -> Board:
        board = self.cleaned_data["board"]
        self.readers = readers_after(self.topic.board, board.circle)
        obstacle = obstacle_for_topic(self.topic, board, self.readers)
        if why := obstacle or why_safeguards_forbid_move(self.moderator, self.topic.board, board):
            raise ValidationError(why)
        return board


class MoveForm(ToBoardForm):
    board = BoardChoice(label=_("To which board"), help_text=_("The list shows the open boards that you manage."))
    reason = reason_field()

    def __init__(self, *args, topic: Topic, moderator: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic, self.moderator = topic, moderator
        boards = boards_of(moderator)
        # A confirmation that is sent twice names the board on which the topic now is.
        self.fields["board"].queryset = boards if "confirm" in self.data else boards.exclude(pk=topic.board_id)


class SplitForm(ToBoardForm, WholeTopicForm):
    """Form to split posts from a topic. Its page lists the posts to choose from, one page of the topic at a time."""

    title = title_field()
    board = BoardChoice(label=_("On which board"), help_text=_("The list shows the open boards that you manage."))
    is_parked = BooleanField(
        label=_("It is a side issue: park it"),
        required=False,
        help_text=_("This topic will say that it continues without the side issue, and will link to the new topic."),
    )
    reason = reason_field()
    checked_fields = ("title", "reason")

    def __init__(self, *args, topic: Topic, moderator: User, chosen: Collection[int], **kwargs):
        """Set up the form for the posts that the moderator has chosen to split off.

        chosen: the ids of the posts. If one of them is not in this topic, the form is invalid.
        """
        super().__init__(*args, topic=topic, **kwargs)
        self.moderator, self.chosen = moderator, chosen
        self.fields["board"].queryset = boards_of(moderator)
        self.initial.setdefault("board", topic.board_id)

    def clean(self) -> dict:
        data = super().clean()
        posts = list(movable_posts(self.topic).filter(pk__in=self.chosen))
        if not self.chosen:
            self.add_error(None, _("Choose at least one post below"))
        elif len(posts) != len(self.chosen):
            self.add_error(None, _("Choose again: one of these posts was moved or withdrawn"))
        elif leaves_nothing(self.topic, posts):
            self.add_error(None, _("Leave at least one post that others can read, or move the whole topic"))
        return data


class MergeForm(RearrangingForm, WholeTopicForm):
    """Form to merge the topic into another. Once the form is valid, `into` is the other topic.

    The confirmation page sends the number of the other topic as `into`, so that the moderator confirms this topic and
    no other.
    """

    other = CharField(
        label=_("Into which topic"),
        max_length=300,
        help_text=_("Enter words of its title, its address or its number."),
        error_messages={"required": _("Enter the title or address of the other topic")},
    )
    reason = reason_field()

    def __init__(self, *args, topic: Topic, moderator: User, **kwargs):
        super().__init__(*args, topic=topic, **kwargs)
        self.moderator = moderator
        self.into: Topic | None = None

    def clean_other(self) -> str:
        sent = self.cleaned_data["other"]
        named = self._named(self.data.get("into") or sent)
        if len(named) > 1:
            topics = "; ".join(_label(topic) for topic in named)
            raise ValidationError(_("Enter the number of one of these topics: %(topics)s") % {"topics": topics})
        if not named:
            raise ValidationError(_("Enter the title or address of another topic, on an open board that you manage"))
        self.into = named[0]
        if why := why_topic_cannot_change(self.into):
            raise ValidationError(_("Choose another topic. %(reason)s") % {"reason": why})
        self.readers = readers_after(self.topic.board, self.into.board.circle)
        obstacle = obstacle_for_merge(self.topic, self.into, self.readers)
        if why := obstacle or why_safeguards_forbid_move(self.moderator, self.topic.board, self.into.board):
            raise ValidationError(why)
        return sent

    def _named(self, sent: str) -> list[Topic]:
        """Return the topics into which this one may be merged and that have this number, address or words of a title.

        Topics with exactly this title are returned without others. At most MOST_NAMED.
        """
        match = TOPIC_ADDRESS.search(sent)
        number = whole_number(match[1] if match else sent)
        topics = Topic.objects.visible_to(self.moderator).select_related("board__circle").exclude(pk=self.topic.pk)
        topics = topics.filter(board__in=boards_of(self.moderator)).exclude(published_at=None).order_by("-last_post_at")
        if number is not None and (found := topics.filter(pk=number).first()):
            return [found]
        if len(sent) < LEAST_OF_TITLE:
            return []
        return list(topics.filter(title__iexact=sent)[:MOST_NAMED] or topics.filter(title__icontains=sent)[:MOST_NAMED])


def _label(topic: Topic) -> str:
    about = {"title": topic.title, "board": topic.board.name, "number": topic.pk}
    return gettext("“%(title)s” on the board %(board)s, number %(number)s") % about
