"""What every resource is filtered and sorted by, as sets of bits: counting costs the same for 300 and for 20,000.

A table knows all resources, whoever may read them. `Facets` (library.queries.facets) shows a reader those alone that
the reader's own query returned. Each worker keeps its table for KEPT seconds, and makes it anew if a resource is
missing.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable
from itertools import compress
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import ExtractYear

from library.enums import Freshness
from library.models import RemitUse, Resource, ResourceFile

KEY, KEPT = "facet-table", 60  # seconds
COLUMNS = ("pk", "title", "kind", "language", "publisher", "review_due_on", "freshness", "year", "has_file")

_kept: dict[str, "FacetTable"] = {}  # the table of this worker, under the name that its cache holds


class Named(NamedTuple):
    """A remit as lists print it."""

    slug: str
    name: str


class FacetTable:
    """The values of all resources in each facet. A set of resources is an int with one byte for each of them."""

    def __init__(self) -> None:
        rows = list(_rows())
        self.ids = [row[0] for row in rows]  # newest first
        self.places = {pk: place for place, pk in enumerate(self.ids)}
        self.names: dict[str, dict[str, str]] = {"remit": {}, "form": {}, "who": {}}
        self.remits: dict[int, list[Named]] = {}
        members: dict[tuple[str, str], list[int]] = {}  # (facet, value) → ids
        for pk, _title, kind, language, publisher, _due, freshness, year, has_file in rows:
            values = {"kind": kind, "language": language, "publisher": publisher, "review": freshness}
            values |= {"year": str(year or ""), "file": "yes" if has_file else "no"}
            for pair in values.items():
                members.setdefault(pair, []).append(pk)
        for name, pk, slug, label in _terms():
            if pk in self.places:
                members.setdefault((name, slug), []).append(pk)
                self.names[name][slug] = label
                if name == "remit":
                    self.remits.setdefault(pk, []).append(Named(slug, label))
        self.members = {pair: self.set_of(ids) for pair, ids in members.items() if pair[1]}
        self.by_title = [row[0] for row in sorted(rows, key=lambda row: (row[1].casefold(), row[0]))]
        self.by_review = [row[0] for row in sorted(rows, key=lambda row: (row[5] or dt.date.max, row[0]))]
        doubtful = [self.members.get(("review", one.value), 0) for one in Freshness if one.is_doubtful]
        self.doubtful = self.any_of(doubtful)

    def set_of(self, ids: Iterable[int]) -> int:
        """Return the set of these resources. Raises KeyError for one that the table does not know."""
        places = self.places
        marks = bytearray(len(self.ids))
        for pk in ids:
            marks[places[pk]] = 1
        return int.from_bytes(marks, "little")

    def ids_in(self, found: int) -> list[int]:
        """Return the ids of a set, with the newest first."""
        return list(compress(self.ids, found.to_bytes(len(self.ids), "little")))

    def sorted_as(self, order: list[int], found: int) -> list[int]:
        """Return the ids of a set in the order of a list of all ids."""
        wanted = set(self.ids_in(found))
        return [pk for pk in order if pk in wanted]

    def having(self, name: str, values: Collection[str]) -> int:
        """Return the set of resources that have one of these values in a facet."""
        return self.any_of(self.members.get((name, value), 0) for value in values)

    @staticmethod
    def any_of(sets: Iterable[int]) -> int:
        found = 0
        for one in sets:
            found |= one
        return found


def facet_table(ids: Collection[int]) -> FacetTable:
    """Return a table that knows these resources. Two queries, or none if this worker has kept one."""
    table = _kept.get(caches["worker"].get(KEY, ""))
    if table is None or not all(map(table.places.__contains__, ids)):
        table, name = FacetTable(), secrets.token_hex(8)
        _kept.clear()
        _kept[name] = table
        caches["worker"].set(KEY, name, KEPT)
    return table


def _rows():
    has_file = ResourceFile.objects.clean().filter(version__current_of=OuterRef("pk"))
    rows = Resource.objects.with_freshness().annotate(year=ExtractYear("current__issued_on"), has_file=Exists(has_file))
    return rows.order_by("-posted_at", "-pk").values_list(*COLUMNS)


def _terms() -> Iterable[tuple[str, int, str, str]]:
    """Return (facet, resource id, slug, name) for each remit, form and affected group of each resource. One query."""
    parts = [
        through.objects.annotate(facet=Value(facet, CharField()))
        .order_by()
        .values_list("facet", "resource", f"{column}__slug", f"{column}__name")
        for facet, through, column in (
            ("remit", RemitUse, "remit"),
            ("form", Resource.forms.through, "exploitationform"),
            ("who", Resource.affected.through, "affectedgroup"),
        )
    ]
    return parts[0].union(*parts[1:], all=True)
