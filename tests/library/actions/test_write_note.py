"""Field notes: members' experience with a resource, reviewed by another person before it is published."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from library.actions.write_note import publish_note, send_note_back, write_note
from library.models import FieldNote, NoteKind
from ratsite.lib.optimistic_lock import Stale
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.markup import flat
from tests.review.pages import decide, press_twice

pytestmark = pytest.mark.django_db
TEXT = "The line about a seat changed how our reception is laid out."


@pytest.fixture
def curator(db):
    return MemberFactory(roles=["Curators"]).with_second_step()


@pytest.fixture
def resource(curator):
    return make_resource(curator, title="Induction")


def shown_in(response) -> str:
    return flat(response.content.decode())


def write(resource, member, **fields) -> FieldNote:
    return write_note(resource_id=resource.pk, author=member, **{"kind": NoteKind.HELPED, "text": TEXT, **fields})


def test_a_note_is_sent_reviewed_and_read(resource, member, curator, sign_in):
    client = sign_in(member)
    client.post(reverse("library:note_add", args=[resource.slug]), {"kind": "helped", "text": TEXT})
    note = FieldNote.objects.get()
    assert TEXT in shown_in(client.get(resource.get_absolute_url()))
    reader = MemberFactory()
    assert TEXT not in shown_in(sign_in(reader).get(resource.get_absolute_url()))
    staff_client = sign_in(curator, with_second_step=True)
    assert TEXT in shown_in(staff_client.get(reverse("review:item", args=["field-notes", note.pk])))
    publish_note(note_id=note.pk, decider=curator)
    shown = shown_in(sign_in(reader).get(resource.get_absolute_url()))
    assert TEXT in shown
    assert member.agency.name in shown
    assert str(member) not in shown


@pytest.mark.parametrize(("choice", "outcome"), [("approve", "Published"), ("reject", "Sent back")])
def test_a_late_second_press_says_what_this_curator_decided(resource, member, curator, sign_in, choice, outcome):
    address = reverse("review:item", args=["field-notes", write(resource, member).pk])
    page = press_twice(sign_in(curator, with_second_step=True), address, choice)
    assert f"You have already decided this: “{outcome}”" in page


def test_a_note_by_role_names_no_agency(resource, member, curator, sign_in):
    publish_note(note_id=write(resource, member, is_by_role=True).pk, decider=curator)
    shown = shown_in(sign_in(MemberFactory()).get(resource.get_absolute_url()))
    assert TEXT in shown
    assert member.agency.name not in shown
    case = sign_in(curator, with_second_step=True).get("/review/")
    assert str(member) not in shown_in(case)


def test_a_reason_to_send_it_back_reaches_the_author(
    resource, member, curator, sign_in, django_capture_on_commit_callbacks
):
    note = write(resource, member)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_note_back(note_id=note.pk, decider=curator, reason="It names a street")
    assert list(Notification.objects.values_list("person", "verb")) == [(member.pk, "sent_back")]
    assert "It names a street" in shown_in(sign_in(member).get(resource.get_absolute_url()))
    assert TEXT not in shown_in(sign_in(MemberFactory()).get(resource.get_absolute_url()))


def test_nobody_publishes_their_own_note(resource, curator):
    note = write(resource, curator)
    with pytest.raises(PermissionDenied):
        publish_note(note_id=note.pk, decider=curator)


def test_a_member_publishes_no_note(resource, member):
    note = write(resource, MemberFactory())
    with pytest.raises(PermissionDenied):
        publish_note(note_id=note.pk, decider=member)


def test_a_note_is_published_only_as_it_was_shown(resource, member, curator):
    note = write(resource, member)
    with pytest.raises(Stale):
        publish_note(note_id=note.pk, decider=curator, shown_hash="another")


def test_a_note_is_decided_once(resource, member, curator):
    note = write(resource, member)
    assert publish_note(note_id=note.pk, decider=curator)
    assert not send_note_back(note_id=note.pk, decider=curator, reason="Too late")


def test_the_author_withdraws_a_note(resource, member, curator, sign_in):
    note = write(resource, member)
    publish_note(note_id=note.pk, decider=curator)
    address = reverse("library:note_withdraw", args=[resource.slug, note.pk])
    assert sign_in(MemberFactory()).post(address).status_code == 404
    sign_in(member).post(address)
    assert not FieldNote.objects.exists()


def test_identifiers_are_refused(resource, member, sign_in):
    said = {"kind": "snag", "text": "Ring Anna on 07700 900123"}
    answer = sign_in(member).post(reverse("library:note_add", args=[resource.slug]), said)
    assert "It may identify someone" in shown_in(answer)
    assert "Ring Anna on" in shown_in(answer)
    with pytest.raises(PermissionDenied):
        write(resource, member, text=said["text"])
    assert not FieldNote.objects.exists()


def test_the_public_reads_no_notes(curator, member, client):
    resource = make_resource(curator, audience="public", marking="clear")
    publish_note(note_id=write(resource, member).pk, decider=curator)
    page = client.get(resource.get_absolute_url())
    assert page.status_code == 200
    assert TEXT not in shown_in(page)


def test_a_person_outside_the_circle_writes_and_decides_nothing_there(member, curator):
    circle = CircleFactory()
    resource = make_resource(curator, audience="circle", circle=circle)
    with pytest.raises(PermissionDenied):
        write(resource, member)
    circle.people.add(member)
    note = write(resource, member)
    with pytest.raises(PermissionDenied):
        publish_note(note_id=note.pk, decider=curator)


def test_the_same_note_twice_is_one(resource, member):
    assert write(resource, member) == write(resource, member)


def test_a_curator_decides_on_the_queues_own_page(resource, member, curator, sign_in):
    note, client = write(resource, member), sign_in(curator, with_second_step=True)
    decide(client, reverse("review:item", args=["field-notes", note.pk]), choice="approve")
    note.refresh_from_db()
    assert note.is_published


def test_the_next_notice_is_emailed_once_the_resource_was_opened(clock, resource, member, curator, happen, sign_in):

    def notified(text: str) -> list[str]:
        note = write(resource, member, text=text)
        happen(send_note_back, note_id=note.pk, decider=curator, reason="Say when it was.")
        clock.now = max(Notification.objects.values_list("due_at", flat=True))
        happen(queue_due_emails)
        return list(Notification.objects.filter(person=member).order_by("pk").values_list("outcome", flat=True))

    assert notified("It helped.") == [Outcome.QUEUED]
    sign_in(member).get(resource.get_absolute_url())
    assert notified("It helped in May.") == [Outcome.QUEUED, Outcome.QUEUED]
