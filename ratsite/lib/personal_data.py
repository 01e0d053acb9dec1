"""Declare what the site stores about a person.

Each app declares its own tables, in its personal_data.py at the top of the app or in integrations/. The forum has many
tables, so they are in forum/integrations/personal_data_tables.py.

A Table assigns every field of one model to exactly one column, which says what a personal data copy and an erasure do
with the field. A Section is one section of a person's copy. An erasure deletes the rows of the Sections that say so;
erasers remove the personal data that this would leave. tests/privacy/test_completeness.py fails for a model or field
that is not declared.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.html import escape

NOBODY = "a former member"  # what replaces the name of an erased person
BATCH = 200  # rows that an erasure changes in one transaction, so that other requests wait only briefly for locks
ROW_DELETED = "of a row that is deleted"  # the reason in Table.gone


@dataclass(frozen=True)
class Table:
    """What a personal data copy and an erasure do with each field of one model.

    Each column contains names of fields: separated by spaces or, where each field needs a reason, as a mapping from
    names to the reason.
    """

    model: str  # the model's label, such as "forum.Draft"
    copied: str = ""  # in the person's copy; deleted or emptied by an erasure
    stays: Mapping[str, str] = field(default_factory=dict)  # in the copy and not erased: field names → reason
    gone: Mapping[str, str] = field(default_factory=dict)  # not in the copy but erased: field names → reason
    kept: Mapping[str, str] = field(default_factory=dict)  # not in the copy and not erased: field names → reason

    def columns(self) -> dict[str, list[str]]:
        return {
            "copied": self.copied.split(),
            "stays": _names(self.stays),
            "gone": _names(self.gone),
            "kept": _names(self.kept),
        }


@dataclass(frozen=True)
class OwnAddress:
    """An email address, and the times from which and until which it was one person's. None: without a limit.

    A shared mailbox passes from person to person. An email from it or to it is about the person who had it at the time.
    """

    email: str
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def rows(self, email: str, at: str) -> models.Q:
        """Return a condition (Q) on rows about this address whose time is between `since` and `until`.

        email, at: the names of the row's fields with an email address and a time.
        """
        limits = {f"{at}__gte": self.since, f"{at}__lt": self.until}
        return models.Q(**{f"{email}__iexact": self.email}, **{name: time for name, time in limits.items() if time})


def rows_of(addresses: Iterable[OwnAddress], email: str, at: str) -> models.Q:
    """Return a condition (Q) on rows about any of these addresses. email, at: as in OwnAddress.rows."""
    return reduce(or_, (address.rows(email, at) for address in addresses), models.Q(pk__in=[]))


@dataclass(frozen=True)
class Section:
    """One section of the personal data copy: a list in data.json, and an entry on the page of a member's data."""

    key: str  # its name in data.json; people build on the name, so it never changes
    title: str | Promise
    why: str | Promise
    until: str | Promise
    model: str
    rows: Callable[[Any], models.QuerySet]  # person → the person's rows
    fields: str = ""  # fields of the model; "" for all that the model's Table puts in the copy
    # Further names in data.json → function of the row, such as the meaning of a number. It must not return what others
    # wrote.
    extra: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    # Row → its files, as (name in the copy, file).
    files: Callable[[Any], Iterable[tuple[str, FieldFile]]] | None = None
    is_deleted: bool = False  # whether an erasure deletes these rows
    # An address without an account → the rows of its owner: an applicant, invited person or correspondent.
    of_address: Callable[[OwnAddress], models.QuerySet] | None = None

    def names(self) -> list[str]:
        columns = table_of(self.model).columns()
        return self.fields.split() or [*columns["copied"], *columns["stays"]]

    def row(self, instance: models.Model) -> dict[str, Any]:
        values = {name: _plain(instance, name) for name in self.names()}
        return values | {name: as_json_value(read(instance)) for name, read in self.extra.items()}


def replace_words(text: str, *, words: Iterable[str], instead: str = NOBODY) -> str:
    """Return the text with `instead` in place of each of these words, whether they are plain or escaped as in HTML."""
    forms = "|".join(re.escape(form) for word in words for form in (word, escape(word)))
    if not forms:
        return text
    return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", instead, text, flags=re.IGNORECASE)


@dataclass(frozen=True)
class Erasing:
    """The erasure of one person, as it is passed to each function that erases data.

    While these functions run, the person's own row still has their name and address.
    """

    person: Any
    keeps_posts: bool  # if False, the text of the person's published posts is erased too

    @property
    def name(self) -> str:
        """Return the person's full name as others write it; "" if the person has none."""
        return " ".join(self.person.get_full_name().split())

    @cached_property
    def words(self) -> list[str]:
        """Return the texts that name the person: email address and full name, and former ones.

        Former email addresses that another account has now are left out.
        """
        person = self.person
        return [word for word in (person.email, self.name, *person.former_names, *person.former_emails) if word]

    def without(self, text: str) -> str:
        """Return the text with this person's name and email address replaced by NOBODY."""
        return replace_words(text, words=self.words)


