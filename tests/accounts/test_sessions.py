"""Sessions are Django's own, asked for in a query that is written down once."""

import datetime as dt

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from ratsite.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(**data) -> SessionStore:
    store = SessionStore()
    store.update(data)
    store.create()
    return store


@pytest.mark.parametrize(("writes", "reads"), [(SessionStore, db.SessionStore), (db.SessionStore, SessionStore)])
def test_a_session_of_before_is_one_still(writes, reads):
    store = writes()
    store["word"] = "kept"
    store.create()
    for _ in range(3):
        assert reads(store.session_key)["word"] == "kept"


def test_an_ended_session_and_none_are_empty_and_get_a_new_key():
    ended = kept(word="kept").session_key
    Session.objects.filter(pk=ended).update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    for key in (ended, "nowhere", "\x00", "' OR 1=1 --"):
        for _ in range(3):
            store = SessionStore(key)
            assert (dict(store.items()), store.session_key) == ({}, None)
            assert store.is_empty()


def test_a_person_whose_session_was_ended_is_signed_in_no_more(client, member):
    client.force_login(member)
    for _ in range(3):
        assert client.get("/catch-up/").status_code == 200
    Session.objects.all().delete()
    assert client.get("/catch-up/").status_code == 302
