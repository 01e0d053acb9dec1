"""Forms to manage boards: settings, audience, moderators, and archiving or reopening a board."""

from dataclasses import fields

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    Form,
    RadioSelect,
    Textarea,
)
from django.utils.translation import gettext_lazy as _

from forum.actions.manage_boards import BoardSettings
from forum.enums import BoardSetting, TopicKind
from forum.forms.topic_management import LoggedTextForm, RearrangingForm
from forum.models import Board
from forum.queries.audience import have_two_remits, possible_moderators, readers_after, why_circle_cannot_read
from forum.rules.boards import DECISION_SAFEGUARDS, can_turn_off_decision_safeguards
from ratsite.accounts.models import User
from ratsite.lib.forms import ChosenRowsField, conditional
from ratsite.lib.identifiers.checked_form import says_something
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts

MEMBERS = "members"  # value of the choice "All members"; the other values are ids of circles
REASON = _("We save your reason in the audit log. Do not quote what anyone wrote.")


def _text_field(name: str, **options) -> CharField:
    """Return a text field as long as this field of Board."""
    return CharField(max_length=Board._meta.get_field(name).max_length, **options)


def _marking_field(label: str, hint: str) -> ChoiceField:
    return ChoiceField(label=label, help_text=hint, widget=RadioSelect)


class AudienceChoice:
    """Mixin for forms in which a steward chooses a board's audience: all members, or a circle that the steward is in.

    After validation, `circle` is the chosen circle, or None for all members.
    """

    def offer_audiences(self, steward: User) -> None:
        """Set the choices of the field `audience`."""
        self.circles = {str(circle.pk): circle for circle in Circle.objects.of(steward)}
        named = [(pk, _("The circle “%(name)s”") % {"name": circle.name}) for pk, circle in self.circles.items()]
        self.fields["audience"].choices = [(MEMBERS, _("All members")), *named]

    @property
    def circle(self) -> Circle | None:
        return self.circles.get(self.cleaned_data.get("audience", ""))


def _audience_field() -> ChoiceField:
    return ChoiceField(
        label=_("Who can read it"),
        widget=RadioSelect,
        help_text=_(
            "You only see the circles that you are in. You cannot choose another circle, because you would "
            "no longer see the board and could not correct a mistake."
        ),
        error_messages={
            "required": _("Choose who can read it"),
            "invalid_choice": _("Choose all members, or a circle that you are in"),
        },
    )


