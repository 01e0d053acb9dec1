"""Who may impose which sanction on whom, with a reason and an end, and who may lift it."""

import datetime as dt
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.models import Board
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.notifications.models import Mail
from ratsite.sanctions.actions.sanction import impose, lift
from ratsite.sanctions.actions.write_note import send_message
from ratsite.sanctions.appeal_links import appeal_path
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import can_sanction
from tests.conftest import REASON, WEEK
from tests.factories import PASSWORD, BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def page_of(person) -> str:
    return reverse("sanctions:sanctions", args=[person.pk])


def sent(**changes) -> dict:
    return {"kind": "silence", "length": "7", "reason": REASON} | changes


def test_a_moderator_silences_the_author_of_a_post(moderator, member, sign_in, clock):
    topic = make_topic(author=member)
    client = sign_in(moderator, with_second_step=True)
    assert page_of(member) in flat(client.get(topic.get_absolute_url()).content)
    assert client.post(page_of(member), sent()).status_code == 302
    found = Sanction.objects.get()
    assert (found.person, found.kind, found.reason, found.imposed_by) == (member, "silence", REASON, moderator)
    assert found.ends_at == clock.now + WEEK
    assert User.objects.get(pk=member.pk).is_silenced
    mail = Mail.objects.get(to=member.email)
    assert REASON in mail.text
    assert "30 November 2026, 09:00" in mail.text
    (answer,) = re.findall(r"/appeal/\S+", mail.text)  # signed with the second in which it was written
    assert REASON in flat(client.get(answer).content)
    assert str(moderator) not in mail.text
    entry = ModelLogEntry.objects.get(action="moderation.sanction.silence")
    assert (entry.user, entry.object_id, entry.data["reason"]) == (moderator, str(member.pk), REASON)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Enter a reason"),
        ({"reason": "   "}, "Enter a reason"),
        ({"reason": "x"}, "Say why in a few words"),
        ({"reason": "Ring 07700 900123"}, "It may identify someone"),
        ({"kind": ""}, "Choose a sanction"),
        ({"length": ""}, "Choose how long it lasts"),
        ({"kind": "exile"}, "Select a valid choice"),
        ({"length": "own"}, "Enter the last day"),
        ({"length": "own", "until": "2026-11-23"}, "Enter a date after today and within a year"),
        ({"length": "own", "until": "2027-11-25"}, "Enter a date after today and within a year"),
        ({"length": "own", "until": "soon"}, "Enter a date as day/month/year"),
    ],
)
def test_a_sanction_without_a_reason_or_a_fit_end_is_not_possible(
    coordinator, member, sign_in, clock, changes, message
):
    response = sign_in(coordinator, with_second_step=True).post(page_of(member), sent(**changes))
    assert message in flat(response.content)
    assert not Sanction.objects.exists()


def test_a_day_of_one_s_own_counts_to_its_end(coordinator, member, sign_in, clock):
    sign_in(coordinator, with_second_step=True).post(page_of(member), sent(length="own", until="2026-12-24"))
    assert Sanction.objects.get().ends_at == dt.datetime(2026, 12, 25, tzinfo=dt.UTC)


