"""Bounced emails: each counts once and only if it quotes our email; someone who knows the person is then asked."""

import datetime as dt
import mailbox
from email.message import EmailMessage
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from ratsite.accounts.actions.record_bounce import FAILED_AT, bounce_score
from ratsite.accounts.models import Bounce, User
from ratsite.notifications.actions.deliver import deliver, message_id_of
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.notifications.models import Mail
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
REPORT = """From: MAILER-DAEMON@mx.agency.example
To: noreply@ratnetwork.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="BOUNDARY"

--BOUNDARY
Content-Type: text/plain

This mail could not be delivered.

--BOUNDARY
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.agency.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}

--BOUNDARY
Content-Type: text/rfc822-headers

From: noreply@ratnetwork.example
Message-ID: {message_id}
Subject: Something new for you

--BOUNDARY--
"""


@pytest.fixture
def person():
    return MemberFactory(email="sam@agency.example", agency=AgencyFactory())


def sent(person: User) -> Mail:
    queued = send_mail(to=person.email, subject="Something new for you", text="Hello")
    deliver(queued.pk)
    return queued


def report(queued: Mail, *, status: str = "5.1.1", recipient: str = "", message_id: str = "") -> str:
    values = {"status": status, "recipient": recipient or queued.to, "message_id": message_id or message_id_of(queued)}
    return REPORT.format(**values)


@pytest.fixture
def read(tmp_path):
    """Give the report to the command as a file, and return the command's output."""

    def do(text: str) -> str:
        path = tmp_path / "report.eml"
        path.write_text(text)
        output = StringIO()
        call_command("read_bounces", str(path), stdout=output)
        return output.getvalue().strip()

    return do


def test_a_mail_that_came_back_is_counted_once(person, read):
    text = report(sent(person))
    assert read(text) == "1 read, 1 of our emails came back."
    assert read(text) == "1 read, 0 of our emails came back."
    assert bounce_score(person) == 2


@pytest.mark.parametrize(
    ("status", "points"), [("5.1.1", 2), ("5.7.26", 2), ("4.2.2", 1), ("2.0.0", 0), ("nonsense", 0)]
)
def test_a_refusal_for_good_counts_more_than_one_that_may_pass(person, read, status, points):
    read(report(sent(person), status=status))
    assert bounce_score(person) == points


def sent_to(person: User, sink, happen, answer: str) -> Mail:
    sink.refused[person.email] = answer
    queued = send_mail(to=person.email, subject="Something new for you", text="Hello")
    happen(deliver, queued.pk)
    queued.refresh_from_db()
    return queued


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user here", "550 5.2.1 Mailbox disabled"])
def test_an_address_that_a_server_does_not_know_counts_at_once_and_is_not_tried_again(person, sink, happen, answer):
    queued = sent_to(person, sink, happen, answer)
    assert (queued.state, queued.attempts, bounce_score(person)) == ("failed", 1, 2)
    sent_to(person, sink, happen, answer)
    person.refresh_from_db()
    assert person.address_failed_at is not None


OTHER_REASONS = [
    "550 5.7.1 Relaying denied",
    "550 5.1.8 Sender address rejected",
    "550 5.1.90 More mails than one may send a day",
    "552 5.2.2 Mailbox full",
    "552 5.2.3 Too long",
    "550 No",
    "450 4.2.1 Try later",
    "552 15.1.1 Odd",
]


@pytest.mark.parametrize("answer", OTHER_REASONS)
def test_an_email_refused_for_another_reason_is_tried_again_and_does_not_count(person, sink, happen, answer):
    queued = sent_to(person, sink, happen, answer)
    assert (queued.state, bounce_score(person)) == ("waiting", 0)


def test_a_forged_report_silences_nobody(person, read):
    queued = sent(person)
    for forged in (
        report(queued, message_id="<1.abc@testserver>"),
        report(queued, message_id=f"<{queued.pk}.{'0' * 64}@testserver>"),
        report(queued, recipient="other@agency.example"),
        report(queued).replace("Message-ID", "X-Message-ID"),
    ):
        assert read(forged) == "1 read, 0 of our emails came back."
    assert Bounce.objects.count() == 0


