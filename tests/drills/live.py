"""Drills on a running site: members write while processes are killed, PostgreSQL restarts or the disk fills up.

The site is `python -m ratsite run`, as on a small server. Every reply that the site accepted must be there once.
"""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests import small_disk
from tests.databases import ROOT
from tests.deploy.stack import until
from tests.drills.releases import Found
from tests.drills.site import BACK_WITHIN, Live
from tests.load.__main__ import COUNT, postgresql
from tests.load.visitors import TOKEN

KILLED = ("web", "worker", "background", "supervisor")
PREPARES = 10
UPLOAD, UPLOAD_SECONDS = 5_000_000, 0.5  # bytes, twice as many on the wire; what a reply with them may take
# Prints two numbers from the health page: missing or altered files, and new orphaned files.
FILES = (
    "from ratsite.files import fixity; from ratsite.files.models import OrphanedFile, StoredFile\n"
    "fixity.ORPHAN_AGE, known = -60, OrphanedFile.objects.count()\n"
    "print(sum(bool(fixity.fault_of(one)) for one in StoredFile.objects.exclude(content='')), "
    "fixity.find_orphans() - known)"
)
A_DAY_LATER = (
    "import datetime as dt; from django.db.models import F; from ratsite.notifications.models import Mail\n"
    "day = dt.timedelta(days=1); Mail.objects.filter(state='waiting').update("
    "created_at=F('created_at') - day, try_at=F('try_at') - day)"
)
HEALTH = (
    "from ratsite.operations.queries.health import site_health\n"
    "print(','.join(fact.code for fact in site_health() if fact.is_urgent or fact.is_advice))"
)
ROWS = (
    "from forum.models import Post; from ratsite.accounts.models import User; from ratsite.notifications.models import"
    " Mail, Notification; from django.contrib.sessions.models import Session\n"
    "print(sum(model.objects.count() for model in (Post, User, Mail, Notification, Session)))"
)
LATE_JOBS = (
    "from django.utils import timezone; from ratsite.jobs.models import Schedule\n"
    "from ratsite.jobs.registry import jobs\n"
    "now, rows = timezone.now(), {row.name: row for row in Schedule.objects.exclude(last_started_at=None)}\n"
    "print(sum(name not in rows or rows[name].last_started_at > now or rows[name].due_at > now + job.every "
    "for name, job in jobs().items()))"
)


def kill_each_process(live: Live, _turn: int) -> Found:
    """Kill the web server, its worker, the background process and the supervisor, each one while members write."""
    found = Counter()
    for name in KILLED:
        found.update(_kill(live, name))
    return dict(found)


def _kill(live: Live, name: str) -> Found:
    killed = []

    def kill() -> None:
        pid = live.processes().get(name)
        if pid:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        if name == "supervisor":
            live.process.wait()
            live.start()

    found = live.disturbed(kill)
    return {"killed": len(killed), **found}


def kill_in_upload(live: Live, turn: int) -> Found:
    """Kill the web server or its worker while a member sends a reply with a file: all of it is stored, or nothing."""
    text, file, answers = f"load-upload-{turn}-{random.randrange(10**9)}-end", os.urandom(UPLOAD), []

    def send() -> None:
        with suppress(OSError, http.client.HTTPException):
            answers.append(_post(live, text, file, random.choice(live.places["sessions"])))

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(random.uniform(0, UPLOAD_SECONDS))
    is_under_way = not answers
    os.kill(live.processes()[("web", "worker")[turn % 2]], signal.SIGKILL)
    sender.join()
    until(lambda: live.answers() and live.answers("/healthz"), BACK_WITHIN)
    stored = json.loads(live.do("shell", "-v0", "-c", COUNT).strip().splitlines()[-1])
    bad, listed = map(int, live.ask(FILES).split())
    is_taken = 302 in answers
    return {
        "killed": is_under_way, "taken": is_taken, "lost": is_taken and not any(text in one for one in stored),
        "half files": bad, "listed": listed,
    }  # fmt: skip


def restart_database(live: Live, _turn: int) -> Found:
    return {"restarted": 1, **live.disturbed(live.restart)}


def lose_mail_server(live: Live, turn: int) -> Found:
    """The mail server refuses or hangs for a day, then works again.

    Each email must arrive once, and site health must have reported it.
    """
    name = f"{random.randrange(10**9)} email"
    if turn % 2:
        hanging = socket.create_server(("127.0.0.1", live.mail_port))
    live.queue(name)
    with live.running():
        time.sleep(25 if turn % 2 else 5)  # EMAIL_TIMEOUT is 20
        live.ask(A_DAY_LATER)
        is_silent = not any(code.startswith("email") for code in live.ask(HEALTH).split(","))
        answers = live.answers()
        if turn % 2:
            hanging.close()
        live.serve_mail()
        live.ask(A_DAY_LATER)
        try:
            return {**live.delivered(name), "silent": is_silent, "held up": not answers}
        finally:
            live.server.stop()


def prepare_at_once(live: Live, _turn: int) -> Found:
    before = live.ask(ROWS)
    processes = [live.start_command("prepare", "--no-static", "-v0") for _ in range(PREPARES)]
    bad = sum(process.wait() != 0 for process in processes)
    return {"done": PREPARES - bad, "not done": bad, "rows changed": live.ask(ROWS) != before}


