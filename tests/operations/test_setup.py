"""`ratsite setup`: each answer is checked at once, and the file is written only if all are right."""

import socket
import stat
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from ratsite.__main__ import main as command_line
from ratsite.lib.backups.encryption import read_identities
from ratsite.operations import answers, setup
from ratsite.operations.answers import Wrong
from ratsite.operations.releases import Site, refuse_old_release
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart
from tests.mail_server import Sink


@pytest.fixture
def calls(monkeypatch):
    """The commands that would have been run on the new site."""
    made = []
    monkeypatch.setattr(setup, "_manage", lambda environment, *arguments: made.append((environment, arguments)))
    return made


def run(folder, *more: str) -> int:
    flags = ["--no-input", "--config", str(folder / "ratsite.env")]
    return setup.main([*flags, *more])


FIRST = ["--coordinator", "ann@agency.example Ann de Souza"]


def test_one_command_sets_a_site_up(tmp_path, calls, capsys):
    assert run(tmp_path, "--data", str(tmp_path / "data"), "--network", "Our network", *FIRST) == 0
    path = tmp_path / "ratsite.env"
    values = configuration.read_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert values["DATABASE_URL"] == f"sqlite:///{tmp_path}/data/db.sqlite3"
    assert (values["NETWORK_NAME"], values["EMBEDDED"]) == ("Our network", "1")
    keys = {values[name] for name in setup.KEYS}
    assert len(keys) == 3
    assert all(len(key) > 50 for key in keys)
    assert [arguments for _, arguments in calls] == [
        ("prepare", "-v0"), ("add_coordinator", "-v0", "ann@agency.example", "Ann", "de Souza"),
    ]  # fmt: skip
    assert all(environment["RATSITE_CONFIG"] == str(path) for environment, _ in calls)
    assert not [key for key in keys if key in capsys.readouterr().out]


def test_setup_says_who_the_security_contact_is(tmp_path, calls, capsys):
    run(tmp_path, "--data", str(tmp_path / "data"), "--contact", "hello@agency.example", *FIRST)
    assert "The security contact is hello@agency.example. Change SECURITY_EMAIL in" in capsys.readouterr().out
    assert configuration.read_file(tmp_path / "ratsite.env")["SECURITY_EMAIL"] == "hello@agency.example"
    run(tmp_path, "--contact", "other@agency.example")
    assert "The security contact is hello@agency.example." in capsys.readouterr().out


def test_a_long_name_gets_a_short_one_of_whole_words(tmp_path, calls):
    run(tmp_path, "--data", str(tmp_path / "data"), "--network", "Northshire Anti-Slavery Partnership", *FIRST)
    values = configuration.read_file(tmp_path / "ratsite.env")
    assert values["NETWORK_NAME"] == "Northshire Anti-Slavery Partnership"
    assert values["NETWORK_SHORT_NAME"] == "Northshire Anti-Slavery"


