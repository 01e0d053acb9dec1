"""Sessions: Django's own, with fewer queries and writes."""

import datetime as dt

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from ratsite.accounts.sessions import SessionStore

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def stored_session(**data) -> SessionStore:
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
    ended = stored_session(word="kept").session_key
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


def test_changes_to_a_session_are_saved():
    store = stored_session(word="kept", other="too")
    ends = Session.objects.get(pk=store.session_key).expire_date
    store["word"] = "changed"
    store.set_expiry(60)
    store.save()
    assert dict(db.SessionStore(store.session_key).items()) == {
        "word": "changed",
        "other": "too",
        "_session_expiry": 60,
    }
    assert Session.objects.get(pk=store.session_key).expire_date < ends


def test_a_session_that_was_ended_meanwhile_is_not_restored():
    store = stored_session(word="kept")
    store["word"] = "changed"
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_a_save_that_the_database_refuses_leaves_the_session_as_it_was(monkeypatch):
    store = stored_session(word="kept")
    monkeypatch.setattr(store, "get_expiry_date", lambda: None)
    with pytest.raises(UpdateError):
        store.save()
    assert db.SessionStore(store.session_key)["word"] == "kept"


def test_a_session_without_a_key_gets_one_when_it_is_saved():
    store = SessionStore()
    store["word"] = "kept"
    store.save()
    assert db.SessionStore(store.session_key)["word"] == "kept"
