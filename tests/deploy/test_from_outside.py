"""The site as visitors reach it, with and without the proxies of deploy/: slow readers, uploads, headers, log."""

import hashlib
import http.client
import os
import threading
import time
from contextlib import ExitStack, closing

import pytest

from tests.deploy.fill import BYTES
from tests.deploy.observatory import score
from tests.deploy.stack import CADDY, HOST, NGINX, OPENSSL, Stack, behind_caddy, behind_nginx, python, site, token_in

needs_nginx = pytest.mark.skipif(
    not (NGINX and OPENSSL), reason="nginx or openssl is not installed: apt install nginx-light"
)
needs_caddy = pytest.mark.skipif(not (CADDY and OPENSSL), reason="caddy or openssl is not installed: apt install caddy")
PROXIES = [
    pytest.param(behind_nginx, marks=needs_nginx, id="nginx"),
    pytest.param(behind_caddy, marks=needs_caddy, id="caddy"),
]

SLOW_READERS = 10
# Bytes and seconds: a file takes four seconds. SLOW_PAUSE=5 makes it the 50 kB/s of a slow phone, which takes minutes.
PIECE, PAUSE = 256 * 1024, float(os.environ.get("SLOW_PAUSE", "0.12"))
STALLED = 40  # the site has 32 threads
FORM = "application/x-www-form-urlencoded"
ANSWERS_WITHIN = 3  # seconds, while other tests take the processors
UPLOAD = 20 * 1024 * 1024  # bytes; nginx refuses more than 1 MB unless it is told otherwise
TOO_MANY = b"There were too many tries"
KEY = "a-secret-in-an-address"


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Stack:
    with site(tmp_path_factory.mktemp("stack") / "site", ACCEL_LOCATION="/internal-files/") as running:
        yield running


@pytest.fixture(scope="module", params=PROXIES)
def outside(stack, request) -> Stack:
    with request.param(stack) as running:
        yield running


@pytest.fixture(scope="module")
def behind_the_nginx_file(stack) -> Stack:
    with behind_nginx(stack) as running:
        yield running


@needs_nginx
@needs_caddy
def test_two_proxies_before_one_site_are_asked_each_by_its_own_name(stack):
    with behind_caddy(stack) as caddy:
        with behind_nginx(stack) as nginx:
            servers = [one.ask("GET", "/cookies/")[1]["Server"] for one in (caddy, nginx, caddy)]
        assert (servers[0], servers[1], servers[2]) == (servers[0], "nginx", servers[0])
        assert servers[0] != "nginx"
        assert caddy.ask("GET", "/cookies/")[1]["Server"] == servers[0]


def read_slowly(stack: Stack, found: list) -> None:
    """Read the large file in pieces with pauses; add (its length, its hash, the seconds it took) to the results."""
    began, digest, length = time.monotonic(), hashlib.sha256(), 0
    connection = stack.connection()
    connection.request("GET", stack.places["file"], headers={"Host": HOST, **stack.as_from_a_proxy()})
    response = connection.getresponse()
    while piece := response.read(PIECE):
        digest.update(piece)
        length += len(piece)
        time.sleep(PAUSE)
    connection.close()
    found.append((length, digest.hexdigest(), time.monotonic() - began))


