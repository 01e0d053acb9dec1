"""People who never became members: what the site stores about an address is erased, and copied on request."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.change_address import record_address_change
from ratsite.accounts.actions.decide_application import approve_application
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.models import Application, Invitation, User
from ratsite.pages.actions.receive_message import receive_message
from ratsite.privacy.actions.erase import erase_address
from ratsite.privacy.copy_file import write_copy
from tests.accounts.applicants import EMAIL, make_application
from tests.clock import Clock
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat
from tests.privacy.search_everywhere import found
from tests.privacy.test_erasure import erase
from tests.review.views.test_log import main_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ADDRESS = reverse("staff_erasures:address_erase")
WORDS = {"address": EMAIL, "reason": "By email of 3 March"}


@pytest.fixture
def applicant(happen):
    """An address whose owner applied, was invited, wrote a message, and is another applicant's referee."""
    happen(invite, inviter=MemberFactory(), email=EMAIL, memo="Xelopardi knows the area")
    application = happen(make_application, last_name="Xelopardi", statement="Yokkertext")
    happen(receive_message, kind="contact", text="Yokkertext", email=EMAIL)
    happen(make_application, email="b@lock.example", referee_email=EMAIL, referee_name="Ada Xelopardi")
    return application


def test_a_coordinator_erases_what_an_address_left(applicant, coordinator, sign_in, happen):
    client = sign_in(coordinator, with_second_step=True)
    staff_client = flat(client.get(reverse("applications:application", args=[applicant.pk])).content)
    assert f"{ADDRESS}?application={applicant.pk}" in staff_client
    form = flat(client.get(ADDRESS, {"application": applicant.pk}).content)
    assert f'value="{EMAIL}"' in form
    happen(client.post, ADDRESS, WORDS)
    assert found([EMAIL, "Xelopardi", "Yokkertext"]) == []
    other = Application.objects.get()
    assert (other.referee_name, other.referee_email) == ("a person whose data was deleted", "")
    assert client.get(applicant.get_absolute_url()).status_code == 410


def test_the_log_says_that_it_was_done_and_not_whose(applicant, coordinator):
    assert erase_address(coordinator=coordinator, **WORDS) is True
    entry = ModelLogEntry.objects.get(action="privacy.address.erase")
    assert (entry.user, entry.data) == (coordinator, {"reason": "By email of 3 March"})
    assert entry.object_id == str(coordinator.pk)


def test_an_address_with_an_account_is_a_person(applicant, coordinator, sign_in):
    member = MemberFactory()
    values = WORDS | {"address": member.email.upper()}
    page = flat(sign_in(coordinator, with_second_step=True).post(ADDRESS, values).content)
    assert "Someone has an account with this address" in page
    assert erase_address(coordinator=coordinator, **values) is False


def test_an_application_that_was_approved_meanwhile_belongs_to_a_person(applicant, coordinator):
    approve_application(application_id=applicant.pk, coordinator=coordinator, agency=AgencyFactory())
    assert erase_address(coordinator=coordinator, **WORDS) is False
    assert Application.objects.filter(pk=applicant.pk).exists()
    assert Invitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"address": "nobody@lock.example"},
            "We hold nothing under this address. Enter the address that they wrote from.",
        ),
        ({"reason": ""}, "Say how they asked"),
        ({"reason": f"{EMAIL} wrote"}, "Remove their name or address"),
        ({"address": "no address"}, "Enter a full email address"),
    ],
)
def test_errors_are_explained_at_their_field_and_nothing_typed_is_lost(
    changes, problem, applicant, coordinator, sign_in
):
    page = flat(sign_in(coordinator, with_second_step=True).post(ADDRESS, WORDS | changes).content)
    assert problem in page
    assert f'value="{(WORDS | changes)["address"]}"' in page
    assert Application.objects.filter(pk=applicant.pk).exists()


@pytest.mark.parametrize("role", ["Moderators", "Curators", "Editors"])
def test_nobody_else_erases_an_address(role, applicant, sign_in):
    steward = MemberFactory(roles=[role])
    assert sign_in(steward, with_second_step=True).post(ADDRESS, WORDS).status_code == 403
    with pytest.raises(PermissionDenied):
        erase_address(coordinator=steward, **WORDS)


def test_a_number_that_is_none_fills_in_nothing(coordinator, sign_in):
    client = sign_in(coordinator, with_second_step=True)
    for typed in ("x", "-1", "9" * 40, "²"):
        assert client.get(ADDRESS, {"application": typed}).status_code == 200


def test_a_person_who_cannot_sign_in_can_have_a_copy(applicant, tmp_path):
    target = tmp_path / "copy.zip"
    call_command("write_copy", EMAIL.upper(), str(target))
    with zipfile.ZipFile(target) as archive:
        lists = json.loads(archive.read("data.json"))["lists"]
    assert lists["applications"][0]["statement"] == "Yokkertext"
    assert lists["messages_sent"][0]["text"] == "Yokkertext"
    assert [set(row) for row in lists["named_as_referee"]] == [
        {"referee_name", "referee_agency", "referee_email", "created_at"},
    ]  # fmt: skip
    assert "knows the area" not in str(lists)  # said to the coordinators, in confidence
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("write_copy", EMAIL, str(target))


