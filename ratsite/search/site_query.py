"""The query string of the search page, with only the parameters that the page and saved searches use."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from ratsite.lib.search.query import LONGEST
from ratsite.search.sources.all import sources

PARAMETERS = (
    "q", "tab", "order", "kind", "board", "author", "agency", "remit", "form", "who", "area", "since",
    "until", "has_file", "exact",
)  # fmt: skip


NOTHING_ALONE = ("tab", "order", "exact")  # parameters that search for nothing without others


@dataclass(frozen=True)
class SiteQuery:
    """The query string of the search page with only known parameters. Each value is cut to LONGEST characters."""

    parts: tuple[tuple[str, str], ...]
    tab: str = ""  # "" means the tab with all sources; `of` also sets it for a tab that this person may not see

    @classmethod
    def of(cls, request: HttpRequest) -> "SiteQuery":
        read = cls.read(request.GET)
        known = {source.name for source in sources(request.user)}
        return cls(read.parts, read.tab if read.tab in known else "")

    @classmethod
    def read(cls, query: QueryDict) -> "SiteQuery":
        cut = ((name, query.get(name, "").replace("\x00", "")[:LONGEST].strip()) for name in PARAMETERS)
        parts = tuple((name, value) for name, value in cut if value)
        return cls(parts, dict(parts).get("tab", ""))

    @property
    def query_string(self) -> str:
        return self.having()

    @property
    def saved_query_string(self) -> str:
        """The query string that a saved search stores. LibraryQuery has a property of the same name."""
        return self.query_string

    @property
    def asks_for_something(self) -> bool:
        """True if something was typed or a filter is set."""
        return any(name not in NOTHING_ALONE for name, _ in self.parts)

    def having(self, **changes: str) -> str:
        """Return the query string with some values changed; an empty value removes the parameter."""
        return urlencode([(name, value) for name, value in {**dict(self.parts), **changes}.items() if value])

    def changed(self, typed: str, *, without: Collection[str] = ()) -> "SiteQuery":
        """Return the search with other words and without some filters, each written as "remit=housing"."""
        left = [(name, value) for name, value in self.parts if name != "q" and f"{name}={value}" not in without]
        return SiteQuery((("q", typed), *left) if typed else tuple(left), self.tab)

    def without(self, name: str) -> str:
        return self.having(**{name: ""})
