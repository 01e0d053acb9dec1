"""What the page of one trend shows: its months, quarter, state and late signals, with figures that may be shown."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from forum.models import Topic, TrendNote
from forum.models.signal import month_of, months_before
from forum.queries.signal_figures import MonthRow, last_months, month_rows
from forum.queries.trend_checks import first_checks
from ratsite.lib.disclosure import Policy
from ratsite.trends.enums import TrendState

FADES_AFTER = 3  # months without a count that may be shown


@dataclass(frozen=True)
class Trend:
    """A trend with its last 12 months, oldest first.

    Its state is computed only from figures that readers may see: otherwise a text such as "no signal" would tell them
    that a hidden count is 0. shows_check: False if the day of the check (the first signal from another main remit) is
    hidden, because it could tell readers which agency the note or a signal is from.
    """

    topic: Topic
    rows: list[MonthRow]
    shows_check: bool
    checked_on: dt.date | None

    @property
    def note(self) -> TrendNote:
        return self.topic.trend

    @property
    def this_month(self) -> MonthRow:
        return self.rows[-1]

    @cached_property
    def last_seen(self) -> MonthRow | None:
        """Return the newest month with a count that may be shown; None if no month has one."""
        return next((row for row in reversed(self.rows) if row.seen.is_number), None)

    @property
    def fades_on(self) -> dt.date:
        """Return the day from which the trend counts as fading, unless a new month has a count that may be shown."""
        begun = month_of(timezone.localdate(self.topic.published_at))
        last = max(self.last_seen.month, begun) if self.last_seen else begun
        return months_before(last, -1 - FADES_AFTER)

    @property
    def is_fading(self) -> bool:
        return timezone.localdate() >= self.fades_on

    @property
    def has_faded(self) -> bool:
        """True if the trend counts as fading. For a closed trend: True if it did when it was closed."""
        if self.topic.closing_line:
            return timezone.localdate(self.topic.closing_said_at) >= self.fades_on
        return self.is_fading

    @property
    def days_to_check(self) -> int | None:
        if self.checked_on is None:
            return None
        return max(0, (self.checked_on - timezone.localdate(self.topic.published_at)).days)

    @property
    def state(self) -> TrendState:
        if self.topic.closing_line:
            return TrendState.CLOSED
        if self.is_fading:
            return TrendState.FADING
        return TrendState.CHECKED if self.checked_on else TrendState.SEEN

    @property
    def is_rising(self) -> bool:
        """True if the figures that readers see prove that more agencies saw it last month than in the month before.

        A hidden count, or one shown as "N or more", may mean several numbers, so it seldom proves a rise. There is no
        rise after a month in which no agency was able to report.
        """
        before, now = self.rows[-3:-1]
        return before.able > 0 and now.seen.low > before.seen.high(before.able)

    @property
    def joined(self) -> list[tuple[MonthRow, int]]:
        """Return pairs (month, how many more): the months in which more agencies could report than the month before."""
        pairs = zip(self.rows, self.rows[1:], strict=False)
        return [(row, row.able - before.able) for before, row in pairs if 0 < before.able < row.able]


def trends_of(topics: list[Topic], policy: Policy) -> list[Trend]:
    """Return these trend notes as Trends. Costs four to six queries, and one more if a circle can read any of them."""
    rows = month_rows(topics, policy, last_months())
    checks = first_checks(topics, policy)
    return [Trend(topic, rows[topic.pk], topic.pk in checks, checks.get(topic.pk)) for topic in topics]
