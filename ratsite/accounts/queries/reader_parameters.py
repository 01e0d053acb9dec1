"""People as parameters of compiled queries (ratsite.lib.db.query_parameters)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.models import Agency


def _with_only(model: type[Model], **columns) -> Any:
    """Return a model instance that has only these columns loaded; its other fields are deferred."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    return model.from_db(DEFAULT_DB_ALIAS, names, [columns[name] for name in names])


class Person:
    """A person as a parameter of a compiled query.

    The query is compiled once for all people, with a placeholder person to whom access rules grant nothing.
    """

    @classmethod
    def split(cls, person: User) -> Any:
        return person.agency_id is not None, (person.pk, person.agency_id, person.member_since)

    @classmethod
    def placeholder(cls, has_agency: Any, new: Callable[[type], Any]) -> User:
        return cls._placeholder(has_agency, new, state=MemberState.PENDING, is_active=True)

    @staticmethod
    def _placeholder(has_agency: bool, new: Callable[[type], Any], **columns) -> User:
        """Return the placeholder person. They have only the columns that the query may read: others raise an error."""
        pk, agency_id, member_since = new(int), new(int), new(dt.datetime)
        agency = _with_only(Agency, id=agency_id, is_active=True) if has_agency else None
        columns |= {"id": pk, "approved_at": member_since, "confirm_by": dt.date.max}
        person = _with_only(User, agency_id=agency_id if agency else None, **columns)
        person.agency = agency
        return person


class Reader(Person):
    """A member as the parameter of the queries that the member runs. A person who is not a member today gets no rows.

    The placeholder member has the fields that access rules read: ID, agency, member since, and today's roles.
    """

    @classmethod
    def split(cls, reader: User) -> tuple | None:
        if not (reader.is_authenticated and reader.is_member):
            return None
        has_agency, values = super().split(reader)
        if not reader.has_taken_second_step:
            return (has_agency, False, reader.is_read_only, frozenset()), values  # no role counts
        return (has_agency, reader.is_superuser, reader.is_read_only, reader.role_names), values

    @classmethod
    def placeholder(cls, variant: tuple, new: Callable[[type], Any]) -> User:
        has_agency, is_superuser, is_read_only, role_names = variant
        columns = {"state": MemberState.APPROVED, "is_active": True, "excluded_until": None}
        columns |= {"is_superuser": is_superuser, "terms_by": dt.date.min if is_read_only else None}
        reader = cls._placeholder(has_agency, new, **columns)
        reader.role_names, reader.has_taken_second_step = role_names, True
        return reader
