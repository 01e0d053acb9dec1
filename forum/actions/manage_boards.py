"""Open, change and archive boards.

The caller has fetched the board with managed_by; the steward's right to manage it is checked again under the lock. An
action returns False if there is nothing to change. It raises Stale if the board or its number of readers has changed
since the steward saw them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum.actions.lock_rows import lock_board
from forum.actions.signal import count_from_next_month
from forum.enums import BoardSetting, BoardState, TopicList
from forum.models import Board, TrendNote
from forum.queries.audience import (
    first_readers,
    moderators_left_behind,
    possible_moderators,
    readers_after,
    topics_left_above,
    why_circle_cannot_read,
)
from forum.rules.boards import (
    DECISION_SAFEGUARDS,
    can_give_board_to,
    can_manage_board,
    can_turn_off_decision_safeguards,
)
from ratsite.accounts.actions.lock_rows import lock_actor, lock_coordinators, recheck
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_arrange_boards
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Circle

# Reserved: /forum/<this>/ or /review/boards/<this>/ is another page.
TAKEN_SLUGS = {"topics", "posts", "files", "flags", "add", "polls", "common-ground", *TopicList.values}
TEXTS = (BoardSetting.NAME.value, BoardSetting.AIM.value)  # the audit log stores no text of a board
SLUG_ENDING = 6  # characters


@dataclass(frozen=True)
class BoardSettings:
    """The settings of a board that do not affect who reads it."""

    name: str
    aim: str
    usual_kind: str
    marking: str
    ceiling: str
    holds_topics: bool
    holds_replies: bool
    holds_newcomers: bool
    bars_own_agency: bool
    needs_two_approvals: bool
    is_about_children: bool

    def differing_from(self, board: Board) -> list[str]:
        """Return the names of the settings whose value here differs from the board's."""
        return [field.name for field in fields(self) if getattr(self, field.name) != getattr(board, field.name)]

    def loosening(self, board: Board) -> list[str]:
        """Return the names of the board's safeguards that these settings turn off."""
        return [name for name in self.differing_from(board) if getattr(board, name) is True]

    def apply_to(self, board: Board) -> None:
        for field in fields(self):
            setattr(board, field.name, getattr(self, field.name))


@transaction.atomic
def open_board(*, steward: User, settings: BoardSettings, circle: Circle | None, shown_hash: str) -> Board:
    """Open a board at the end of the list of boards and return it.

    If the same form is sent twice, the second call returns the board that the first one opened. shown_hash: the
    Readers.counts that the steward confirmed.
    """
    steward = lock_actor(steward)
    if not (can_arrange_boards(steward) and can_give_board_to(steward, circle)):
        raise PermissionDenied
    if same := Board.objects.visible_to(steward).named(settings.name):  # reveals no board that they cannot see
        if same.aim == settings.aim and same.circle_id == (circle.pk if circle else None):
            return same
        raise Stale
    if first_readers(circle).counts != shown_hash:
        raise Stale
    last = Board.objects.aggregate(last=Max("position"))["last"] or 0
    board = Board(slug=_free_slug(settings.name, circle), circle=circle, position=last + 1)
    settings.apply_to(board)
    board.save()
    record(board, "forum.board.open", actor=steward, circle=board.circle_id)
    return board


@transaction.atomic
def change_board(
    *, board_id: int, steward: User, version: int, settings: BoardSettings, above: int = 0, reason: str = ""
) -> bool:
    """Save all settings of the board at once. Return False if nothing changes. Existing topics keep their markings.

    Turning off a safeguard needs a reason, and turning off one of DECISION_SAFEGUARDS needs a coordinator who does not
    moderate the board. The log stores every changed setting before and after, except the name and the aim, which are
    text.

    version: the board's version that the steward was shown. above: how many topics, as the steward was shown, have a
    marking stricter than the new settings allow. Raises Stale if either has changed since.
    """
    board = _lock(board_id, steward)
    changed = settings.differing_from(board)
    if not changed:
        return False
    if board.version != version:
        raise Stale
    if topics_left_above(board, settings.ceiling).count() != above:
        raise Stale
    loosened = settings.loosening(board)
    if any(name in DECISION_SAFEGUARDS for name in loosened):
        recheck(steward, can_turn_off_decision_safeguards, board)
    chosen = [name for name in changed if name not in TEXTS]
    before = {name: getattr(board, name) for name in chosen}
    settings.apply_to(board)
    _save(board, changed)
    after = {name: getattr(board, name) for name in chosen}
    verb = "loosen" if loosened else "change"
    record(board, f"forum.board.{verb}", actor=steward, reason=reason, changed=changed, before=before, after=after)
    return True


