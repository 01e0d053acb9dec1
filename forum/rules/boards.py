"""Who may read, write on and manage a board."""

from django.utils.translation import gettext as _

from forum.enums import BoardSetting, Voice
from forum.models import Board
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_arrange_boards, can_moderate_somewhere, can_write, why_read_only
from ratsite.network.models import Circle
from ratsite.sanctions.appeal_links import why_silenced

# Settings of a board that keep a moderator from deciding, or from deciding alone.
DECISION_SAFEGUARDS = (BoardSetting.BARS_OWN_AGENCY.value, BoardSetting.WANTS_TWO.value)


def can_start_topic(user: User, board: Board) -> bool:
    return can_write(user) and board.is_open


def can_see(user: User, board: Board) -> bool:
    """True if the user can read the board.

    Actions ask this again under the lock, because the circle may have changed since the board was fetched.
    """
    return Board.objects.visible_to(user).filter(pk=board.pk).exists()


def can_speak(user: User, voice: str, board: Board) -> bool:
    """True if the user may write on the board in this voice.

    By name or role: always. As their agency: if they have one. On behalf of an agency: if they moderate the board.
    """
    if voice == Voice.AGENCY:
        return user.agency_id is not None
    return can_note_on(user, board) if voice == Voice.BEHALF else voice in (Voice.NAME, Voice.ROLE)


def can_note_on(user: User, board: Board) -> bool:
    """True if the user may put content notes on the board's posts: they moderate the board and may write."""
    return can_write(user) and can_moderate_somewhere(user) and _moderates(user, board)


def _moderates(user: User, board: Board) -> bool:
    return Board.objects.moderated_by(user).filter(pk=board.pk).exists()


def a_board_bars_own_agency(user: User) -> bool:
    """True if any board that the user manages bars them from deciding on posts by their own agency.

    One such board is enough to bar the user from decisions that concern every board.
    """
    return Board.objects.managed_by(user).filter(bars_own_agency=True).exists()


def can_open_board_pages(user: User) -> bool:
    """True if the user may open the pages for managing boards, even if there is no board that they manage."""
    return can_arrange_boards(user) or can_moderate_somewhere(user)


def can_manage_board(user: User, board: Board) -> bool:
    return can_open_board_pages(user) and Board.objects.managed_by(user).filter(pk=board.pk).exists()


def can_turn_off_decision_safeguards(user: User, board: Board) -> bool:
    """True if the user, who manages the board, may turn off its DECISION_SAFEGUARDS.

    A coordinator who does not decide on its posts may. So a moderator who is barred from a decision cannot end that
    alone. The answer does not depend on the posts that wait for a decision: if it did, it could tell a moderator that a
    colleague wrote one of them.
    """
    return can_arrange_boards(user) and not _moderates(user, board)


def why_safeguards_forbid_move(user: User, source: Board, board: Board) -> str:
    """Return the reason why the user cannot move posts from the board `source` to `board`; empty if they can.

    `board` must have each of the DECISION_SAFEGUARDS that `source` has, unless the user may turn them off. Otherwise a
    moderator could move posts to a board without the safeguard, decide on them there, and move them back.
    """
    lost = [name for name in DECISION_SAFEGUARDS if getattr(source, name) and not getattr(board, name)]
    if not lost or can_turn_off_decision_safeguards(user, source):
        return ""
    return _(
        "Choose another board: “%(board)s” does not have the setting “%(setting)s”. A coordinator who does not "
        "moderate “%(source)s” can choose this board."
    ) % {"board": board.name, "setting": BoardSetting(lost[0]).label, "source": source.name}


def can_give_board_to(user: User, circle: Circle | None) -> bool:
    """True if the user may make this circle the audience of a board: they are in it, or it is None (all members).

    So nobody can give a board to readers who do not include themselves.
    """
    return circle is None or Circle.objects.of(user).filter(pk=circle.pk).exists()


def can_bring_topics_to(user: User, board: Board) -> bool:
    """True if the user may move, split or merge topics into this board."""
    return board.is_open and can_manage_board(user, board)


def may_all_read(own: Circle | None, *, there: Circle | None) -> bool:
    """True if everyone in the circle `there` may also read what the circle `own` may read. None means all members."""
    if own is None or own == there:
        return True
    if there is None:
        return False
    readers = User.objects.readers_of(own).order_by()
    return not User.objects.readers_of(there).exclude(pk__in=readers.values("pk")).exists()


def why_no_topic(user: User, board: Board) -> str:
    """Return the reason why the user cannot start a topic on the board; empty if they can."""
    if can_start_topic(user, board):
        return ""
    if silenced := why_silenced(user):
        return silenced
    if not board.is_open:
        return _("This board is archived: you can read it, but not write on it.")
    return (user.is_authenticated and why_read_only(user)) or _(
        "Your membership does not allow you to write. Ask the coordinator why."
    )
