"""Forms for managing boards."""

from dataclasses import fields

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    Form,
    ModelMultipleChoiceField,
    RadioSelect,
    Textarea,
)

from forum.actions.manage_boards import BoardSettings
from forum.forms.topic_work import KeptWordsForm, RearrangingForm
from forum.models import Board
from forum.queries.audience import have_two_remits, obstacle, possible_moderators, readers_after
from ratsite.accounts.models import User
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts

MEMBERS = "members"  # the audience that is not a circle
REASON = "Kept in the log. Say why, not what anybody wrote."


def _words(name: str, **options) -> CharField:
    return CharField(max_length=Board._meta.get_field(name).max_length, **options)


def _marking(label: str, hint: str) -> ChoiceField:
    return ChoiceField(label=label, help_text=hint, widget=RadioSelect)


class AudienceChoice:
    """Mixin with a choice of the audiences that this steward may give a board. `circle` is None for all members."""

    def offer_audiences(self, steward: User) -> None:
        self.circles = {str(circle.pk): circle for circle in Circle.objects.of(steward)}
        named = [(pk, f"The circle “{circle.name}”") for pk, circle in self.circles.items()]
        self.fields["audience"].choices = [(MEMBERS, "All members"), *named]

    @property
    def circle(self) -> Circle | None:
        return self.circles.get(self.cleaned_data.get("audience", ""))


def _audience() -> ChoiceField:
    return ChoiceField(
        label="Who can read it",
        widget=RadioSelect,
        help_text="You see the circles that you are in. A board cannot go to a circle that you are not in: you would "
        "lose sight of it yourself, and could not put a mistake right.",
        error_messages={"invalid_choice": "Choose all members, or a circle that you are in"},
    )


class BoardForm(Form):
    """The settings of a new or an existing board."""

    name = _words("name", label="Name", error_messages={"required": "Give the board a name"})
    aim = _words(
        "aim",
        label="Aim",
        help_text="What it is for, and what it is not for. It is shown next to every new topic.",
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what the board is for"},
    )
    marking = _marking("Usual marking", "What a new topic has, unless its author chooses another.")
    ceiling = _marking("Highest marking", "What its topics may have at most. Existing topics keep theirs.")
    holds_topics = BooleanField(label="A moderator reads every new topic before others do", required=False)
    holds_replies = BooleanField(label="A moderator reads every reply before others do", required=False)
    holds_newcomers = BooleanField(
        label="A moderator reads everybody’s first three posts before others do", required=False
    )
    bars_own_agency = BooleanField(label="Moderators do not decide on posts from their own agency", required=False)
    wants_two = BooleanField(
        label="Two moderators, of two main remits, approve what waits",
        required=False,
        help_text="To reject something, one is enough. Of new boards, those for a circle start with this.",
    )

    def __init__(self, *args, steward: User, board: Board | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.steward, self.board = steward, board
        closed_to_all = board is not None and not board.is_for_circle
        markings = [marking for marking in Marking if not (closed_to_all and marking == Marking.RED)]
        for name in ("marking", "ceiling"):
            self.fields[name].choices = [(marking.value, f"{marking.label} ({marking.tlp})") for marking in markings]
        shown = board or Board()
        self.initial = {field.name: getattr(shown, field.name) for field in fields(BoardSettings)} | self.initial

    def clean(self) -> dict:
        data = super().clean()
        marking, ceiling = data.get("marking"), data.get("ceiling")
        if marking and ceiling and Marking(marking).rank > Marking(ceiling).rank:
            self.add_error("marking", "Choose one that is not above the highest marking, or raise that one")
        refuse_identifiers(self, ["name", "aim"], published_contacts)
        if self._is_taken(data.get("name")):
            self.add_error("name", "Choose a name that no other board has")
        return data

    def _is_taken(self, name: str | None) -> bool:
        other = Board.objects.visible_to(self.steward).exclude(pk=self.board and self.board.pk).named(name or "")
        return other is not None and not self.is_the_same(other)

    def is_the_same(self, other: Board) -> bool:
        return False

    @property
    def settings(self) -> BoardSettings:
        return BoardSettings(**{field.name: self.cleaned_data[field.name] for field in fields(BoardSettings)})


class NewBoardForm(AudienceChoice, BoardForm):
    """A new board and its audience.

    The audience decides `wants_two`; the board's own page says so and can change it.
    """

    audience = _audience()
    wants_two = None
    field_order = ["name", "aim", "audience"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_audiences(self.steward)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("ceiling") == Marking.RED and data.get("audience") == MEMBERS:
            self.add_error("ceiling", f"Choose a lower one, or a circle: “{Marking.RED.label}” needs a circle")
        # A circle's board asks for two approvals, unless no moderator could be the second: held posts would wait for
        # ever.
        circle = self.circle
        return {**data, "wants_two": circle is not None and have_two_remits(possible_moderators(circle))}

    def is_the_same(self, other: Board) -> bool:
        """True if the other board comes from this form sent before."""
        return other.aim == self.cleaned_data.get("aim") and other.circle == self.circle


class AudienceForm(AudienceChoice, RearrangingForm):
    audience = _audience()
    reason = CharField(
        label="Reason", help_text=REASON, max_length=300, error_messages={"required": "Say why the audience changes"}
    )

    def __init__(self, *args, steward: User, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.board, self.steward = board, steward
        self.offer_audiences(steward)
        self.initial.setdefault("audience", str(board.circle_id) if board.circle_id else MEMBERS)

    def clean_audience(self) -> str:
        chosen = self.cleaned_data["audience"]
        circle = self.circles.get(chosen)
        if circle == self.board.circle and "confirm" not in self.data:  # a confirmation may be sent twice
            raise ValidationError("Choose another audience: this is the one it has")
        self.readers = readers_after(self.board, circle)
        if why := obstacle(self.board, circle, self.readers):
            raise ValidationError(why)
        return chosen


class ModeratorsForm(Form):
    moderators = ModelMultipleChoiceField(
        label="Moderators of this board",
        queryset=User.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="Those who hold the moderator’s role and can read the board. Tick nobody, and all of them decide.",
    )

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        possible = possible_moderators(board.circle).select_related("agency")
        self.fields["moderators"].queryset = possible
        self.fields["moderators"].label_from_instance = _with_agency


def _with_agency(person: User) -> str:
    return f"{person}, {person.agency}" if person.agency else str(person)


class StateForm(KeptWordsForm):
    reason = CharField(label="Reason", help_text=REASON, max_length=300, error_messages={"required": "Say why"})
