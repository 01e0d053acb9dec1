"""People as parameters of compiled queries (ratsite.lib.db.compiled_queries)."""

import datetime as dt
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.models import Agency


def _known(model: type[Model], **columns) -> Any:
    """Return a model instance that has only these columns."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    return model.from_db(DEFAULT_DB_ALIAS, names, [columns[name] for name in names])


class Person:
    """A person as a query parameter. The placeholder that the query is compiled with has no access to anything."""

    @staticmethod
    def types(sort: Any) -> tuple[type, ...]:
        return int, int, dt.datetime

    @classmethod
    def told(cls, person: User) -> Any:
        return person.agency_id is not None, (person.pk, person.agency_id, person.member_since)

    @classmethod
    def standing_in(cls, has_agency: Any, pk: int, agency_id: int, member_since: dt.datetime) -> User:
        return cls._known(has_agency, pk, agency_id, member_since, state=MemberState.PENDING, is_active=True)

    @staticmethod
    def _known(has_agency: bool, pk: int, agency_id: int, member_since: dt.datetime, **more) -> User:
        """Return the placeholder person. Reading any other column of them or of their agency raises an error."""
        agency = _known(Agency, id=agency_id, is_active=True) if has_agency else None
        known = {"id": pk, "approved_at": member_since, "confirm_by": dt.date.max, **more}
        person = _known(User, agency_id=agency_id if agency else None, **known)
        person.agency = agency
        return person


class Reader(Person):
    """A member as the parameter of a query that they read. Anyone who is not a member today reads no rows.

    The placeholder is a member with all that access rules ask for: ID, agency, member since, and today's roles.
    """

    @classmethod
    def told(cls, reader: User) -> tuple | None:
        if not (reader.is_authenticated and reader.is_member):
            return None
        has_agency, values = super().told(reader)
        return (has_agency, reader.is_superuser, reader.is_read_only, reader.role_names), values

    @classmethod
    def standing_in(cls, sort: tuple, pk: int, agency_id: int, member_since: dt.datetime) -> User:
        has_agency, is_superuser, is_read_only, role_names = sort
        standing = {"state": MemberState.APPROVED, "is_active": True, "suspended_until": None}
        standing |= {"is_superuser": is_superuser, "terms_by": dt.date.min if is_read_only else None}
        reader = cls._known(has_agency, pk, agency_id, member_since, **standing)
        reader.role_names = role_names
        return reader
