"""A backup has the whole site but no key that opens it; a restore brings all of it back, or changes nothing."""

import datetime as dt
import gc
import io
import os
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import psycopg2
import pytest
from allauth.account.forms import default_token_generator
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from forum.models import Topic
from ratsite import launch
from ratsite.accounts.models import User
from ratsite.audit.verification import verify
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.feeds.models import FeedToken
from ratsite.files.fixity import fault_of
from ratsite.files.models import StoredFile, private_storage
from ratsite.lib.backups import reader, writer
from ratsite.lib.backups.manifest import BackupFault
from ratsite.network.models import Agency
from ratsite.operations import answers, backup_folder, databases, restoration, stored_files
from ratsite.operations.actions.back_up import back_up
from ratsite.operations.actions.check_backup import check_backup
from ratsite.operations.actions.restore import describe_replaced_data, finish_restore, restore
from ratsite.operations.databases import postgresql
from ratsite.operations.databases import sqlite as sqlite_module
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.models import Erasure, LegalHold
from ratsite.settings import configuration
from tests.databases import a_copy_of_the_database
from tests.factories import MemberFactory, make_resource, make_topic
from tests.privacy.search_everywhere import found, send_last_emails

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """The mark django_db here: a database for each test, which a restore may replace."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        yield


@pytest.fixture
def site(backups, keys):
    """A site with a resource with a file, a topic, a session and a feed address; returns the member who has them."""
    member = MemberFactory(first_name="Quillon", last_name="Featherstonehaugh")
    make_resource()
    make_topic(author=member, title="Before the backup")
    make_token(person=member, kind=FeedKind.CALENDAR)
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=timezone.now() + dt.timedelta(days=1))
    return member


def conversations() -> list[str]:
    return list(Topic.objects.filter(title__endswith="the backup").values_list("title", flat=True))


def restored(path: Path, keys, *registers: Path):
    connection.close()
    return restore(path=path, identities=keys, registers=list(registers), by="A test")


def test_a_restore_brings_everything_back_and_ends_all_access(site, keys):
    unused = default_token_generator.make_token(site)
    path = back_up()
    rows, log = databases.own_database().row_counts(databases.database_name()), verify()
    make_topic(title="After the backup")
    stored = StoredFile.objects.first()
    private_storage().delete(stored.content.name)
    done = restored(path, keys)
    assert User.objects.get(pk=site.pk) == site
    assert not default_token_generator.check_token(site, unused)
    assert default_token_generator.check_token(site, default_token_generator.make_token(site))
    assert conversations() == ["Before the backup"]
    assert [fault_of(one) for one in StoredFile.objects.all()] == [""] * StoredFile.objects.count() != []
    assert (Session.objects.count(), FeedToken.objects.count()) == (0, 0)
    assert (done.log.problem, done.log.count, done.log.digest) == ("", log.count, log.digest)
    now = databases.own_database().row_counts(databases.database_name())
    ended = {"django_session", "feeds_feedtoken", "ratsite_cache", "operations_operationrecord"}
    assert {table: now[table] for table in now.keys() - ended} == {table: rows[table] for table in rows.keys() - ended}
    kinds = list(OperationRecord.objects.values_list("kind", "outcome"))
    assert kinds == [(OperationKind.RESTORE, Outcome.DONE), (OperationKind.BACKUP, Outcome.DONE)]
    assert databases.own_database().replaced_databases() != []
    assert restoration.journal() is None
    assert not (restoration.journal_path().parent / restoration.CLOSED).exists()


def test_an_erased_person_stays_erased_by_any_of_four_registers(site, keys, backups, happen, tmp_path, settings):
    early = back_up()
    coordinator = MemberFactory(roles=["Coordinators"])
    LegalHold.objects.place(by=coordinator, reason="An inquiry", until=None, person=site)  # in the backup alone
    held = back_up()
    LegalHold.objects.end(by=coordinator, person=site)
    happen(erase_by_letter, person_id=site.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="A letter")
    send_last_emails()
    assert Erasure.objects.get(person=site).state == ErasureState.DONE
    erased_at = Erasure.objects.get(person=site).done_at
    back_up()  # writes the register beside the backups

    assert restored(held, keys).erased_again == [site.pk]  # by the register of this site and by that of the folder
    assert found(["Featherstonehaugh", site.email]) == []
    assert Erasure.objects.get(person=site).done_at == erased_at
    assert verify().problem == ""

    alone = tmp_path / "carried"
    alone.mkdir()
    moved = early.rename(alone / early.name)
    assert restored(moved, keys).erased_again == [site.pk]  # by the register of this site
    erase_all(site)
    assert restored(moved, keys).erased_again == [site.pk]  # by the register in this site's folder of backups
    erase_all(site)
    settings.BACKUP_DIR = str(tmp_path / "another machine")
    with pytest.raises(BackupFault, match="no list of erased people at .*erased.jsn"):
        restored(moved, keys, backups / "erased.jsn")
    assert restored(moved, keys).erased_again == []
    assert restored(moved, keys, backups / backup_folder.REGISTER).erased_again == [site.pk]  # by a file that is named
    assert found(["Featherstonehaugh", site.email]) == []


def test_a_restored_site_has_its_static_files_and_is_the_current_release(site, keys, tmp_path, monkeypatch):
    path, release = back_up(), tmp_path / "site" / "releases" / "1.0"
    release.mkdir(parents=True)
    (tmp_path / "site" / "ratsite.env").touch()
    monkeypatch.setitem(storages["staticfiles"].__dict__, "location", str(tmp_path / "static"))
    monkeypatch.setattr("ratsite.operations.actions.restore.ROOT", release)
    restored(path, keys)
    assert (tmp_path / "site" / "current").readlink() == Path("releases/1.0")
    assert (release / "ratsite.env").readlink() == Path("../../ratsite.env")
    assert any((tmp_path / "static").rglob("*.css"))


@pytest.mark.parametrize(
    ("configuration", "wanted"),
    [
        ({}, "requirements.txt"),
        ({"CACHE_URL": "dbcache://x"}, "requirements.txt"),
        ({"CACHE_URL": "redis://cache:6379/0"}, "deploy/requirements-scale.txt"),
        ({"S3_BUCKET": "files"}, "deploy/requirements-scale.txt"),
    ],
)
def test_a_new_machine_gets_the_packages_that_its_configuration_needs(configuration, wanted):
    assert launch.requirements(configuration) == wanted


def test_a_restore_names_the_people_whose_membership_comes_back(site, keys, capsys, tmp_path):
    path = back_up()
    gone, out = MemberFactory(first_name="Ben", last_name="Okafor"), MemberFactory(first_name="To", last_name="Out")
    held = back_up()
    User.objects.filter(pk=gone.pk).update(excluded_until=timezone.now() + dt.timedelta(days=9))
    Agency.objects.filter(pk=out.agency_id).update(is_active=False)
    assert restored(path, keys).given_back == []
    assert restored(Path(held), keys).given_back == []  # the site that was here knew neither of them
    Agency.objects.filter(pk=out.agency_id).update(is_active=False)
    User.objects.filter(pk=gone.pk).update(excluded_until=timezone.now() + dt.timedelta(days=9))
    connection.close()
    call_command("restore", held, identity=tmp_path / "identity.txt", yes=True)
    assert f"came back. End them again: Ben Okafor ({gone.pk}), To Out ({out.pk})." in capsys.readouterr().out


def erase_all(person: User) -> None:
    """Delete the person and their erasure from the database, as if it had never known them."""
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now())
    Erasure.objects.all().delete()


def test_a_check_restores_elsewhere_and_is_recorded(site, keys):
    path = back_up()
    before = databases.own_database().row_counts(databases.database_name())
    record = check_backup(path=path, identities=keys, by="Amina")
    assert (record.kind, record.outcome, record.by) == (OperationKind.CHECK, Outcome.DONE, "Amina")
    assert record.figures["rows"] == sum(before.values())
    assert record.figures["files"] == StoredFile.objects.exclude(content="").count() + _pictures()
    changed = {"operations_operationrecord"}
    now = databases.own_database().row_counts(databases.database_name())
    assert {table for table in now if now[table] != before[table]} == changed


def test_a_restore_names_the_settings_that_differ(site, keys, backups, tmp_path, monkeypatch):
    here = tmp_path / "ratsite.env"
    monkeypatch.setenv("RATSITE_CONFIG", str(here))
    there = {"FIGURES_INSIDE": "4", "SITE_URL": "https://network.example", "FIELD_KEYS": "hidden", "WEB_WORKERS": "3"}
    configuration.write_file(here, there, "The old machine")
    path = back_up()
    configuration.write_file(here, {"FIGURES_INSIDE": "3", "SITE_URL": "https://network.example"}, "The new machine")
    said = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", path, identity=tmp_path / "identity.txt", stdout=said)
    lines = said.getvalue().partition("See whether they should:\n")[2].splitlines()
    assert lines[:2] == ["  FIGURES_INSIDE: 4 there, 3 here", "  WEB_WORKERS: 3 there, empty here"]
    assert "hidden" not in said.getvalue()


def test_doctor_says_what_backups_lack(site, backups, monkeypatch):
    """On PostgreSQL the role needs CREATEDB, and pg_dump must be at least as new as the server."""
    if connection.vendor == "sqlite":
        assert databases.own_database().lacking() == ""
        return
    assert postgresql.lacking() == ""
    monkeypatch.setattr(postgresql, "_version", lambda path: 9)
    assert "pg_dump of PostgreSQL" in postgresql.lacking()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE ratsite_poor LOGIN PASSWORD 'poor'")
        name = connection.settings_dict["NAME"]
        cursor.execute(f'GRANT ALL ON DATABASE "{name}" TO ratsite_poor')
        cursor.execute("GRANT ALL ON SCHEMA public TO ratsite_poor")
    try:
        given = connection.settings_dict
        with monkeypatch.context() as changed:
            changed.setitem(given, "USER", "ratsite_poor")
            changed.setitem(given, "PASSWORD", "poor")
            assert "ALTER ROLE ratsite_poor CREATEDB" in postgresql.lacking()
        server = {one: value for one, value in postgresql._parameters().items() if one in ("host", "port")}
        address = f"postgres://ratsite_poor:poor@/{name}?{urlencode(server)}"
        with pytest.raises(answers.Wrong, match='ALTER ROLE "ratsite_poor" CREATEDB'):
            answers.database(address, "")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP OWNED BY ratsite_poor")
            cursor.execute("DROP ROLE ratsite_poor")


def test_a_check_of_a_new_backup_with_a_one_time_key_is_recorded_as_such(site, keys, backups):
    call_command("backup", checked=True, by="Amina", stdout=io.StringIO())
    kinds = list(OperationRecord.objects.values_list("kind", flat=True))
    assert kinds == [OperationKind.QUICK_CHECK, OperationKind.BACKUP]


def _pictures() -> int:
    return StoredFile.objects.exclude(thumbnail="").count()


def test_a_file_that_is_gone_is_named_and_the_backup_is_whole(site, keys, backups):
    stored = StoredFile.objects.first()
    private_storage().delete(stored.content.name)
    path = back_up()
    _about, manifest = reader.unpack(path, keys, backups, keep=lambda name: False)
    assert manifest.missing == [f"files/private/{stored.content.name}"]
    assert check_backup(path=path, identities=keys).figures["missing"] == 1


@pytest.mark.parametrize("spoil", ["cut off", "one bit", "another key", "not a backup", "no key"])
def test_a_spoilt_backup_changes_nothing(site, keys, spoil, tmp_path):
    path = back_up()
    content = bytearray(path.read_bytes())
    if spoil == "cut off":
        del content[-20:]
    elif spoil == "one bit":
        content[len(content) // 2] ^= 1
    elif spoil == "not a backup":
        content = bytearray(b"PK\3\4 something else")
    path.write_bytes(content)
    if spoil == "another key":
        from ratsite.lib.backups.encryption import make_identity, read_identities

        make_identity(tmp_path / "other", site="", day="")
        keys = read_identities(tmp_path / "other")
    before, files = databases.own_database().row_counts(databases.database_name()), _files()
    with pytest.raises(BackupFault):
        restored(path, [] if spoil == "no key" else keys)
    assert (databases.own_database().row_counts(databases.database_name()), _files()) == (before, files)
    assert databases.own_database().replaced_databases() == []
    assert not restoration.staging_folder().exists()


def test_an_interrupted_restore_continues(site, keys, monkeypatch):
    """The power fails after the files were replaced but before the database was, then again before the end."""
    path = back_up()
    make_topic(title="After the backup")
    own = databases.own_database()
    with monkeypatch.context() as patched:
        patched.setattr(own, "exchange", _fail)
        with pytest.raises(KeyboardInterrupt):
            restored(path, keys)
    assert (restoration.journal_path().parent / restoration.CLOSED).exists()  # visitors read that it is repaired
    with pytest.raises(BackupFault, match="restore --finish"):
        restored(path, keys)
    with monkeypatch.context() as patched:
        patched.setattr("ratsite.operations.actions.restore.cache.clear", _fail)
        with pytest.raises(KeyboardInterrupt):
            finish_restore()
    finish_restore()
    assert conversations() == ["Before the backup"]
    assert [fault_of(one) for one in StoredFile.objects.all()] == [""] * StoredFile.objects.count()
    assert not (restoration.journal_path().parent / restoration.CLOSED).exists()


def test_a_failing_bucket_is_reported_and_the_restore_continues(site, keys, monkeypatch, tmp_path):
    path, file = back_up(), StoredFile.objects.first().content
    same = tmp_path / "same" / file.name
    same.parent.mkdir(parents=True)
    same.write_bytes(Path(file.path).read_bytes())
    private_storage().delete(file.name)
    monkeypatch.setattr(stored_files, "folder_by_storage", lambda: {"private": None})
    with monkeypatch.context() as patched:
        patched.setattr(type(private_storage()), "save", _slow_down)
        with pytest.raises(BackupFault, match="SlowDown"):
            restored(path, keys)
        with pytest.raises(CommandError, match="restore --finish") as said:
            call_command("restore", finish=True)
        assert "Nothing was changed" not in str(said.value)
    call_command("restore", finish=True)
    assert fault_of(StoredFile.objects.get(content=file.name)) == ""
    monkeypatch.setattr(type(private_storage()), "save", _slow_down)
    stored_files.send_to_bucket(tmp_path / "same", "private")  # what is already there is not sent again


def _slow_down(*_values, **_more) -> None:
    raise Exception("SlowDown")


def _fail(*_values) -> None:
    raise KeyboardInterrupt


# From Python 3.13 on. Django does not close a connection to SQLite whose first statement fails.
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_damaged_database_is_restored_over(site, keys):
    path = back_up()
    if connection.vendor == "sqlite":
        connection.close()
        Path(databases.database_name()).write_bytes(b"nothing that SQLite wrote" * 1000)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE privacy_erasure CASCADE")
    assert "will be set aside" in describe_replaced_data()
    assert restored(path, keys).log.problem == ""
    assert conversations() == ["Before the backup"]
    gc.collect()  # while the warning about it is ignored


def test_a_running_site_is_not_restored_over(site, keys):
    path = back_up()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        with pytest.raises(BackupFault, match="The site is running"):
            restored(path, keys)
    other.close()


def test_a_backup_of_a_later_release_is_refused(site, keys):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('forum', '9999_later', %s)", [timezone.now()]
        )
    path = back_up()
    with pytest.raises(BackupFault, match="forum.9999_later"):
        restored(path, keys)


def test_nothing_is_written_unencrypted_unless_the_operator_says_so(site, backups, settings):
    settings.BACKUP_RECIPIENTS = []
    with pytest.raises(CommandError, match="--plain"):
        call_command("backup")
    assert list(backups.glob("ratsite-*")) == []
    call_command("backup", plain=True)
    (path,) = backups.glob("ratsite-*")
    assert not reader.is_encrypted(path)
    assert path.stat().st_mode & 0o077 == 0


def test_no_unencrypted_file_is_next_to_a_backup_elsewhere(site, backups, keys, tmp_path, monkeypatch):
    """A disk of others gets the encrypted file only, and an existing file there is not overwritten."""
    elsewhere = tmp_path / "stick" / "site.age"
    elsewhere.parent.mkdir()
    module, seen = databases.own_database(), []
    snapshot = module.snapshot
    monkeypatch.setattr(module, "snapshot", lambda folder: seen.append(folder) or snapshot(folder))
    back_up(to=elsewhere)
    assert (seen, os.listdir(elsewhere.parent)) == ([backups], ["site.age"])
    before = elsewhere.read_bytes()
    with pytest.raises(BackupFault, match="already exists"):
        back_up(to=elsewhere)
    assert elsewhere.read_bytes() == before


def test_the_copy_of_a_killed_backup_is_for_its_owner_and_goes(tmp_path, monkeypatch):
    source, modes = tmp_path / "site.sqlite3", []
    with closing(sqlite3.connect(source)) as opened:
        opened.execute("CREATE TABLE one (text)")
    connect = sqlite3.connect

    def killed(path, **options):
        modes.append(path.stat().st_mode & 0o777)
        with closing(connect(path)) as half:
            half.execute("CREATE TABLE half (text)")
        raise KeyboardInterrupt

    monkeypatch.setattr(sqlite_module, "database_name", lambda: str(source))
    monkeypatch.setattr(sqlite_module, "_reading", connect)
    monkeypatch.setattr(sqlite_module.sqlite3, "connect", killed)
    with pytest.raises(KeyboardInterrupt), sqlite_module.snapshot(tmp_path):
        pass
    assert modes == [0o600]
    writer.remove_parts(tmp_path)
    assert os.listdir(tmp_path) == ["site.sqlite3"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_server_that_refuses_a_connection_is_no_empty_place(monkeypatch, is_there):
    def refused(_database):
        raise psycopg2.OperationalError("FATAL: sorry, too many clients already")

    monkeypatch.setattr(postgresql, "row_counts", refused)
    monkeypatch.setattr(postgresql, "exists", lambda _database: is_there)
    assert postgresql.is_empty() is not is_there


def test_no_secret_of_the_configuration_is_in_a_backup(site, backups, settings, keys, tmp_path, monkeypatch):
    file = {
        "SITE_URL": settings.SITE_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_KEYS": "l" * 50,
        "EMAIL_HOST_PASSWORD": "hunter2-of-the-mail-server",
        "DATABASE_URL": "postgres://site:hunter2-of-the-mail-server@db/site",
    }
    configuration.write_file(tmp_path / "ratsite.env", file, "A test")
    monkeypatch.setenv("RATSITE_CONFIG", str(tmp_path / "ratsite.env"))
    settings.EMAIL_HOST_PASSWORD, settings.LOG_KEYS = "hunter2-of-the-mail-server", ["l" * 50]
    path = back_up(is_plain=True)
    content = zlib.decompressobj(31).decompress(path.read_bytes())  # the first entry: what the backup says of itself
    assert settings.SITE_URL.encode() in content
    secrets = [settings.SECRET_KEY, *settings.LOG_KEYS, settings.EMAIL_HOST_PASSWORD]
    assert [secret for secret in secrets if secret.encode() in content] == []


NAMED_BY_PEOPLE = ("the-move", "the-fair-20260101T000000")


def test_old_backups_go_and_the_newest_two_stay(site, backups, settings):
    backups.mkdir(exist_ok=True)
    days = [400, 90, 31, 2]
    for age in days:
        moment = (timezone.now() - dt.timedelta(days=age)).strftime(backup_folder.MOMENT)
        (backups / f"ratsite-{moment}Z.tar.gz.age").write_bytes(b"x")
    (backups / "mine.tar.gz.age").write_bytes(b"x")
    replaced = restoration.journal_path().parent / f"{restoration.BEFORE}20260101T000000"
    replaced.mkdir()
    named = [restoration.journal_path().parent / f"{restoration.BEFORE}{name}" for name in NAMED_BY_PEOPLE]
    for one in named:
        one.mkdir()
    old_database = databases.own_database().replaced_database_name("20260101T000000")
    connection.close()
    databases.own_database().copy(databases.database_name(), old_database)
    back_up()
    assert not databases.own_database().exists(old_database)
    ages = [(timezone.now() - made).days for made, _path in backup_folder.backups(backups)]
    assert ages == [31, 2, 0]
    assert (backups / "mine.tar.gz.age").exists()
    assert not replaced.exists()
    assert [one.exists() for one in named] == [True, True]


def test_a_full_disk_takes_old_backups_and_then_says_so(site, backups, monkeypatch):
    backups.mkdir(exist_ok=True)
    for day in range(1, 6):
        (backups / f"ratsite-2026010{day}T000000Z.tar.gz.age").write_bytes(b"x")

    class Usage:
        free = 0

    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(BackupFault, match="Make room"):
        backup_folder.make_room(backups, wanted=1)
    assert len(backup_folder.backups(backups)) == backup_folder.LEAST_KEPT


FILL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
import io
from pathlib import Path
from ratsite.lib.backups.manifest import About
from ratsite.lib.backups.encryption import recipients
from ratsite.lib.backups.writer import Entry, write_backup
noise = lambda: open("/dev/urandom", "rb")
import os
content = os.urandom(2_000_000)
try:
    write_backup(Path(sys.argv[1]), about=About("", "", "", ""), tables={}, recipients=recipients(sys.argv[2:]),
                 entries=[Entry("files/private/a", lambda: io.BytesIO(content))])
except OSError as problem:
    print(problem.strerror)
"""


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_disk_that_fills_up_leaves_nothing(tmp_path, keys, settings, is_encrypted):
    path = tmp_path / "full" / "ratsite.tar.gz.age"
    path.parent.mkdir()
    run = [sys.executable, "-c", FILL, path, *(settings.BACKUP_RECIPIENTS if is_encrypted else [])]
    said = subprocess.run(run, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR)
    assert said.stdout.strip() == "File too large"
    assert os.listdir(path.parent) == []


