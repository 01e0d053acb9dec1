"""Emails with a text that someone typed, except notifications: plain text, one recipient, exactly as typed."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from ratsite.accounts.actions.change_address import record_address_change
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.actions.decide_application import reject_application
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.notifications.actions.send_mail import mail_text, send_mail
from ratsite.sanctions.actions.appeal import appeal, decide_appeal
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.accounts.applicants import make_application
from tests.corpora.xss import PAYLOADS
from tests.factories import AgencyFactory, MemberFactory

pytestmark = pytest.mark.django_db
NAME = "<svg/onload=alert(1)> & Co, https://x.example/\"'>"
WORDS = f"{NAME}\nBcc: everybody@x.example\n\nContent-Type: text/html\n\n<script>alert(1)</script>"
HEADERS = {
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To", "Date", "Auto-Submitted",
    "Message-ID",
}  # fmt: skip


def texts_to(sink, address: str) -> list[str]:
    """Return the texts of the emails to this address; fail if one has HTML, another recipient or an unknown header."""
    messages = [message for recipient, message in sink.accepted if recipient == address]
    for message in messages:
        assert set(message.keys()) - {"Reply-To"} == HEADERS
        assert message.get_all("To") == [address]
        assert message.get_content_type() == "text/plain"
    return [message.get_content().replace("\r\n", "\n") for message in messages]


@pytest.fixture
def steward() -> User:
    return MemberFactory(roles=["Coordinators", "Moderators"])


@pytest.fixture
def person() -> User:
    return MemberFactory(first_name=NAME, agency=AgencyFactory(name=NAME))


def test_the_reasons_for_a_sanction_and_for_what_becomes_of_it_come_as_they_were_typed(person, steward, sink, happen):
    until, other = timezone.now() + dt.timedelta(days=7), MemberFactory(roles=["Coordinators", "Moderators"])
    for lifts in (True, False):
        sanction = happen(
            impose, person_id=person.pk, kind=SanctionKind.SILENCE, ends_at=until, reason=WORDS, steward=steward
        )
        appeal(sanction_id=sanction.pk, text=WORDS)
        happen(decide_appeal, sanction_id=sanction.pk, steward=other, lifts=lifts, answer=WORDS)
    texts = texts_to(sink, person.email)
    assert [(f"Hello {NAME}," in text, WORDS in text) for text in texts] == [(True, True)] * 4


def test_the_reason_for_a_refusal_comes_as_it_was_typed(person, steward, sink, happen):
    happen(set_member_state, person_id=person.pk, state=MemberState.SUSPENDED, coordinator=steward, reason=WORDS)
    application = make_application(first_name=NAME)
    happen(reject_application, application_id=application.pk, coordinator=steward, reason=WORDS)
    for address in (person.email, application.email):
        text = texts_to(sink, address)[-1]
        assert (f"Hello {NAME}," in text, WORDS in text) == (True, True)


def test_messages_of_members_are_emailed_as_typed(person, sink, happen):
    happen(record_address_change, person=person, before="a@x.example", after="b@x.example")
    happen(leave, person=person, reason=WORDS)
    changed, left = texts_to(sink, settings.CONTACT_EMAIL)
    assert changed.startswith(f"{person} has changed")
    assert (left.startswith(f"{person}, {NAME}, is no longer a member"), WORDS in left) == (True, True)


def test_an_invitation_names_who_sends_it_as_they_are_called(person, sink, happen):
    happen(invite, inviter=person, email="new@x.example", memo=WORDS)
    (text,) = texts_to(sink, "new@x.example")
    assert (f"{person}, {NAME}, has invited you" in text, WORDS in text) == (True, False)


def test_no_payload_in_a_subject_adds_a_header_or_keeps_the_mail_from_leaving(sink, happen):
    payloads = [payload.replace("\x00", "") for payload in PAYLOADS]  # no form takes a NUL
    for payload in payloads:
        happen(send_mail, to="a@x.example", subject=f"About {payload}\nBcc: b@x.example", text=f"{payload}\n\nEnd.")
    texts = texts_to(sink, "a@x.example")
    assert len(sink.accepted) == len(texts) == len(payloads)
    assert [p for p, text in zip(payloads, texts, strict=True) if text.rstrip() != f"{p}\n\nEnd."] == []


def test_emails_take_the_address_of_the_contact_page_from_one_place():
    assert f"\n{settings.SITE_URL}/contact/\n" in mail_text("post_moved")
    texts = (settings.BASE_DIR / "templates").rglob("*.txt")
    assert [path.name for path in texts if "/contact/" in path.read_text(encoding="utf-8")] == []
