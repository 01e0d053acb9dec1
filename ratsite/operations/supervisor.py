"""Start the processes of a site, start each again when it ends, and end them all together.

Each process is a fork of the supervisor, so that what the supervisor has loaded is in memory only once. The supervisor
itself imports only the standard library: its caller decides what to load.
"""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ratsite.settings.embedded import CannotStart, read

STOP_SECONDS = 25  # a task or a request may take as long
LONGEST_PAUSE = 60  # seconds: the longest pause before a process that ends again and again is started again
STEADY_SECONDS = 60  # a process that ran for longer is started again at once
LOG_BYTES = 10_000_000  # from this size on, the log becomes NAME.log.1, and the one before it is deleted
PR_SET_PDEATHSIG = 1  # prctl(2): the kernel sends a child this signal when its parent ends for any reason


@dataclass
class Program:
    """One process that the supervisor keeps running: a fork that calls `run` and exits with its result."""

    name: str
    run: Callable[[], int | None]
    pid: int = 0
    code: int | None = None  # exit code; for a process that a signal ended, the signal's number as a negative one
    started: float = 0
    ended: float = 0
    failures: int = 0

    @property
    def pause(self) -> float:
        return min(2.0 ** (self.failures - 1), LONGEST_PAUSE) if self.failures else 0

    def is_running(self) -> bool:
        if self.pid and self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return bool(self.pid) and self.code is None


class Supervisor:
    """Starts and watches the processes of one data folder. A data folder can have only one supervisor at a time."""

    def __init__(self, data: Path, has_logs: bool = True):
        self.logs = data / "logs" if has_logs else None
        self.processes_file, self.lock_file = data / "processes.json", data / "processes.lock"
        self.programs: list[Program] = []
        self.lock: IO | None = None

    def reserve(self) -> None:
        """Reserve the data folder for this supervisor, and end processes that a killed supervisor left running.

        Raises CannotStart if another supervisor is running.
        """
        self.lock = self.lock_file.open("a")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = _read_processes(self.processes_file).get("supervisor", {}).get("pid", "?")
            raise CannotStart(f"the site is already running, as process {pid}.") from None
        left = [(name, pid) for name, pid in _running(self.processes_file) if name != "supervisor"]
        if left:
            names = ", ".join(f"{name} ({pid})" for name, pid in left)
            print(f"The last start ended without its processes. Stopping them: {names} …", flush=True)
            _end([pid for _, pid in left])
        self._write_processes_file()

    def start(self, name: str, run: Callable[[], int | None]) -> Program:
        program = Program(name, run)
        self.programs.append(program)
        self._launch(program)
        return program

    def wait_until(self, program: Program, is_ready: Callable[[], bool], seconds: float) -> None:
        """Wait until a new process is ready; raise CannotStart if it ends or takes too long."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not program.is_running():
                raise CannotStart(f"the {program.name} process ended; see {self._place(program)}.")
            if time.monotonic() > deadline:
                raise CannotStart(f"it did not answer within {seconds:.0f} seconds; see {self._place(program)}.")
            time.sleep(0.1)

    def watch(self) -> None:
        """Start again each process that ends, with growing pauses, until a signal comes."""
        while True:
            time.sleep(0.5)
            for program in self.programs:
                self._start_again(program)
            if self.logs:
                self._rotate()

    def stop(self) -> None:
        """End all processes: ask them first, and kill those that still run after STOP_SECONDS."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        running = [program for program in self.programs if program.is_running()]
        for program in running:
            os.kill(program.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(program.is_running() for program in running) and time.monotonic() < deadline:
            time.sleep(0.05)
        for program in running:
            _kill_group(program.pid)
        self.processes_file.unlink(missing_ok=True)

    def _launch(self, program: Program) -> None:
        log = self.logs / f"{program.name}.log" if self.logs else None
        program.pid, program.code = _fork(program.run, log, os.getpid(), self.lock), None
        program.started, program.ended = time.monotonic(), 0
        self._write_processes_file()

    def _write_processes_file(self) -> None:
        pids = {"supervisor": os.getpid(), **{program.name: program.pid for program in self.programs}}
        processes = {name: {"pid": pid, "since": _start_ticks(pid)} for name, pid in pids.items()}
        self.processes_file.write_text(json.dumps(processes))

    def _start_again(self, program: Program) -> None:
        if program.is_running():
            return
        now = time.monotonic()
        if not program.ended:
            program.ended = now
            program.failures = 0 if now - program.started > STEADY_SECONDS else program.failures + 1
            how = f"was ended by {signal.Signals(-program.code).name}" if program.code < 0 else "ended"
            again = f"starting it again in {program.pause:.0f} s" if program.pause else "starting it again"
            print(f"The {program.name} process {how}; {again}. See {self._place(program)}.", flush=True)
            _kill_group(program.pid)  # processes that a killed web server left behind still listen on its port
        if now - program.ended >= program.pause:
            self._launch(program)

    def _rotate(self) -> None:
        for program in self.programs:
            log = self.logs / f"{program.name}.log"
            if log.exists() and log.stat().st_size > LOG_BYTES:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)  # the process goes on writing to this file, from its new end

    def _place(self, program: Program) -> str:
        return f"{self.logs}/{program.name}.log" if self.logs else "what it printed above"


def running_supervisor(data: Path) -> int | None:
    """Return the process id of the supervisor that runs the site of this data folder, or None."""
    return next((pid for name, pid in _running(data / "processes.json") if name == "supervisor"), None)


def _fork(run: Callable[[], int | None], log: Path | None, parent: int, lock: IO | None) -> int:
    """Fork this process to call `run`, and return the fork's process id. The fork ends when its parent ends."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        if lock:
            lock.close()  # otherwise the folder stays reserved if this process runs longer than its parent
        if sys.platform.startswith("linux"):  # on other systems, `reserve` ends what was left at the next start
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # the parent ended before the kernel was asked
                os._exit(1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if log:
            file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
            os.dup2(file, 1)
            os.dup2(file, 2)
        code = run() or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:  # noqa: BLE001 the fork must end here and never continue the parent's code
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _start_ticks(pid: int) -> str:
    """Return when a process started, as Linux counts it; "" if it has ended. With its ID, this identifies a process."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return ""


def _read_processes(processes_file: Path) -> dict:
    with suppress(ValueError):
        return json.loads(read(processes_file) or "{}")
    return {}


def _running(processes_file: Path) -> list[tuple[str, int]]:
    """Return pairs (name, process ID) of the processes in the file that are still running."""
    processes = [(name, entry["pid"], entry["since"]) for name, entry in _read_processes(processes_file).items()]
    return [(name, pid) for name, pid, since in processes if since and _start_ticks(pid) == since]


def _end(pids: Sequence[int]) -> None:
    """End processes of another supervisor, with all that they started."""
    deadline = time.monotonic() + STOP_SECONDS
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    while any(map(_start_ticks, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in pids:
        _kill_group(pid)
