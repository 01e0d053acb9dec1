"""The interface between the search page and its sources (ratsite/search/sources/all.py)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from ratsite.search.filtered_query import FilteredQuery


@dataclass(frozen=True)
class Passage:
    """One part of a search result that has its own address, such as a post of a topic, in plain text.

    label: the name of the part, such as "Post 3". by: its author; by_url: the author's page, empty if there is none.
    remit, remit_name: the author's remit, empty if readers are not shown it.
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

    passages: its best matching parts, shown instead of a summary; more: how many other parts match. notes: short facts.
    circle: the name of the circle, if the audience is a circle. marking: what a reader may do with the content, and so
    also with the excerpt. lang, summary_lang: HTML lang attributes, empty for English.
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
    """The hits that one search source found for a person.

    total: the number of all hits, at most MOST_RANKED. hits: the hits of the requested page. is_capped: True if older
    hits may be missing.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    is_capped: bool = False


class Source(Protocol):
    name: str  # the name of the source's tab in the query string
    label: str

    def is_open_to(self, user) -> bool: ...

    def find(self, filtered: FilteredQuery, user, start: int, count: int) -> Found:
        """Return up to `count` hits that this user may read, beginning with number `start` (0 is the first)."""
        ...
