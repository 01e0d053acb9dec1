"""What the site holds on a person. Each app says so for its own tables, in its personal_data.py.

Three words. A Table puts every field of one model into exactly one column: what becomes of it. A Part is one list of a
person's copy. An eraser takes away what deleting a Part's rows does not. tests/privacy/test_completeness.py fails for a
model or a field that stands nowhere.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils.html import escape

NOBODY = "a former member"  # what stands where a name stood
BATCH = 200  # rows that one transaction of an erasure takes: nobody else waits for longer than that takes


@dataclass(frozen=True)
class Table:
    """Names of fields, spaces between; where a reason is asked for, names lead to it."""

    model: str  # "forum.Draft"
    copied: str = ""  # in the person's copy; deleted or emptied by an erasure
    stays: Mapping[str, str] = field(default_factory=dict)  # in the copy, and there after an erasure, because …
    gone: Mapping[str, str] = field(default_factory=dict)  # erased; not in the copy, because …
    kept: Mapping[str, str] = field(default_factory=dict)  # neither: nobody's, or not about them alone, because …

    def columns(self) -> dict[str, list[str]]:
        return {
            "copied": self.copied.split(),
            "stays": _names(self.stays),
            "gone": _names(self.gone),
            "kept": _names(self.kept),
        }


@dataclass(frozen=True)
class Part:
    """One list in data.json, and one entry of the page that says what is held."""

    key: str  # in data.json; people build on it, so it never changes
    title: str
    why: str
    until: str
    model: str
    rows: Callable[[Any], models.QuerySet]  # those of this person
    fields: str = ""  # of the model; empty: all that its Table calls copied or stays
    # More keys than there are fields: what a number stands for, in words that are the person's own or nobody's.
    extra: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    files: Callable[[Any], Iterable[tuple[str, FieldFile]]] | None = None  # of a row: name in the copy, and the file
    is_deleted: bool = False  # an erasure deletes the rows
    # Those of an address (lower case) that has no account: somebody who applied, was invited, or wrote to us.
    of_address: Callable[[str], models.QuerySet] | None = None

    def names(self) -> list[str]:
        columns = table_of(self.model).columns()
        return self.fields.split() or [*columns["copied"], *columns["stays"]]

    def row(self, instance: models.Model) -> dict[str, Any]:
        values = {name: _plain(instance, name) for name in self.names()}
        return values | {name: plain(read(instance)) for name, read in self.extra.items()}


def without(text: str, *, words: Iterable[str]) -> str:
    """The text with NOBODY in the place of each of these words, as HTML writes them too."""
    forms = "|".join(re.escape(form) for word in words for form in (word, escape(word)))
    if not forms:
        return text
    return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", NOBODY, text, flags=re.IGNORECASE)


@dataclass(frozen=True)
class Erasing:
    """One erasure, for the erasers. The person's row still says who they are; it is emptied last of all."""

    person: Any
    keeps_posts: bool  # False: the words of published posts go too

    @property
    def name(self) -> str:
        """In full, as others write it; empty where it was never given."""
        return " ".join(self.person.get_full_name().split())

    @property
    def words(self) -> list[str]:
        """What tells who it is, wherever it stands."""
        return [word for word in (self.person.email, self.name) if word]

    def without(self, text: str) -> str:
        """The text with somebody else in the place of this person."""
        return without(text, words=self.words)


@dataclass(frozen=True)
class PersonalData:
    """Everything that one app holds on people. Each app's personal_data.py has one; ratsite/wiring.py lists them."""

    tables: Sequence[Table] = ()
    parts: Sequence[Part] = ()
    # Name → erase(erasing). Works in transactions of BATCH rows, and finds nothing to do the second time.
    erasers: Mapping[str, Callable[[Erasing], None]] = field(default_factory=dict)
    # Name → erase(address), for an address without an account: what is more than the rows of a Part.
    address_erasers: Mapping[str, Callable[[str], None]] = field(default_factory=dict)
    # A sentence for coordinators alone → the people whose data the law keeps as it is today.
    keepers: Mapping[str, Callable[[], models.Q]] = field(default_factory=dict)
    # Name → lines(person): what an erasure would end or forget. A coordinator reads them before they begin.
    cautions: Mapping[str, Callable[[Any], list[str]]] = field(default_factory=dict)
    # Name → bool(person): their erasure has begun and is not done, so that nobody lets them in meanwhile.
    under_way: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    # Labels of apps of others whose tables hold nothing on anybody → why.
    impersonal: Mapping[str, str] = field(default_factory=dict)


