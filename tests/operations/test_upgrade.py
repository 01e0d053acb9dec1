"""An upgrade leaves the site on the new or the old release, wherever it fails or the power is cut.

The releases here are real folders; their Python is a script that notes its calls, and fails where a test says so.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ratsite.operations import releases, rollback, upgrade
from ratsite.operations.releases import MIGRATE, Site, recover
from ratsite.settings.embedded import CannotStart
from tests.test_start import free_port

PYTHON = """#!/bin/sh
shift 2
release=$(basename "$PWD")
echo "$release $*" >> "$DATA_DIR/asked"
echo "$1 $2 $PGAPPNAME" >> "$DATA_DIR/names"
case "$release $*" in
  $FAIL*) exit 1 ;;
  $HANG*) echo now >> "$DATA_DIR/hangs"; exec sleep 60 ;;
esac
exit 0
"""
STEPS = [
    "1.1 doctor --before-upgrade",
    "1.1 backup --checked",
    "1.1 upgrade_step keep",
    "1.2 prepare",
    "1.2 upgrade_step health",
    "1.2 upgrade_step done",
]


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site that runs release 1.1; release 1.2 is in another folder and has its environment already."""
    data = tmp_path / "site" / "data"
    data.mkdir(parents=True)
    for name in ("FAIL", "HANG"):
        monkeypatch.setenv(name, "nothing")
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.delenv(releases.INSIDE, raising=False)
    monkeypatch.setattr(upgrade.configuration, "load", lambda: None)
    environment = tmp_path / "environment"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").write_text(PYTHON)
    (environment / "bin/python").chmod(0o755)
    root = tmp_path / "site" / "releases" / "1.1"
    for folder in (root, tmp_path / "1.2"):
        (folder / "ratsite/operations").mkdir(parents=True)
        (folder / "ratsite/operations/releases.py").touch()
    (root / ".venv").symlink_to(environment)
    (tmp_path / "site" / "current").symlink_to("releases/1.1")
    monkeypatch.setattr(upgrade, "Site", lambda: Site(root))
    monkeypatch.setattr(rollback, "Site", lambda: Site(root))
    monkeypatch.chdir(tmp_path)
    return Site(root)


def go(*more: str) -> int:
    return upgrade.main(["1.2", "--environment", "environment", *more])


def asked(site: Site) -> list[str]:
    """Return the commands that the releases got since the last look, without times and options."""
    path = site.data / "asked"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    steps = (line.split(" --old=")[0].split() for line in lines)
    return [" ".join(word for word in words if word[:2] not in ("20", "-v")) for words in steps]


def assert_runs(site: Site, name: str) -> None:
    assert site.current == name
    assert site.journal() is None
    assert not (site.data / releases.CLOSED).exists()


def test_each_step_is_done_in_order_and_the_new_release_runs(site, capsys):
    assert go() == 0
    assert asked(site) == STEPS
    assert_runs(site, "1.2")
    assert (site.folder / "current" / "ratsite.env").readlink() == Path("../../ratsite.env")
    assert "1.2 runs" in capsys.readouterr().out
    assert site.last_upgrade().old == "1.1"


def test_postgresql_can_tell_a_migration_of_the_upgrade_from_the_running_site(site):
    """What a killed upgrade left in the server is ended by that name."""
    assert go() == 0
    assert f"prepare  {releases.APPLICATION}" in (site.data / "names").read_text().splitlines()


@pytest.mark.parametrize(
    ("fails", "undone"),
    [
        ("1.1 upgrade_step keep", ["1.1 upgrade_step drop", "1.1 upgrade_step failed"]),
        ("1.2 prepare", ["1.1 upgrade_step back", "1.1 prepare", "1.1 upgrade_step failed"]),
        ("1.2 upgrade_step health", ["1.1 upgrade_step back", "1.1 prepare", "1.1 upgrade_step failed"]),
    ],
)
def test_a_step_that_fails_leaves_the_old_release_and_its_database(site, monkeypatch, capsys, fails, undone):
    monkeypatch.setenv("FAIL", fails)
    assert go() == 1
    assert asked(site) == [*STEPS[: STEPS.index(fails) + 1], *undone]
    assert_runs(site, "1.1")
    assert not site.release("1.2").exists()
    assert "The site stays with 1.1: " in capsys.readouterr().err
    assert site.last_upgrade() is None


def test_without_a_checked_backup_nothing_begins(site, monkeypatch):
    monkeypatch.setenv("FAIL", "1.1 backup")
    with pytest.raises(CannotStart, match="backup --checked"):
        go()
    assert asked(site) == STEPS[:2]
    assert_runs(site, "1.1")
    assert not site.release("1.2").exists()


@pytest.fixture
def answering(monkeypatch):
    """Return True if the site responds on its port, as a web server that was started."""

    class Closed(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(503)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Closed) as server:
        monkeypatch.setenv("PORT", str(server.server_port))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def test_a_site_that_answers_is_reported_as_running(site, answering, capsys):
    assert go("--start", "true") == 0
    assert "1.2 runs" in capsys.readouterr().out


