"""What the first coordinator of an empty site does first. Each step ticks itself off."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import Board
from ratsite.accounts.models import User
from ratsite.network.models import Agency
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord
from ratsite.pages.models import Helpline

AGENCIES, PEOPLE = 2, 3  # with the coordinator: so that someone else can decide on what they write


@dataclass(frozen=True)
class Step:
    """One thing to do. is_next: the first that is open.

    url and label: the page where it is done, or command: what the operator types.
    """

    title: str
    text: str
    is_done: bool
    url: str = ""
    label: str = ""
    command: str = ""
    is_next: bool = False


def first_steps() -> list[Step]:
    """Return the steps in their order. Five queries."""
    agencies = Agency.objects.count()
    has_board = Board.objects.exists()
    people = User.objects.approved().count()
    unchecked = Helpline.objects.filter(checked_on=None).count()
    tried = set(
        OperationRecord.objects.filter(outcome=Outcome.DONE).order_by().values_list("kind", flat=True).distinct()
    )
    return [
        Step(
            _("Add your agency"), _("Say that you work there. Then add one more, so there is someone to talk to."),
            agencies >= AGENCIES,
            reverse("staff_agencies:agency_add"), _("Add an agency"),
        ),
        Step(
            _("Open a first board"), _("A board has one stated aim, such as practice questions."), has_board,
            reverse("staff_boards:board_add"), _("Add a board"),
        ),
        Step(
            _("Add 2 people"),
            _("From 2 agencies, so that someone else can decide on what you write. Make one of them a moderator."),
            people >= PEOPLE, reverse("staff_people:person_add"), _("Add a person"),
        ),
        Step(
            _("Call the helplines"),
            _("Nobody has checked %(n)s of the numbers on Get help. Call each and enter the day.") % {"n": unchecked}
            if unchecked else _("Every number on Get help has been checked."),
            unchecked == 0, reverse("wagtailsnippets_pages_helpline:list"), _("Open the list"),
        ),
        Step(
            _("Try a backup, and restore it"),
            _("10 minutes, before there is anything to lose. The person who runs the machine types:"),
            OperationKind.BACKUP in tried and bool(tried & {OperationKind.CHECK, OperationKind.RESTORE}),
            command="python3 -m ratsite backup",
        ),
    ]  # fmt: skip


def open_steps() -> list[Step]:
    """Return the steps, the first open one marked, or nothing when all are done."""
    steps = first_steps()
    following = next((step for step in steps if not step.is_done), None)
    return [replace(step, is_next=step is following) for step in steps] if following else []
