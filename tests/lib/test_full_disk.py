"""A full disk is reported as such, and nothing that was typed is lost."""

import datetime as dt
import errno
import shutil
import sqlite3
import time
from contextlib import closing, nullcontext

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import OperationalError
from django.urls import reverse
from django.utils import timezone

from library.actions.decide_access import ask_for_file
from ratsite.circles.actions.notify import group_of
from ratsite.circles.enums import ACCESS_CHANGES
from ratsite.circles.models import AccessChange
from ratsite.files.whole_files import WholeFileStorage
from ratsite.lib.full_disk import is_full
from ratsite.network.enums import SecondReviewOutcome
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from ratsite.pages.forms.contact import TOKEN_SALT
from ratsite.trends.actions.write_briefing import TEXTS, add_briefing
from ratsite.trends.enums import BriefingKind
from tests.factories import CircleFactory, MemberFactory, make_resource, make_topic


def full_database() -> OperationalError:
    """The error of a real SQLite database that may not grow, as Django raises it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("PRAGMA max_page_count = 3")
        try:
            database.execute("INSERT INTO a VALUES (zeroblob(100000))")
        except sqlite3.OperationalError as problem:
            error = OperationalError(*problem.args)
            error.__cause__ = problem
            return error
    raise AssertionError


def full_device() -> OSError:
    try:
        with open("/dev/full", "wb", buffering=0) as device:
            device.write(b"x")
    except OSError as problem:
        return problem
    raise AssertionError


@pytest.mark.parametrize("make", [full_database, full_device])
def test_a_full_disk_is_known_by_its_error(make):
    assert is_full(make())
    wrapped = RuntimeError("the form could not be saved")
    wrapped.__context__ = make()
    assert is_full(wrapped)
    assert not is_full(OSError(errno.EACCES, "no"))


@pytest.mark.django_db
@pytest.mark.parametrize("make", [full_database, full_device])
def test_people_read_so_and_get_back_what_they_typed(client, monkeypatch, make):
    def fail(*args, **kwargs):
        raise make()

    cache.clear()
    monkeypatch.setattr("ratsite.pages.views.contact.receive_message", fail)
    typed = {
        "text": "Three men <b>sleep</b> in a lorry.",
        "name": "Ann Smith",
        "email": "",
        "password": "my own secret",
    }
    form = {"kind": "contact", "website": "", "token": signing.dumps(time.time() - 10, salt=TOKEN_SALT), **typed}
    answer = client.post("/contact/send/", form)
    page = answer.content.decode()
    assert answer.status_code == 507
    assert "the disk is full" in page
    assert "Three men &lt;b&gt;sleep&lt;/b&gt; in a lorry." in page
    assert "my own secret" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["forum_topicread", "accounts_user", "django_session"], ids=["what is read", "counts", "a message"]
)
def test_a_topic_can_be_read_although_nothing_can_be_noted_and_the_log_says_why(client, monkeypatch, caplog, table):
    # A page of the site is in no transaction, as a test is.
    monkeypatch.setattr("django.db.transaction.mark_for_rollback_on_error", lambda using: nullcontext())

    def fail(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")) and table in sql.partition("SET")[0].partition("VALUES")[0]:
            refused.append(sql)
            raise full_database()
        return execute(sql, params, many, context)

    refused = []
    member = MemberFactory(counted_at=timezone.now() - dt.timedelta(hours=1))
    topic = make_topic(title="Rooms let again")
    client.force_login(member)
    if table == "django_session":
        client.post(reverse("forum:topic_mark_read", args=[topic.pk]), {"number": "0"})  # leaves a message there
    with connection.execute_wrapper(fail):
        answer = client.get(topic.get_absolute_url())
    assert (answer.status_code, b"Rooms let again" in answer.content, len(refused)) == (200, True, 1)
    assert "The disk is full" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        "access change", "briefing", "circle", "drafts", "file request", "flags", "invitations", "messages", "resource",
        "sanctions",
    ],
)  # fmt: skip
def test_a_page_that_marks_notifications_as_read_can_be_read_although_it_cannot_mark_them(sign_in, monkeypatch, page):
    monkeypatch.setattr("django.db.transaction.mark_for_rollback_on_error", lambda using: nullcontext())

    def fail(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "notifications_notification" in sql.partition("SET")[0]:
            refused.append(sql)
            raise full_database()
        return execute(sql, params, many, context)

    refused, member, circle = [], MemberFactory(roles=["Coordinators"]), CircleFactory()
    circle.people.add(member)
    change = AccessChange.objects.create(
        circle=circle,
        added={"people": [member.pk]},
        removed={},
        asked_by=MemberFactory(roles=["Coordinators"]),
        why="To help",
        outcome=SecondReviewOutcome.APPROVED,
        asked_at=timezone.now(),
        decided_at=timezone.now(),
    )
    people = {member.pk: Reason(Level.DIGEST, "circle")}
    notify(
        source=ACCESS_CHANGES, item_id=change.pk, group=group_of(change, ACCESS_CHANGES), verb="joined", people=people
    )
    client = sign_in(member, with_second_step=True)
    upload = SimpleUploadedFile("notes.txt", b"Ask first.")
    on_request = make_resource(request_label="Trainer’s notes", upload=upload).current.files.get()
    urls = {
        "access change": change.get_absolute_url(),
        "briefing": add_briefing(
            author=member, kind=BriefingKind.ADVICE, **dict.fromkeys(TEXTS, "clear")
        ).get_absolute_url(),
        "drafts": reverse("drafts:draft_list"),
        "file request": ask_for_file(
            file_id=on_request.pk, reader=member, reason="For our induction day"
        ).get_absolute_url(),
        "flags": reverse("forum:flag_list"),
        "invitations": reverse("people:invite"),
        "sanctions": reverse("own_sanctions:own_sanctions"),
        "messages": reverse("own_messages:message_list"),
        "circle": reverse("circles:circle", args=[circle.pk]),
        "resource": make_resource().get_absolute_url(),
    }
    with connection.execute_wrapper(fail):
        answer = client.get(urls[page])
    assert (answer.status_code, len(refused)) == (200, 1)


@pytest.mark.django_db
def test_a_sign_in_that_counts_as_one_of_too_many_says_that_the_disk_is_full(client, monkeypatch):
    monkeypatch.setattr("allauth.core.ratelimit.consume", lambda *args, **kwargs: None, raising=False)
    monkeypatch.setattr("allauth.core.internal.ratelimit.consume", lambda *args, **kwargs: None)
    form = {"login": "ann@agency.example", "password": "a b c"}
    assert client.post(reverse("account_login"), form).status_code == 429
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr("ratsite.web.full_disk.shutil.disk_usage", lambda path: usage)
    answer = client.post(reverse("account_login"), form)
    assert answer.status_code == 507
    assert "a b c" not in answer.content.decode()


def test_half_a_file_is_deleted(tmp_path):
    class Endless(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise full_device()

    storage = WholeFileStorage(location=tmp_path)
    with pytest.raises(OSError, match="No space left"):
        storage.save("ab/file", Endless(b"x"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