@pytest.mark.parametrize(("command", "words"), [("false", "ended with code 1"), ("true", "does not answer on port")])
def test_a_site_that_does_not_start_is_reported(site, monkeypatch, capsys, command, words):
    monkeypatch.setenv("PORT", free_port())
    monkeypatch.setattr(upgrade, "ANSWER_SECONDS", 0)
    for run in (lambda: go("--start", command), lambda: rollback.main(["--yes", "--start", command])):
        done, said = run(), capsys.readouterr()
        assert (done, words in said.err, " runs" in said.out) == (1, True, False)
    assert_runs(site, "1.1")


def test_an_interrupted_way_back_is_reported_and_can_be_finished(site, monkeypatch, capsys):
    prepare = site.release("1.1") / ".venv/bin/python"
    prepare.write_text(PYTHON.replace("$FAIL*) exit 1", "'1.2 prepare'*|'1.1 upgrade_step back'*) exit 1"))
    assert go() == 1
    said = capsys.readouterr().err
    assert "The way back to 1.1 stopped half-way" in said
    assert "upgrade --recover" in said
    assert asked(site)[-1] == "1.1 upgrade_step failed"
    assert (site.data / releases.CLOSED).exists()
    prepare.write_text(PYTHON)
    recover(site)
    assert_runs(site, "1.1")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("/nonexistent", "There is no folder, file or release “/nonexistent”."),
        ("1.3", "There is no folder, file or release “1.3”."),
        ("other", "other is not a release of this site."),
        ("text.tar.gz", "text.tar.gz is not a .tar.gz or .zip file."),
    ],
)
@pytest.mark.parametrize("is_cloned", [False, True])
def test_a_wrong_source_is_one_sentence_before_anything_is_done(site, capfd, source, words, is_cloned):
    Path("other").mkdir()
    Path("text.tar.gz").write_text("text")
    if is_cloned:
        make_repository(site, tag="1.4")
    with pytest.raises(CannotStart) as refused:
        upgrade.main([source, "--environment", "environment"])
    assert (str(refused.value), *capfd.readouterr()) == (words, "", "")
    assert asked(site) == []
    assert_runs(site, "1.1")


def make_repository(site: Site, *, tag: str) -> None:
    """Make the folder 1.2 a repository with one commit and this tag, from which the current release was cloned."""
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@agency.example"]
    own = site.release("1.1")
    for command in (
        ["-C", "1.2", "init", "--quiet"],
        ["-C", "1.2", "add", "."],
        ["-C", "1.2", *who, "commit", "--quiet", "--message", "First"],
        ["-C", "1.2", *who, "tag", tag],
        ["-C", own, "init", "--quiet"],
        ["-C", own, "remote", "add", "origin", Path("1.2").absolute()],
    ):
        subprocess.run(["git", *command], check=True)


def test_a_release_can_be_a_tag_of_git(site):
    make_repository(site, tag="1.4")
    assert upgrade.main(["1.4", "--environment", "environment"]) == 0
    assert_runs(site, "1.4")


def test_a_repository_that_does_not_answer_is_reported_in_plain_words(site, capfd):
    make_repository(site, tag="1.4")
    shutil.rmtree("1.2")
    with pytest.raises(CannotStart, match="1.4 is no folder or file, and git cannot read the repository"):
        upgrade.main(["1.4", "--environment", "environment"])
    assert asked(site) == []


def test_a_repository_that_is_silent_is_given_up(site, monkeypatch):
    make_repository(site, tag="1.4")
    monkeypatch.setattr(upgrade, "GIT_SECONDS", 0.001)
    with pytest.raises(CannotStart, match="the repository of 1.4 did not answer in 0.001 seconds"):
        upgrade.main(["1.4", "--environment", "environment"])
    assert asked(site) == []


def test_a_command_that_does_not_stop_the_site_is_named(site, capsys):
    assert go("--stop", "false") == 1
    assert "The site stays with 1.1: the site was not stopped: `false` ended with code 1." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["."],  # the folder that the site lies in
        ["site"],
        ["site/releases"],
        ["site/releases/1.2"],  # unpacked there by hand
        ["site/releases/release/release.tar.gz"],
        ["1.2", "--name", ".."],
        ["1.2", "--name", "../data"],
        ["1.2", "--name", "elsewhere/1.2"],
    ],
)
def test_a_name_that_leads_out_of_the_releases_deletes_nothing(site, arguments):
    Path("site/releases/1.2").mkdir()
    Path("site/releases/release").mkdir()
    Path("site/releases/release/release.tar.gz").touch()
    (site.data / "db.sqlite3").touch()
    before = everything(site)
    with pytest.raises(CannotStart, match="cannot be the name|one is inside the other"):
        upgrade.main([*arguments, "--environment", "environment"])
    assert everything(site) == before


@pytest.mark.parametrize("name", ["", ".", "..", "../data"])
def test_a_journal_with_such_a_name_deletes_nothing(site, name):
    """An older release could have written such a name."""
    before = everything(site)
    with pytest.raises(CannotStart, match="cannot be the name"):
        releases.go_back(site, releases.Upgrade("1.1", name, "20261127T000000"))
    site.end(releases.Upgrade(name, "1.1", "20261127T000000"), may_roll_back=True)
    with pytest.raises(CannotStart, match="cannot be the name"):
        rollback.main(["--yes"])
    (site.folder / releases.LAST).unlink()
    assert everything(site) == before