FILL_SNAPSHOT = """
import resource, signal, sys
from pathlib import Path
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}})
from ratsite.operations.databases import sqlite
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with sqlite.snapshot(Path(sys.argv[2])):
        pass
except sqlite.sqlite3.Error as problem:
    print(problem)
"""


def test_a_disk_that_fills_up_leaves_no_half_copy_of_the_database(tmp_path, settings):
    database, folder = tmp_path / "db.sqlite3", tmp_path / "backups"
    folder.mkdir()
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("CREATE TABLE a AS SELECT zeroblob(2000000) AS b")
        opened.commit()
    run = [sys.executable, "-c", FILL_SNAPSHOT, database, folder]
    said = subprocess.run(run, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR)
    assert said.stdout.strip() in ("disk I/O error", "database or disk is full")
    assert os.listdir(folder) == []


def test_a_backup_that_goes_elsewhere_costs_no_older_one(site, backups, keys, tmp_path, monkeypatch):
    backups.mkdir(exist_ok=True)
    for day in range(1, 6):
        (backups / f"ratsite-2026010{day}T000000Z.tar.gz.age").write_bytes(b"x")
    before, usage = os.listdir(backups), {str(backups): 0, str(tmp_path / "stick"): 1 << 40}
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=usage[str(path)]))
    (tmp_path / "stick").mkdir()
    back_up(to=tmp_path / "stick" / "site.age")
    usage[str(tmp_path / "stick")] = 0
    with pytest.raises(BackupFault, match=f"needs .* in {tmp_path / 'stick'}"):
        back_up(to=tmp_path / "stick" / "two.age")
    assert sorted({*os.listdir(backups)} - {".lock", backup_folder.REGISTER}) == sorted(before)
    assert os.listdir(tmp_path / "stick") == ["site.age"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError(5, "Input/output error")])
