"""Fixtures and checks of every test: no connection leaves this computer, and no background task fails unnoticed."""

import copy
import datetime as dt
import gc
import hashlib
import io
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from forum.posting_limits import why_no_change_yet, why_too_fast
from ratsite.accounts.models import User
from ratsite.files import sandbox
from ratsite.lib import main_helpline, own_network
from ratsite.lib.documents import extraction
from ratsite.lib.paging import fragments
from ratsite.pages.site_tree import content
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.clock import Clock, at
from tests.databases import OWN_TEXTS, ROOT, a_copy_of_the_database, drop, use_a_copy_of_the_template
from tests.factories import MemberFactory, take_second_step
from tests.mail_server import Sink, running
from tests.world import World, build_world

THE_NETWORK = own_network.OwnNetwork(**content("network", ROOT / OWN_TEXTS))
DAY = 24 * 3600  # seconds
REUSED_BELOW = 5  # seconds that the process took; a slower one may have been stopped by a limit
LOOPBACK = ("127.", "::1", "localhost")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark tests with real transactions `sqlite`, so that they run on both databases, whose locks differ.

    Fail if a test with other data is in a module that uses the fixture `world`: its database would not be empty.
    """
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction") and not item.get_closest_marker("browser"):
            item.add_marker("sqlite")
    using_the_world = {item.module for item in items if "world" in getattr(item, "fixturenames", ())}
    empty = {item.nodeid for item in items if item.module in using_the_world and uses_other_data(item)}
    if empty:
        raise pytest.UsageError(
            f"These tests do not use the fixture world of their module: use it, or move them. {empty}"
        )


def uses_other_data(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) and "world" not in item.fixturenames


def pytest_collection_finish(session):
    """Exclude everything loaded so far from garbage collection, because all of it is used until the end."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def _a_cached_fragment_asks_the_database_nothing():
    """Fail if a cached fragment queries the database.

    What it reads is not in its key, so it would be cached for all readers.
    """
    drawn = fragments._drawn

    def refuse(_execute, sql, *_):
        pytest.fail(f"A cached fragment asked the database: {sql[:300]}")

    def watched(fragment: fragments._Fragment):
        with connection.execute_wrapper(refuse):
            return drawn(fragment)

    with patch.object(fragments, "_drawn", watched):
        yield


@pytest.fixture(autouse=True, scope="session")
def _a_file_is_opened_once():
    """Run the limited process that reads files once for each content, and reuse its output for the same content.

    The process reads nothing but the file, and starting it takes longer than most tests.
    """
    run, outputs = sandbox._run_limited, {}

    def run_once(module: str, path: str, *arguments: str, time_factor: int = 1) -> bytes:
        limits = (time_factor, sandbox.WALL_LIMIT, sandbox.CPU_LIMIT, sandbox.MEMORY_LIMIT)
        key = (module, hashlib.sha256(Path(path).read_bytes()).digest(), arguments, limits)
        if key in outputs:
            return outputs[key]
        began = time.monotonic()
        output = run(module, path, *arguments, time_factor=time_factor)
        if time.monotonic() - began < REUSED_BELOW:
            outputs[key] = output
        return output

    with patch.object(sandbox, "_run_limited", run_once):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_connection_leaves_this_machine():
    """Fail any connection or look-up outside loopback: tests must pass without a network."""
    real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo

    def connect(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address[0]}")
        return real_connect(self, address)

    def lookup(host, *args, **kwargs):
        if host is not None and not str(host).startswith((*LOOPBACK, "0.0.0.0")):
            raise AssertionError(f"A test tried to look up {host}")
        return real_lookup(host, *args, **kwargs)

    socket.socket.connect, socket.getaddrinfo = connect, lookup
    yield
    socket.socket.connect, socket.getaddrinfo = real_connect, real_lookup


@pytest.fixture(autouse=True)
def _the_network_is_cached():
    """Cache the settings of the network and the main helpline before each test, so that no test counts these queries.

    Cache them after the test too. The fixtures of the next module run before this one, and the test may have cached a
    site that is closed.
    """
    _cache_the_network()
    yield
    _cache_the_network()


def _cache_the_network() -> None:
    own_network.remember(THE_NETWORK, seconds=DAY)
    main_helpline.remember(main_helpline.SEEDED, seconds=DAY)


@pytest.fixture(autouse=True, scope="session")
def lifted_limits():
    """Turn off the posting limits: a test posts in a second what a person posts in a day.

    `posting_limits` turns them on.
    """
    with (
        patch("forum.actions.post.why_too_fast", return_value="") as lifted,
        patch("forum.actions.flag.why_too_fast", return_value=""),
        patch("forum.actions.flag.why_no_change_yet", return_value=""),
    ):
        yield lifted


