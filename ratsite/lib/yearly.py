"""Compute when a yearly confirmation is due.

A member confirms that they still belong; an agency lead confirms the list of colleagues.

Only the last day to confirm is stored. Everything else is computed from today's date, so that a missed job leaves no
access open.
"""

import datetime as dt

from django.utils import timezone

LASTS = dt.timedelta(days=365)
OPENS = dt.timedelta(days=30)  # before the last day: from then on the site asks for the confirmation
REMINDED = (30, 14, 3)  # days before the last day on which reminders are sent
# After the last day, because people may have been on leave: for this time they can still read.
READ_ONLY = dt.timedelta(days=14)
BROUGHT_FORWARD = dt.timedelta(days=14)  # time left for a person whose confirmation is made due early


def a_year_from_now() -> dt.date:
    return timezone.localdate() + LASTS


def last_open_day() -> dt.date:
    """Return the earliest due date with which a person still has access today: READ_ONLY before today."""
    return timezone.localdate() - READ_ONLY


def is_asked(confirm_by: dt.date) -> bool:
    """True if the site asks for the confirmation today: from 30 days (OPENS) before the last day, and after it."""
    return timezone.localdate() >= confirm_by - OPENS


def is_overdue(confirm_by: dt.date) -> bool:
    return timezone.localdate() > confirm_by


def reminder_due(confirm_by: dt.date, last: int | None) -> int | None:
    """Return which reminder to send today: 30, 14 or 3 (days before the due date); None if there is none to send.

    A reminder that was already sent is not sent again. last: the last reminder sent (30, 14 or 3), or None.
    """
    left = (confirm_by - timezone.localdate()).days
    due = min((days for days in REMINDED if 0 <= left <= days), default=None)
    return due if due is not None and (last is None or due < last) else None
