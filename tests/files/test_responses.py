"""The proxy sends files: the site checks access, then tells the proxy which file to send."""

import pytest

from ratsite.files.enums import FileFault
from tests.files.test_faulty_downloads import SENDERS, SENTENCE, spoiled
from tests.markup import flat

pytestmark = pytest.mark.django_db

LOCATION = "/internal-files/"


@pytest.fixture(autouse=True)
def _a_proxy_in_front(settings):
    settings.ACCEL_LOCATION = LOCATION


@pytest.fixture(params=SENDERS)
def sent(request, world):
    """(who may read the file, its address, the stored file)"""
    who, at = SENDERS[request.param]
    address, holder = at(world)
    return world.people[who] if who else None, address, holder.stored_file


def test_the_proxy_is_told_where_the_file_is_and_how_to_send_it(client, sign_in, sent):
    reader, address, stored = sent
    if reader:
        sign_in(reader, with_second_step=True)
    response = client.get(address)
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == LOCATION + stored.content.name
    assert response["Content-Type"] == stored.media_type
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert stored.name in response["Content-Disposition"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response["Cache-Control"] == "no-store, private"


def test_a_person_who_may_not_read_it_gets_no_place(client, sign_in, sent, member):
    reader, address, _stored = sent
    if reader is None:
        return
    sign_in(member)
    response = client.get(address, headers={"X-Accel-Redirect": LOCATION})
    assert response.status_code == 404
    assert "X-Accel-Redirect" not in response


def test_a_visitor_cannot_choose_the_place(client, world):
    _who, at = SENDERS["the library"]
    address, holder = at(world)
    asked = {"X-Accel-Redirect": "/internal-files/../db.sqlite3", "X-Sendfile": "/etc/passwd"}
    response = client.get(address, headers=asked)
    assert response["X-Accel-Redirect"] == LOCATION + holder.stored_file.content.name
    assert "X-Accel-Redirect" not in client.get("/", headers=asked)


@pytest.mark.parametrize("fault", FileFault)
def test_a_faulty_file_is_not_handed_over(client, world, fault):
    _who, at = SENDERS["the library"]
    address, holder = at(world)
    with spoiled(holder.stored_file.content, fault):
        response = client.get(address)
    assert (response.status_code, "X-Accel-Redirect" in response) == (503, False)
    assert SENTENCE in flat(response.content)


def test_without_a_proxy_the_site_sends_it(client, world, settings):
    settings.ACCEL_LOCATION = ""
    _who, at = SENDERS["the library"]
    address, holder = at(world)
    response = client.get(address)
    assert "X-Accel-Redirect" not in response
    assert len(b"".join(response.streaming_content)) == holder.stored_file.size
