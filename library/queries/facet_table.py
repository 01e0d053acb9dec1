"""A table in memory with the values by which resources are filtered and sorted, so that they are quickly counted.

The table includes resources that a given reader may not read. `Facets` (library.queries.facets) shows only those that
a query for the reader returned. Each worker process uses its table for CACHED_SECONDS, and builds a new one sooner if a
resource is missing from it.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable
from itertools import compress
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Coalesce, ExtractYear, TruncDate

from library.enums import Freshness, ResourceState
from library.models import RemitUse, Resource, ResourceFile
from ratsite.lib.db.joined_numbers import JoinedNumbers

KEY, CACHED_SECONDS = "facet-table", 60
MOST_SETS = 8  # sets that a table remembers: members of different circles can read different resources
BY_COLUMN = {
    "kind": "kind", "language": "language", "publisher": "publisher", "review": "freshness", "year": "year",
    "file": "has_file",
}  # fmt: skip
COLUMNS = (
    "pk", "title", "kind", "language", "publisher", "review_due_on", "freshness", "year", "has_file", "newest_on",
    "state",
)  # fmt: skip

_tables: dict[str, "FacetTable"] = {}  # this worker's one table, by the random name that its cache holds under KEY


class Named(NamedTuple):
    """A remit as shown in lists of resources."""

    slug: str
    name: str


class FacetTable:
    """The values of all resources in each facet.

    A set of resources is an int with one byte for each resource of the table, newest first: 1 if it is in the set.
    """

    def __init__(self) -> None:
        self._sets: dict[str, int] = {}
        rows = list(_rows())
        columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(COLUMNS, ())
        self.ids: list[int] = list(columns["pk"])  # newest first
        self.places = {pk: place for place, pk in enumerate(self.ids)}
        # (place, day of issue, or of posting if that of issue is not known), newest day first
        self._by_day = sorted(enumerate(columns["newest_on"]), key=itemgetter(1), reverse=True)
        self.names: dict[str, dict[str, str]] = {"remit": {}, "form": {}, "who": {}}
        members: dict[tuple[str, str], list[int]] = {}  # (facet, value) → ids
        for name, column in BY_COLUMN.items():
            of_value: dict[Any, list[int]] = {}
            for pk, value in zip(self.ids, columns[column], strict=True):
                of_value.setdefault(value, []).append(pk)
            members |= {(name, _facet_value(value)): ids for value, ids in of_value.items()}
        for name, slug, label, numbers in _terms():
            members[name, slug] = [pk for pk in map(int, numbers.split(",")) if pk in self.places]
            self.names[name][slug] = label
        self.members = {pair: self.set_of(ids) for pair, ids in members.items() if pair[1]}
        self._of_remits = {
            Named(slug, label): self.members["remit", slug].to_bytes(len(self.ids), "little")
            for slug, label in self.names["remit"].items()
        }
        self.by_title = [row[0] for row in sorted(rows, key=lambda row: (row[1].casefold(), row[0]))]
        self.by_review = [row[0] for row in sorted(rows, key=lambda row: (row[5] or dt.date.max, row[0]))]
        doubtful = [
            self.members.get(("review", freshness.value), 0) for freshness in Freshness if freshness.is_doubtful
        ]
        self.doubtful = self.any_of(doubtful)
        published = [
            pk for pk, state in zip(self.ids, columns["state"], strict=True) if state == ResourceState.PUBLISHED
        ]
        self.reliable = self.set_of(published) & ~self.doubtful

    def remits_of(self, pk: int) -> list[Named]:
        """Return the remits for which the resource is useful, sorted by name."""
        place = self.places[pk]
        return sorted((remit for remit, marks in self._of_remits.items() if marks[place]), key=lambda one: one.name)

    def set_of_text(self, ids: str) -> int:
        """Return the set of the resources whose ids are in a text such as "3,1".

        The table remembers the set, because most readers can read the same resources.
        """
        if ids not in self._sets:
            found = self.set_of(map(int, ids.split(","))) if ids else 0
            if len(self._sets) >= MOST_SETS:
                self._sets.clear()
            self._sets[ids] = found
        return self._sets[ids]

    def set_of(self, ids: Iterable[int]) -> int:
        """Return the set of the resources with these ids. Raises KeyError if the table lacks one of them."""
        places = self.places
        marks = bytearray(len(self.ids))
        for pk in ids:
            marks[places[pk]] = 1
        return int.from_bytes(marks, "little")

    def ids_in(self, found: int) -> list[int]:
        """Return the ids of the resources in a set, newest first."""
        return list(compress(self.ids, found.to_bytes(len(self.ids), "little")))

    def sorted_as(self, order: list[int], found: int) -> list[int]:
        """Return the ids of the resources in the set `found`, in the order of `order`, a list of all ids."""
        wanted = set(self.ids_in(found))
        return [pk for pk in order if pk in wanted]

    def newest_day(self, found: int) -> dt.date | None:
        """Return the newest day of issue of the resources in a set; None for an empty set."""
        if not found:
            return None
        marks = found.to_bytes(len(self.ids), "little")
        return next(day for place, day in self._by_day if marks[place])

    def having(self, name: str, values: Collection[str]) -> int:
        """Return the set of the resources that have one of these values in the facet `name`."""
        return self.any_of(self.members.get((name, value), 0) for value in values)

    @staticmethod
    def any_of(sets: Iterable[int]) -> int:
        """Return the union of these sets."""
        found = 0
        for one in sets:
            found |= one
        return found


def facet_table(ids: Collection[int] | str) -> tuple[FacetTable, int]:
    """Return a table that has all these resources, and the set of them (an int, see FacetTable).

    Costs two queries, or none if this worker process has such a table. ids: the resources' ids as numbers, or as one
    text with commas between them.
    """
    table = _tables.get(caches["worker"].get(KEY, ""))
    if table is not None:
        try:
            return table, _set_in(table, ids)
        except KeyError:
            pass  # a resource was added after the table was built
    table, name = FacetTable(), secrets.token_hex(8)
    _tables.clear()
    _tables[name] = table
    caches["worker"].set(KEY, name, CACHED_SECONDS)
    return table, _set_in(table, ids)


def _set_in(table: FacetTable, ids: Collection[int] | str) -> int:
    return table.set_of_text(ids) if isinstance(ids, str) else table.set_of(ids)


def _rows():
    has_file = ResourceFile.objects.clean().filter(version__current_of=OuterRef("pk"))
    rows = Resource.objects.with_freshness().annotate(
        year=ExtractYear("current__issued_on"),
        has_file=Exists(has_file),
        newest_on=Coalesce("current__issued_on", TruncDate("posted_at")),
    )
    return rows.order_by("-posted_at", "-pk").values_list(*COLUMNS)


def _facet_value(value: str | int | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def _terms() -> Iterable[tuple[str, str, str, str]]:
    """Return rows (facet, slug, name, ids of its resources) for each remit, form and affected group. Costs one query.

    The ids come as one string such as "3,1": the database concatenates 80,000 of them in a third of the time that
    Python needs to read them as rows.
    """
    parts = [
        through.objects.annotate(facet=Value(facet, CharField()))
        .order_by()
        .values("facet", f"{column}__slug", f"{column}__name")
        .annotate(resources=JoinedNumbers("resource"))
        .values_list("facet", f"{column}__slug", f"{column}__name", "resources")
        for facet, through, column in (
            ("remit", RemitUse, "remit"),
            ("form", Resource.forms.through, "exploitationform"),
            ("who", Resource.affected.through, "affectedgroup"),
        )
    ]
    return parts[0].union(*parts[1:], all=True).order_by()
