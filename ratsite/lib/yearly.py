"""What is confirmed once a year: that a person still belongs, and that a lead's list of colleagues is right.

Only a last day is stored; what it means today is asked of the calendar, so that no missed job leaves a door open.
"""

import datetime as dt

from django.utils import timezone

LASTS = dt.timedelta(days=365)
OPENS = dt.timedelta(days=30)  # before the last day: from then on one is asked
REMINDED = (30, 14, 3)  # days before the last day
READ_ONLY = dt.timedelta(days=14)  # after it: somebody may have been on leave
BROUGHT_FORWARD = dt.timedelta(days=14)  # what is left to whoever must confirm early


def a_year_from_now() -> dt.date:
    return timezone.localdate() + LASTS


def last_open_day() -> dt.date:
    """Whoever should have confirmed before this day is shut out today."""
    return timezone.localdate() - READ_ONLY


def is_asked(confirm_by: dt.date) -> bool:
    return timezone.localdate() >= confirm_by - OPENS


def is_overdue(confirm_by: dt.date) -> bool:
    return timezone.localdate() > confirm_by


def reminder_due(confirm_by: dt.date, last: int | None) -> int | None:
    """The reminder to send today: 30, 14 or 3, the smallest that has come; None where it was the last one sent."""
    left = (confirm_by - timezone.localdate()).days
    due = min((days for days in REMINDED if 0 <= left <= days), default=None)
    return due if due is not None and (last is None or due < last) else None