def test_the_key_of_backups_is_made_next_to_the_answers(tmp_path, calls, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run(tmp_path, "--data", str(tmp_path / "data"), "--recipients", "new", "--operators", "Owen  T. 1, Mary", *FIRST)
    values = configuration.read_file(tmp_path / "ratsite.env")
    (identity,) = read_identities(tmp_path / "ratsite-identity.txt")
    assert values["BACKUP_RECIPIENTS"] == str(identity.to_public())
    assert values["OPERATORS"] == "Owen T. 1,Mary"
    assert "Move it off this server" in capsys.readouterr().out
    (tmp_path / "ratsite.env").unlink()  # it was cut off; the key that was made is taken
    run(tmp_path, "--data", str(tmp_path / "data"), "--recipients", "new", *FIRST)
    again = configuration.read_file(tmp_path / "ratsite.env")
    assert (again["BACKUP_RECIPIENTS"], again["OPERATORS"]) == (values["BACKUP_RECIPIENTS"], "")
    run(tmp_path)
    assert configuration.read_file(tmp_path / "ratsite.env") == again


def test_a_setup_that_was_cut_off_still_asks_for_the_coordinator(monkeypatch):
    typed = iter(["ann@agency.example", "ann@hotmail.co.uk Ann Smith", "ann@agency.example Ann Smith", ""])
    monkeypatch.setattr("builtins.input", lambda shown: next(typed))
    ask = setup.Questions(dict.fromkeys(setup.FLAGS), can_ask=True)
    asked = [ask("coordinator", setup._coordinator, default="", may_be_empty=True) for _ in range(2)]
    assert asked == [["ann@agency.example", "Ann", "Smith"], None]


def test_a_second_run_keeps_the_keys_and_moves_nothing(tmp_path, calls):
    run(tmp_path, "--data", str(tmp_path / "data"), *FIRST)
    before = configuration.read_file(tmp_path / "ratsite.env")
    run(tmp_path, "--network", "Another name")
    after = configuration.read_file(tmp_path / "ratsite.env")
    assert after == before | {"NETWORK_NAME": "Another name"}
    run(tmp_path, "--short", "Another")
    assert configuration.read_file(tmp_path / "ratsite.env")["NETWORK_SHORT_NAME"] == "Another"
    with pytest.raises(CannotStart, match="To move it, back up and restore"):
        run(tmp_path, "--database", "postgres://a@localhost/b")


def test_a_second_run_keeps_hosts_and_the_sender_s_name_that_were_added_by_hand(tmp_path, calls):
    address = ["--address", "https://network.example", "--email", setup.FILES]
    run(tmp_path, "--data", str(tmp_path / "data"), *address, *FIRST)
    path = tmp_path / "ratsite.env"
    by_hand = {"ALLOWED_HOSTS": "network.example,www.network.example", "DEFAULT_FROM_EMAIL": "Our <a@network.example>"}
    configuration.write_file(path, configuration.read_file(path) | by_hand, "By hand")
    run(tmp_path, "--network", "Another name")
    values = configuration.read_file(path)
    assert {name: values[name] for name in by_hand} == by_hand
    run(tmp_path, "--address", "https://new.example", "--sender", "b@new.example")
    values = configuration.read_file(path)
    assert values["ALLOWED_HOSTS"] == "network.example,www.network.example,new.example"
    assert values["DEFAULT_FROM_EMAIL"] == "Our <b@new.example>"


def test_a_first_release_is_set_up_as_the_upgrade_and_the_units_expect_it(tmp_path, calls, monkeypatch, capsys):
    site = tmp_path / "site"
    release = site / "releases" / "1.0"
    release.mkdir(parents=True)
    monkeypatch.setattr(setup, "ROOT", release)
    monkeypatch.chdir(release)
    monkeypatch.delenv("RATSITE_CONFIG", raising=False)
    setup.main(["--no-input", *FIRST])
    assert (site / "current").readlink() == Path("releases/1.0")
    assert (release / "ratsite.env").readlink() == Path("../../ratsite.env")
    assert configuration.read_file(site / "ratsite.env")["DATA_DIR"] == str(site / "data")
    assert f"cd {site}/current && python3 -m ratsite run" in capsys.readouterr().out
    setup.main(["--no-input", "--network", "Another name"])
    assert (release / "ratsite.env").is_symlink()
    assert configuration.read_file(site / "ratsite.env")["NETWORK_NAME"] == "Another name"


def test_a_release_that_is_not_the_current_one_does_not_run(tmp_path):
    for name in ("1.0", "1.1"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    (tmp_path / "current").symlink_to("releases/1.1")
    refuse_old_release(Site.around(tmp_path / "releases/1.1"))
    refuse_old_release(Site.around(tmp_path))
    with pytest.raises(CannotStart, match=r"1\.0 is not the current release.*1\.1 runs"):
        refuse_old_release(Site.around(tmp_path / "releases/1.0"))


@pytest.mark.parametrize(
    ("flag", "answer", "words"),
    [
        ("--address", "network.example", "Give the whole address"),
        ("--address", "http://network.example", "Use https://network.example"),
        ("--network", "N" * 81, "80 characters at most"),
        ("--short", "Northshire Anti-Slavery Partnership", "30 characters at most, without < or >. These are 35"),
        ("--data", "/proc/nowhere", "cannot be written"),
        ("--database", "mysql://a@b/c", "Type sqlite, or the address"),
        ("--database", "postgres://a@127.0.0.1:1/c", "PostgreSQL does not let us in"),
        ("--email", "127.0.0.1:1", "does not let us in"),
        ("--sender", "nobody", "Give an email address"),
        ("--recipients", "AGE-SECRET-KEY-1", "This is not an age recipient"),
        ("--coordinator", "ann@agency.example", "the first name and the last name"),
        ("--coordinator", "ann@gmail.com Ann Smith", "Give a work email address. Addresses at gmail.com do not show"),
    ],
)
def test_a_wrong_answer_is_reported_at_once_and_nothing_is_written(tmp_path, calls, flag, answer, words):
    given = {"--data": str(tmp_path / "data"), FIRST[0]: FIRST[1], flag: answer}
    with pytest.raises(CannotStart, match=words):
        run(tmp_path, *(part for pair in given.items() for part in pair))
    assert not (tmp_path / "ratsite.env").exists()
    assert calls == []


def test_a_missing_answer_is_named_before_anything_is_made(tmp_path, calls):
    with pytest.raises(CannotStart, match="--coordinator is missing"):
        run(tmp_path, "--data", str(tmp_path / "data"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flags", "installed"),
    [
        ([], []),
        (["--help"], []),
        (FIRST, ["requirements.txt"]),
        (["--config", "ratsite.env"], ["requirements.txt"]),
    ],
)
def test_without_a_keyboard_a_missing_answer_is_named_before_anything_is_installed(
    tmp_path, monkeypatch, capsys, flags, installed
):
    """Simulates a server on which the site's packages are not installed yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ratsite.env").touch() if "--config" in flags else None
    made = []
    monkeypatch.setattr("ratsite.__main__.find_spec", lambda name: None)
    monkeypatch.setattr("ratsite.__main__.PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr("ratsite.__main__.install", made.append)
    monkeypatch.setattr("ratsite.__main__.os.execv", lambda *command: sys.exit(0))
    with suppress(SystemExit):
        assert command_line(["setup", *flags]) == 1
        assert capsys.readouterr().err.startswith("setup cannot start: --coordinator is missing: ")
    assert made == installed


def test_the_folder_of_make_run_is_refused(tmp_path):
    (tmp_path / "secret").write_text("x")
    with pytest.raises(Wrong, match="make run"):
        answers.data_folder(str(tmp_path))


def test_a_person_at_the_keyboard_is_asked_again(monkeypatch, capsys):
    typed = iter(["network.example", "https://network.example/"])
    monkeypatch.setattr("builtins.input", lambda shown: next(typed))
    ask = setup.Questions(dict.fromkeys(setup.FLAGS), can_ask=True)
    assert ask("address", answers.site_address, default=None) == "https://network.example"
    assert "Give the whole address" in capsys.readouterr().out


def test_the_email_server_is_greeted_and_its_settings_are_named(settings):
    from tests.mail_server import running

    with running(Sink(), settings):
        found = answers.email_server(f"127.0.0.1:{settings.EMAIL_PORT}")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("127.0.0.1", str(settings.EMAIL_PORT))
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == ("False", "False")


def test_a_password_is_not_sent_without_encryption(monkeypatch):
    monkeypatch.setattr(answers, "THIS_COMPUTER", ())
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with server.accept()[0] as connection:
                connection.sendall(b"220 here\r\n")
                while line := connection.recv(1000):
                    heard.append(line)
                    connection.sendall(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 yes\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Wrong, match="offers no encryption"):
            answers.email_server(f"smtp://ann:secret@127.0.0.1:{server.getsockname()[1]}")
        thread.join(10)
    assert not [line for line in heard if b"AUTH" in line or b"secret" in line]


def test_passwords_with_hard_characters_come_back_from_the_file():
    old = {
        "EMAIL_HOST": "mail.example", "EMAIL_PORT": "2465", "EMAIL_USE_SSL": "True",
        "EMAIL_HOST_USER": "a@b", "EMAIL_HOST_PASSWORD": "p:@/% w",
    }  # fmt: skip
    assert setup._email_of(old) == "smtps://a%40b:p%3A%40%2F%25%20w@mail.example:2465"
