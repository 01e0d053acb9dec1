"""Sessions in the database, as Django keeps them; one is asked for and changed in fewer words."""

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from ratsite.lib.prepared import prepared


@prepared(str, dt.datetime)
def _current(key: str, now: dt.datetime) -> QuerySet:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Of the same name as Django's: it is part of what signs a session."""

    def _get_session_from_db(self) -> Session | None:
        found = _current.one(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """One that is there already is changed by one statement, which needs no transaction around it.

        As Django's, raises UpdateError where it is there no more: somebody signed out in another tab.
        """
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))
        rows = Session.objects.filter(pk=row.pk)
        if not rows.update(session_data=row.session_data, expire_date=row.expire_date):
            raise UpdateError
