"""One page of the audit log as text: entries newest first, paged by cursor."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.audit.kinds import A_MEMBER, TargetKind, is_targetless
from ratsite.audit.reasons import reason_of
from ratsite.lib.numbers import whole_number
from ratsite.review.queries.log import kind_of
from ratsite.review.queries.log_details import Detail, details_of

ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One audit log entry as text.

    reason: None if this reader may not see it. url, who_url and target: "" if there is nothing to show.
    """

    what: str
    target: str
    url: str
    who: str
    who_url: str
    reason: str | None
    details: list[Detail]
    at: dt.datetime


@dataclass(frozen=True)
class LogPage:
    lines: list[Line]
    older: int | None  # the cursor of the next page
    is_first: bool


def log_page(reader: User, entries: QuerySet[ModelLogEntry], cursor: str) -> LogPage:
    """Return one page of these entries, which come from `entries_for(reader)`.

    A malformed cursor gives the first page.
    """
    before = whole_number(cursor)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    rows = list(entries[: ENTRIES_A_PAGE + 1])
    older = rows[ENTRIES_A_PAGE - 1].pk if len(rows) > ENTRIES_A_PAGE else None
    return LogPage(_lines(reader, rows[:ENTRIES_A_PAGE]), older, is_first=before is None)


def _lines(reader: User, rows: list[ModelLogEntry]) -> list[Line]:
    targets: dict[TargetKind, set[int]] = {}
    for row in rows:
        targets.setdefault(kind_of(row), set()).add(row.number)
    urls = {kind: kind.addresses(reader, numbers) for kind, numbers in targets.items()}
    details = details_of(reader, rows)
    may_open = can_manage_members(reader)
    return [
        _line(row, kind_of(row), urls[kind_of(row)].get(row.number, ""), details.get(row.pk, []), may_open)
        for row in rows
    ]


def _line(row: ModelLogEntry, kind: TargetKind, url: str, details: list[Detail], may_open: bool) -> Line:
    """Return an entry as text. may_open: whether the reader may open the pages of people."""
    has_link = may_open and row.user_id is not None and not row.is_unnamed
    has_target = not is_targetless(row)
    return Line(
        what=str(row.message),
        target=f"{kind.name} {row.number}" if has_target else "",
        url=url if has_target else "",
        who=_who(row),
        who_url=reverse("staff_people:person", args=[row.user_id]) if has_link else "",
        reason=reason_of(row.action, str(row.data.get("reason", ""))) if row.has_reason else None,
        details=details,
        at=row.timestamp,
    )


def _who(row: ModelLogEntry) -> str:
    """Return the name of the person who acted, as the log shows it: Wagtail itself would show an email address."""
    if row.user_id is None:
        return gettext("The site itself")
    return A_MEMBER if row.is_unnamed else str(row.user)
