"""The supervisor with real processes that are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ratsite.operations.supervisor import Program

BEGUN: list[subprocess.Popen] = []
ROOT = Path(__file__).resolve().parent.parent.parent
# Two programs that do nothing; the second ignores what asks it to end.
CODE = """
import signal, sys, time
from pathlib import Path
from ratsite.operations import supervisor
from ratsite.settings.embedded import CannotStart

def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)

supervisor.STOP_SECONDS = 0.5
data = Path(sys.argv[1])
boss = supervisor.Supervisor(data)
try:
    boss.reserve()
except CannotStart as problem:
    sys.exit(str(problem))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
boss.start("first", lambda: time.sleep(60))
boss.start("second", deaf if "deaf" in sys.argv else lambda: time.sleep(60))
time.sleep(0.3)  # until the second one is deaf
print("started", flush=True)
try:
    boss.watch()
finally:
    boss.stop()
"""


@pytest.fixture
def data(tmp_path):
    (tmp_path / "logs").mkdir()
    yield tmp_path
    for pid in pids(tmp_path).values():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for process in BEGUN:
        process.stdout.close()
        process.kill()
        process.wait()
    BEGUN.clear()


def begin(data: Path, *options: str) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, str(data), *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    BEGUN.append(process)
    line = process.stdout.readline()
    while line and line != "started\n":
        process.said = [*getattr(process, "said", []), line]
        line = process.stdout.readline()
    return process


def pids(data: Path) -> dict[str, int]:
    note = data / "processes.json"
    return {name: entry["pid"] for name, entry in json.loads(note.read_text()).items()} if note.exists() else {}


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def soon(condition) -> bool:
    deadline = time.monotonic() + 8
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_each_process_that_is_killed_is_started_again(data):
    process = begin(data)
    for name in ("first", "second"):
        before = pids(data)[name]
        os.kill(before, signal.SIGKILL)
        assert soon(lambda name=name, before=before: pids(data)[name] != before and lives(pids(data)[name]))
    process.terminate()
    said = process.communicate(timeout=10)[0]
    assert "The first process was ended by SIGKILL; starting it again in 1 s." in said
    assert not (data / "processes.json").exists()


def test_the_processes_end_with_a_supervisor_that_is_killed(data):
    process = begin(data)
    children = [pid for name, pid in pids(data).items() if name != "supervisor"]
    process.kill()
    process.wait()
    assert len(children) == 2
    assert soon(lambda: not any(map(lives, children)))


def test_the_next_start_says_what_was_left_and_ends_it(data):
    process = begin(data, "deaf")
    left = pids(data)["second"]
    process.kill()
    process.wait()
    assert lives(left)
    following = begin(data)
    assert any(f"Stopping them: second ({left})" in line or f"second ({left})" in line for line in following.said)
    assert not lives(left)
    assert lives(pids(data)["second"])
    following.terminate()
    following.wait(10)


def test_a_second_supervisor_says_that_the_first_one_runs(data):
    process = begin(data)
    second = subprocess.run(
        [sys.executable, "-c", CODE, str(data)], cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    assert second.stderr == f"the site is already running, as process {process.pid}.\n"
    process.terminate()
    process.wait(10)


def test_pauses_grow_and_end_at_a_minute():
    pauses = []
    for failures in range(9):
        pauses.append(Program("web", lambda: None, failures=failures).pause)
    assert pauses == [0, 1, 2, 4, 8, 16, 32, 60, 60]
