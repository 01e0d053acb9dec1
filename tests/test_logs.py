"""The site's log has no secrets, because people may read it who may read nothing else."""

import io
import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ratsite.feeds.actions import end_token, make_token
from ratsite.feeds.enums import FeedKind
from ratsite.lib.log_lines import Line
from ratsite.notifications.unsubscribe import stop_url
from tests.accounts.applicants import make_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """The output of the site's own log handler."""
    handler = next(found for found in logging.getLogger().handlers if isinstance(found.formatter, Line))
    written, stream = io.StringIO(), handler.stream
    handler.setStream(written)
    yield written
    handler.setStream(stream)


def test_no_secret_of_an_address_is_logged(client, member, log):
    token = make_token(person=member, kind=FeedKind.FORUM)
    feed, stop = reverse("private:forum", args=[token]), stop_url(member).removeprefix(settings.SITE_URL)
    end_token(person=member, kind=FeedKind.FORUM)
    applied = make_application(proved=False).get_absolute_url()
    key = "/account/password/reset/key/1-abc123-def456/"
    for address in (feed, applied, f"{feed}/more/", f"{stop}more/", f"/x{stop}"):
        assert client.get(address).status_code == 404
    Client(enforce_csrf_checks=True).post(key)
    lines = log.getvalue()
    assert lines.count("Not Found: /feeds/…/") == 2
    assert lines.count("/mail/stop/…/") == 2
    assert lines.count("Not Found: /join/application/…/") == 1
    assert "Forbidden (CSRF cookie not set.): /account/password/reset/key/…/" in lines
    for secret in (token, stop.split("/")[3], applied.split("/")[3], "abc123"):
        assert secret not in lines


def test_an_error_is_logged_whole_but_for_the_secret(log):
    try:
        raise ValueError("/feeds/abc123/ at /forum/")
    except ValueError:
        logging.getLogger("ratsite").exception("It failed at %s", "/mail/stop/abc123/")
    lines = log.getvalue()
    assert "It failed at /mail/stop/…/" in lines
    assert "ValueError: /feeds/…/ at /forum/" in lines
    assert "abc123" not in lines


def test_no_name_of_a_file_is_logged(client, member, log):
    client.force_login(member)
    file = "0c8d5a54-1111-4222-8333-123456789abc"
    for place in ("forum", "library"):
        assert client.get(f"/{place}/files/{file}/Jane O'Doe referral.pdf").status_code == 404
    assert log.getvalue().count(f"/files/{file}/…\n") == 2
    assert "Doe" not in log.getvalue()


def test_an_error_of_the_web_server_names_no_address(log):
    logging.getLogger("gunicorn.error").error("Error handling request %s %s", "GET", "/search/?q=jane+doe")
    assert "gunicorn.error: Error handling request …\n" in log.getvalue()
    assert "jane" not in log.getvalue()


def test_the_web_server_keeps_no_log_of_addresses():
    from ratsite.operations.run import web_server

    assert not [word for word in web_server(8000) if "access" in word]


def test_a_refusal_is_one_line_and_an_error_of_ours_has_its_traceback(client, member, log, monkeypatch):
    client.force_login(member)
    assert client.get("/review/people/").status_code == 403
    assert client.get(reverse("staff_boards:boards")).status_code == 403
    assert client.get("/people/invite/", headers={"host": "evil.example"}).status_code == 400
    lines = log.getvalue().splitlines()
    assert ("Traceback" in log.getvalue(), len(lines)) == (False, 3)
    client.raise_request_exception = False
    monkeypatch.setattr("ratsite.accounts.views.me.SignIn", None)
    assert client.get("/me/sign-ins/").status_code == 500
    assert "Traceback" in log.getvalue()
    assert "AttributeError" in log.getvalue()