@transaction.atomic
def name_moderators(*, board_id: int, steward: User, version: int, moderators: Iterable[User], reason: str) -> bool:
    """Set the board's own moderators; return False if they are the same.

    If the list is empty, every moderator who can read the board moderates it.
    """
    lock_coordinators()  # the lock that changes of roles take: nobody named here can lose the role in the meantime
    board = _lock(board_id, steward)
    recheck(steward, can_arrange_boards)
    wanted = {person.pk for person in moderators}
    before = set(board.moderators.values_list("pk", flat=True))
    if wanted == before:
        return False
    if board.version != version or wanted - set(possible_moderators(board.circle).values_list("pk", flat=True)):
        raise Stale
    board.moderators.set(wanted)
    _save(board, [])
    changed = {"before": sorted(before), "after": sorted(wanted)}
    record(board, "forum.board.moderators", actor=steward, reason=reason, **changed)
    return True


def remove_from_boards(person: User, actor: User | None) -> None:
    """Remove a person who is no longer a moderator from the moderators of all boards.

    Runs in the transaction that takes the role away from the person.
    """
    boards = list(Board.objects.filter(moderators=person).order_by("pk"))
    before = {board.pk: sorted(board.moderators.values_list("pk", flat=True)) for board in boards}
    Board.moderators.through.objects.filter(user=person).delete()
    for board in boards:
        after = [pk for pk in before[board.pk] if pk != person.pk]
        changed = {"before": before[board.pk], "after": after}
        record(board, "forum.board.moderators", actor=actor, reason=_("They are no longer a moderator"), **changed)


@transaction.atomic
def change_audience(
    *, board_id: int, steward: User, circle: Circle | None, reason: str, version: int, shown_hash: str
) -> bool:
    """Change the audience of the board and its topics to a circle, or to all members if `circle` is None.

    The board's own moderators who can then no longer read it are removed. shown_hash: the Readers.counts that the
    steward confirmed; the readers are counted again under the lock.
    """
    lock_coordinators()  # as above: nobody removed here can lose the role in the meantime
    board = _lock(board_id, steward)
    steward = recheck(steward, can_give_board_to, circle)
    if board.circle == circle:
        return False
    readers = readers_after(board, circle)
    if board.version != version or readers.counts != shown_hash or why_circle_cannot_read(board, circle, readers):
        raise Stale
    before, board.circle = board.circle_id, circle
    _save(board, ["circle"])
    count_from_next_month(TrendNote.objects.filter(topic__board=board))
    board.moderators.remove(*moderators_left_behind(board, circle))
    changed = {"before": before, "after": board.circle_id, "readers": readers.counts}
    record(board, "forum.board.audience", actor=steward, reason=reason, **changed)
    return True


@transaction.atomic
def set_board_state(*, board_id: int, steward: User, state: BoardState, reason: str) -> bool:
    """Archive a board, so that it can only be read, or reopen it."""
    board = _lock(board_id, steward)
    if board.state == state:
        return False
    board.state = state
    _save(board, ["state"])
    verb = "archive" if state == BoardState.ARCHIVED else "reopen"
    record(board, f"forum.board.{verb}", actor=steward, reason=reason)
    return True


@transaction.atomic
def move_board(*, board_id: int, steward: User, is_up: bool) -> bool:
    """Swap the board with the board above or below it in the list that the steward sees.

    Returns False if there is no board above or below it. Boards for all members and boards for circles are two lists.
    Boards that the steward does not see keep their positions.
    """
    boards = sorted(
        Board.objects.select_for_update(no_key=True).order_by("pk"), key=lambda row: (row.position, row.name)
    )
    steward = recheck(steward, can_arrange_boards)
    seen = set(Board.objects.managed_by(steward).values_list("pk", flat=True))
    board = next((board for board in boards if board.pk == board_id and board.pk in seen), None)
    if board is None:
        raise PermissionDenied
    shown_list = [row for row in boards if row.pk in seen and row.is_for_circle == board.is_for_circle]
    place = shown_list.index(board) + (-1 if is_up else 1)
    if not 0 <= place < len(shown_list):
        return False
    first, second = boards.index(board), boards.index(shown_list[place])
    boards[first], boards[second] = boards[second], boards[first]
    for position, row in enumerate(boards, start=1):
        row.position = position
    Board.objects.bulk_update(boards, ["position"])
    record(board, "forum.board.move", actor=steward, is_up=is_up)
    return True


def _lock(board_id: int, steward: User) -> Board:
    board = lock_board(board_id)
    recheck(steward, can_manage_board, board)
    return board


def _save(board: Board, changed: list[str]) -> None:
    """Save only these fields of the board, and increase its version.

    The other fields must not be written, because actions on posts may have updated the board's counts in the meantime.
    """
    board.version = F("version") + 1
    board.save(update_fields=[*changed, "version"])
    board.refresh_from_db(fields=["version"])


def _free_slug(name: str, circle: Circle | None) -> str:
    """Return an unused slug made from the board's name.

    A circle's board, and any board whose slug is taken, gets a random ending. Otherwise a steward who opens a later
    board of the same name would see from the refused slug that the circle's board exists.
    """
    slug = slugify(name)[:40].strip("-") or "board"
    if circle is None and slug not in TAKEN_SLUGS and not Board.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{get_random_string(SLUG_ENDING, 'abcdefghjkmnpqrstuvwxyz23456789')}"