def other_visitors_while_ten_read(stack: Stack) -> tuple[list, list[float]]:
    """Return (the slow readers' results, seconds of each response to other visitors meanwhile)."""
    assert stack.ask("GET", "/cookies/")[0] == 200  # the first answer of a process takes longer
    got: list = []
    readers = [threading.Thread(target=read_slowly, args=(stack, got)) for _ in range(SLOW_READERS)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    seconds = []
    while len(seconds) < 12:
        assert any(reader.is_alive() for reader in readers)
        began = time.monotonic()
        assert stack.ask("GET", "/cookies/")[0] == 200
        seconds.append(time.monotonic() - began)
        time.sleep(0.1)
    for reader in readers:
        reader.join(60 + BYTES / PIECE * PAUSE)
    return got, seconds


def assert_whole_and_quick(stack: Stack, got: list, seconds: list[float]) -> None:
    assert [(length, digest) for length, digest, _ in got] == [(BYTES, stack.places["sha256"])] * SLOW_READERS
    assert min(took for _, _, took in got) > 2
    assert max(seconds) < ANSWERS_WITHIN, seconds


def test_the_site_answers_while_ten_slow_readers_download_through_the_proxy(outside):
    assert_whole_and_quick(outside, *other_visitors_while_ten_read(outside))


def test_the_site_answers_while_ten_slow_readers_download_without_a_proxy(tmp_path):
    """The downloads also last longer than gunicorn's worker timeout, which is two seconds here."""
    with site(tmp_path / "site", GUNICORN_CMD_ARGS="--timeout 2") as alone:
        assert_whole_and_quick(alone, *other_visitors_while_ten_read(alone))


def stalled_form(stack: Stack, visitors: ExitStack) -> http.client.HTTPConnection:
    """One more visitor sends the first bytes of a form and then stops."""
    connection = visitors.enter_context(closing(stack.connection()))
    connection.putrequest("POST", "/account/login/", skip_host=True)
    headers = {"Host": HOST, "Content-Length": "10000", "Content-Type": FORM, **stack.as_from_a_proxy()}
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(b"login=")
    return connection


@needs_nginx
def test_the_site_answers_while_more_forms_stall_than_it_has_threads(behind_the_nginx_file):
    outside = behind_the_nginx_file
    with ExitStack() as visitors:
        for _ in range(STALLED):
            stalled_form(outside, visitors)
        time.sleep(0.5)
        began = time.monotonic()
        assert outside.ask("GET", "/cookies/")[0] == 200
        assert time.monotonic() - began < ANSWERS_WITHIN


def test_the_site_answers_again_when_forms_have_stalled_in_all_its_threads(tmp_path):
    """Without a proxy that waits for whole forms: Caddy hands them on piece by piece."""
    few = {"WEB_WORKERS": "1", "WEB_THREADS": "2", "WEB_STALL_SECONDS": "2"}
    with site(tmp_path / "site", **few) as alone, ExitStack() as visitors:
        stalled = [stalled_form(alone, visitors) for _ in range(4)]
        time.sleep(0.5)
        assert alone.ask("GET", "/cookies/")[0] == 200
        stalled[0].sock.settimeout(20)
        assert b" 403 " in stalled[0].sock.recv(20)


@needs_caddy
def test_caddy_ends_an_upload_that_stalls(stack):
    with behind_caddy(stack, {"read_body 15m": "read_body 1s"}) as caddy, ExitStack() as visitors:
        connection = stalled_form(caddy, visitors)
        connection.sock.settimeout(20)
        assert connection.sock.recv(12)[9:10] in (b"", b"4", b"5")  # closed, or refused; a hang is a TimeoutError


def test_a_file_of_twenty_megabytes_is_taken(outside):
    html = outside.ask("GET", "/library/suggest/", Cookie=outside.cookie)
    token, csrf = token_in(html[2]), html[1]["Set-Cookie"].partition(";")[0]
    fields = {"csrfmiddlewaretoken": token, "title": "Large notes", "why": "We use it on every shift."}
    bound = "----bound"
    parts = [
        f'--{bound}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    parts.append(f'--{bound}\r\nContent-Disposition: form-data; name="files"; filename="notes.txt"\r\n')
    body = "".join(parts).encode() + b"Content-Type: text/plain\r\n\r\n" + b"A line of notes.\n" * (UPLOAD // 17)
    status, headers, _page = outside.ask(
        "POST", "/library/suggest/", body + f"\r\n--{bound}--\r\n".encode(),
        **{"Content-Type": f"multipart/form-data; boundary={bound}"},
        Cookie=f"{outside.cookie}; {csrf}", Referer=f"https://{HOST}/library/suggest/", Origin=f"https://{HOST}",
    )  # fmt: skip
    assert (status, headers["Location"]) == (302, "/library/suggest/")
    stored = [path for path in (outside.data / "private").rglob("*") if path.is_file()]
    assert UPLOAD // 17 * 17 in {path.stat().st_size for path in stored}


def test_the_proxy_sends_the_file_with_the_sites_headers(outside):
    status, headers, content = outside.ask("GET", outside.places["file"])
    assert (status, hashlib.sha256(content).hexdigest()) == (200, outside.places["sha256"])
    assert "X-Accel-Redirect" not in headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="large.pdf"'
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    part = outside.ask("GET", outside.places["file"], Range="bytes=10-19")
    assert (part[0], len(part[2])) == (206, 10)


@pytest.mark.parametrize("path", ["", "../db.sqlite3", "%2e%2e/db.sqlite3"])
def test_the_place_of_files_cannot_be_opened_from_outside(outside, path):
    path = path or outside.places["stored"]
    assert outside.ask("GET", f"/internal-files/{path}")[0] == 404
    asked = {"X-Accel-Redirect": f"/internal-files/{path}", "X-Sendfile": "/etc/passwd"}
    status, _headers, content = outside.ask("GET", "/cookies/", **asked)
    assert (status, b"<h1>" in content) == (200, True)


@pytest.mark.parametrize("path", ["/", "/get-help/", "/library/", "/account/login/", "/nowhere/"])
def test_the_observatory_gives_every_page_150_points(outside, path):
    headers = outside.ask("GET", path)[1]
    points, reasons = score(headers)
    assert points >= 150, reasons


@needs_nginx
def test_the_server_says_no_version_and_answers_to_no_other_name(behind_the_nginx_file):
    outside = behind_the_nginx_file
    headers = outside.ask("GET", "/")[1]
    assert headers["Server"] == "nginx"
    assert outside.ask("GET", "/", Host="elsewhere.example")[0] == 400


@needs_nginx
def test_the_proxys_log_has_no_keys_no_addresses_of_people_and_no_search(behind_the_nginx_file):
    outside = behind_the_nginx_file
    for path in (f"/search/?q={KEY}", f"/appeal/{KEY}/", f"/feeds/{KEY}/", f"/account/password/reset/key/{KEY}/"):
        outside.ask("GET", path)
    deadline = time.monotonic() + 5
    while "/appeal/" not in (text := (outside.proxy / "ratsite.access.log").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(0.2)
    assert "GET /search/ 200" in text
    assert KEY not in text + (outside.proxy / "ratsite.error.log").read_text()
    assert "127.0.0.1" not in text
    assert outside.places["file"] not in text


def test_a_visitor_s_forged_address_is_ignored(outside):
    """Sign-in attempts are counted for the address that the proxy saw."""
    python(outside.environment, "manage.py", "shell", "-v0", "-c", "from django.core.cache import cache; cache.clear()")
    form = outside.ask("GET", "/account/login/")
    token, csrf = token_in(form[2]), form[1]["Set-Cookie"].partition(";")[0]
    pages = []
    for number in range(12):
        body = f"csrfmiddlewaretoken={token}&login=a{number}@agency.example&password=wrong-password".encode()
        headers = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        answer = outside.ask(
            "POST", "/account/login/", body, Cookie=csrf, Referer=f"https://{HOST}/account/login/",
            **{"Content-Type": "application/x-www-form-urlencoded"}, **headers,
        )  # fmt: skip
        pages.append(answer[2])
    assert TOO_MANY not in pages[0]
    assert TOO_MANY in pages[-1]
