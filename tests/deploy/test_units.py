"""The files for systemd: each is named in the documentation, calls what exists, and gives a process little."""

import configparser
import shutil
import subprocess

import pytest

from ratsite.__main__ import VERBS
from tests.databases import ROOT

UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
ANALYZE = shutil.which("systemd-analyze")


def lines(path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def names(paths) -> list[str]:
    return [path.name for path in paths]


@pytest.mark.parametrize("path", SERVICES, ids=names(SERVICES))
def test_a_service_may_write_to_its_folder_alone(path):
    web = lines(ROOT / "deploy/systemd/ratsite-web.service")
    shared = web[web.index("NoNewPrivileges=yes") : web.index("SystemCallFilter=@system-service")]
    assert len(shared) > 20
    assert [line for line in shared if line not in lines(path)] == []
    assert [line for line in lines(path) if line.startswith("ReadWritePaths=")] == ["ReadWritePaths=/srv/ratsite/data"]
    assert {"User=ratsite", "UMask=0027"} <= set(lines(path))


@pytest.mark.parametrize("path", UNITS, ids=names(UNITS))
def test_the_documentation_names_each_file(path):
    docs = "".join(one.read_text() for one in (ROOT / "docs/operating").glob("*.md"))
    assert path.stem in docs


def test_the_nightly_timer_starts_the_backup():
    timer = configparser.ConfigParser(strict=False, interpolation=None)
    timer.read(ROOT / "deploy/systemd/ratsite-backup.timer")
    assert timer["Timer"]["OnCalendar"].startswith("*-*-*")
    assert timer["Timer"]["Persistent"] == "true"
    service = lines(ROOT / "deploy/systemd/ratsite-backup.service")
    assert "ExecStart=/srv/ratsite/app/.venv/bin/python -m ratsite backup" in service
    assert "backup" in VERBS
    assert "`ratsite-backup.timer`" in (ROOT / "docs/operating/backups.md").read_text()


@pytest.mark.skipif(not ANALYZE, reason="systemd is not on this machine")
def test_systemd_understands_each_file(tmp_path):
    program = shutil.which("true")
    for path in UNITS:
        text = path.read_text().replace("/srv/ratsite/app/.venv/bin/python", program)
        (tmp_path / path.name).write_text(text)
    files = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run([ANALYZE, "verify", "--man=no", *files], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line or "ratsite" in line] == []
