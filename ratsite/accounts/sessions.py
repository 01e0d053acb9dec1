"""Sessions in the database, as Django keeps them; the query for one is written down once."""

import datetime as dt

from django.contrib.sessions.backends import db
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
