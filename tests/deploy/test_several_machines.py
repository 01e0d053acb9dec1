"""Two web servers and one worker behind one address: files in S3, the cache in Redis, one database.

The S3 server is moto; Redis is real. What moto does not show is in docs/operating/scale.md.
"""

import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from tests.deploy.fill import BYTES
from tests.deploy.stack import HOST, Stack, free_port, python, site, token_in, until
from tests.deploy.test_from_outside import TOO_MANY

REDIS = shutil.which("redis-server")
pytestmark = pytest.mark.skipif(not REDIS, reason="redis-server is not installed: apt install redis-server")
BUCKET = "network-files"
KEYS = {"S3_ACCESS_KEY_ID": "an-access-key", "S3_SECRET_ACCESS_KEY": "a-secret-key"}


@contextmanager
def redis() -> Iterator[str]:
    port = free_port()
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until(lambda: _pings(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def _pings(port: int) -> bool:
    import redis as client

    try:
        return client.Redis(port=port).ping()
    except client.ConnectionError:
        return False


@contextmanager
def bucket() -> Iterator[tuple[str, object]]:
    """(the address of an S3 server, its bucket)"""
    server = ThreadedMotoServer(port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://127.0.0.1:{port}"
        named = {"aws_access_key_id": KEYS["S3_ACCESS_KEY_ID"], "aws_secret_access_key": KEYS["S3_SECRET_ACCESS_KEY"]}
        made = boto3.resource("s3", endpoint_url=address, region_name="eu-west-2", **named).Bucket(BUCKET)
        made.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        yield address, made
    finally:
        server.stop()


@pytest.fixture(scope="module")
def machines(tmp_path_factory) -> Iterator[tuple[Stack, Stack, object]]:
    """(one web server, another web server, the bucket): they share only the database, the cache and the bucket."""
    folder = tmp_path_factory.mktemp("machines")
    with bucket() as (address, files), redis() as cache:
        shared = {
            "S3_BUCKET": BUCKET, "S3_ENDPOINT_URL": address, "S3_REGION": "eu-west-2", "CACHE_URL": cache,
            "WEB_WORKERS": "1", "ACCEL_LOCATION": "/internal-files/", **KEYS,
        }  # fmt: skip
        with site(folder / "one", **shared) as one:
            database = one.environment["DATABASE_URL"]
            with site(folder / "two", places=one.places, **shared, DATABASE_URL=database) as two:
                yield one, two, files


def test_a_file_of_one_machine_is_sent_by_the_other(machines):
    _one, two, _files = machines
    status, headers, content = two.ask("GET", two.places["file"])
    assert (status, len(content), hashlib.sha256(content).hexdigest()) == (200, BYTES, two.places["sha256"])
    assert headers["Cache-Control"] == "no-store, private"
    assert "X-Accel-Redirect" not in headers  # the proxy has no such file
    assert not [path for path in two.data.rglob("*") if path.is_file() and path.stat().st_size >= BYTES]


def test_nothing_in_the_bucket_is_public_and_no_page_names_it(machines):
    one, _two, files = machines
    found = list(files.objects.all())
    assert {item.key.partition("/")[0] for item in found} <= {"private", "media"}
    assert len(found) > 0
    for item in found:
        grants = item.Acl().grants
        assert [grant["Grantee"].get("URI", "") for grant in grants] == [""] * len(grants)
    assert BUCKET.encode() not in one.ask("GET", "/library/")[2]
    code = "from ratsite.files.models import StoredFile; print(StoredFile.objects.first().content.url)"
    with pytest.raises(AssertionError, match="not accessible via a URL"):
        python(one.environment, "manage.py", "shell", "-v0", "-c", code)


def test_a_file_sent_to_one_machine_is_checked_and_read_by_another(machines):
    one, two, files = machines
    send(one, "notes.txt", b"How to open a door politely.\n", "Notes on doors")
    send(one, "dot.png", picture(), "A dot")
    python({**two.environment, "LOG_LEVEL": "ERROR"}, "manage.py", "background", "--once", "--only", "tasks")
    code = (
        "import json; from ratsite.files.models import StoredFile; from ratsite.files.fixity import find_orphans;"
        "print(json.dumps([[s.name, s.state, s.content.size == s.size, bool(s.thumbnail), s.texts.count()]"
        " for s in StoredFile.objects.exclude(name='large.pdf').order_by('name')] + [find_orphans()]))"
    )
    said = json.loads(python(two.environment, "manage.py", "shell", "-v0", "-c", code))
    assert said == [["dot.png", "clean", True, True, 0], ["notes.txt", "clean", True, False, 1], 0]
    assert not [path for path in [*one.data.rglob("*"), *two.data.rglob("*")] if "private" in path.parts]


def test_sign_in_attempts_are_counted_for_both_machines_together(machines):
    pages = [attempt(machine, number) for number in range(6) for machine in machines[:2]]
    assert TOO_MANY not in pages[1]
    assert TOO_MANY in pages[-1]


def test_one_switch_closes_and_opens_both_machines(machines):
    one, two, _files = machines
    said = python(one.environment, "manage.py", "maintenance", "on")
    assert "closed" in said
    for machine in (one, two):
        until(lambda machine=machine: machine.ask("GET", "/cookies/")[0] == 503, seconds=30)
    python(two.environment, "manage.py", "maintenance", "off")
    for machine in (one, two):
        until(lambda machine=machine: machine.ask("GET", "/cookies/")[0] == 200, seconds=30)


def test_a_backup_brings_the_files_back_into_another_bucket(machines, tmp_path):
    one, _two, files = machines
    backup = tmp_path / "site.tar.gz"
    python(one.environment, "manage.py", "backup", "--plain", "--to", str(backup))
    before = {item.key: item.get()["Body"].read() for item in files.objects.all()}
    assert any(len(content) == BYTES for content in before.values())
    files.objects.all().delete()
    altered = next(iter(before))
    files.put_object(Key=altered, Body=b"altered")
    files.put_object(Key="private/later.txt", Body=b"sent after the backup")
    data = tmp_path / "data"
    data.mkdir()
    there = {**one.environment, "DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}"}
    python(there, "manage.py", "restore", str(backup), "--yes")
    after = {item.key: item.get()["Body"].read() for item in files.objects.all()}
    assert after == before | {"private/later.txt": b"sent after the backup"}
    code = "from ratsite.files.models import StoredFile; from ratsite.files.fixity import fault_of;"
    said = python(
        there, "manage.py", "shell", "-v0", "-c", code + "print(set(map(fault_of, StoredFile.objects.all())))"
    )
    assert said.strip() in ("{None}", "{''}")


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "#004E83").save(drawn, "PNG")
    return drawn.getvalue()


def send(machine: Stack, name: str, content: bytes, title: str) -> None:
    form = machine.ask("GET", "/library/suggest/", Cookie=machine.cookie)
    csrf = form[1]["Set-Cookie"].partition(";")[0]
    fields = {"csrfmiddlewaretoken": token_in(form[2]), "title": title, "why": "We use it on every shift."}
    part = "--bound\r\nContent-Disposition: form-data; name="
    body = "".join(f'{part}"{field}"\r\n\r\n{text}\r\n' for field, text in fields.items())
    body += f'{part}"files"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    status, headers, page = machine.ask(
        "POST", "/library/suggest/", body.encode() + content + b"\r\n--bound--\r\n",
        **{"Content-Type": "multipart/form-data; boundary=bound"},
        Cookie=f"{machine.cookie}; {csrf}", Referer=f"https://{HOST}/library/suggest/", Origin=f"https://{HOST}",
    )  # fmt: skip
    assert (status, headers["Location"]) == (302, "/library/suggest/"), page[:3000]


def attempt(machine: Stack, number: int) -> bytes:
    form = machine.ask("GET", "/account/login/")
    csrf = form[1]["Set-Cookie"].partition(";")[0]
    body = f"csrfmiddlewaretoken={token_in(form[2])}&login=a{number}@agency.example&password=wrong-password"
    return machine.ask(
        "POST", "/account/login/", body.encode(), Cookie=csrf, Referer=f"https://{HOST}/account/login/",
        **{"Content-Type": "application/x-www-form-urlencoded"},
    )[2]  # fmt: skip
