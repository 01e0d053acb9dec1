"""Visitors' messages in the coordinators' records: who reads them, and when they are answered."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.notifications.models import Mail
from ratsite.pages.actions.receive_message import receive_message
from ratsite.pages.models import ContactMessage
from ratsite.records.actions.mark_answered import mark_answered
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.actions.remove_message import remove_message
from ratsite.records.enums import Answer, Channel, ComplaintSubject
from ratsite.records.models import ANSWER_WITHIN, Complaint
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
MESSAGES, REGISTERS = reverse("records:message_list"), reverse("records:registers")
COMPLAINT = {
    "received_at": "2026-11-20T10:00",
    "channel": "form",
    "subject": "conduct",
    "summary": "A moderator was sharp with somebody new.",
}


@pytest.fixture
def both():
    """A person who is a moderator and a coordinator."""
    return MemberFactory(roles=["Coordinators", "Moderators"])


def address_of(message) -> str:
    return reverse("records:message", args=[message.pk])


def test_a_message_that_is_sent_twice_is_stored_and_emailed_once(clock, happen):
    for _ in range(2):
        happen(receive_message, kind="contact", text="May we print it?", email="tom@college.example")
    assert (ContactMessage.objects.count(), Mail.objects.count()) == (1, 1)
    clock.forward(minutes=11)
    happen(receive_message, kind="contact", text="May we print it?", email="tom@college.example")
    assert ContactMessage.objects.count() == 2


def test_a_coordinator_reads_a_message_and_marks_it_as_answered_once(coordinator, sign_in):
    message = receive_message(kind="contact", text="May we print it?", name="Tom", email="tom@college.example")
    staff_client = sign_in(coordinator, with_second_step=True)
    assert address_of(message) in flat(staff_client.get(REGISTERS).content)
    html = flat(staff_client.get(address_of(message)).content)
    assert "tom@college.example" in html
    assert "Not yet" in html
    for _ in range(2):
        assert staff_client.post(address_of(message)).url == address_of(message)
    message.refresh_from_db()
    assert message.answered_by == coordinator
    assert f"by {coordinator}" in flat(staff_client.get(address_of(message)).content)
    assert address_of(message) not in flat(staff_client.get(REGISTERS).content)
    assert address_of(message) in flat(staff_client.get(MESSAGES).content)
    assert not mark_answered(message_id=message.pk, coordinator=coordinator)
    assert ModelLogEntry.objects.filter(action="records.message.answer").count() == 1


@pytest.mark.parametrize("roles", [["Moderators"], ["Curators"], ["Editors"], []])
def test_nobody_else_reads_messages(roles, sign_in):
    message = receive_message(kind="complaint", text="CANARY")
    client = sign_in(MemberFactory(roles=roles), with_second_step=True)
    for address in (MESSAGES, address_of(message)):
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 403
            assert "CANARY" not in flat(response.content)


def test_a_complaint_is_answered_in_the_register_and_not_by_a_mark(coordinator, sign_in):
    message = receive_message(kind="complaint", text="Nobody answered me.")
    staff_client = sign_in(coordinator, with_second_step=True)
    for address in (address_of(message), REGISTERS):
        day = timezone.localtime(message.received_at + ANSWER_WITHIN)
        assert f"An answer is due by {day.day} {day:%B %Y}" in flat(staff_client.get(address).content)
    staff_client.post(address_of(message))
    message.refresh_from_db()
    assert message.answered_at is None
    staff_client.post(f"{reverse('records:complaint_add')}?message={message.pk}", COMPLAINT)
    complaint = Complaint.objects.get()
    assert complaint.get_absolute_url() in flat(staff_client.get(address_of(message)).content)
    staff_client.post(complaint.get_absolute_url(), {"outcome": "upheld", "answer": "We said sorry."})
    message.refresh_from_db()
    complaint.refresh_from_db()
    assert "Nobody has written what we will change." in flat(staff_client.get(complaint.get_absolute_url()).content)
    assert (message.answered_at, message.answered_by) == (complaint.closed_at, coordinator)


def test_the_subject_of_a_complaint_sees_neither_it_nor_its_message(coordinator, both, sign_in):
    message = receive_message(kind="complaint", text="CANARYMESSAGE")
    writer = sign_in(coordinator, with_second_step=True)
    writer.post(f"{reverse('records:complaint_add')}?message={message.pk}", {**COMPLAINT, "concerns": both.pk})
    complaint = Complaint.objects.get()
    assert complaint.concerns == both
    assert f"{both}, because the complaint is about them" in flat(writer.get(complaint.get_absolute_url()).content)
    writer.logout()
    staff_client = sign_in(both, with_second_step=True)
    for address in (complaint.get_absolute_url(), address_of(message)):
        missing = staff_client.get(address.replace(f"/{address.split('/')[-2]}/", "/999999/"))
        response = staff_client.get(address)
        assert (response.status_code, response.content) == (404, missing.content)
        assert staff_client.post(address, {"outcome": "not_upheld", "answer": "No."}).status_code == 404
    for address in (REGISTERS, MESSAGES, reverse("records:complaint_list")):
        html = flat(staff_client.get(address).content)
        assert address_of(message) not in html
        assert complaint.get_absolute_url() not in html
    with pytest.raises(PermissionDenied):
        answer_complaint(complaint_id=complaint.pk, coordinator=both, outcome=Answer.NOT_UPHELD, answer="No.")


def coordinator_called(first_name: str, last_name: str):
    return MemberFactory(roles=["Coordinators"], first_name=first_name, last_name=last_name)


@pytest.mark.parametrize("written", ["Gareth Llewellyn was rude", "your GARETH was rude", "Rude: llewellyn’s reply"])
def test_a_new_complaint_that_names_a_coordinator_is_read_by_another(sign_in, written):
    gareth, ann = coordinator_called("Gareth", "Llewellyn"), coordinator_called("Ann", "Bell")
    message = receive_message(kind="complaint", text=f"{written}. CANARY")
    record(message, "records.message.answer", actor=ann)
    add = f"{reverse('records:complaint_add')}?message={message.pk}"
    client = sign_in(gareth, with_second_step=True)
    assert [client.get(page).status_code for page in (address_of(message), add)] == [404, 404]
    assert client.post(add, COMPLAINT).status_code == 404
    for page in (REGISTERS, MESSAGES):
        assert str(message.pk) not in flat(client.get(page).content)
    assert f"message {message.pk}" not in flat(client.get(reverse("review:log")).content)
    client.logout()
    client = sign_in(ann, with_second_step=True)
    assert "This complaint may be about you" not in flat(client.get(address_of(message)).content)
    page = client.get(add)
    assert page.context["form"].initial["concerns"] == gareth  # so that it stays hidden unless Ann says otherwise
    client.post(add, COMPLAINT)
    client.logout()
    assert sign_in(gareth, with_second_step=True).get(address_of(message)).status_code == 200  # about nobody, says Ann


def test_a_complaint_is_hidden_from_whoever_is_named_most_and_never_from_all(sign_in):
    gareth, will = coordinator_called("Gareth", "Llewellyn"), coordinator_called("Will", "Bell")
    message = receive_message(kind="complaint", text="Will you look at this? Gareth Llewellyn was rude.")
    both = receive_message(kind="complaint", text="Gareth and Will were rude.")
    client = sign_in(gareth, with_second_step=True)
    assert [client.get(address_of(one)).status_code for one in (message, both)] == [404, 200]
    client.logout()
    client = sign_in(will, with_second_step=True)
    for one in (message, both):
        assert "This complaint may be about you" in flat(client.get(address_of(one)).content)


def test_the_only_coordinator_is_told_that_a_complaint_may_be_about_them(sign_in):
    gareth = coordinator_called("Gareth", "Llewellyn")
    message = receive_message(kind="complaint", text="Gareth was rude.")
    other = receive_message(kind="complaint", text="The form was rude.")
    question = receive_message(kind="contact", text="Is Gareth in today?")
    client = sign_in(gareth, with_second_step=True)
    for page in (address_of(message), f"{reverse('records:complaint_add')}?message={message.pk}"):
        assert "This complaint may be about you" in flat(client.get(page).content)
    for one in (other, question):
        assert "This complaint may be about you" not in flat(client.get(address_of(one)).content)


def test_no_gap_in_the_numbers_tells_anybody_that_a_complaint_about_them_is_hidden(coordinator, both, sign_in):
    messages = [receive_message(kind="complaint", text=f"Complaint {count}") for count in range(6)]
    for message in messages:
        enter_complaint(
            coordinator=coordinator,
            received_at=message.received_at,
            channel=Channel.FORM,
            subject=ComplaintSubject.CONDUCT,
            summary=message.text,
            message=message,
            concerns=both if message == messages[2] else None,
        )
    shown = [*Complaint.objects.visible_to(both).order_by("entered_at").values_list("pk", flat=True)]
    assert len(shown) == 5
    for numbers in (shown, [message.pk for message in messages]):
        assert max(numbers) - min(numbers) > 1000  # they are not counted
    html = flat(sign_in(both, with_second_step=True).get(reverse("records:complaint_list")).content)
    assert all(f"Complaint {number}<" in html for number in shown)


def test_the_log_shows_nobody_a_complaint_about_them(coordinator, both, sign_in):
    message = receive_message(kind="complaint", text="They were sharp.")
    writer = sign_in(coordinator, with_second_step=True)
    writer.post(f"{reverse('records:complaint_add')}?message={message.pk}", {**COMPLAINT, "concerns": both.pk})
    complaint = Complaint.objects.get()
    answer_complaint(complaint_id=complaint.pk, coordinator=coordinator, outcome=Answer.UPHELD, answer="Sorry.")
    record(message, "records.message.answer", actor=coordinator)
    pages = (complaint.get_absolute_url(), address_of(message))
    html = flat(writer.get(reverse("review:log")).content)
    assert [html.count(f'href="{page}"') for page in pages] == [2, 1]
    writer.logout()
    html = flat(sign_in(both, with_second_step=True).get(reverse("review:log")).content)
    assert [html.count(f'href="{page}"') for page in pages] == [0, 0]
    assert (f"complaint {complaint.pk}" in html, f"message {message.pk}" in html) == (False, False)


def test_a_coordinator_may_enter_a_complaint_about_themselves_and_is_led_away(both, sign_in):
    staff_client = sign_in(both, with_second_step=True)
    response = staff_client.post(reverse("records:complaint_add"), {**COMPLAINT, "concerns": both.pk})
    assert (response.status_code, response.url) == (302, REGISTERS)
    assert Complaint.objects.get().concerns == both


def test_the_form_offers_people_with_a_role_alone(coordinator, both, sign_in):
    plain = MemberFactory(first_name="Plainly")
    html = flat(sign_in(coordinator, with_second_step=True).get(reverse("records:complaint_add")).content)
    assert (str(both) in html, plain.first_name in html) == (True, False)


def test_the_email_leads_to_the_message(settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = receive_message(kind="contact", text="A question.")
    assert f"{settings.SITE_URL}/review/records/messages/{message.pk}/" in mail.outbox[0].body


def test_the_email_about_a_complaint_leads_all_coordinators_to_the_same_page(settings, happen, sign_in):
    gareth, ann = coordinator_called("Gareth", "Llewellyn"), coordinator_called("Ann", "Bell")
    happen(receive_message, kind="complaint", text="Gareth was rude. CANARY")
    [address] = re.findall(r"https?://\S+", mail.outbox[0].body)
    assert address == settings.SITE_URL + REGISTERS
    for person in (gareth, ann):
        answer = sign_in(person, with_second_step=True).get(REGISTERS)
        assert (answer.status_code, "CANARY" in answer.text) == (200, False)


VICTIM = "I saw Maria Lopez, born 3 May 1985, 07700 900456."


def remove(client, message, reason="It identifies a person at risk."):
    return client.post(reverse("records:message_remove", args=[message.pk]), {"reason": reason})


def test_the_lists_show_no_text_and_no_name_of_a_message(coordinator, sign_in):
    message = receive_message(kind="contact", text=VICTIM, name="CANARYNAME")
    client = sign_in(coordinator, with_second_step=True)
    for page in (REGISTERS, MESSAGES):
        html = flat(client.get(page).content)
        assert address_of(message) in html
        assert [word for word in ("Maria", "07700", "CANARYNAME") if word in html] == []


def test_a_coordinator_removes_a_message_for_a_reason_and_its_date_and_address_stay(coordinator, sign_in, settings):
    settings.BACKUP_KEEP_DAYS = 12
    message = receive_message(kind="contact", text=VICTIM, name="Maria Lopez", email="tom@college.example")
    client = sign_in(coordinator, with_second_step=True)
    page = reverse("records:message_remove", args=[message.pk])
    assert page in flat(client.get(address_of(message)).content)
    asked = flat(client.get(page).content)
    assert "You cannot undo this" in asked
    assert "Our backups hold the text and the name for 12 more days." in asked
    assert "so that you can still answer" in asked
    assert "Maria" not in asked
    for reason in ("", "Maria Lopez on 07700 900456"):
        assert remove(client, message, reason).status_code == 200
    message.refresh_from_db()
    assert message.text == VICTIM
    assert remove(client, message).url == address_of(message)
    message.refresh_from_db()
    assert (message.text, message.name, message.email) == ("", "", "tom@college.example")
    assert message.removed_by == coordinator
    html = flat(client.get(address_of(message)).content)
    assert f"Removed by {coordinator} on" in html
    assert page not in html
    assert "text removed" in flat(client.get(MESSAGES).content)
    assert "It identifies a person at risk." in flat(client.get(reverse("review:log")).content)


def test_a_message_is_removed_once(coordinator, sign_in):
    message = receive_message(kind="contact", text=VICTIM)
    client = sign_in(coordinator, with_second_step=True)
    for _ in range(2):
        assert remove(client, message).url == address_of(message)
    again = {"message_id": message.pk, "coordinator": coordinator, "reason": "Once more."}
    assert not remove_message(**again)
    assert ModelLogEntry.objects.filter(action="records.message.remove").count() == 1


def test_a_complaint_is_removed_only_once_it_is_in_the_register(coordinator, sign_in):
    message = receive_message(kind="complaint", text=VICTIM)
    client = sign_in(coordinator, with_second_step=True)
    page = reverse("records:message_remove", args=[message.pk])
    assert client.get(page).url == address_of(message)
    remove(client, message)
    message.refresh_from_db()
    assert message.text == VICTIM
    assert "Once it is in the register" in flat(client.get(address_of(message)).content)
    client.post(f"{reverse('records:complaint_add')}?message={message.pk}", COMPLAINT)
    assert remove(client, message).url == address_of(message)
    message.refresh_from_db()
    assert message.text == ""
    html = flat(client.get(Complaint.objects.get().get_absolute_url()).content)
    assert "The text of the original message was removed" in html


def test_the_subject_of_a_complaint_cannot_remove_its_message(coordinator, both, sign_in):
    message = receive_message(kind="complaint", text=VICTIM)
    writer = sign_in(coordinator, with_second_step=True)
    writer.post(f"{reverse('records:complaint_add')}?message={message.pk}", {**COMPLAINT, "concerns": both.pk})
    writer.logout()
    assert remove(sign_in(both, with_second_step=True), message).status_code == 404
    with pytest.raises(PermissionDenied):
        remove_message(message_id=message.pk, coordinator=both, reason="It is about me.")


def test_no_message_is_removed_with_its_text_left(coordinator):
    message = receive_message(kind="contact", text=VICTIM)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactMessage.objects.filter(pk=message.pk).update(removed_at=timezone.now(), removed_by=coordinator)


@pytest.mark.parametrize("late", ["terms_by", "confirm_by"])
def test_a_coordinator_who_cannot_act_is_not_the_one_who_reads_a_complaint(late, sign_in):
    gareth, ann = coordinator_called("Gareth", "Llewellyn"), coordinator_called("Ann", "Bell")
    message = receive_message(kind="complaint", text="Gareth was rude.")
    client = sign_in(gareth, with_second_step=True)
    assert client.get(address_of(message)).status_code == 404
    User.objects.filter(pk=ann.pk).update(**{late: timezone.localdate() - dt.timedelta(days=1)})
    assert "This complaint may be about you" in flat(client.get(address_of(message)).content)


def test_three_messages_cost_as_many_queries_as_one(coordinator, sign_in):
    staff_client = sign_in(coordinator, with_second_step=True)
    costs = []
    for count in (1, 2):
        for _ in range(count):
            receive_message(kind="contact", text="A question.")
            receive_message(kind="complaint", text="A complaint that nobody has entered.")
            message = receive_message(kind="complaint", text="A complaint.")
            enter_complaint(
                coordinator=coordinator,
                received_at=timezone.now(),
                channel=Channel.FORM,
                subject=ComplaintSubject.OTHER,
                summary="Short",
                message=message,
            )
        staff_client.get(MESSAGES)
        for address in (MESSAGES, REGISTERS):
            with CaptureQueriesContext(connection) as queries:
                staff_client.get(address)
            costs.append(len(queries))
    assert costs[:2] == costs[2:]


def test_the_database_keeps_no_answer_without_its_coordinator():
    message = receive_message(kind="contact", text="A question.")
    message.answered_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save()