@dataclass(frozen=True)
class PersonalData:
    """Everything that one app stores about people.

    Each app's personal_data.py, at the top of the app or in integrations/, has one; ratsite/wiring.py lists them.
    """

    tables: Sequence[Table] = ()
    sections: Sequence[Section] = ()
    # Name → erase(erasing), which works in transactions of BATCH rows and must be safe to run twice.
    erasers: Mapping[str, Callable[[Erasing], None]] = field(default_factory=dict)
    # Name → erase(OwnAddress), for an address without an account: it removes what deleting the rows of Sections leaves.
    address_erasers: Mapping[str, Callable[[OwnAddress], None]] = field(default_factory=dict)
    # A reason, for coordinators only → the condition on users whose data the law requires us to keep today.
    legal_holds: Mapping[str, Callable[[], models.Q]] = field(default_factory=dict)
    # Name → lines(person): what an erasure would end or delete, shown to the coordinator who is about to begin it.
    cautions: Mapping[str, Callable[[Any], list[str]]] = field(default_factory=dict)
    # Name → bool(person): whether the person's erasure has begun, so that they must not be let in.
    under_way: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)


_tables: dict[str, Table] = {}
_sections: dict[str, Section] = {}
_registered: list[PersonalData] = []


def register(data: PersonalData) -> None:
    """Register the PersonalData of one app; ratsite/wiring.py calls this. Erasers run in the order of registration."""
    _registered.append(data)
    _tables.update({table.model: table for table in data.tables})
    _sections.update({section.key: section for section in data.sections})


def people_under_legal_hold() -> models.Q:
    """Return a condition (Q) on the users whose data a legal hold of at least one app protects today."""
    nobody = models.Q(pk__in=[])
    return reduce(or_, (whom() for data in _registered for whom in data.legal_holds.values()), nobody)


def why_under_legal_hold(person: Any) -> str:
    """Return the first reason why some app must keep this person's data; "" if there is no reason."""
    them = type(person)._default_manager.filter(pk=person.pk)
    return next(
        (why for data in _registered for why, whom in data.legal_holds.items() if them.filter(whom()).exists()), ""
    )


def cautions_of(person: Any) -> list[str]:
    return [line for data in _registered for lines_about in data.cautions.values() for line in lines_about(person)]


def is_being_erased(person: Any) -> bool:
    return any(is_under_way(person) for data in _registered for is_under_way in data.under_way.values())


def tables() -> dict[str, Table]:
    return dict(_tables)


def table_of(model: str) -> Table:
    return _tables[model]


def sections() -> list[Section]:
    return list(_sections.values())


def erase_rows(erasing: Erasing) -> None:
    """Erase a person's rows: run the erasers first, while the rows still exist, then delete the rows of Sections."""
    for data in _registered:
        for erase in data.erasers.values():
            erase(erasing)
    for section in _sections.values():
        if section.is_deleted:
            delete_in_batches(section.rows(erasing.person))


def has_data_about(address: OwnAddress) -> bool:
    """Return True if the site stores anything about the owner of this email address, who has no account."""
    return any(section.of_address(address).exists() for section in _sections.values() if section.of_address is not None)


def erase_rows_of_address(address: OwnAddress) -> None:
    for data in _registered:
        for erase in data.address_erasers.values():
            erase(address)
    for section in _sections.values():
        if section.is_deleted and section.of_address is not None:
            delete_in_batches(section.of_address(address))


def erase_in_fields(rows: models.QuerySet, *fields: str, erasing: Erasing) -> None:
    """Replace the erased person's name and address by NOBODY in these text fields of `rows`, locking row by row."""
    contains_word = models.Q()
    for name in fields:
        for word in erasing.words:
            contains_word |= models.Q(**{f"{name}__icontains": word})
    for keys in batches_of_keys(rows.filter(contains_word)):
        for key in keys:
            _erase_in_row(rows.model, key, fields, erasing)


@transaction.atomic
def _erase_in_row(model: type[models.Model], key: Any, fields: Iterable[str], erasing: Erasing) -> None:
    rows = model._base_manager.filter(pk=key)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        return
    lengths = {name: getattr(model._meta.get_field(name), "max_length", None) for name in fields}
    rows.update(**{name: erasing.without(getattr(row, name))[:most] for name, most in lengths.items()})


def delete_in_batches(rows: models.QuerySet) -> None:
    for keys in batches_of_keys(rows):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=keys).delete()


def batches_of_keys(rows: models.QuerySet) -> Iterator[list]:
    """Yield the primary keys of these rows in order, in lists of at most BATCH.

    The query for a list runs only when the caller has finished with the list before it.
    """
    after = None
    while True:
        ahead = rows.order_by("pk") if after is None else rows.order_by("pk").filter(pk__gt=after)
        keys = list(ahead.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        yield keys
        after = keys[-1]


def as_json_value(value: Any) -> Any:
    """Return the value in a form that JSON can hold: times become UTC texts, and unknown types become text."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json_value(item) for item in value]
    return value if isinstance(value, int | float | str | bool | None) else str(value)


def _plain(instance: models.Model, name: str) -> Any:
    """Return the value of an instance's field in a form that JSON can hold; related rows become their primary keys."""
    found = instance._meta.get_field(name)
    if isinstance(found, models.ManyToManyField):
        return sorted(row.pk for row in getattr(instance, name).all())
    return as_json_value(getattr(instance, found.attname if isinstance(found, models.ForeignKey) else name))


def _names(column: Mapping[str, str]) -> list[str]:
    return [name for names in column for name in names.split()]
