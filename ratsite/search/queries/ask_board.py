"""The board where a member can ask what a search did not find."""

from forum.enums import TopicKind
from forum.models import Board


def board_to_ask(user) -> Board | None:
    """Return the board on which a member can ask; None for visitors, and if the member can read no board.

    Boards for questions come before other boards, and boards for all members before those of circles.
    """
    if not (user.is_authenticated and user.is_member):
        return None
    boards = list(Board.objects.visible_to(user).order_by("position", "pk"))
    boards.sort(key=lambda board: (board.usual_kind != TopicKind.QUESTION, board.circle_id is not None))
    return next(iter(boards), None)