def test_a_link_in_the_place_of_a_release_is_not_followed(site, capsys):
    Path("checkout").mkdir()
    Path("checkout/work").touch()
    site.release("1.2").symlink_to(Path("checkout").absolute())
    archive = shutil.make_archive("release", "gztar", "1.2")
    assert upgrade.main([archive, "--name", "1.2", "--environment", "environment"]) == 1
    assert os.listdir("checkout") == ["work"]
    assert_runs(site, "1.1")


def test_a_release_is_named_by_its_folder_also_from_inside_it(site, monkeypatch):
    monkeypatch.chdir("1.2")
    assert upgrade.main([".", "--environment", "../environment"]) == 0
    assert_runs(site, "1.2")


def everything(site: Site) -> list[Path]:
    return sorted(path for path in site.folder.rglob("*") if path.name != releases.LOCK)


@pytest.mark.parametrize(
    ("cut_in", "undone"),
    [
        ("1.1 upgrade_step keep", ["1.1 upgrade_step drop"]),
        ("1.2 prepare", ["1.1 upgrade_step back", "1.1 prepare"]),
        ("1.2 upgrade_step health", ["1.1 upgrade_step back", "1.1 prepare"]),
        ("1.2 upgrade_step done", []),
    ],
)
def test_a_power_cut_is_undone_or_finished_at_the_next_start(site, cut_in, undone):
    """The upgrade is killed in the middle of a step, so that it cannot clean up."""
    killed_in(site, cut_in)
    asked(site)
    assert (site.data / releases.CLOSED).exists()  # nobody writes into what is half done
    runs = "1.2" if cut_in == STEPS[-1] else "1.1"
    assert f"{runs} runs" in recover(site)
    assert asked(site) == undone
    assert_runs(site, runs)
    assert recover(site) == ""


def killed_in(site: Site, step: str) -> None:
    root = site.release("1.1")
    script = (
        "import sys; from pathlib import Path; from ratsite.operations import upgrade; "
        "from ratsite.operations.releases import Site; upgrade.configuration.load = lambda: None; "
        f"upgrade.Site = lambda: Site(Path({str(root)!r})); upgrade.main(sys.argv[1:])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, "1.2", "--environment", "environment"],
        env={**os.environ, "HANG": step, "PYTHONPATH": str(releases.ROOT)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not (site.data / "hangs").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_two_upgrades_at_once_are_one(site):
    with site.locked(), pytest.raises(CannotStart, match="an upgrade is running"):
        go()


def test_rollback_goes_back_with_the_database_of_then(site, capsys):
    assert go() == 0
    asked(site)
    assert rollback.main(["--yes"]) == 0
    assert asked(site) == [
        "1.2 upgrade_step print_losses",
        "1.2 upgrade_step register",
        "1.2 upgrade_step back --rollback",
        "1.1 prepare",
        "1.1 upgrade_step end_access",
    ]
    assert_runs(site, "1.1")
    assert site.release("1.2").is_dir()
    with pytest.raises(CannotStart, match="no release to go back to"):
        rollback.main(["--yes"])


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize(("stop", "fails"), [("false", "nothing"), ("true", "1.2 upgrade_step register")])
def test_a_rollback_that_cannot_stop_the_site_leaves_it_as_it_was(
    site, answering, monkeypatch, capsys, stop, fails, is_closed
):
    assert go() == 0
    if is_closed:
        (site.data / releases.CLOSED).touch()
    monkeypatch.setenv("FAIL", fails)
    started = site.data / "started"
    assert rollback.main(["--yes", "--stop", stop, "--start", f"touch {started}"]) == 1
    assert "The site stays with 1.2: " in capsys.readouterr().err
    assert (site.current, site.journal(), started.exists()) == ("1.2", None, True)
    assert (site.data / releases.CLOSED).exists() is is_closed
    monkeypatch.setenv("FAIL", "nothing")
    assert rollback.main(["--yes"]) == 0
    assert site.current == "1.1"


def test_rollback_asks_first(site):
    assert go() == 0
    with pytest.raises(CannotStart, match="nothing was changed"):
        rollback.main([])
    assert_runs(site, "1.2")


@pytest.mark.parametrize(("has_switched", "runs"), [(True, "1.1"), (False, "1.2")])
def test_a_rollback_that_is_cut_off_ends_with_one_release_and_its_database(site, has_switched, runs):
    assert go() == 0
    asked(site)
    last = site.last_upgrade()
    last.is_undone = True
    (site.data / releases.CLOSED).touch()
    site.record_step(last, MIGRATE)
    if has_switched:
        site.switch("1.1")
    recover(site)
    undone = ["1.2 upgrade_step back --rollback", "1.1 prepare", "1.1 upgrade_step end_access"]
    assert asked(site) == (undone if has_switched else [])
    assert_runs(site, runs)
    assert site.release("1.2").is_dir()
