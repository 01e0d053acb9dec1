"""The query of the library page: words, filters and order, and the query strings of links to that page."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from library.queries.facets import FACETS
from ratsite.lib.search.query import LONGEST

BEST, NEWEST, TITLE, REVIEW = "best", "newest", "title", "review-due"
MOST_VALUES = 20  # values of one filter: no page offers more


@dataclass(frozen=True)
class LibraryQuery:
    """What a reader asked of the library page. chosen: the chosen values of each facet; an empty tuple if none."""

    typed: str
    chosen: dict[str, tuple[str, ...]]
    sort: str
    is_exact: bool = False  # search without synonyms

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
    def asks_for_something(self) -> bool:
        """True if something was typed or a filter is set."""
        return bool(self.typed) or self.is_filtered

    @property
    def page_query_string(self) -> str:
        return self._query_string(self.chosen)

    @property
    def saved_query_string(self) -> str:
        """The query string that a saved search stores. It contains place=library; that of the search page does not."""
        return f"place=library&{self.page_query_string}"

    def without(self, name: str, value: str = "") -> str:
        """Return the page's query string without this value of the filter `name`.

        If value is "", all values of the filter are left out.
        """
        left = tuple(one for one in self.chosen[name] if value and one != value)
        return self._query_string({**self.chosen, name: left})

    def changed(self, typed: str, *, without: Collection[str] = ()) -> "LibraryQuery":
        """Return the search with other words and without some filters, each written as "remit=housing"."""
        chosen = {
            name: tuple(value for value in values if f"{name}={value}" not in without)
            for name, values in self.chosen.items()
        }
        return replace(self, typed=_clean(typed), chosen=chosen)

    def query_string_for(self, typed: str) -> str:
        """Return the page's query string with other words and the same filters."""
        return self._query_string(self.chosen, typed=typed)

    @property
    def exact_query_string(self) -> str:
        """The page's query string for a search without synonyms."""
        return self._query_string(self.chosen, is_exact=True)

    def _query_string(
        self, chosen: dict[str, tuple[str, ...]], *, typed: str | None = None, is_exact: bool = False
    ) -> str:
        parts = [("q", self.typed if typed is None else typed)]
        parts += [(name, value) for name, values in chosen.items() for value in values]
        parts += [("sort", "" if self.sort == BEST else self.sort)]
        parts += [("exact", "1" if is_exact or (self.is_exact and typed is None) else "")]
        return urlencode([(name, value) for name, value in parts if value])


def _clean(value: str) -> str:
    """Return the value cut to LONGEST characters, with spaces in place of control characters."""
    return "".join(" " if ord(letter) < ord(" ") else letter for letter in value[:LONGEST]).strip()