def test_a_copy_for_a_member_who_has_left(tmp_path):
    member = MemberFactory(state="left", is_active=False)
    target = tmp_path / "copy.zip"
    call_command("write_copy", member.email, str(target))
    with zipfile.ZipFile(target) as archive:
        assert json.loads(archive.read("data.json"))["lists"]["you"][0]["email"] == member.email


ROLE = "safeguarding@lock.example"


@pytest.fixture
def handed_over(happen, coordinator, monkeypatch):
    """(before, after): a member who joined with a shared mailbox and has a new address now, and its next owner."""
    clock = Clock(monkeypatch, timezone.now())
    application = happen(make_application, email=ROLE, last_name="Xelopardi", statement="Yokkertext")
    about = {"coordinator": coordinator, "agency": AgencyFactory()}
    before = happen(approve_application, application_id=application.pk, **about)
    happen(receive_message, kind="complaint", text="Yokkertext about a colleague", email=ROLE)
    happen(make_application, email="c@lock.example", referee_email=ROLE, referee_name="Ada Xelopardi")
    happen(invite, inviter=MemberFactory(), email=ROLE, memo="Xelopardi knows the area")
    clock.forward(days=10)
    EmailAddress.objects.create(user=before, email="ada@lock.example", verified=True).set_as_primary()
    happen(record_address_change, person=before, before=ROLE, after="ada@lock.example")
    clock.forward(days=10)
    application = happen(make_application, email=ROLE, last_name="Successor", statement="Zwibbletext")
    after = happen(approve_application, application_id=application.pk, **about)
    happen(receive_message, kind="contact", text="Zwibbletext", email=ROLE)
    return User.objects.get(pk=before.pk), after


def copy_of(person) -> str:
    target = io.BytesIO()
    write_copy(person, target)
    return zipfile.ZipFile(target).read("data.json").decode()


def test_a_copy_has_what_was_sent_from_a_shared_address_while_it_was_theirs(handed_over):
    before, after = handed_over
    theirs, own = copy_of(after), copy_of(before)
    assert ("Yokkertext" in theirs, "Xelopardi" in theirs, "Zwibbletext" in theirs) == (False, False, True)
    assert ("Yokkertext" in own, "Successor" in own, "Zwibbletext" in own) == (True, False, False)
    assert len(json.loads(own)["lists"]["messages_sent"]) == len(json.loads(theirs)["lists"]["messages_sent"]) == 1


def test_erasing_the_next_holder_of_an_address_deletes_nothing_of_the_earlier_one(handed_over, happen):
    before, after = handed_over
    happen(erase, after)
    assert found(["Zwibbletext", "Successor"]) == []
    assert {place for place, _ in found(["Yokkertext"])} >= {"accounts_application", "pages_contactmessage"}
    assert "Yokkertext" in copy_of(before)


def test_an_erasure_finds_a_former_address(happen, coordinator, monkeypatch):
    clock = Clock(monkeypatch, timezone.now())
    application = happen(make_application, email=ROLE)
    person = happen(approve_application, application_id=application.pk, coordinator=coordinator, agency=AgencyFactory())
    happen(receive_message, kind="contact", text="Yokkertext", email=ROLE)
    happen(make_application, email="c@lock.example", referee_email=ROLE)
    clock.forward(days=5)
    EmailAddress.objects.create(user=person, email="ada@lock.example", verified=True).set_as_primary()
    happen(record_address_change, person=person, before=ROLE, after="ada@lock.example")
    happen(erase, User.objects.get(pk=person.pk))
    assert found([ROLE, "Yokkertext"]) == []


def test_no_copy_is_made_of_an_address_about_which_nothing_is_stored(tmp_path):
    with pytest.raises(CommandError, match="Nothing is held"):
        call_command("write_copy", "nobody@lock.example", str(tmp_path / "copy.zip"))
    assert not (tmp_path / "copy.zip").exists()


def test_erasing_an_address_is_in_the_log_but_not_in_the_coordinator_s_own_data(applicant, coordinator, sign_in):
    erase_address(coordinator=coordinator, **WORDS)
    page = main_of(sign_in(coordinator, with_second_step=True).get("/review/log/"))
    assert "Deleted the data stored under an address “By email of 3 March”" in page
    target = io.BytesIO()
    write_copy(coordinator, target)
    lists = json.loads(zipfile.ZipFile(target).read("data.json"))["lists"]
    assert [row["action"] for row in lists["log_of_yours"]] == ["privacy.address.erase"]
    assert "privacy.address.erase" not in [row["action"] for row in lists["log_about_you"]]
