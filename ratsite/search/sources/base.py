"""The interface between the search page and its sources (ratsite/search/sources/all.py)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from ratsite.search.filtered_query import FilteredQuery


@dataclass(frozen=True)
class Passage:
    """One part of a search result that has a place of its own, such as a post of a topic, in plain text.

    label: what it is, such as "Post 3". by_url: the page of the member named in `by`, empty if they have none. remit,
    remit_name: of whoever wrote it, empty if that is not shown.
    """

    label: str
    url: str
    summary: str
    by: str = ""
    by_url: str = ""
    remit: str = ""
    remit_name: str = ""
    date: dt.date | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One search result, in plain text. The page escapes the text and highlights search terms in title and summary.

    passages: its best parts, which take the place of a summary; more: how many others match. notes: short facts.
    circle: the name of the circle, if that is the audience. marking: what a reader may do with the content, which also
    applies to the excerpt. lang, summary_lang: lang attributes, empty for English.
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
    lang: str = ""
    summary_lang: str = ""
    passages: tuple[Passage, ...] = ()
    more: int = 0
    place: str = ""
    place_url: str = ""


@dataclass(frozen=True)
class Found:
    """The hits that one search source found.

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
        """Return True if this person may use this search source at all."""
        ...

    def find(self, asked: FilteredQuery, user, start: int, count: int) -> Found:
        """Return `count` hits that this user may read, from `start` (0 for the first), in the requested order."""
        ...