@pytest.mark.parametrize("kind", ["silence", "pre_moderate", "exclude"])
def test_everybody_reads_the_last_day_that_was_chosen(coordinator, member, sign_in, clock, client, kind):
    steward = sign_in(coordinator, with_second_step=True)
    steward.post(page_of(member), sent(kind=kind, length="own", until="2026-12-24"))
    found = Sanction.objects.get()
    pages = [Mail.objects.get(to=member.email).text, client.get(appeal_path(found)).content]
    pages += [steward.get(page_of(member)).content]
    pages += [steward.get(reverse("sanctions:sanction_lift", args=[member.pk, found.pk])).content]
    if kind == "exclude":
        pages += [steward.get(reverse("staff_people:person", args=[member.pk])).content]
        credentials = {"login": member.email, "password": PASSWORD}
        pages += [Client().post(reverse("account_login"), credentials).content]
    else:
        pages += [sign_in(member).get("/forum/").content]
    pages = [flat(page) for page in pages]
    assert ["ntil the end of 24 December 2026" in page for page in pages] == [True] * len(pages)
    assert ["25 December" in page for page in pages] == [False] * len(pages)


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"ends_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"imposed_by": "self"},
        {"closed_by": "self"},
        {"appealed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"appeal_outcome": "lifted"},
    ],
)
def test_the_database_refuses_nonsense(coordinator, member, fields, clock):
    values = {"reason": REASON, "imposed_at": clock.now, "ends_at": clock.now + WEEK, "imposed_by": coordinator}
    values |= {name: member if value == "self" else value for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(person=member, kind="silence", **values)


def test_a_person_has_one_sanction_of_a_kind_at_a_time(member, sanction, coordinator, clock, sign_in):
    sanction(member, SanctionKind.SILENCE)
    sanction(member, SanctionKind.PRE_MODERATE)
    page = sign_in(coordinator, with_second_step=True).post(page_of(member), sent())
    html = flat(page.content)
    assert (page.status_code, "This sanction is already in force." in html) == (409, True)
    assert sent()["reason"] in html
    values = {"imposed_at": clock.now, "ends_at": clock.now + WEEK, "imposed_by": coordinator}
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(person=member, kind="silence", reason=REASON, **values)
    clock.forward(days=8)
    sanction(member, SanctionKind.SILENCE)
    assert Sanction.objects.filter(kind="silence").count() == 2
    assert Sanction.objects.open().count() == 1


def test_nobody_sanctions_themselves_or_a_coordinator_or_their_own_agency(moderator, coordinator, member):
    other = MemberFactory(roles=["Coordinators"])
    colleague = MemberFactory(agency=moderator.agency)
    BoardFactory()
    assert can_sanction(moderator, member)
    assert not can_sanction(moderator, moderator)
    assert not can_sanction(moderator, coordinator)
    assert can_sanction(other, coordinator)
    assert not can_sanction(moderator, colleague)
    Board.objects.update(bars_own_agency=False)
    assert can_sanction(moderator, colleague)
    assert not can_sanction(MemberFactory(), member)
    assert not can_sanction(MemberFactory(roles=["Curators"]), member)
    assert not can_sanction(coordinator, User.objects.create_superuser("root@agency.example"))


def test_a_silenced_steward_sanctions_lifts_and_writes_to_nobody(moderator, member, sanction, clock, sign_in):
    other = MemberFactory(roles=["Moderators"])
    sanction(member, SanctionKind.SILENCE)
    sanction(moderator, SanctionKind.SILENCE, steward=other)
    silenced = User.objects.get(pk=moderator.pk).with_second_step()
    end = clock.now + WEEK
    with pytest.raises(PermissionDenied):
        impose(person_id=other.pk, kind=SanctionKind.SILENCE, ends_at=end, reason=REASON, steward=silenced)
    with pytest.raises(PermissionDenied):
        lift(sanction_id=Sanction.objects.get(person=member).pk, steward=silenced, reason="Enough")
    with pytest.raises(PermissionDenied):
        send_message(person_id=other.pk, author=silenced, text="So there.", submission=uuid.uuid4())
    page = flat(sign_in(silenced, with_second_step=True).get(page_of(other)).content)
    assert ("Impose sanction" in page, "while your account is read-only" in page) == (False, True)


@pytest.mark.parametrize("kind", SanctionKind)
def test_an_erased_person_gets_no_sanction(member, coordinator, kind, clock):
    User.objects.filter(pk=member.pk).update(email=f"erased-{member.pk}@invalid", state="left", is_active=False)
    with pytest.raises(PermissionDenied):
        impose(person_id=member.pk, steward=coordinator, kind=kind, ends_at=clock.now + WEEK, reason=REASON)
    assert not Mail.objects.filter(to__endswith="@invalid").exists()


@pytest.mark.parametrize("kind", SanctionKind)
def test_the_action_asks_again_under_the_lock(member, moderator, kind, clock):
    values = {"kind": kind, "ends_at": clock.now + WEEK, "reason": REASON}
    for steward in (member, MemberFactory(), MemberFactory(roles=["Editors"])):
        with pytest.raises(PermissionDenied):
            impose(person_id=member.pk, steward=steward, **values)
    if kind == SanctionKind.EXCLUDE:
        with pytest.raises(PermissionDenied):  # who belongs to the network is the coordinators' to say
            impose(person_id=member.pk, steward=moderator, **values)
    for wrong in ({"reason": " "}, {"ends_at": clock.now}, {"ends_at": clock.now + dt.timedelta(days=400)}):
        with pytest.raises(ValueError, match="a sanction has a reason"):
            impose(person_id=member.pk, steward=MemberFactory(roles=["Coordinators"]), **(values | wrong))
    assert not Sanction.objects.exists()


def test_a_steward_s_page_answers_by_role(member, moderator, coordinator, sign_in):
    left = MemberFactory(state=MemberState.LEFT)
    for steward, person, status in (
        (moderator, member, 200),
        (moderator, left, 404),
        (coordinator, left, 200),
        (MemberFactory(roles=["Editors"]), member, 403),
    ):
        assert sign_in(steward, with_second_step=True).get(page_of(person)).status_code == status
    assert sign_in(MemberFactory()).get(page_of(member)).status_code == 403
    html = flat(sign_in(moderator, with_second_step=True).get(page_of(moderator)).content)
    assert "Impose sanction" not in html
    assert sign_in(moderator, with_second_step=True).post(page_of(moderator), sent()).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_sanction_and_three(
    member, coordinator, sanction, sign_in, count, django_assert_num_queries
):
    for kind in list(SanctionKind)[:count]:
        sanction(member, kind)
    client = sign_in(coordinator, with_second_step=True)
    client.get(page_of(member))
    with django_assert_num_queries(5):  # session, steward, roles, person, their sanctions
        client.get(page_of(member))


def test_more_than_the_form_asks_changes_nothing_else(coordinator, member, sign_in, clock):
    client = sign_in(coordinator, with_second_step=True)
    extra = {"person": coordinator.pk, "imposed_by": member.pk, "ends_at": "2099-01-01", "closed_at": "2020-01-01"}
    client.post(page_of(member), sent(**extra, appeal_outcome="lifted", excluded_until="2099-01-01"))
    found = Sanction.objects.get()
    assert (found.person, found.imposed_by, found.ends_at) == (member, coordinator, clock.now + WEEK)
    assert (found.closed_at, found.appeal_outcome) == (None, "")
    assert User.objects.get(pk=member.pk).excluded_until is None


# Lifting


def test_a_steward_lifts_it_with_a_reason_and_the_person_writes_again(member, sanction, coordinator, sign_in):
    sanction(member, SanctionKind.SILENCE)
    found = Sanction.objects.get()
    client = sign_in(coordinator, with_second_step=True)
    url = reverse("sanctions:sanction_lift", args=[member.pk, found.pk])
    assert "Enter a reason" in flat(client.post(url, {"reason": ""}).content)
    client.post(url, {"reason": "You have put it right."})
    assert can_write(User.objects.get(pk=member.pk))
    assert "You have put it right." in Mail.objects.filter(to=member.email).latest("pk").text
    assert ModelLogEntry.objects.filter(action="moderation.sanction.lift").count() == 1
    late = client.post(url, {"reason": "Again"})
    assert (late.status_code, "This sanction had already ended" in late.text) == (409, True)
    assert client.get(url).status_code == 404
    assert not lift(sanction_id=found.pk, steward=coordinator, reason="Again")


def test_a_person_who_presses_lift_twice_reads_that_the_sanction_is_lifted(member, sanction, coordinator, sign_in):
    sanction(member, SanctionKind.SILENCE)
    found = Sanction.objects.get()
    client = sign_in(coordinator, with_second_step=True)
    url = reverse("sanctions:sanction_lift", args=[member.pk, found.pk])
    sent = Mail.objects.count()
    for _ in range(2):
        answer = client.post(url, {"reason": "You have put it right."}, follow=True)
        assert "Sanction lifted. We have emailed the person." in flat(answer.content)
    assert Mail.objects.count() == sent + 1
    assert ModelLogEntry.objects.filter(action="moderation.sanction.lift").count() == 1


def test_a_moderator_lifts_no_exclusion_and_nobody_their_own(member, sanction, moderator, coordinator, sign_in):
    sanction(member, SanctionKind.EXCLUDE)
    found = Sanction.objects.get()
    url = reverse("sanctions:sanction_lift", args=[member.pk, found.pk])
    assert sign_in(moderator, with_second_step=True).post(url, {"reason": "No"}).status_code == 403
    sanction(moderator, SanctionKind.SILENCE)
    own = Sanction.objects.get(person=moderator)
    with pytest.raises(PermissionDenied):
        lift(sanction_id=own.pk, steward=moderator, reason="Mine")
    another = MemberFactory()
    wrong = reverse("sanctions:sanction_lift", args=[another.pk, found.pk])
    assert sign_in(coordinator, with_second_step=True).get(wrong).status_code == 404
