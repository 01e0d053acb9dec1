"""Store for Django's database sessions, which are read with a prepared query and saved with one statement."""

import datetime as dt
from contextlib import nullcontext

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ratsite.lib.db.compiled_queries import compiled


@compiled(str, dt.datetime)
def _current(key: str, now: dt.datetime) -> QuerySet:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's database session store with fewer queries. Do not rename it: Django signs with the class name."""

    def _get_session_from_db(self) -> Session | None:
        session = _current.first(self.session_key, timezone.now())
        if session is None:
            self._session_key = None
        return session

    def save(self, must_create: bool = False) -> None:
        """Save the session. If it exists already, use one statement without a transaction around it.

        Raises UpdateError, as Django's own method does, if the row is gone, for example after signing out in another
        tab.
        """
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session())
        in_another = transaction.get_connection().in_atomic_block
        try:
            with transaction.atomic() if in_another else nullcontext():
                changed = Session.objects.filter(pk=row.pk).update(
                    session_data=row.session_data, expire_date=row.expire_date
                )
        except DatabaseError as problem:
            raise UpdateError from problem
        if not changed:
            raise UpdateError
