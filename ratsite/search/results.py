"""The interface between the search and its sources (ratsite/search/sources.py)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from ratsite.search.query import Asked


@dataclass(frozen=True)
class Hit:
    """One search result, in plain text; the page escapes it and highlights terms in title and summary.

    notes: short facts. circle: the name of the circle, if that is the audience. marking: what a reader may do next,
    which also applies to the excerpt.
    """

    title: str
    url: str
    summary: str
    kind: str
    date: dt.date | None = None
    notes: tuple[str, ...] = ()
    circle: str = ""
    marking: str = ""
    is_printable: bool = True


@dataclass(frozen=True)
class Found:
    """The result of one source.

    total: number of hits for this person, at most MOST_RANKED. hits: those of the requested page. is_capped: older hits
    may be missing.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    is_capped: bool = False


class Source(Protocol):
    name: str  # for the address
    label: str

    def is_open_to(self, user) -> bool:
        """Return True if this person may search this source at all."""
        ...

    def find(self, asked: Asked, user, start: int, count: int) -> Found:
        """Return hits that this user may read, in the requested order: `count` of them from `start` (from 0)."""
        ...
