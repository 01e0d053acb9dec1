"""The systemd units: each is in the documentation, calls commands that exist, and gives its process few rights."""

import configparser
import re
import shutil
import subprocess

import pytest

from ratsite.__main__ import VERBS
from ratsite.operations.releases import CURRENT, DATA, JOURNAL, RELEASES
from ratsite.settings.configuration import FILE_NAME
from tests.databases import ROOT

UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
ANALYZE = shutil.which("systemd-analyze")
MOST_EXPOSED = 15  # tenths: 1.5 of 10, where a unit with no protection has 9.6


def lines(path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def names(paths) -> list[str]:
    return [path.name for path in paths]


@pytest.mark.parametrize("path", SERVICES, ids=names(SERVICES))
def test_a_service_may_write_to_its_folder_alone(path):
    web = lines(ROOT / "deploy/systemd/ratsite-web.service")
    shared = web[web.index("NoNewPrivileges=yes") : web.index("SystemCallFilter=@system-service")]
    shared = [line for line in shared if not line.startswith("ReadWritePaths=")]
    assert len(shared) > 20
    assert [line for line in shared if line not in lines(path)] == []
    writable = "/srv/ratsite" if path.stem == "ratsite-recover" else "/srv/ratsite/data"
    assert [line for line in lines(path) if line.startswith("ReadWritePaths=")] == [f"ReadWritePaths={writable}"]
    assert {"User=ratsite", "UMask=0027"} <= set(lines(path))


@pytest.mark.parametrize("path", SERVICES, ids=names(SERVICES))
def test_a_service_runs_the_current_release_with_the_one_configuration(path):
    assert f"WorkingDirectory=/srv/ratsite/{CURRENT}" in lines(path)
    assert f"Environment=RATSITE_CONFIG=/srv/ratsite/{FILE_NAME}" in lines(path)
    starts = [line for line in lines(path) if line.startswith("ExecStart")]
    assert [line.split()[0] for line in starts] == [f"ExecStart=/srv/ratsite/{CURRENT}/.venv/bin/python"]


def test_every_file_names_the_same_folders():
    places = {CURRENT, RELEASES, FILE_NAME, DATA, JOURNAL}
    found = {}
    for path in [*(ROOT / "deploy").rglob("*"), *(ROOT / "docs/operating").glob("*.md")]:
        if path.is_file():
            for place in re.findall(r"/srv/ratsite/([\w.-]*\w)", path.read_text()):
                found.setdefault(place, []).append(path.name)
    assert {place: where for place, where in found.items() if place not in places} == {}
    assert set(found) == places
    private = f"/srv/ratsite/{DATA}/private"
    assert f"alias {private}/;" in (ROOT / "deploy/nginx.conf").read_text()
    assert f"root * {private}\n" in (ROOT / "deploy/Caddyfile").read_text()
    assert f"DATA_DIR=/srv/ratsite/{DATA}\n" in (ROOT / "deploy/ratsite.env.example").read_text()


def test_an_upgrade_that_was_cut_off_is_undone_before_the_site_starts():
    recover = lines(ROOT / "deploy/systemd/ratsite-recover.service")
    assert f"ConditionPathExists=/srv/ratsite/{JOURNAL}" in recover
    assert "ExecStart=/srv/ratsite/current/.venv/bin/python -m ratsite upgrade --recover" in recover
    for name in ("ratsite-web", "ratsite-background"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.read(ROOT / f"deploy/systemd/{name}.service")
        assert "ratsite-recover.service" in unit["Unit"]["After"].split()
        assert "ratsite-recover.service" in unit["Unit"].get("Requires", "").split()
        assert (unit["Unit"]["PartOf"], unit["Install"]["WantedBy"]) == ("ratsite.target", "ratsite.target")


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
    assert "ExecStart=/srv/ratsite/current/.venv/bin/python -m ratsite backup" in service
    assert "backup" in VERBS
    assert "`ratsite-backup.timer`" in (ROOT / "docs/operating/backups.md").read_text()


@pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed: apt install systemd")
def test_systemd_understands_each_file(tmp_path):
    program = shutil.which("true")
    for path in UNITS:
        text = path.read_text().replace("/srv/ratsite/current/.venv/bin/python", program)
        (tmp_path / path.name).write_text(text)
    files = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run([ANALYZE, "verify", "--man=no", *files], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line or "ratsite" in line] == []


@pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed: apt install systemd")
@pytest.mark.parametrize("path", SERVICES, ids=names(SERVICES))
def test_systemd_finds_little_that_a_service_is_exposed_to(path, tmp_path):
    unit = tmp_path / path.name
    unit.write_text(path.read_text().replace("/srv/ratsite/current/.venv/bin/python", shutil.which("true")))
    command = [ANALYZE, "security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