def set_clock(live: Live, _turn: int) -> Found:
    """The background process starts with a clock 60 days ahead, then with the right one.

    Before that it has run every job, because a new site has no earlier time to compare with and recovers after 15
    minutes.
    """
    with _background(live):
        until(lambda: live.ask(LATE_JOBS) == "0", BACK_WITHIN)
    before = live.ask(ROWS)
    for command in (["faketime", "-f", "+60d"], []):
        with _background(live, *command):
            time.sleep(20)
    return {"rows lost": max(0, int(before) - int(live.ask(ROWS))), "jobs put off": int(live.ask(LATE_JOBS))}


@contextmanager
def _background(live: Live, *command: str) -> Iterator[None]:
    process = subprocess.Popen(
        [*command, sys.executable, "-m", "ratsite", "background"], cwd=ROOT, env=live.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # faketime does not pass signals on
        process.wait(60)


def fill_disk(live: Live, turn: int) -> Found:
    """The disk is full: a post, an upload and an email fail, say so, leave nothing behind, and work afterwards."""
    name = f"{random.randrange(10**9)} email"
    live.serve_mail()
    try:
        with live.running():
            live.queue(name) if turn % 2 else None
            ballast = small_disk.fill(live.data)
            before = {path for path in (live.data / "private").rglob("*") if path.is_file()}
            full = [f"load-full-{turn}-{random.randrange(10**9)}-end" for _ in range(2)]
            # Another member each time, because of the posting limit.
            session = live.places["sessions"][turn % len(live.places["sessions"])]
            answers = [_post(live, full[0], None, session), _post(live, full[1], os.urandom(300_000), session)]
            is_known = live.get("/healthz") == 503
            left = {path for path in (live.data / "private").rglob("*") if path.is_file()} - before
            ballast.unlink()
            until(lambda: live.answers("/healthz"), BACK_WITHIN)
            if not turn % 2:
                live.queue(name)
            text = f"load-room-{turn}-{random.randrange(10**9)}-end"
            again = _post(live, text, None, session)
            stored = json.loads(live.do("shell", "-v0", "-c", COUNT).strip().splitlines()[-1])
            # The database file may have room for a short post, although the disk is full.
            silent = [
                status
                for status, one in zip(answers, full, strict=True)
                if status != 507 and not (status == 302 and any(one in each for each in stored))
            ]
            print(f"disk full: {answers}", file=sys.stderr)
            return {
                **live.delivered(name), "said so": answers.count(507), "taken": answers.count(302),
                "silent": len(silent) + (not is_known), "half files": len(left),
                "not back": again != 302 or not any(text in one for one in stored),
            }  # fmt: skip
    finally:
        live.server.stop()


def _post(live: Live, text: str, file: bytes | None, session: str) -> int:
    """Send a member's reply, with a file if there is one; return the status."""
    parts = {"body": text, "csrfmiddlewaretoken": TOKEN}
    body = b"".join(
        f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in parts.items()
    )
    if file is not None:
        head = '--part\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n'
        body += f"{head}Content-Type: text/plain\r\n\r\n".encode() + file.hex().encode() + b"\r\n"
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "multipart/form-data; boundary=part",
    }
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
    try:
        connection.request("POST", live.places["replies"][0], body + b"--part--\r\n", headers)
        return connection.getresponse().status
    finally:
        connection.close()


DRILLS: dict[str, Callable[[Live, int], Found]] = {
    "kill -9 of every process": kill_each_process,
    "kill -9 in an upload": kill_in_upload,
    "PostgreSQL restarts": restart_database,
    "mail server away": lose_mail_server,
    "ten prepares at once": prepare_at_once,
    "clock 60 days ahead": set_clock,
    "disk full": fill_disk,
}
WHILE_IT_RUNS = ("kill -9 of every process", "kill -9 in an upload", "PostgreSQL restarts")
ON_A_SMALL_DISK = "disk full"


def rounds(wanted: list[str], times: int) -> Iterator[tuple[str, Iterator[Found]]]:
    """Do each drill of a running site, and yield its results."""
    for name in wanted:
        if lacking := _lacking(name):
            print(f"{name}: not done, {lacking}")
            continue
        if name == ON_A_SMALL_DISK:
            yield name, iter(_on_a_small_disk(times))
            continue
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ratsite-live-")))
            address, restart = os.environ.get("DATABASE_URL", ""), None
            if name == "PostgreSQL restarts":
                address, restart = stack.enter_context(postgresql())
            live = Live(folder / "site", address, restart)
            if name in WHILE_IT_RUNS:
                stack.enter_context(live.running())
            yield name, (DRILLS[name](live, turn) for turn in range(times))


def _lacking(name: str) -> str:
    if name == "clock 60 days ahead" and not shutil.which("faketime"):
        return "faketime is not on this machine"
    return small_disk.lacking() if name == ON_A_SMALL_DISK else ""


def _on_a_small_disk(times: int) -> list[Found]:
    """Do the drill in a process that may mount a small disk, as root in a namespace of its own."""
    done = small_disk.run("tests.drills.live", str(times), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(times: int) -> None:
    with small_disk.small_disk() as folder:
        live = Live(folder / "site")
        print(json.dumps([fill_disk(live, turn) for turn in range(times)]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
