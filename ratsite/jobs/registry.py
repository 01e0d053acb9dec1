"""What runs by the clock, and how often. Apps add their jobs in AppConfig.ready()."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    name: str
    every: dt.timedelta
    run: Callable[[], object]


_jobs: dict[str, Job] = {}


def register(name: str, *, every: dt.timedelta, run: Callable[[], object]) -> None:
    _jobs[name] = Job(name, every, run)


def jobs() -> dict[str, Job]:
    return dict(_jobs)
