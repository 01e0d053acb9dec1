"""A clock for tests: they set Django's time with it."""

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
        self.now += dt.timedelta(**delta)
        return self.now


def at(day: str, time: str = "00:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HERE).astimezone(dt.UTC)
