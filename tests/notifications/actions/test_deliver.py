import datetime as dt
import os
import smtplib

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from ratsite.notifications.actions.deliver import delete_old_mail, deliver, deliver_due
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail, MailChoices
from tests.clock import Clock

pytestmark = pytest.mark.django_db


def queue() -> Mail:
    return send_mail(to="a@agency.example", subject="Hello\nBcc: x@evil.example", text="A code: 123")


@pytest.fixture
def server_down(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)


def test_a_mail_leaves_after_the_commit_and_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queued = queue()
        assert mail.outbox == []
    assert [message.to for message in mail.outbox] == [["a@agency.example"]]
    assert deliver(queued.pk) is False
    assert len(mail.outbox) == 1


def test_the_text_of_a_delivered_email_is_not_stored():
    queued = queue()
    deliver(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.text) == (MailState.SENT, "")


def test_a_subject_cannot_add_a_header():
    deliver(queue().pk)
    assert mail.outbox[0].subject == "Hello Bcc: x@evil.example"
    assert mail.outbox[0].recipients() == ["a@agency.example"]
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_server_that_is_down_loses_nothing(server_down):
    queued = queue()
    assert deliver(queued.pk) is False
    queued.refresh_from_db()
    assert (queued.state, queued.attempts, queued.text) == (MailState.WAITING, 1, "A code: 123")
    assert queued.try_at > timezone.now()


def test_a_mail_that_cannot_be_composed_holds_up_no_other(member, monkeypatch):
    """For example, one about a kind of news that this release does not know."""
    old = timezone.now() - dt.timedelta(hours=2)
    broken = Mail.objects.create(to=member.email, person=member, created_at=old, try_at=old)
    queue()

    def fail(mail):
        raise KeyError("a kind of the next release")

    monkeypatch.setattr("ratsite.notifications.actions.deliver.compose", fail)
    monkeypatch.setattr(MailChoices, "next_time_for_email", lambda self, now: now)
    assert deliver_due() == 1
    broken.refresh_from_db()
    assert (broken.state, broken.attempts, broken.error) == (
        MailState.WAITING, 1, "KeyError: 'a kind of the next release'",
    )  # fmt: skip
    assert broken.try_at > timezone.now()


def test_a_mail_that_no_library_can_write_holds_up_no_other():
    Mail.objects.create(
        to="a@agency.example", subject="A\x0bB: c", text="x", created_at=timezone.now(), try_at=timezone.now()
    )
    queue()
    deliver_due()
    assert [message.body for message in mail.outbox] == ["A code: 123"]


def test_a_failed_email_is_tried_again_at_its_time():
    queued = queue()
    Mail.objects.update(attempts=2, try_at=timezone.now() + dt.timedelta(minutes=5))
    assert deliver_due() == 0
    Mail.objects.update(try_at=timezone.now() - dt.timedelta(minutes=1))
    assert deliver_due() == 1
    queued.refresh_from_db()
    assert queued.state == MailState.SENT


def test_an_email_is_tried_for_days_with_growing_pauses_and_says_why_it_was_given_up(server_down, monkeypatch):
    clock = Clock(monkeypatch, timezone.now())
    queued, pauses = queue(), []
    while queued.state == MailState.WAITING:
        deliver(queued.pk)
        queued.refresh_from_db()
        pauses.append(queued.try_at - clock.now)
        clock.now = max(clock.now, queued.try_at)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert dt.timedelta(days=5) < clock.now - queued.created_at < dt.timedelta(days=5, hours=5)
    assert (queued.error, queued.text) == ("ConnectionRefusedError: nobody there", "")


def test_a_clock_that_is_wrong_for_a_moment_gives_nothing_up(server_down, monkeypatch):
    clock, queued = Clock(monkeypatch, timezone.now()), queue()
    deliver(queued.pk)
    clock.forward(days=60)
    deliver_due()
    clock.forward(days=-60)
    queued.refresh_from_db()
    assert (queued.state, queued.text) == (MailState.WAITING, "A code: 123")
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", lambda self: 1)
    assert deliver_due() == 1


