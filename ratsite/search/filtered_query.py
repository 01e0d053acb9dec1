import datetime as dt
from dataclasses import dataclass

from forum.models import Board
from ratsite.lib.search.query import SearchQuery
from ratsite.network.models import AffectedGroup, Agency, Area, ExploitationForm, Remit


@dataclass(frozen=True)
class FilteredQuery:
    """A search query with its filters. A search source finds nothing if a filter is set that does not apply to it."""

    query: SearchQuery
    kind: str = ""
    board: Board | None = None
    author: str = ""  # the beginning of the author's name
    agency: Agency | None = None
    remit: Remit | None = None
    form: ExploitationForm | None = None
    who: AffectedGroup | None = None
    area: Area | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    has_file: bool = False
    newest_first: bool = False
    typed: str = ""
    # The query with a synonym in place of what was typed, once for each synonym: for an index without alternatives.
    rewritten: tuple[SearchQuery, ...] = ()

    @property
    def asks_for_something(self) -> bool:
        return bool(self.query or self.is_filtered)

    @property
    def is_filtered(self) -> bool:
        return self.is_about_members_content or self.wants_a_file or self.since is not None or self.until is not None

    @property
    def is_about_members_content(self) -> bool:
        """True if a filter is set that can match only members' content, such as the board or the author."""
        return any((self.kind, self.board, self.author, self.agency, self.remit, self.form, self.who, self.area))

    @property
    def wants_a_file(self) -> bool:
        return self.has_file or self.query.has_file

    def covers(self, day: dt.date | None) -> bool:
        """Return True if the search has no dates, or if the day is within them. day: None if it is unknown."""
        if self.since is None and self.until is None:
            return True
        return day is not None and (self.since or day) <= day <= (self.until or day)
