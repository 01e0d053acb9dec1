"""People as values of queries that are written down once (ratsite.lib.prepared)."""

import datetime as dt

from django.db import DEFAULT_DB_ALIAS

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.models import Agency


class Person:
    """Whoever it is, for what is asked about them. No door opens to the one who stands in the place of them."""

    types: tuple[type, ...] = (int, int, dt.datetime)

    @classmethod
    def told(cls, person: User) -> tuple | None:
        return None, (person.pk, person.agency_id, person.member_since)

    @classmethod
    def standing_in(cls, sort: None, pk: int, agency_id: int, member_since: dt.datetime) -> User:
        return cls._known(pk, agency_id, member_since, state=MemberState.PENDING, is_active=True)

    @staticmethod
    def _known(pk: int, agency_id: int, member_since: dt.datetime, **more) -> User:
        """What else is asked of this one would have to be looked up, and is refused."""
        known = {"id": pk, "agency_id": agency_id, "approved_at": member_since, "confirm_by": dt.date.max, **more}
        names = [field.attname for field in User._meta.concrete_fields if field.attname in known]
        person = User.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
        person.agency = Agency(pk=agency_id, is_active=True)
        return person


class Reader(Person):
    """A member, for what they read. Whoever is none today, or nobody, reads no rows.

    In the place of them stands a member of whom all is known that a door may ask: who they are, their agency, since
    when they belong here, and which roles they hold today.
    """

    @classmethod
    def told(cls, reader: User) -> tuple | None:
        if not (reader.is_authenticated and reader.is_member):
            return None
        _, values = super().told(reader)
        return (reader.is_superuser, reader.is_read_only, reader.role_names), values

    @classmethod
    def standing_in(cls, sort: tuple, pk: int, agency_id: int, member_since: dt.datetime) -> User:
        is_superuser, is_read_only, role_names = sort
        standing = {"state": MemberState.APPROVED, "is_active": True, "suspended_until": None}
        overdue = dt.date.min if is_read_only else None
        reader = cls._known(pk, agency_id, member_since, is_superuser=is_superuser, terms_by=overdue, **standing)
        reader.role_names = role_names
        return reader
