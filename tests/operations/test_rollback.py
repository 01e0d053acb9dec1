"""A rollback to the database before the upgrade gives nobody access that was taken from them since."""

import datetime as dt
import threading
from contextlib import closing, suppress
from io import StringIO

import psycopg2
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from forum.models import Topic
from ratsite.accounts.actions.change_membership import change_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.audit.verification import verify
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.feeds.models import FeedToken
from ratsite.lib import own_network
from ratsite.network.models import Agency, NetworkSettings
from ratsite.operations.databases import database_name, postgresql
from ratsite.operations.releases import APPLICATION
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.models import Erasure
from tests.databases import a_copy_of_the_database
from tests.factories import MemberFactory, make_topic
from tests.privacy.search_everywhere import found, send_last_emails

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = "20261127T000000"
WORDS = ["Featherstonehaugh", "quillon@agency.example"]


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """The mark django_db here: a database for each test, which a rollback may replace."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        yield


@pytest.fixture
def site(backups, happen):
    """A site after an upgrade: since then one member was erased, one left, and a topic was written."""
    erased = MemberFactory(first_name="Quillon", last_name="Featherstonehaugh", email="quillon@agency.example")
    gone = MemberFactory(first_name="Ben", last_name="Okafor")
    excluded = MemberFactory(first_name="Ex", last_name="Cluded")
    out = MemberFactory(first_name="To", last_name="Taken-Out")
    MemberFactory(first_name="Long", last_name="Gone", state=MemberState.LEFT)
    make_topic(author=erased, title="Before the upgrade")
    make_token(person=gone, kind=FeedKind.CALENDAR)
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=timezone.now() + dt.timedelta(days=1))
    step("keep")
    coordinator = MemberFactory(roles=["Coordinators"])
    happen(
        erase_by_letter, person_id=erased.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="A letter"
    )
    send_last_emails()
    with transaction.atomic():
        happen(change_state, gone, MemberState.LEFT, actor=None, reason="A new post")
    User.objects.filter(pk=excluded.pk).update(excluded_until=timezone.now() + dt.timedelta(days=9))
    Agency.objects.filter(pk=out.agency_id).update(is_active=False)
    make_topic(title="After the upgrade")
    return erased


def step(name: str, **options) -> str:
    connection.close()
    said = StringIO()
    call_command("upgrade_step", name, MOMENT, stdout=said, **options)
    return said.getvalue()


def change_tables() -> None:
    MigrationRecorder(connection).record_applied("forum", "9999_later")


def go_back() -> None:
    """Do the steps of `rollback`, in its order."""
    step("register")
    step("back", is_rollback=True)
    step("end_access")


def test_erased_people_stay_erased_and_all_access_ends(site):
    change_tables()
    assert found(WORDS) == []
    go_back()
    assert list(Topic.objects.filter(title__endswith="the upgrade").values_list("title", flat=True)) == [
        "Before the upgrade"
    ]
    assert found(WORDS) == []
    assert (User.objects.get(pk=site.pk).is_erased, Erasure.objects.get(person=site).state) == (True, ErasureState.DONE)
    assert (Session.objects.count(), FeedToken.objects.count()) == (0, 0)
    assert verify().problem == ""
    go_back()  # as the next start does after a power cut
    assert found(WORDS) == []


def test_nobody_is_signed_out_if_the_database_stays(site):
    go_back()
    assert Topic.objects.filter(title="After the upgrade").exists()
    assert Session.objects.count() == 1


def test_the_operator_reads_whose_membership_comes_back(site):
    assert "Okafor" not in step("print_losses")
    change_tables()
    said = step("print_losses")
    gone = User.objects.get(last_name="Okafor")
    excluded, left = User.objects.get(last_name="Cluded"), User.objects.get(last_name="Taken-Out")
    assert f"End them again: Ben Okafor ({gone.pk}), Ex Cluded ({excluded.pk}), To Taken-Out ({left.pk})." in said
    assert f"({site.pk})" not in said


def test_the_health_of_a_site_that_is_closed_on_all_machines_is_checked(site):
    NetworkSettings.objects.update(is_closed=True)
    own_network.clear_cache()
    assert own_network.own_network().is_closed
    step("health")
    assert own_network.own_network().is_closed


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no workers of its own")
@pytest.mark.parametrize(("user", "said"), [(None, ""), (10, "1 connection to the database is open")])
def test_a_worker_of_the_database_itself_is_no_running_site(site, monkeypatch, user, said):
    """PostgreSQL lists an autovacuum without a user, and ends it when the database is renamed."""
    connect = postgresql._connect_elsewhere

    def with_worker():
        opened = connect()
        with opened.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE pg_stat_activity (datname name, pid int, usesysid oid)")
            cursor.execute("INSERT INTO pg_temp.pg_stat_activity VALUES (%s, 1, %s)", [database_name(), user])
            cursor.execute("SET search_path = pg_temp, pg_catalog")
        return opened

    with monkeypatch.context() as patched:
        patched.setattr(postgresql, "_connect_elsewhere", with_worker)
        patched.setattr(postgresql, "CLOSED_WITHIN", 0)
        assert postgresql.in_use() == said


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that goes on")
@pytest.mark.parametrize(("seconds", "said"), [(0, "1 connection to the database is open"), (20, "")])
def test_a_connection_that_is_being_closed_is_waited_for(site, monkeypatch, seconds, said):
    monkeypatch.setattr(postgresql, "CLOSED_WITHIN", seconds)
    left = postgresql._connect(database_name())
    closer = threading.Timer(1, left.close)
    closer.start()
    assert postgresql.in_use() == said
    closer.join()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that goes on")
def test_the_old_database_comes_back_although_the_server_still_works_on_a_killed_migration(site, monkeypatch):
    monkeypatch.setenv("PGAPPNAME", APPLICATION)
    left = postgresql._connect(database_name())
    monkeypatch.delenv("PGAPPNAME")

    def work() -> None:
        with suppress(psycopg2.Error), closing(left), left.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    worker = threading.Thread(target=work)
    worker.start()
    step("back")
    assert not Topic.objects.filter(title="After the upgrade").exists()
    worker.join(5)
    assert not worker.is_alive()


def test_a_running_site_is_not_rolled_back(site):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        with pytest.raises(CommandError, match="still running"):
            step("register")
    other.close()