def test_an_email_at_which_the_server_hangs_up_holds_up_no_other(monkeypatch):
    """A mail server with a filter closes the connection at one email, but accepts all others."""
    clock, asked = Clock(monkeypatch, timezone.now()), []

    def send(message):
        asked.append(message.body)
        if message.body.startswith("bad"):
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return 1

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", send)
    for text in ("bad 1", "good", "bad 2", "good"):
        send_mail(to="a@agency.example", subject="x", text=text)
    assert deliver_due() == 2
    assert sorted(asked) == ["bad 1", "bad 2", "good", "good"]
    assert Mail.objects.filter(state=MailState.WAITING, is_server_away=True).count() == 0
    for _ in range(60):
        clock.forward(minutes=1)
        queued = send_mail(to="a@agency.example", subject="x", text="good")
        deliver_due()
        queued.refresh_from_db()
        assert queued.state == MailState.SENT
    assert len([text for text in asked if text == "bad 1"]) <= 6


def test_an_email_at_which_the_server_hangs_up_keeps_its_pauses_though_others_leave(monkeypatch):
    clock, asked = Clock(monkeypatch, timezone.now()), []

    def send(message):
        asked.append(message.body)
        if message.body == "bad":
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return 1

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", send)
    send_mail(to="a@agency.example", subject="x", text="bad")
    assert deliver_due() == 0
    for _ in range(60):
        clock.forward(seconds=30)
        send_mail(to="a@agency.example", subject="x", text="good")
        deliver_due()
        clock.forward(seconds=30)
        deliver_due()
    assert 4 <= asked.count("bad") <= 6


def test_while_the_server_is_away_two_emails_ask_for_all_and_then_all_leave_at_once(monkeypatch):
    clock, asked = Clock(monkeypatch, timezone.now()), []

    def refuse(message):
        asked.append(message)
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    for _ in range(5):
        queue()
    for _ in range(60):  # an hour, with a look each minute
        deliver_due()
        clock.forward(minutes=1)
    assert len(asked) <= 12
    assert Mail.objects.filter(state=MailState.WAITING, is_server_away=True).count() == 5
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", lambda message: 1)
    queue()
    assert [deliver_due(), deliver_due(), deliver_due()] == [1, 5, 0]


def test_a_server_that_hangs_holds_no_lock(monkeypatch):
    """While the email is being sent other connections can write, and no other process sends it too."""
    queued, seen = queue(), []

    depth = len(connection.savepoint_ids)
    monkeypatch.setattr(
        "django.core.mail.message.EmailMessage.send",
        lambda message: seen.append((len(connection.savepoint_ids) - depth, deliver(queued.pk))),
    )
    assert deliver(queued.pk) is True
    assert seen == [(0, False)]


def test_sent_emails_are_deleted_after_90_days_and_waiting_ones_are_not():
    old, waits, new = queue(), queue(), queue()
    Mail.objects.exclude(pk=new.pk).update(created_at=timezone.now() - dt.timedelta(days=91))
    for mail_id in (old.pk, new.pk):
        deliver(mail_id)
    delete_old_mail()
    assert set(Mail.objects.values_list("pk", flat=True)) == {waits.pk, new.pk}


def test_emails_that_were_saved_as_files_are_deleted_after_90_days(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    delete_old_mail()  # no email was saved yet
    settings.EMAIL_FILE_PATH.mkdir()
    for name, days in (("old.log", 91), ("new.log", 89)):
        (settings.EMAIL_FILE_PATH / name).touch()
        moment = (timezone.now() - dt.timedelta(days=days)).timestamp()
        os.utime(settings.EMAIL_FILE_PATH / name, (moment, moment))
    delete_old_mail()
    assert os.listdir(settings.EMAIL_FILE_PATH) == ["new.log"]


def test_a_mail_whose_transaction_fails_never_existed(django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert (Mail.objects.count(), mail.outbox) == (0, [])


def test_an_address_that_no_server_takes_holds_up_nobody_else(django_capture_on_commit_callbacks):
    bad = send_mail(to="a@agency.example", subject="x", text="x", headers={"Reply-To": "a@" + "ü" * 60 + ".de"})
    Mail.objects.update(try_at=timezone.now() - dt.timedelta(minutes=1))
    good = queue()
    assert deliver_due() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.attempts, good.state) == (MailState.WAITING, 1, MailState.SENT)
