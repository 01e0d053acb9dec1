"""Where the public search looks. Every source answers for itself what this person may see."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Hit:
    """One thing found. title and summary are plain text; the page escapes and marks them."""

    title: str
    url: str
    summary: str
    kind: str
    date: dt.date | None = None


class Source(Protocol):
    label: str

    def find(self, query: str, user, limit: int) -> list[Hit]:
        """The best hits that this user may read, best first. The query is clean: no quotes, no NUL, some letter."""
        ...


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source, from an app's ready(). They are asked, and shown, in the order in which they registered."""
    _sources.append(source)


def sources() -> list[Source]:
    return list(_sources)
