"""Facets of the library: how many of the resources that a reader may read each filter would leave."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from library.enums import Freshness, Language, ResourceKind
from library.models import RemitUse, Resource, ResourceFile, ResourceQuerySet

FILE = {"yes": _("With a file"), "no": _("Link only")}
# The parameter of the address → the label, in the order in which the page shows them.
FACETS = {
    "remit": _("Useful for"),
    "kind": _("Type"),
    "review": _("Review"),
    "form": _("Form of exploitation"),
    "who": _("Who is affected"),
    "year": _("Year issued"),
    "publisher": _("Publisher"),
    "language": _("Language"),
    "file": _("File"),
}
LABELS = {
    "kind": dict(ResourceKind.choices),
    "language": dict(Language.choices),
    "review": dict(Freshness.choices),
    "file": FILE,
}
COLUMNS = ("pk", "title", "kind", "language", "publisher", "review_due_on", "freshness", "year", "has_file")
Chosen = Mapping[str, Collection[str]]  # by facet, the values that the reader chose


class Named(NamedTuple):
    """A remit as lists print it."""

    slug: str
    name: str


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Described:
    """One resource as the facets see it: its values in each facet, and what it is sorted by."""

    pk: int
    values: Mapping[str, Sequence[str]]
    title: str
    due: dt.date | None

    def answers(self, chosen: Chosen) -> bool:
        """Return True if the resource has one of the chosen values in each facet that has any."""
        return all(any(value in self.values[name] for value in values) for name, values in chosen.items() if values)


class Facets:
    """The resources among which a reader filters, with their values in each facet. Costs two queries."""

    def __init__(self, resources: ResourceQuerySet):
        has_file = ResourceFile.objects.clean().filter(version__current_of=OuterRef("pk"))
        rows = resources.with_freshness()
        rows = rows.annotate(year=ExtractYear("current__issued_on"), has_file=Exists(has_file))
        self.names: dict[str, dict[str, str]] = {"remit": {}, "form": {}, "who": {}}
        described = [_described(row) for row in rows.order_by("-posted_at", "-pk").values_list(*COLUMNS)]
        self._resources = {one.pk: one for one in described}  # newest first
        for name, pk, slug, label in _terms(resources) if described else ():
            if pk in self._resources:
                self._resources[pk].values[name].append(slug)
                self.names[name][slug] = label

    def __len__(self) -> int:
        return len(self._resources)

    def among(self, ids: Iterable[int], chosen: Chosen) -> list[int]:
        """Return those of the ids that answer the filters, in the same order."""
        return [pk for pk in ids if pk in self._resources and self._resources[pk].answers(chosen)]

    def newest(self, ids: Iterable[int] | None = None) -> list[int]:
        """Return the ids, or those of all resources, with the newest first."""
        wanted = self._resources if ids is None else set(ids)
        return [pk for pk in self._resources if pk in wanted]

    def reliable_first(self, ids: Iterable[int]) -> list[int]:
        """Return the ids in their order, but with those that readers are warned of after the others."""
        return sorted(ids, key=lambda pk: Freshness(self._resources[pk].values["review"][0]).is_doubtful)

    def by_title(self, ids: Iterable[int]) -> list[int]:
        return sorted(ids, key=lambda pk: (self._resources[pk].title.casefold(), pk))

    def by_review(self, ids: Iterable[int]) -> list[int]:
        """Return the ids with the earliest review date first, and those without one last."""
        return sorted(ids, key=lambda pk: (self._resources[pk].due or dt.date.max, pk))

    def options(self, chosen: Chosen) -> dict[str, list[Option]]:
        """Return the options of each facet, each with the number of resources that it leaves beside the other facets.

        Options that would leave none are left out, unless they are chosen.
        """
        found = {}
        for name in FACETS:
            others = {other: values for other, values in chosen.items() if other != name and values}
            left = (one for one in self._resources.values() if one.answers(others))
            counts = Counter(value for one in left for value in one.values[name])
            counts.update(dict.fromkeys(set(chosen.get(name, ())) - set(counts), 0))
            options = [
                Option(value, self.label(name, value), count, value in chosen.get(name, ()))
                for value, count in counts.items()
            ]
            found[name] = sorted(options, key=_year_first if name == "year" else _most_first)
        return found

    def remits_of(self, pk: int) -> list[Named]:
        found = (Named(slug, self.names["remit"][slug]) for slug in self._resources[pk].values["remit"])
        return sorted(found, key=lambda remit: remit.name)

    def label(self, name: str, value: str) -> str:
        labels = LABELS.get(name, self.names.get(name, {}))
        return str(labels.get(value, value))

    def without_each(self, ids: Sequence[int], chosen: Chosen) -> list[tuple[str, int]]:
        """Return (facet, number of resources) for each facet without whose filter something would be found."""
        counts = [(name, len(self.among(ids, {**chosen, name: ()}))) for name, values in chosen.items() if values]
        return [(name, count) for name, count in counts if count]


def _described(row: tuple) -> Described:
    pk, title, kind, language, publisher, due, freshness, year, has_file = row
    values: dict[str, list[str]] = {
        "remit": [],
        "form": [],
        "who": [],
        "kind": [kind],
        "language": [language],
        "publisher": [publisher] if publisher else [],
        "year": [str(year)] if year else [],
        "review": [freshness],
        "file": ["yes" if has_file else "no"],
    }
    return Described(pk, values, title, due)


def _terms(resources: ResourceQuerySet) -> Iterable[tuple[str, int, str, str]]:
    """Return (facet, resource id, slug, name) for each remit, form and affected group of the resources. One query."""
    ids = resources.order_by().values("pk")
    parts = [
        through.objects.filter(resource__in=ids)
        .annotate(facet=Value(facet, CharField()))
        .order_by()
        .values_list("facet", "resource", f"{column}__slug", f"{column}__name")
        for facet, through, column in (
            ("remit", RemitUse, "remit"),
            ("form", Resource.forms.through, "exploitationform"),
            ("who", Resource.affected.through, "affectedgroup"),
        )
    ]
    return parts[0].union(*parts[1:], all=True)


def _most_first(option: Option) -> tuple:
    return (-option.count, option.label)


def _year_first(option: Option) -> tuple:
    is_year = option.value.isascii() and option.value.isdecimal()
    return (-int(option.value), option.label) if is_year else (1, option.label)