_tables: dict[str, Table] = {}
_parts: dict[str, Part] = {}
_registered: list[PersonalData] = []


def register(data: PersonalData) -> None:
    """Once for each app, from ratsite/wiring.py. Erasers run in the order in which the apps registered."""
    _registered.append(data)
    _tables.update({table.model: table for table in data.tables})
    _parts.update({part.key: part for part in data.parts})


def kept_people() -> models.Q:
    """Of people, whoever is kept by what an app names."""
    nobody = models.Q(pk__in=[])
    return reduce(or_, (whom() for data in _registered for whom in data.keepers.values()), nobody)


def why_kept(person: Any) -> str:
    """The first sentence of an app that keeps them; empty where none does."""
    them = type(person)._default_manager.filter(pk=person.pk)
    return next((why for data in _registered for why, whom in data.keepers.items() if them.filter(whom()).exists()), "")


def cautions_of(person: Any) -> list[str]:
    return [line for data in _registered for still_open in data.cautions.values() for line in still_open(person)]


def is_being_erased(person: Any) -> bool:
    return any(asks(person) for data in _registered for asks in data.under_way.values())


def tables() -> dict[str, Table]:
    return dict(_tables)


def table_of(model: str) -> Table:
    return _tables[model]


def impersonal() -> dict[str, str]:
    return {label: why for data in _registered for label, why in data.impersonal.items()}


def parts() -> list[Part]:
    return list(_parts.values())


def erase_rows(erasing: Erasing) -> None:
    """What erasers leave: they run first, as long as there are rows to go by."""
    for data in _registered:
        for erase in data.erasers.values():
            erase(erasing)
    for part in _parts.values():
        if part.is_deleted:
            delete_in_batches(part.rows(erasing.person))


def is_held(address: str) -> bool:
    """Whether anything stands under an address (lower case) that has no account."""
    return any(part.of_address(address).exists() for part in _parts.values() if part.of_address is not None)


def erase_rows_of_address(address: str) -> None:
    for data in _registered:
        for erase in data.address_erasers.values():
            erase(address)
    for part in _parts.values():
        if part.is_deleted and part.of_address is not None:
            delete_in_batches(part.of_address(address))


def forget_words(rows: models.QuerySet, *fields: str, erasing: Erasing) -> None:
    """In these texts somebody else stands in the person's place; one row and one lock at a time."""
    holds = models.Q()
    for name in fields:
        for word in erasing.words:
            holds |= models.Q(**{f"{name}__icontains": word})
    for numbers in batches(rows.filter(holds)):
        for number in numbers:
            _forget_words(rows.model, number, fields, erasing)


@transaction.atomic
def _forget_words(model: type[models.Model], number: Any, fields: Iterable[str], erasing: Erasing) -> None:
    rows = model._base_manager.filter(pk=number)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        return
    lengths = {name: getattr(model._meta.get_field(name), "max_length", None) for name in fields}
    rows.update(**{name: erasing.without(getattr(row, name))[:most] for name, most in lengths.items()})


def delete_in_batches(rows: models.QuerySet) -> None:
    for numbers in batches(rows):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=numbers).delete()


def batches(rows: models.QuerySet) -> Iterator[list]:
    """Numbers of these rows in their order, BATCH at a time; each batch is found as the one before is done with."""
    after = None
    while True:
        ahead = rows.order_by("pk") if after is None else rows.order_by("pk").filter(pk__gt=after)
        numbers = list(ahead.values_list("pk", flat=True)[:BATCH])
        if not numbers:
            return
        yield numbers
        after = numbers[-1]


def plain(value: Any) -> Any:
    """As JSON has it: moments in UTC, everything that is no number, list or text as text."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, int | float | str | bool | None) else str(value)


def _plain(instance: models.Model, name: str) -> Any:
    """Another row is named by its number alone."""
    found = instance._meta.get_field(name)
    if isinstance(found, models.ManyToManyField):
        return sorted(row.pk for row in getattr(instance, name).all())
    return plain(getattr(instance, found.attname if isinstance(found, models.ForeignKey) else name))


def _names(column: Mapping[str, str]) -> list[str]:
    return [name for names in column for name in names.split()]
