"""What the search asks of a source, and what it gets back. The sources: ratsite/search/sources.py."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from ratsite.search.query import Asked


@dataclass(frozen=True)
class Hit:
    """One thing found. All of it is plain text; the page escapes it, and marks words in title and summary.

    notes: short facts beside it. circle: the name of the only audience, where it is one. marking: what a reader may do
    next, which every excerpt inherits.
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
    """total: how many there are for this person, at most MOST_RANKED. hits: those of the page that was asked for.

    is_capped: whether older ones that answer may have been left out.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    is_capped: bool = False


class Source(Protocol):
    name: str  # in addresses
    label: str

    def is_open_to(self, user) -> bool:
        """Whether this person may know of this source at all."""
        ...

    def find(self, asked: Asked, user, start: int, count: int) -> Found:
        """Hits that this user may read, in the order asked for, `count` of them from `start` on (from 0)."""
        ...