class BoardForm(Form):
    """Form for the settings of a board. board: None for a board that is not open yet."""

    name = _text_field("name", label=BoardSetting.NAME.label, error_messages={"required": _("Give the board a name")})
    aim = _text_field(
        "aim",
        label=BoardSetting.AIM.label,
        help_text=_("What the board is for, and what it is not for. People see it when they start a topic."),
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence what the board is for")},
    )
    usual_kind = ChoiceField(
        label=BoardSetting.USUAL_KIND.label,
        choices=TopicKind,
        widget=RadioSelect,
        help_text=_("The form for this kind opens first when people start a topic. They can choose another kind."),
    )
    marking = _marking_field(
        BoardSetting.MARKING.label, _("The marking that a new topic has, unless its author chooses another.")
    )
    ceiling = _marking_field(
        BoardSetting.CEILING.label, _("New topics here cannot have a stricter marking. Existing topics keep their own.")
    )
    holds_topics = BooleanField(label=BoardSetting.HOLDS_TOPICS.label, required=False)
    holds_replies = BooleanField(label=BoardSetting.HOLDS_REPLIES.label, required=False)
    holds_newcomers = BooleanField(label=BoardSetting.HOLDS_NEWCOMERS.label, required=False)
    bars_own_agency = BooleanField(label=BoardSetting.BARS_OWN_AGENCY.label, required=False)
    is_about_children = BooleanField(
        label=BoardSetting.IS_ABOUT_CHILDREN.label,
        required=False,
        help_text=_(
            "Writers must then remove anything that may identify someone. They cannot keep it by giving a "
            "reason. Before they post, we remind them to refer the child first."
        ),
    )
    needs_two_approvals = BooleanField(
        label=BoardSetting.WANTS_TWO.label,
        required=False,
        help_text=_("One moderator is enough to reject a post. A new board for a circle starts with this ticked."),
    )
    reason = conditional(
        CharField(
            validators=[says_something],
            label=_("Reason"),
            help_text=_("You only need it if you clear a tick box above. We save it in the audit log."),
            max_length=300,
        )
    )

    def __init__(self, *args, steward: User, board: Board | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.steward, self.board = steward, board
        is_for_all_members = board is not None and not board.is_for_circle
        markings = [marking for marking in Marking if not (is_for_all_members and marking == Marking.RED)]
        for name in ("marking", "ceiling"):
            self.fields[name].choices = [(marking.value, f"{marking.label} ({marking.tlp})") for marking in markings]
        shown = board or Board()
        self.initial = {field.name: getattr(shown, field.name) for field in fields(BoardSettings)} | self.initial
        if board is not None and not can_turn_off_decision_safeguards(steward, board):
            for name in (name for name in DECISION_SAFEGUARDS if getattr(board, name)):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Only a coordinator who does not moderate this board can clear this.")

    def clean(self) -> dict:
        data = super().clean()
        marking, ceiling = data.get("marking"), data.get("ceiling")
        if marking and ceiling and Marking(marking).rank > Marking(ceiling).rank:
            self.add_error("marking", _("Choose a marking that is no stricter than “Strictest marking” below"))
        refuse_identifiers(
            self, [name for name in ("name", "aim", "reason") if name in self.fields], published_contacts
        )
        if self.board and not data.get("reason") and not self.errors and self.settings.loosening(self.board):
            self.add_error("reason", _("Say why you are clearing a tick box"))
        if self._is_taken(data.get("name")):
            self.add_error("name", _("Choose a name that no other board has"))
        return data

    def _is_taken(self, name: str | None) -> bool:
        other = Board.objects.visible_to(self.steward).exclude(pk=self.board and self.board.pk).named(name or "")
        return other is not None and not self.was_opened_by_this_form(other)

    def was_opened_by_this_form(self, other: Board) -> bool:
        """True if the board `other`, which has the same name, is the one that this form opened when it was sent before.

        False for this form, which opens no board; NewBoardForm overrides it.
        """
        return False

    @property
    def settings(self) -> BoardSettings:
        return BoardSettings(**{field.name: self.cleaned_data[field.name] for field in fields(BoardSettings)})


class NewBoardForm(AudienceChoice, BoardForm):
    """Form to open a board.

    The chosen audience decides the setting `needs_two_approvals` (two moderators must approve a held post). The page
    for the board's settings can change it later.
    """

    audience = _audience_field()
    needs_two_approvals = reason = None
    field_order = ["name", "aim", "audience"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_audiences(self.steward)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("ceiling") == Marking.RED and data.get("audience") == MEMBERS:
            problem = _(
                "Choose a more open marking, or choose a circle. Only a board for a circle can have “%(marking)s”."
            )
            self.add_error("ceiling", problem % {"marking": Marking.RED.label})
        # Only if moderators from different main remits can read it: else no held post could get its second approval.
        circle = self.circle
        return {**data, "needs_two_approvals": circle is not None and have_two_remits(possible_moderators(circle))}

    def was_opened_by_this_form(self, other: Board) -> bool:
        return other.aim == self.cleaned_data.get("aim") and other.circle == self.circle


class AudienceForm(AudienceChoice, RearrangingForm):
    audience = _audience_field()
    reason = CharField(
        label=_("Reason"),
        help_text=REASON,
        max_length=300,
        error_messages={"required": _("Say why you are changing the audience")},
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
            raise ValidationError(_("Choose a different audience. The board already has this one."))
        self.readers = readers_after(self.board, circle)
        if why := why_circle_cannot_read(self.board, circle, self.readers):
            raise ValidationError(why)
        return chosen


class ModeratorsForm(LoggedTextForm):
    moderators = ChosenRowsField(
        label=_("Moderators of this board"),
        queryset=User.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=_(
            "You can choose from the moderators who can read the board. If you do not tick anyone, all of "
            "them can decide on its posts."
        ),
    )

    reason = CharField(label=_("Reason"), help_text=REASON, max_length=300, error_messages={"required": _("Say why")})

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        possible = possible_moderators(board.circle).select_related("agency")
        self.fields["moderators"].queryset = possible
        self.fields["moderators"].label_from_instance = _with_agency


def _with_agency(person: User) -> str:
    return f"{person}, {person.agency}" if person.agency else str(person)


class StateForm(LoggedTextForm):
    reason = CharField(label=_("Reason"), help_text=REASON, max_length=300, error_messages={"required": _("Say why")})
