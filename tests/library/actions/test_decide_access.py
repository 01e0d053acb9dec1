"""Files on request: who sees what, and how a file request is answered and ends."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from library.actions.decide_access import (
    ask_for_file,
    decline_access,
    delete_old_requests,
    end_access,
    grant_access,
    withdraw_request,
)
from library.actions.edit_resource import add_resource
from library.actions.edit_version import put_on_request
from library.models import AccessRequest, RequestState, ResourceFile
from ratsite.accounts.models import User
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification
from tests.factories import AgencyFactory, MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
IN_A_MONTH = dt.timedelta(days=30)


@pytest.fixture
def curator(db):
    return MemberFactory(roles=["Curators"]).with_second_step()


@pytest.fixture
def file(curator):
    upload = SimpleUploadedFile("secretname.txt", b"Zebrawords about the exercise.")
    resource = make_resource(curator, title="Induction", request_label="Trainer’s notes", upload=upload)
    return resource.current.files.get()


def shown_in(response) -> str:
    return flat(response.content.decode())


def ask(file, member) -> AccessRequest:
    return ask_for_file(file_id=file.pk, reader=member, reason="For our induction day in January")


def granted(file, member, curator, days: int = 30) -> AccessRequest:
    request = ask(file, member)
    assert grant_access(request_id=request.pk, decider=curator, ends_on=timezone.localdate() + dt.timedelta(days=days))
    return AccessRequest.objects.get(pk=request.pk)


def may_open(file, person) -> bool:
    return ResourceFile.objects.visible_to(person).filter(pk=file.pk).exists()


@pytest.mark.sqlite
def test_readers_see_that_the_file_exists_and_nothing_in_it(file, member, sign_in):
    client = sign_in(member)
    shown = shown_in(client.get(file.version.resource.get_absolute_url()))
    assert "Trainer’s notes" in shown
    assert "Ask for access" in shown
    assert "secretname" not in shown
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(reverse("library:page_text", args=[file.pk, 1])).status_code == 404
    for page in ("/library/?q=zebrawords", "/search/?q=zebrawords"):
        found = client.get(page).content.decode()
        assert "Induction" not in found
        assert "secretname" not in found


@pytest.mark.sqlite
def test_a_request_is_granted_and_ends_by_itself(file, member, curator, sign_in):
    client = sign_in(member)
    asked = client.post(reverse("library:access_ask", args=[file.pk]), {"reason": "For our induction in January"})
    assert asked["Location"] == file.version.resource.get_absolute_url()
    request = AccessRequest.objects.get()
    assert "Waiting for an answer" in shown_in(client.get(asked["Location"]))
    day = timezone.localdate() + IN_A_MONTH
    staff_client = sign_in(curator, with_second_step=True)
    staff_client.post(request.get_absolute_url(), {"decision": "grant", "ends_on": day.isoformat()})
    request.refresh_from_db()
    assert (request.state, request.ends_on) == (RequestState.GRANTED, day)
    client = sign_in(member)
    sent = client.get(file.get_absolute_url())
    assert b"".join(sent.streaming_content) == b"Zebrawords about the exercise."
    for page in ("/library/?q=zebrawords", "/search/?q=zebrawords"):
        assert "Induction" in client.get(page).content.decode()
    AccessRequest.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(file.get_absolute_url()).status_code == 404
    for page in ("/library/?q=zebrawords", "/search/?q=zebrawords"):
        assert "Induction" not in client.get(page).content.decode()
    assert "Your access ended on" in shown_in(client.get(file.version.resource.get_absolute_url()))
    assert ask(file, member).is_waiting


def test_access_lasts_to_the_end_of_its_last_day(file, member, curator):
    request = granted(file, member, curator, days=0)
    assert timezone.localdate(request.ends_at - dt.timedelta(seconds=1)) == timezone.localdate()
    assert may_open(file, member)


def test_one_persons_access_is_not_anothers(file, member, curator):
    granted(file, member, curator)
    assert may_open(file, member)
    assert not may_open(file, MemberFactory(agency=member.agency))


def test_a_decline_needs_a_reason_that_the_asker_reads(file, member, curator, sign_in):
    request = ask(file, member)
    staff_client = sign_in(curator, with_second_step=True)
    assert "Say why you decline" in shown_in(staff_client.post(request.get_absolute_url(), {"decision": "decline"}))
    staff_client.post(request.get_absolute_url(), {"decision": "decline", "answer": "It is for trainers"})
    shown = shown_in(sign_in(member).get(file.version.resource.get_absolute_url()))
    assert "It is for trainers" in shown
    assert "Ask for access" in shown
    assert not may_open(file, member)


@pytest.mark.parametrize("days", [-1, 400])
def test_access_for_ever_is_refused(file, member, curator, days, sign_in):
    request, day = ask(file, member), timezone.localdate() + dt.timedelta(days=days)
    answer = sign_in(curator, with_second_step=True).post(
        request.get_absolute_url(), {"decision": "grant", "ends_on": day.isoformat()}
    )
    assert "at most a year from now" in shown_in(answer)
    with pytest.raises(PermissionDenied):
        grant_access(request_id=request.pk, decider=curator, ends_on=day)


def test_nobody_answers_a_request_that_its_asker_withdrew(file, member, curator, sign_in):
    request = ask(file, member)
    sign_in(member).post(reverse("library:access_withdraw", args=[request.pk]))
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert not grant_access(request_id=request.pk, decider=curator, ends_on=timezone.localdate())
    assert not may_open(file, member)


def test_nobody_withdraws_the_request_of_another(file, member, curator, sign_in):
    request = ask(file, member)
    other = sign_in(curator, with_second_step=True).post(reverse("library:access_withdraw", args=[request.pk]))
    assert other.status_code == 404
    with pytest.raises(PermissionDenied):
        withdraw_request(request_id=request.pk, reader=curator)


def test_the_lead_of_the_owner_agency_sees_who_has_access_and_ends_it(file, member, curator, sign_in):
    request = granted(file, member, curator)
    lead = MemberFactory(agency=curator.agency, is_agency_lead=True)
    client = sign_in(lead)
    assert str(member) in shown_in(client.get(reverse("library:access_list")))
    client.post(request.get_absolute_url(), {"answer": "The course is over"})
    request.refresh_from_db()
    assert (request.state, request.answer) == (RequestState.ENDED, "The course is over")
    assert not may_open(file, member)


def test_a_lead_of_another_agency_sees_no_request(file, member, sign_in):
    request = ask(file, member)
    client = sign_in(MemberFactory(is_agency_lead=True))
    assert client.get(request.get_absolute_url()).status_code == 404
    assert str(member) not in shown_in(client.get(reverse("library:access_list")))


def test_curators_of_the_owner_agency_answer_before_all_others(file, member, curator):
    stranger, request = MemberFactory(roles=["Curators"]).with_second_step(), ask(file, member)
    with pytest.raises(PermissionDenied):
        decline_access(request_id=request.pk, decider=stranger, answer="It is for trainers")
    curator.groups.clear()
    assert decline_access(request_id=request.pk, decider=stranger, answer="It is for trainers")


@pytest.mark.parametrize("late", ["confirm_by", "terms_by", "silenced_until"])
def test_a_curator_of_the_owner_who_cannot_answer_today_leaves_it_to_another(file, member, curator, late):
    days = -1 if late != "silenced_until" else 1
    day = timezone.now() + dt.timedelta(days=days)
    User.objects.filter(pk=curator.pk).update(**{late: day if late == "silenced_until" else day.date()})
    other, request = MemberFactory(roles=["Curators"]).with_second_step(), ask(file, member)
    assert decline_access(request_id=request.pk, decider=other, answer="It is for trainers")


def test_the_deputys_curator_answers_too(file, member):
    deputy = MemberFactory(roles=["Curators"]).with_second_step()
    file.version.resource.deputy = deputy.agency
    file.version.resource.save()
    assert grant_access(request_id=ask(file, member).pk, decider=deputy, ends_on=timezone.localdate())


def test_without_a_curator_of_the_owner_a_curator_of_the_askers_agency_does_not_answer(file, member, curator):
    curator.groups.clear()
    colleague = MemberFactory(agency=member.agency, roles=["Curators"]).with_second_step()
    MemberFactory(roles=["Curators"])
    with pytest.raises(PermissionDenied):
        grant_access(request_id=ask(file, member).pk, decider=colleague, ends_on=timezone.localdate())


def test_asking_twice_is_one_request_and_says_that_the_first_reason_counts(file, member, sign_in):
    first, client, address = ask(file, member), sign_in(member), reverse("library:access_ask", args=[file.pk])
    shown = shown_in(client.post(address, {"reason": "For another day"}, follow=True))
    assert ("You have already asked for this file" in shown, "Your request has been sent" in shown) == (True, False)
    assert "For another day</textarea>" in shown
    assert "Your request has been sent" in shown_in(client.post(address, {"reason": first.reason}, follow=True))
    assert AccessRequest.objects.get().reason == first.reason


@pytest.mark.parametrize("reason", ["Call me on 07700 900123 please", ""])
def test_a_reason_without_identifiers_is_needed(file, member, reason, sign_in):
    answer = sign_in(member).post(reverse("library:access_ask", args=[file.pk]), {"reason": reason})
    assert answer.status_code == 200
    assert not AccessRequest.objects.exists()


def test_a_file_for_all_readers_is_not_asked_for(member, curator):
    with pytest.raises(PermissionDenied):
        ask(make_resource(curator).current.files.get(), member)


def test_the_people_concerned_are_notified(file, member, curator, django_capture_on_commit_callbacks, sign_in):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask(file, member)
    with django_capture_on_commit_callbacks(execute=True):
        grant_access(request_id=request.pk, decider=curator, ends_on=timezone.localdate() + IN_A_MONTH)
    told = Notification.objects.filter(source="file-requests").values_list("person", "verb")
    assert set(told) == {(curator.pk, "asked"), (member.pk, "granted")}
    with django_capture_on_commit_callbacks(execute=True):
        end_access(request_id=request.pk, actor=curator, answer="The course is over")
    assert list(Notification.objects.filter(person=member).values_list("verb", flat=True)) == ["ended"]
    assert "Induction" in shown_in(sign_in(member).get("/notifications/"))


def test_a_curator_who_decides_is_emailed_though_they_opened_the_resource_for_another_reason(
    clock, file, member, curator, happen, sign_in
):
    requested = happen(ask, file, member)
    told = Notification.objects.filter(person=curator)
    staff_client = sign_in(curator, with_second_step=True)
    staff_client.get(file.version.resource.get_absolute_url())
    assert told.unread().exists()
    clock.now = told.get().due_at
    happen(queue_due_emails)
    assert told.get().outcome == Outcome.QUEUED
    staff_client.get(requested.get_absolute_url())
    assert not told.unread().exists()


def test_a_request_is_forgotten_a_year_after_its_end(file, member, curator):
    request = granted(file, member, curator)
    delete_old_requests()
    assert AccessRequest.objects.exists()
    AccessRequest.objects.filter(pk=request.pk).update(ends_at=timezone.now() - dt.timedelta(days=367))
    delete_old_requests()
    assert not AccessRequest.objects.exists()


@pytest.fixture
def draft_file(curator):
    """A file of a draft, which readers need not ask for."""
    add_resource(
        curator=curator,
        uploads=[SimpleUploadedFile("a.txt", b"Ask first.")],
        title="Course",
        summary="What to ask.",
        kind="guidance",
        is_to_publish=False,
        agency=AgencyFactory(),
    )
    return ResourceFile.objects.select_related("version__resource").get()


def test_a_curator_puts_a_file_of_a_draft_on_request(curator, draft_file, sign_in):
    file, resource = draft_file, draft_file.version.resource
    staff_client = sign_in(curator, with_second_step=True)
    address = reverse("library:file_label", args=[resource.slug, 1, file.pk])
    assert address in staff_client.get(resource.versions.get().get_absolute_url()).content.decode()
    staff_client.post(address, {"label": "Exercise"})
    file.refresh_from_db()
    assert (file.is_on_request, file.label) == (True, "Exercise")
    staff_client.post(address, {"label": ""})
    file.refresh_from_db()
    assert not file.is_on_request


def test_a_label_that_another_curator_changed_meanwhile_is_not_replaced_unseen(curator, draft_file, sign_in):
    file = draft_file
    address = reverse("library:file_label", args=[file.version.resource.slug, 1, file.pk])
    client = sign_in(curator, with_second_step=True)
    shown = client.get(address).context["form"]["shown_hash"].value()
    put_on_request(file_id=file.pk, curator=curator, label="Exercise")
    answer = client.post(address, {"label": "Handout", "shown_hash": shown})
    file.refresh_from_db()
    assert (answer.status_code, file.label) == (409, "Exercise")
    html = shown_in(answer)
    assert ("Someone else changed this after" in html, 'value="Handout"' in html) == (True, True)
    again = answer.context["form"]["shown_hash"].value()
    client.post(address, {"label": "Handout", "shown_hash": again})
    file.refresh_from_db()
    assert file.label == "Handout"


def test_a_published_file_stays_on_request(file, curator, sign_in):
    address = reverse("library:file_label", args=[file.version.resource.slug, 1, file.pk])
    assert "no longer a draft" in shown_in(sign_in(curator, with_second_step=True).post(address, {"label": ""}))
    file.refresh_from_db()
    assert file.is_on_request