@pytest.mark.parametrize("text", ["", "Subject: Hello\n\nI am on leave.", "\x00\xff", REPORT[:300]])
def test_an_email_that_is_not_a_bounce_report_is_read_and_left(person, read, text):
    assert read(text) == "1 read, 0 of our emails came back."


def test_after_enough_of_them_the_agency_lead_is_asked_once_and_news_stops(
    person, read, django_capture_on_commit_callbacks
):
    lead = MemberFactory(agency=person.agency, is_agency_lead=True)
    MemberFactory(is_agency_lead=True)
    for _ in range(FAILED_AT):
        queued = sent(person)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            read(report(queued))
        if person.address_failed_at is None:
            person.refresh_from_db()
            told = [message.to for message in mail.outbox]
    assert person.address_failed_at is not None
    assert told == [[lead.email]]
    assert mail.outbox == []


def test_an_address_that_fails_asks_for_an_early_confirmation(person, read):
    for _ in range(2):
        read(report(sent(person)))
    person.refresh_from_db()
    assert person.confirm_by == timezone.localdate() + dt.timedelta(days=14)


def test_without_a_lead_the_coordinator_is_asked(person, read, settings):
    for _ in range(2):
        read(report(sent(person)))
    asked = Mail.objects.order_by("-pk").first()
    assert (asked.to, asked.subject) == (settings.CONTACT_EMAIL, "Our emails to your colleague are not being delivered")


@pytest.mark.parametrize(
    ("name", "words"),
    [("Sam", "Our emails to Sam Okafor (sam@agency.example) have"), ("", "Our emails to sam@agency.example have")],
)
def test_the_question_to_the_agency_lead_names_a_person_who_has_a_name(person, read, name, words):
    User.objects.update(first_name=name, last_name=name and "Okafor")
    for _ in range(2):
        read(report(sent(person)))
    assert Mail.objects.order_by("-pk").values_list("text", flat=True)[0].startswith(words)


def test_an_old_bounce_does_not_count(person, read):
    read(report(sent(person)))
    Bounce.objects.update(at=timezone.now() - dt.timedelta(days=31))
    read(report(sent(person)))
    person.refresh_from_db()
    assert (bounce_score(person), person.address_failed_at) == (2, None)


def test_the_person_says_that_the_address_works_again(person, read, sign_in):
    for _ in range(2):
        read(report(sent(person)))
    client = sign_in(person)
    assert "came back" in flat(client.get("/notifications/choices/").content)
    client.post("/account/address-works/")
    person.refresh_from_db()
    assert (person.address_failed_at, bounce_score(person)) == (None, 0)


def test_old_reports_that_are_read_again_take_nothing_back(person, read, sign_in):
    texts = [report(sent(person)) for _ in range(2)]
    for text in texts:
        read(text)
    sign_in(person).post("/account/address-works/")
    for text in texts:
        read(text)
    person.refresh_from_db()
    assert (person.address_failed_at, bounce_score(person)) == (None, 0)


def test_a_maildir_and_an_mbox_are_read_whole(person, tmp_path):
    texts = [report(sent(person)) for _ in range(3)]
    folder = mailbox.Maildir(tmp_path / "box")
    file = mailbox.mbox(tmp_path / "mbox")
    for text in texts:
        folder.add(text)
        file.add(text)
    folder.close()
    file.close()
    for path, line in (("box", "3 read, 3 of our emails came back."), ("mbox", "3 read, 0 of our emails came back.")):
        output = StringIO()
        call_command("read_bounces", str(tmp_path / path), stdout=output)
        assert output.getvalue().strip() == line


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_a_setting_that_names_no_mailbox_is_reported_in_plain_words(tmp_path, path):
    with pytest.raises(CommandError, match="is not a Maildir|cannot be read"):
        call_command("read_bounces", str(tmp_path / path))


def test_a_report_that_quotes_the_whole_mail_is_understood(person, read):
    queued = sent(person)
    original = EmailMessage()
    original["Message-ID"] = message_id_of(queued)
    original.set_content("Hello")
    text = report(queued).replace("text/rfc822-headers", "message/rfc822")
    assert read(text) == "1 read, 1 of our emails came back."
