"""The board where a member can ask what a search did not find."""

from forum.enums import TopicKind
from forum.models import Board


def board_to_ask(user) -> Board | None:
    """Return the first board for questions, one open to all members if possible; None for visitors."""
    if not (user.is_authenticated and user.is_member):
        return None
    boards = list(Board.objects.visible_to(user).order_by("position", "pk"))
    boards.sort(key=lambda board: (board.usual_kind != TopicKind.QUESTION, board.circle_id is not None))
    return next(iter(boards), None)
