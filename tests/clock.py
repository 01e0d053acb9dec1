"""A clock with which tests set the time that Django's timezone.now() returns."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

HERE = ZoneInfo("Europe/London")


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: dt.datetime) -> None:
        self.now = now
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def set(self, day: str, time: str = "00:00") -> dt.datetime:
        """Set the clock to this day and local time, as in set("2026-11-23", "09:00")."""
        self.now = at(day, time)
        return self.now

    def forward(self, **delta: float) -> dt.datetime:
        """Move the clock forward, as in forward(minutes=5), and return the new time."""
        self.now += dt.timedelta(**delta)
        return self.now


def at(day: str, time: str = "00:00") -> dt.datetime:
    """Return this day and local time in UTC."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HERE).astimezone(dt.UTC)
