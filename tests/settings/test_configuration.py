"""Every command reads the same configuration file, and none writes to another database by accident."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = {"SECRET_KEY": "s" * 50, "ALLOWED_HOSTS": "network.example", "SITE_URL": "https://network.example"}


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The configuration of a site with SQLite, in the folder where commands start."""
    path = tmp_path / "ratsite.env"
    values = {**KEYS, "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": f"sqlite:///{tmp_path}/data/db.sqlite3"}
    configuration.write_file(path, values, "A test")
    monkeypatch.chdir(tmp_path)
    return path


def command(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    mine = {*KEYS, "DATA_DIR", "DATABASE_URL", "EMBEDDED", "DJANGO_SETTINGS_MODULE", "RATSITE_CONFIG"}
    inherited = {name: value for name, value in os.environ.items() if name not in mine}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


SHOW = (
    "shell",
    "--no-imports",
    "-c",
    "from django.conf import settings as s; print(s.SITE_URL, s.DATABASES['default']['NAME'])",
)


def test_a_written_configuration_is_read_back_and_only_its_owner_may_read_it(tmp_path):
    values = {"PLAIN": "a/b:c@d", "EMPTY": "", "HARD": ' "q" \\ $HOME `id` # no comment \' ', "LIKE": "x=y"}
    path = tmp_path / "ratsite.env"
    configuration.write_file(path, values, "Two\nlines")
    assert configuration.read_file(path) == values
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backup_holds_every_setting_of_the_file_but_no_secret():
    """No list has to be kept up to date: a setting that the next release adds is in the backup too."""
    secret = {
        "SECRET_KEY": "s", "FIELD_KEYS": "f", "LOG_KEYS": "l", "EMAIL_HOST_PASSWORD": "p", "S3_ACCESS_KEY_ID": "a",
        "S3_SECRET_ACCESS_KEY": "b", "DEMO_PASSWORD": "d",
    }  # fmt: skip
    plain = {"FIGURES_INSIDE": "4", "WEB_BIND": "127.0.0.1:8000", "NEW": "1", "BACKUP_RECIPIENTS": "age1x"}
    addresses = {"DATABASE_URL": "postgres://me:secret@db:5432/site?password=x", "CACHE_URL": "redis://:secret@r/1"}
    assert configuration.without_secrets(secret | plain | addresses) == {
        **plain, "DATABASE_URL": "postgres://db:5432/site", "CACHE_URL": "redis://r/1",
    }  # fmt: skip


def test_a_shell_and_systemd_read_the_same_values(tmp_path):
    values = {"HARD": '"q" \\ $HOME `id`', "NAME": "RAT Network <noreply@network.example>"}
    configuration.write_file(tmp_path / "ratsite.env", values, "")
    shown = subprocess.check_output(
        ["sh", "-c", '. ./ratsite.env; printf "%s|%s" "$HARD" "$NAME"'], cwd=tmp_path, text=True
    )
    assert shown == "|".join(values.values())


def test_every_command_reads_the_file_and_says_on_which_database_it_works(file):
    done = command(*SHOW, folder=file.parent)
    assert done.stdout.split() == ["https://network.example", f"{file.parent}/data/db.sqlite3"], done.stderr
    assert done.stderr == f"Working on {file.parent}/data/db.sqlite3 ({file})\n"


@pytest.mark.parametrize(
    ("name", "value"), [("DATA_DIR", "/srv/another"), ("DATABASE_URL", "postgres://me:secret@db/another")]
)
def test_a_variable_that_names_another_database_stops_the_command(file, name, value):
    done = command(*SHOW, folder=file.parent, **{name: value})
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{name} is {value.replace('secret', '…')} in your environment" in done.stderr
    assert "--other-database" in done.stderr


def test_a_command_that_is_told_so_works_on_the_other_database(file, tmp_path):
    other = f"sqlite:///{tmp_path}/other.sqlite3"
    done = command(*SHOW, "--other-database", folder=file.parent, DATABASE_URL=other)
    assert done.stdout.split()[1] == f"{tmp_path}/other.sqlite3", done.stderr


def test_the_same_folder_written_otherwise_is_no_other_database(file):
    environment = {"DATA_DIR": "data", "LOG_LEVEL": "ERROR"}
    configuration.load(environment)
    assert environment["DATA_DIR"] == "data"
    assert environment["SITE_URL"] == KEYS["SITE_URL"]


def test_the_file_is_looked_for_in_three_places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    data.mkdir()
    environment = {"DATA_DIR": str(data)}
    assert configuration.find(environment) is None
    configuration.write_file(data / "ratsite.env", KEYS, "")
    assert configuration.find(environment) == data / "ratsite.env"
    configuration.load(environment)
    assert environment["DATA_DIR"] == str(data)
    configuration.write_file(tmp_path / "ratsite.env", KEYS, "")
    assert configuration.find(environment | {"RATSITE_CONFIG": ""}) == tmp_path / "ratsite.env"
    configuration.write_file(tmp_path / "third", KEYS, "")
    assert configuration.find(environment | {"RATSITE_CONFIG": "third"}) == tmp_path / "third"
    with pytest.raises(CannotStart, match="there is no such file"):
        configuration.find({"RATSITE_CONFIG": "fourth"})


def test_a_line_that_is_no_setting_is_named(tmp_path):
    path = tmp_path / "ratsite.env"
    path.write_text("# well\n\nSECRET_KEY\n")
    with pytest.raises(CannotStart, match="line 3 of .*ratsite.env is not NAME=value"):
        configuration.read_file(path)


def test_commands_without_a_file_use_the_address_where_make_run_last_started(tmp_path):
    from ratsite.settings.embedded import embedded_environment

    embedded_environment(8123, tmp_path)
    done = command(*SHOW, folder=tmp_path, DATA_DIR=str(tmp_path))
    assert done.stdout.split() == ["http://127.0.0.1:8123", f"{tmp_path}/db.sqlite3"], done.stderr
