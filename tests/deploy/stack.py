"""The site as an operator runs it: gunicorn with the site's own settings, and nginx or Caddy in front.

The database is a copy of the tests' template on SQLite, the certificate is made for the test, and the addresses in
deploy/nginx.conf and deploy/Caddyfile are replaced by free ports and temporary folders. Nothing else is changed.
"""

import fcntl
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.databases import INSTALLED, KEPT, ROOT, template_name

HOST = "network.example"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CADDY = shutil.which("caddy")
OPENSSL = shutil.which("openssl")
READY_WITHIN = 60  # seconds
STATIC = ("ratsite/static", "requirements.txt")


@dataclass(frozen=True)
class Stack:
    """A running site. places: what tests.deploy.fill printed. proxy: the folder of the proxy in front of it."""

    folder: Path
    port: int
    environment: dict[str, str]
    places: dict
    proxy: Path | None = None
    tls_port: int = 0

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def connection(self, timeout: float = 30) -> http.client.HTTPConnection:
        """Open a connection as a visitor does: by TLS to the proxy or, if there is none, directly to the site."""
        if self.proxy is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        trusted = ssl.create_default_context(cafile=str(self.proxy / "certificate.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls_port, timeout=timeout, context=trusted)
        connection.sock = trusted.wrap_socket(
            socket.create_connection(("127.0.0.1", self.tls_port), timeout), server_hostname=HOST
        )
        return connection

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str):
        """Send a request and return (status, http.client.HTTPMessage, body)."""
        connection = self.connection()
        try:
            connection.request(method, path, body, {"Host": HOST, **self.as_from_a_proxy(), **headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def as_from_a_proxy(self) -> dict[str, str]:
        return {} if self.proxy else {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.places["cookies"].items())


@contextmanager
def site(folder: Path, places: dict | None = None, **changes: str) -> Iterator[Stack]:
    """A production site with one public file, served by gunicorn.

    changes: more environment variables. places: the places of another server, if this one shares its database (named in
    `changes`).
    """
    data, port = folder / "data", free_port()
    data.mkdir(parents=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "DJANGO_"))},
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
        "SECRET_KEY": "s" * 50,
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
        "DATA_DIR": str(data),
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "WEB_BIND": f"127.0.0.1:{port}",
        **changes,
    }
    (data / "static").symlink_to(static_files(environment))
    if places is None:
        shutil.copyfile(template(environment), data / "db.sqlite3")
        python(environment, "manage.py", "createcachetable")
        places = json.loads(python(environment, "-m", "tests.deploy.fill", "large.pdf"))
    log = (folder / "web.log").open("wb")
    command = [sys.executable, "-m", "gunicorn", "-c", "ratsite/settings/gunicorn.py"]
    with log, running(command, port, log, env=environment):
        yield Stack(folder, port, environment, places)


@contextmanager
def behind_nginx(stack: Stack) -> Iterator[Stack]:
    """The same site behind deploy/nginx.conf. Needs nginx and openssl."""
    folder, tls_port, plain_port = _own_folder(stack, "nginx"), free_port(), free_port()
    changes = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{stack.port};",
        "listen 443 ssl;": f"listen 127.0.0.1:{tls_port} ssl;",
        "listen [::]:443 ssl;": "",
        "listen 80;": f"listen 127.0.0.1:{plain_port};",
        "listen [::]:80;": "",
        "/etc/letsencrypt/live/network.example/fullchain.pem": str(folder / "certificate.pem"),
        "/etc/letsencrypt/live/network.example/privkey.pem": str(folder / "key.pem"),
        "/srv/ratsite/data/": f"{stack.data}/",
        "/var/log/nginx/": f"{folder}/",
    }
    (folder / "site.conf").write_text(_changed("nginx.conf", changes))
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; {'user root;' if os.geteuid() == 0 else ''}"
        f"events {{}} http {{ {places} include /etc/nginx/mime.types; include {folder}/site.conf; }}"
    )
    log = (folder / "nginx.log").open("wb")
    command = [NGINX, "-e", str(folder / "nginx.start.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with log, running(command, tls_port, log):
        yield replace(stack, proxy=folder, tls_port=tls_port)


@contextmanager
def behind_caddy(stack: Stack, more: dict[str, str] | None = None) -> Iterator[Stack]:
    """The same site behind deploy/Caddyfile. Needs caddy and openssl. more: further changes to the Caddyfile."""
    folder, tls_port = _own_folder(stack, "caddy"), free_port()
    changes = {
        **(more or {}),
        # Without these options Caddy would fetch a certificate from the internet, and listen on the machine's own
        # ports.
        "{\n\tservers {": "{\n\tauto_https off\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tservers {",
        f"\n{HOST} {{": f"\nhttps://{HOST}:{tls_port} {{\n\ttls {folder}/certificate.pem {folder}/key.pem",
        "127.0.0.1:8000": f"127.0.0.1:{stack.port}",
        "root * /srv/ratsite/data/": f"root * {stack.data}/",
    }
    (folder / "Caddyfile").write_text(_changed("Caddyfile", changes))
    log = (folder / "caddy.log").open("wb")
    command = [CADDY, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    own = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log, running(command, tls_port, log, env=own):
        yield replace(stack, proxy=folder, tls_port=tls_port)


def _changed(name: str, changes: dict[str, str]) -> str:
    """Copy a file of deploy/ with other addresses."""
    text = (ROOT / "deploy" / name).read_text()
    for ours, there in changes.items():
        assert ours in text, ours
        text = text.replace(ours, there)
    return text


def _own_folder(stack: Stack, name: str) -> Path:
    """Create a folder with a certificate, so that several proxies can serve one site at once."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=stack.folder))
    _certificate(folder)
    return folder


@contextmanager
def running(command: list, port: int, log, **options) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, **options)
    try:
        until(lambda: process.poll() is not None or _answers(port))
        assert process.poll() is None, Path(log.name).read_text()
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def until(is_so: Callable[[], bool], seconds: float = READY_WITHIN) -> None:
    """Wait until is_so() returns True. Fail if that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not so within {seconds} seconds"
        time.sleep(0.05)


def python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def template(environment: dict[str, str]) -> Path:
    """Return the tests' SQLite template. Makes it if there is only the one on PostgreSQL."""
    path = KEPT / f"{template_name()}.sqlite3"
    if not path.exists():
        python({**environment, "DJANGO_SETTINGS_MODULE": "ratsite.settings.test"}, "-m", "tests.databases")
    return path


def static_files(environment: dict[str, str]) -> Path:
    """Return the collected static files, cached: collecting takes ten seconds, and they seldom change."""
    files = sorted(path for name in STATIC for path in [ROOT / name, *(ROOT / name).rglob("*")] if path.is_file())
    content = [INSTALLED.encode(), *(path.read_bytes() for path in files)]
    digest = hashlib.sha256(b"".join(content)).hexdigest()[:16]
    folder = KEPT / f"static-{digest}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first of several processes collects them
        if not folder.exists():
            new = KEPT / f"new-{os.getpid()}"
            python({**environment, "DATA_DIR": str(new)}, "manage.py", "collectstatic", "--no-input", "-v0")
            for earlier in KEPT.glob("static-*"):
                shutil.rmtree(earlier)
            (new / "static").rename(folder)
            shutil.rmtree(new)
    return folder


def _certificate(folder: Path) -> None:
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"), "-days", "2"]
    command = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*command, *subject, *made], check=True, capture_output=True)


def token_in(html: bytes) -> str:
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert found, html[:500]
    return found[1].decode()
