"""The query string of the library page: words, filters and order, each value as the reader sent it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from library.queries.facets import FACETS
from ratsite.lib.search.query import LONGEST

BEST, NEWEST, TITLE, REVIEW = "best", "newest", "title", "review-due"
MOST_VALUES = 20  # of one filter: no page offers more to choose at once


@dataclass(frozen=True)
class LibraryQuery:
    """What a reader asked of the library page. chosen: the values of each facet, none if it does not filter."""

    typed: str
    chosen: dict[str, tuple[str, ...]]
    sort: str
    is_exact: bool = False  # without synonyms

    @classmethod
    def read(cls, query: QueryDict) -> "LibraryQuery":
        chosen = {
            name: tuple(dict.fromkeys(filter(None, map(_clean, query.getlist(name)[:MOST_VALUES])))) for name in FACETS
        }
        sort = query.get("sort", "")
        known = sort if sort in (NEWEST, TITLE, REVIEW) else BEST
        return cls(_clean(query.get("q", "")), chosen, known, "exact" in query)

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values())

    @property
    def text(self) -> str:
        """The query string of the page with this query."""
        return self._written(self.chosen)

    @property
    def query(self) -> str:
        """The query string under which the search is saved."""
        return f"place=library&{self.text}"

    def without(self, name: str, value: str = "") -> str:
        """Return the query string without one value of a filter, or without the whole filter."""
        left = tuple(one for one in self.chosen[name] if value and one != value)
        return self._written({**self.chosen, name: left})

    def asking(self, typed: str) -> str:
        return self._written(self.chosen, typed=typed)

    @property
    def exactly(self) -> str:
        return self._written(self.chosen, is_exact=True)

    def _written(self, chosen: dict[str, tuple[str, ...]], *, typed: str | None = None, is_exact: bool = False) -> str:
        parts = [("q", self.typed if typed is None else typed)]
        parts += [(name, value) for name, values in chosen.items() for value in values]
        parts += [("sort", "" if self.sort == BEST else self.sort)]
        parts += [("exact", "1" if is_exact or (self.is_exact and typed is None) else "")]
        return urlencode([(name, value) for name, value in parts if value])


def _clean(value: str) -> str:
    """Return the value without control characters, cut to LONGEST."""
    return "".join(" " if ord(letter) < ord(" ") else letter for letter in value[:LONGEST]).strip()
