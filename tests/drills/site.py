"""A site that runs as on a small server (`python -m ratsite run`), filled with members, and its mail server."""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aiosmtpd.controller import Controller

from ratsite.settings import configuration
from tests.databases import ROOT
from tests.deploy.stack import free_port, static_files, template, until
from tests.drills.releases import Found
from tests.load.__main__ import COUNT
from tests.load.visitors import Diary, visit
from tests.mail_server import Sink

MEMBERS = 100  # so many, because of the posting limit for new members
WRITERS, SECONDS, THINKS = 12, 5.0, (0.1, 0.5)
BACK_WITHIN = 180  # seconds, on a busy machine
EMAILS = 20
QUEUE = (
    "from ratsite.notifications.actions.send_mail import send_mail\n"
    "for number in range({count}): send_mail(to='a@agency.example', subject=f'{name} {{number}}', text='A text.')"
)


class Live:
    """A site in a folder, filled with members and topics, and its mail server."""

    def __init__(self, folder: Path, address: str = "", restart: Callable[[], None] | None = None) -> None:
        self.folder, self.data, self.restart = folder, folder / "data", restart
        self.port, self.mail_port = free_port(), free_port()
        self.data.mkdir(parents=True)
        self.process: subprocess.Popen | None = None
        self.sink, self.server = Sink(), None
        values = {
            "SECRET_KEY": "drill" * 12, "ALLOWED_HOSTS": "127.0.0.1,localhost", "EMBEDDED": "1", "LOG_LEVEL": "WARNING",
            "SITE_URL": f"http://127.0.0.1:{self.port}", "DATA_DIR": str(self.data), "EMAIL_PORT": str(self.mail_port),
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1",
            "DATABASE_URL": address or f"sqlite:///{self.data}/db.sqlite3",
        }  # fmt: skip
        configuration.write_file(folder / "ratsite.env", values, "A drill")
        own = {name: value for name, value in os.environ.items() if name not in values and "DJANGO" not in name}
        self.environment = {**own, "RATSITE_CONFIG": str(folder / "ratsite.env")}
        known = {**own, **values, "DJANGO_SETTINGS_MODULE": configuration.PRODUCTION}
        (self.data / "static").symlink_to(static_files(known))
        if not address:
            shutil.copyfile(template(known), self.data / "db.sqlite3")  # migrations take a minute
        self.do("prepare", "--no-static", "-v0")
        filled = subprocess.check_output(
            [sys.executable, "-m", "tests.load.fill", str(MEMBERS)], cwd=ROOT, env=known, text=True
        )
        self.places = json.loads(filled)

    def start_command(self, *arguments: str, **options) -> subprocess.Popen:
        command = [sys.executable, "-m", "ratsite", *arguments]
        log = (self.folder / "log").open("ab")
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            **{"stdout": log, "stderr": log, "start_new_session": True, **options},
        )

    def do(self, *arguments: str) -> str:
        done = self.start_command(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said, wrong = done.communicate()
        if done.returncode:
            raise SystemExit(f"{arguments[:3]} failed: {wrong[-2000:]}")
        return said

    def ask(self, code: str) -> str:
        return self.do("shell", "--no-imports", "-v0", "-c", code).strip()

    @contextmanager
    def running(self) -> Iterator[None]:
        self.start()
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(90)

    def start(self) -> None:
        self.process = self.start_command("run", "--no-prepare", "--port", str(self.port))
        until(self.answers, BACK_WITHIN)

    def answers(self, path: str = "/get-help/") -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.get(path) == 200
        return False

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def processes(self) -> dict[str, int]:
        noted = json.loads((self.data / "processes.json").read_text())
        found = {name: one["pid"] for name, one in noted.items()}
        workers = Path(f"/proc/{found['web']}/task/{found['web']}/children").read_text().split()
        return found | ({"worker": int(workers[0])} if workers else {})

    def written(self, diary: Diary) -> Found:
        """Compare the replies that members were told are saved with those in the database."""
        counts = json.loads(self.do("shell", "-v0", "-c", COUNT).strip().splitlines()[-1])
        lost = sum(text not in counts for text in diary.taken)
        doubled = sum(counts.get(text, 0) > 1 for text in diary.taken + diary.unsure)
        return {"taken": len(diary.taken), "lost": lost, "doubled": doubled}

    def disturbed(self, disturb: Callable[[], None]) -> Found:
        """Let members write, and call disturb() meanwhile. When the site responds again, return what was found."""
        thread = threading.Thread(target=lambda: (time.sleep(random.uniform(0.5, SECONDS - 1)), disturb()))
        thread.start()
        writers = {**self.places, "sessions": random.sample(self.places["sessions"], WRITERS)}
        diary = visit(self.port, writers, SECONDS, THINKS)
        thread.join()
        deadline, is_back = time.monotonic() + BACK_WITHIN, False
        while not is_back and time.monotonic() < deadline:
            is_back = self.answers() and self.answers("/healthz")
            time.sleep(0.2)
        return {**self.written(diary), "not back": not is_back}

    def serve_mail(self) -> None:
        self.server = Controller(self.sink, hostname="127.0.0.1", port=self.mail_port)
        self.server.start()

    def queue(self, name: str) -> None:
        self.ask(QUEUE.format(count=EMAILS, name=name))

    def delivered(self, name: str) -> Found:
        """Wait until all emails with that name have arrived; count the missing ones, and those that arrived twice."""
        wanted = [f"{name} {number}" for number in range(EMAILS)]
        deadline = time.monotonic() + BACK_WITHIN
        while time.monotonic() < deadline and not set(wanted) <= set(self._subjects()):
            time.sleep(0.5)
        time.sleep(2)
        came = self._subjects()
        lost, twice = sum(one not in came for one in wanted), sum(came.count(one) > 1 for one in wanted)
        return {"sent": EMAILS - lost, "lost": lost, "doubled": twice}

    def _subjects(self) -> list[str]:
        return [str(message["subject"]) for _, message in self.sink.accepted]
