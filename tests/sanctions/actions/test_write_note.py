"""Stewards' notes about a person, and messages to the person: they never change, and are not in the audit log."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import MemberState
from ratsite.lib.db.append_only import REFUSED
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.sanctions.actions.write_note import note_about, send_message
from ratsite.sanctions.models import Note
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
WORDS = "Rang twice about the same topic; agreed to wait."


def notes_of(person) -> str:
    return reverse("sanctions:notes", args=[person.pk])


def message_to(person) -> str:
    return reverse("sanctions:message", args=[person.pk])


def sent(words: str = WORDS, **more) -> dict:
    return {"submission": str(uuid.uuid4()), "text": words} | more


def test_a_moderator_writes_a_note_and_a_coordinator_reads_it(moderator, coordinator, member, sign_in):
    assert sign_in(moderator, with_second_step=True).post(notes_of(member), sent()).status_code == 302
    html = flat(sign_in(coordinator, with_second_step=True).get(notes_of(member)).content)
    assert WORDS in html
    assert str(moderator) in html
    assert "has a right to a copy" in html


def test_the_log_says_that_a_note_was_written_and_not_what(moderator, member):
    note_about(person_id=member.pk, author=moderator, text=WORDS, submission=uuid.uuid4())
    send_message(person_id=member.pk, author=moderator, text=WORDS, submission=uuid.uuid4())
    entries = ModelLogEntry.objects.filter(action__startswith="moderation.").order_by("pk")
    assert [entry.action for entry in entries] == ["moderation.note.write", "moderation.message.write"]
    assert {(entry.user, entry.object_id) for entry in entries} == {(moderator, str(member.pk))}
    assert [entry for entry in entries if WORDS in str(entry.data) + entry.label] == []


def test_the_person_never_meets_a_note_about_them(moderator, coordinator, sign_in):
    note_about(person_id=moderator.pk, author=coordinator, text=WORDS, submission=uuid.uuid4())
    client = sign_in(moderator, with_second_step=True)
    for url in (notes_of(moderator), "/me/messages/", "/notifications/", "/me/sanction/", "/review/log/"):
        assert WORDS not in flat(client.get(url).content)
    assert client.post(notes_of(moderator), sent()).status_code == 403
    assert not Notification.objects.filter(person=moderator).exists()


def test_the_same_form_sent_twice_writes_one(moderator, member, sign_in):
    client, form = sign_in(moderator, with_second_step=True), sent()
    for url in (notes_of(member), notes_of(member), message_to(member)):
        client.post(url, form)
    assert Note.objects.count() == 1


@pytest.mark.parametrize("words", ["Ring 07700 900123", "She is at B15 2TT", ""])
def test_a_text_that_identifies_a_person_is_refused_and_shown_again(moderator, member, sign_in, words):
    client = sign_in(moderator, with_second_step=True)
    for url in (notes_of(member), message_to(member)):
        html = flat(client.post(url, sent(words)).content)
        assert ("It may identify someone" in html) == bool(words)
        assert words in html
    assert not Note.objects.exists()


def test_a_message_comes_from_the_moderators_and_its_mail_says_only_that(moderator, member, sign_in, clock):
    client = sign_in(moderator, with_second_step=True)
    assert client.post(message_to(member), sent("Please mark the county, not the road.")).status_code == 302
    clock.now = Notification.objects.get(person=member).due_at
    queue_due_emails()
    content = compose(Mail.objects.get(person=member)).content
    said = content.subject + content.text + content.html
    for word in ("county", str(moderator)):
        assert word not in said
    assert content.subject == "A message from the moderators"
    assert "The moderators wrote to you." in content.text
    page = flat(sign_in(member).get("/notifications/").content)
    assert "A message from the moderators" in page
    assert str(moderator) not in page
    html = flat(sign_in(member).get("/me/messages/").content)
    assert "Please mark the county, not the road." in html
    assert str(moderator) not in html


def test_the_next_message_is_emailed_too_once_the_first_was_read(moderator, member, sign_in, clock):
    def notified(words: str) -> str:
        send_message(person_id=member.pk, author=moderator, text=words, submission=uuid.uuid4())
        notification = Notification.objects.filter(person=member).latest("pk")
        clock.now = max(clock.now, notification.due_at)
        queue_due_emails()
        notification.refresh_from_db()
        return notification.outcome

    assert [notified("First."), notified("Before the first was read.")] == [Outcome.QUEUED, Outcome.SKIPPED]
    sign_in(member).get("/me/messages/")
    assert not Notification.objects.unread().filter(person=member).exists()
    clock.forward(days=3)
    assert notified("Second.") == Outcome.QUEUED


def test_a_person_s_page_shows_nobody_else_s_messages(moderator, member, sign_in):
    send_message(person_id=member.pk, author=moderator, text=WORDS, submission=uuid.uuid4())
    html = flat(sign_in(MemberFactory()).get("/me/messages/").content)
    assert WORDS not in html
    assert "The moderators have not written to you." in html


@pytest.mark.parametrize("act", [note_about, send_message])
def test_the_actions_ask_again_who_may(member, moderator, act):
    for author in (member, MemberFactory(), MemberFactory(roles=["Curators"])):
        with pytest.raises(PermissionDenied):
            act(person_id=member.pk, author=author, text=WORDS, submission=uuid.uuid4())
    with pytest.raises(PermissionDenied):
        act(person_id=moderator.pk, author=moderator, text=WORDS, submission=uuid.uuid4())
    assert not Note.objects.exists()


def test_nobody_messages_a_person_who_cannot_sign_in(coordinator, sign_in):
    left = MemberFactory(state=MemberState.LEFT)
    client = sign_in(coordinator, with_second_step=True)
    assert client.get(message_to(left)).status_code == 403
    assert client.get(notes_of(left)).status_code == 200


def test_a_note_is_never_changed(moderator, member):
    note_about(person_id=member.pk, author=moderator, text=WORDS, submission=uuid.uuid4())
    note = Note.objects.get()
    note.text = "Another"
    with pytest.raises(TypeError, match="never changed"):
        note.save()
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sanctions_note SET text = 'Another'")
    assert Note.objects.get().text == WORDS
    client_urls = [pattern for pattern in ("edit", "delete") if pattern in notes_of(member)]
    assert client_urls == []


@pytest.mark.parametrize("wrong", [{"text": ""}, {"author": "person"}])
def test_the_database_refuses_nonsense(moderator, member, wrong):
    values = {"person": member, "author": moderator, "text": WORDS} | wrong
    values["author"] = member if values["author"] == "person" else moderator
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(submission=uuid.uuid4(), created_at=timezone.now(), **values)


def test_more_than_the_form_asks_changes_nothing_else(moderator, member, sign_in):
    other = MemberFactory()
    extra = {"person": other.pk, "author": other.pk, "is_message": "1", "created_at": "2020-01-01"}
    sign_in(moderator, with_second_step=True).post(notes_of(member), sent(**extra))
    note = Note.objects.get()
    assert (note.person, note.author, note.is_message) == (member, moderator, False)
    assert note.created_at.year != 2020


def test_erasing_a_person_takes_what_was_noted_about_them(moderator):
    person = MemberFactory()
    note_about(person_id=person.pk, author=moderator, text=WORDS, submission=uuid.uuid4())
    person.emailaddress_set.all().delete()
    person.delete()
    assert not Note.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_note_and_three(moderator, member, sign_in, count, django_assert_num_queries):
    for _ in range(count):
        note_about(person_id=member.pk, author=MemberFactory(roles=["Moderators"]), text=WORDS, submission=uuid.uuid4())
    client = sign_in(moderator, with_second_step=True)
    client.get(notes_of(member))
    with django_assert_num_queries(5):  # session, steward, roles, person with agency, notes with authors
        client.get(notes_of(member))


def test_older_notes_are_a_page_away(moderator, member, sign_in, monkeypatch):
    monkeypatch.setattr("ratsite.sanctions.views.notes.NOTES_A_PAGE", 2)
    for number in range(3):
        note_about(person_id=member.pk, author=moderator, text=f"Number {number}.", submission=uuid.uuid4())
    client = sign_in(moderator, with_second_step=True)
    html = flat(client.get(notes_of(member)).content)
    assert ("Number 2." in html, "Number 0." in html) == (True, False)
    older = flat(client.get(f"{notes_of(member)}?before={Note.objects.order_by('pk')[1].pk}").content)
    assert ("Number 0." in older, "Number 2." in older) == (True, False)