def test_a_full_disk_is_not_called_a_damaged_backup(site, keys, tmp_path, monkeypatch, error):
    path = back_up()

    def full(*_values, **_more):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(reader.Path, "mkdir", full)
        with pytest.raises(BackupFault, match=f"cannot be unpacked into .*: {error.strerror}. Make room there"):
            reader.unpack(path, keys, tmp_path / "new", keep=lambda name: True)
    connection.close()
    with monkeypatch.context() as patched:
        patched.setattr("ratsite.operations.actions.restore.load", full)
        with pytest.raises(CommandError, match=rf"{error.strerror}\. Nothing was changed"):
            call_command("restore", path, identity=tmp_path / "identity.txt", yes=True)


@pytest.mark.parametrize(
    "problem",
    [sqlite3.OperationalError("database or disk is full"), DatabaseError("disk I/O error"), OSError(28, "No")],
)
def test_a_full_disk_under_the_database_is_reported_in_a_sentence(site, monkeypatch, problem):
    def fail(folder):
        raise problem

    monkeypatch.setattr(databases.own_database(), "snapshot", fail)
    with pytest.raises(CommandError, match=r"^(Database or disk is full|Disk I/O error|No)\. No backup was written"):
        call_command("backup", plain=True)


def test_the_operator_reads_what_happens(site, backups, tmp_path, capsys, settings):
    settings.BACKUP_RECIPIENTS = []
    identity = tmp_path / "my-identity.txt"
    call_command("backup", new_key=identity)
    recipient = capsys.readouterr().out.strip().rpartition("=")[2]
    assert identity.stat().st_mode & 0o077 == 0
    call_command("backup", recipient=[recipient])
    (path,) = backups.glob("ratsite-*")
    assert str(path) in capsys.readouterr().out
    call_command("backup", check=path, identity=identity)
    assert "OK: every table has its rows" in capsys.readouterr().out
    call_command("backup", "--check", f"--identity={identity}")
    assert f"Checking {path}" in capsys.readouterr().out
    connection.close()
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", path, identity=identity)
    said = capsys.readouterr().out
    assert "The data of the current site will be set aside" in said
    settings.LOG_KEYS = ["n" * 50]
    settings.SECRET_KEY = "m" * 50
    call_command("restore", path, identity=identity, yes=True)
    said = capsys.readouterr().out
    assert "This site has another SECRET_KEY than that one had" in said
    assert "The audit log does not verify" in said or "0 entries" in said


def _files() -> list[str]:
    folder = Path(private_storage().location)
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())


def test_a_part_that_a_killed_backup_left_goes_with_the_next(site, backups):
    backups.mkdir(exist_ok=True)
    part = backups / f"ratsite-20260101T000000Z.tar.gz.age{writer.PART}"
    part.write_bytes(b"half")
    back_up()
    assert not part.exists()
