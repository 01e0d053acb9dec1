"""What a person is told, gathered as it is read: one row for each topic, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef
from django.utils import timezone

from ratsite.lib.paging.count import CountUpTo
from ratsite.notifications.actions.dispatch import mails_this_week
from ratsite.notifications.mail_text import by_group, what_happened, why_of
from ratsite.notifications.models import MailChoices, Notification
from ratsite.notifications.registry import Line, lines_of

MOST_TOLD = 200  # notifications of each kind that the page looks at: new ones, and those read before
MOST_COUNTED = 100  # groups, in the header: more is one word


@dataclass(frozen=True)
class Told:
    """One group. `line` is its first unread item; None where this person may no longer read any of it."""

    rows: list[Notification]
    line: Line | None

    @property
    def what(self) -> str:
        return what_happened(self.rows)

    @property
    def why(self) -> str:
        return why_of(self.rows[0])

    @property
    def group(self) -> str:
        return self.rows[0].group

    @property
    def newest(self) -> Notification:
        return self.rows[0]


def told_to(person) -> tuple[list[Told], list[Told]]:
    """(new, read before): two queries, and those of each source. What is new is found however much was read since."""
    told = Notification.objects.filter(person=person)
    new, read = list(told.unread()[:MOST_TOLD]), list(told.exclude(read_at=None)[:MOST_TOLD])
    lines = lines_of(person, [*new, *read])
    return _grouped(new, lines), _grouped(read, lines)


def _grouped(rows: Iterable[Notification], lines: dict[int, Line]) -> list[Told]:
    return [Told(told, _first_line(told, lines)) for told in by_group(rows)]


def _first_line(rows: list[Notification], lines: dict[int, Line]) -> Line | None:
    return next((lines[row.pk] for row in reversed(rows) if row.pk in lines), None)


def unread_groups() -> CountUpTo:
    """For a query over people: how many groups hold something unread, counted up to MOST_COUNTED."""
    unread = Notification.objects.unread().filter(person=OuterRef("pk")).order_by()
    return CountUpTo(unread.values("group").distinct()[:MOST_COUNTED])


def how_you_hear(person) -> dict:
    """For the column beside: this person's choices, and how many mails the last seven days have had."""
    return {"choices": MailChoices.of(person), "mails_this_week": mails_this_week(person, timezone.now())}
