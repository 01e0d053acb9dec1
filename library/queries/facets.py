"""Facets of the library: filter, sort and count the resources that a reader may read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from library.enums import Freshness, Language, ResourceKind
from library.queries.facet_table import Named, facet_table

FILE = {"yes": _("With a file"), "no": _("Link only")}
# Each facet's parameter in the address and its label, in the order of the page.
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
Chosen = Mapping[str, Collection[str]]  # the values that the reader has chosen, by facet


@dataclass(frozen=True)
class Option:
    """One value of a facet. count: how many resources are left if the reader chooses it too."""

    value: str
    label: str
    count: int
    is_chosen: bool


class Facets:
    """The resources that a reader can filter and sort.

    ids: the ids that a query for this reader returned, as numbers or as one text with commas between them.
    """

    def __init__(self, ids: Collection[int] | str):
        self.table, self.all = facet_table(ids)

    def __len__(self) -> int:
        return self.all.bit_count()

    def _left(self, chosen: Chosen) -> int:
        """Return the set of the resources that pass the chosen filters (a set as in FacetTable)."""
        found = self.all
        for name, values in chosen.items():
            if values:
                found &= self.table.having(name, values)
        return found

    def among(self, ids: Iterable[int], chosen: Chosen) -> list[int]:
        """Return the ids whose resources pass the chosen filters, in the given order."""
        if not any(chosen.values()):
            return list(ids)
        left = set(self.table.ids_in(self._left(chosen)))
        return [pk for pk in ids if pk in left]

    def newest(self, chosen: Chosen) -> list[int]:
        """Return the ids of the resources that pass the chosen filters, newest first."""
        return self.table.ids_in(self._left(chosen))

    def reliable_newest(self, chosen: Chosen) -> list[int]:
        """Return the ids of the resources that pass the chosen filters: newest first, but doubtful ones last."""
        left = self._left(chosen)
        doubtful = left & self.table.doubtful
        return self.table.ids_in(left ^ doubtful) + self.table.ids_in(doubtful)

    def published_and_reliable(self, chosen: Chosen) -> list[int]:
        """Return the ids of the published resources that pass the chosen filters, without doubtful ones, newest first.

        Curators can also read drafts and withdrawn resources.
        """
        return self.table.ids_in(self._left(chosen) & self.table.reliable)

    def by_title(self, chosen: Chosen) -> list[int]:
        return self.table.sorted_as(self.table.by_title, self._left(chosen))

    def by_review(self, chosen: Chosen) -> list[int]:
        """Return the ids of the resources that pass the chosen filters, by review date; those without one come last."""
        return self.table.sorted_as(self.table.by_review, self._left(chosen))

    def reliable_first(self, ids: list[int]) -> list[int]:
        """Return the ids in the same order, but with those of doubtful resources (Freshness.is_doubtful) at the end."""
        doubtful = set(self.table.ids_in(self.all & self.table.doubtful))
        return [pk for pk in ids if pk not in doubtful] + [pk for pk in ids if pk in doubtful]

    def options(self, chosen: Chosen) -> dict[str, list[Option]]:
        """Return {facet: its options}, each option with the number of resources left if the reader chooses it.

        The chosen filters of the other facets apply too. An option without a resource is left out, unless the reader
        has chosen it.
        """
        options: dict[str, list[Option]] = {name: [] for name in FACETS}
        left = {name: self._left({**chosen, name: ()}) for name in FACETS}
        for (name, value), members in self.table.members.items():
            count, is_chosen = (members & left[name]).bit_count(), value in chosen.get(name, ())
            if count or is_chosen:
                options[name].append(Option(value, self.label(name, value), count, is_chosen))
        for name, values in chosen.items():
            unknown = [value for value in values if (name, value) not in self.table.members]
            options[name] += [Option(value, self.label(name, value), 0, True) for value in unknown]
        return {
            name: sorted(rows, key=_year_first if name == "year" else _most_first) for name, rows in options.items()
        }

    def remits_of(self, pk: int) -> list[Named]:
        return self.table.remits_of(pk)

    def label(self, name: str, value: str) -> str:
        labels = LABELS.get(name, self.table.names.get(name, {}))
        return str(labels.get(value, value))

    def without_each(self, chosen: Chosen) -> list[tuple[str, int]]:
        """Return a pair (facet, count) for each facet that the reader filters by.

        count: how many resources would be left without this filter. A facet is left out if the count is 0.
        """
        counts = [(name, self._left({**chosen, name: ()}).bit_count()) for name, values in chosen.items() if values]
        return [(name, count) for name, count in counts if count]


def _most_first(option: Option) -> tuple:
    return (-option.count, option.label)


def _year_first(option: Option) -> tuple:
    is_year = option.value.isascii() and option.value.isdecimal()
    return (-int(option.value), option.label) if is_year else (1, option.label)