@pytest.fixture
def posting_limits(lifted_limits):
    """Turn on the posting limits, as on a real site."""
    with (
        patch("forum.actions.post.why_too_fast", why_too_fast),
        patch("forum.actions.flag.why_too_fast", why_too_fast),
        patch("forum.actions.flag.why_no_change_yet", why_no_change_yet),
    ):
        yield


@pytest.fixture(scope="module")
def copied(django_db_setup, django_db_blocker):
    """Use a copy of the database for the module. Tests with threads need it: threads see only committed rows."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        yield


@pytest.fixture
def here(monkeypatch):
    """Read files in the test process, because each limited one takes time to start. Tests of its limits start it."""

    def output(path: str, extension: str, *flags: str) -> str:
        out = io.StringIO()
        with redirect_stdout(out):
            extraction.main(Path(path), extension, *flags)
        return out.getvalue()

    monkeypatch.setattr(sandbox, "_extracted", output)


@pytest.fixture
def sink(settings):
    """A real mail server that stores the emails it accepts, and refuses those it is told to refuse."""
    server = Sink()
    with running(server, settings):
        yield server


@contextmanager
def no_failing_tasks() -> Iterator[list[str]]:
    """Fail with the first traceback if a task failed, because the immediate backend hides what a task raises."""
    failures = []

    def note(sender, task_result, **kwargs):
        if task_result.status == TaskResultStatus.FAILED:
            failures.extend(f"{task_result.task.module_path}: {error.traceback}" for error in task_result.errors)

    task_finished.connect(note)
    yield failures
    task_finished.disconnect(note)
    assert not failures, failures[0]


@pytest.fixture(autouse=True)
def _failing_tasks_fail_the_test():
    with no_failing_tasks() as failures:
        yield failures


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Give each worker its own database with the contents of a new site: pages, vocabulary, roles."""
    with django_db_blocker.unblock():
        use_a_copy_of_the_template()
    yield
    with django_db_blocker.unblock():
        drop(connection.settings_dict["NAME"])


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker):
    """The shared test data, in a transaction that is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world, db) -> World:
    """The shared test data, with fresh Python objects. What a test changes is rolled back after the test."""
    return copy.deepcopy(shared_world)


@pytest.fixture
def sign_in(client):
    """sign_in(person) signs in the test client; with_second_step=True also records the second step that roles need."""

    def do(person, *, with_second_step: bool = False):
        client.force_login(person)
        if with_second_step:
            take_second_step(client, person)
        return client

    return do


@pytest.fixture
def sees(people):
    """sees(row) returns the names of the module's `people` who can read the row.

    sees(row, "moderated_by") asks this method of the queryset instead of `visible_to`.
    """

    def do(row: Model, by: str = "visible_to") -> set[str]:
        rows = type(row)._default_manager
        return {name for name, person in people.items() if getattr(rows, by)(person).filter(pk=row.pk).exists()}

    return do


@pytest.fixture
def django_assert_num_queries(db, django_assert_num_queries):
    """Counts queries as in a process that has run for a while: content types, looked up once, are cached already."""
    ContentType.objects.get_for_models(*apps.get_models())
    return django_assert_num_queries


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """A clock that shows a Monday morning in November until the test sets it."""
    return Clock(monkeypatch, at("2026-11-23", "09:00"))


@pytest.fixture
def happen(django_capture_on_commit_callbacks):
    """happen(action, …) calls the action and runs its on_commit callbacks, as a request would."""

    def do(action, *args, **values):
        with django_capture_on_commit_callbacks(execute=True):
            return action(*args, **values)

    return do


@pytest.fixture
def member(db):
    return MemberFactory()


@pytest.fixture
def moderator(db):
    return MemberFactory(roles=["Moderators"])


REASON = "Three posts named streets after you were asked not to."

WEEK = dt.timedelta(days=7)


@pytest.fixture
def coordinator(db):
    return MemberFactory(roles=["Coordinators"])


@pytest.fixture
def curator(db):
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def sanction(clock, coordinator):
    """sanction(person, kind) imposes a sanction for a week and returns the person, read again from the database."""

    def do(person, kind: SanctionKind, steward=None) -> User:
        made = impose(
            person_id=person.pk, kind=kind, ends_at=clock.now + WEEK, reason=REASON, steward=steward or coordinator
        )
        assert made
        return User.objects.get(pk=person.pk)

    return do
