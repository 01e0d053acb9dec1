"""What the first coordinator of an empty site does first. The site itself notices when a step is done."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import Board
from ratsite.accounts.models import User
from ratsite.network.models import Agency
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord
from ratsite.operations.queries.health import BACKUP, RESTORE
from ratsite.pages.models import Helpline

# Numbers that include the coordinator and their agency: another person must decide on what the coordinator writes.
AGENCIES, PEOPLE = 2, 3


@dataclass(frozen=True)
class Step:
    """One thing to do first.

    url and label: the page on which it is done. command: what the operator types, if it is not done on a page. is_next:
    whether it is the first step that is not done.
    """

    title: str
    text: str
    is_done: bool
    url: str = ""
    label: str = ""
    command: str = ""
    is_next: bool = False


def first_steps() -> list[Step]:
    """Return the first steps in their order. It takes five queries."""
    agencies = Agency.objects.count()
    has_board = Board.objects.exists()
    people = User.objects.approved().count()
    unchecked = Helpline.objects.filter(checked_on=None).count()
    done_kinds = set(
        OperationRecord.objects.filter(outcome=Outcome.DONE).order_by().values_list("kind", flat=True).distinct()
    )
    is_backed_up = OperationKind.BACKUP in done_kinds
    return [
        Step(
            _("Add your agency"),
            _(
                "Tick that you work there, or choose it later by opening your name under People. Then add a "
"second agency, so that there is someone to talk to."
            ),
            agencies >= AGENCIES,
            reverse("staff_agencies:agency_add"), _("Add an agency"),
        ),
        Step(
            _("Open a first board"), _("A board has one stated aim, such as practice questions."), has_board,
            reverse("staff_boards:board_add"), _("Add a board"),
        ),
        Step(
            _("Add 2 people"),
            _("Add them from 2 agencies, so that someone else can decide on what you write. Make one a moderator."),
            people >= PEOPLE, reverse("staff_people:person_add"), _("Add a person"),
        ),
        Step(
            _("Check the helplines"),
            _(
                "Nobody has checked %(n)s of the numbers on Get help. Compare each with its web page and enter the "
                "day. Do not call 999, 101 or 111 to try them."
            ) % {"n": unchecked}
            if unchecked else _("Every number on Get help has been checked."),
            unchecked == 0, reverse("wagtailsnippets_pages_helpline:list"), _("Open the list"),
        ),
        Step(
            _("Try a backup, and restore it"),
            _(
                "A backup has been made. Now restore it into a temporary place, which shows that its key works. The "
                "person who runs the server types:"
            )
            if is_backed_up
            else _(
                "This takes 10 minutes. Do it now, before there is any data to lose. Ask the person who runs the "
"server to type:"
            ),
            is_backed_up and bool(done_kinds & {OperationKind.CHECK, OperationKind.RESTORE}),
            command=RESTORE if is_backed_up else BACKUP,
        ),
    ]  # fmt: skip


def open_steps() -> list[Step]:
    """Return the steps with the next one marked, or an empty list when all are done."""
    steps = first_steps()
    next_step = next((step for step in steps if not step.is_done), None)
    return [replace(step, is_next=step is next_step) for step in steps] if next_step else []
