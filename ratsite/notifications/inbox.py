"""The notifications page: one row for each group of notifications, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef
from django.utils import timezone

from ratsite.lib.paging.count import CountUpTo
from ratsite.notifications.actions.dispatch import mails_this_week
from ratsite.notifications.models import MailChoices, Notification
from ratsite.notifications.notification_email import by_group, what_happened, why_of
from ratsite.notifications.registry import Line, lines_of

MOST_LISTED = 200  # notifications in each list: the unread ones, and those read before
MOST_COUNTED = 100  # groups counted for the number in the header


@dataclass(frozen=True)
class ShownGroup:
    """A group of notifications as the page shows it.

    line: the text of the first item that the person may read now; None if they may read none. what: what happened, such
    as "3 new replies"; the number counts only items that the person may read or, if they may read none, all items.
    """

    rows: list[Notification]
    line: Line | None
    what: str

    @property
    def why(self) -> str:
        return why_of(self.rows[0])

    @property
    def group(self) -> str:
        return self.rows[0].group

    @property
    def newest(self) -> Notification:
        return self.rows[0]


def inbox_of(person) -> tuple[list[ShownGroup], list[ShownGroup]]:
    """Return a person's notifications in groups, as two lists: unread ones, then ones read before.

    Costs two queries plus those of each source. The two lists have a query each, so that many read notifications do not
    push unread ones out.
    """
    notifications = Notification.objects.filter(person=person)
    new, read = list(notifications.unread()[:MOST_LISTED]), list(notifications.exclude(read_at=None)[:MOST_LISTED])
    lines = lines_of(person, [*new, *read])
    return _grouped(new, lines), _grouped(read, lines)


def _grouped(rows: Iterable[Notification], lines: dict[int, Line]) -> list[ShownGroup]:
    return [_shown_group(notifications, lines) for notifications in by_group(rows)]


def _shown_group(rows: list[Notification], lines: dict[int, Line]) -> ShownGroup:
    shown = [row for row in rows if row.pk in lines]
    return ShownGroup(rows, lines[shown[-1].pk] if shown else None, what_happened(shown or rows))


def unread_groups() -> CountUpTo:
    """Return an annotation for a queryset of people: in how many groups each has unread notifications.

    It counts no further than MOST_COUNTED.
    """
    unread = Notification.objects.unread().filter(person=OuterRef("pk")).order_by()
    return CountUpTo(unread.values("group").distinct()[:MOST_COUNTED])


def how_you_hear(person) -> dict:
    """Return the context of the page's side column: email choices, and emails in the last seven days."""
    return {"choices": MailChoices.of(person), "mails_this_week": mails_this_week(person, timezone.now())}
