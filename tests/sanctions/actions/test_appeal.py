"""The one appeal against a sanction: where it is made, who decides on it, and the answer."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.notifications.models import Mail
from ratsite.sanctions.actions.appeal import appeal, decide_appeal
from ratsite.sanctions.actions.sanction import impose, lift
from ratsite.sanctions.appeal_links import appeal_path
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import can_decide_appeal
from tests.conftest import REASON, WEEK
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat
from tests.review.pages import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def silenced(member, sanction, moderator) -> Sanction:
    sanction(member, SanctionKind.SILENCE, steward=moderator)
    return Sanction.objects.get()


def test_a_person_appeals_once_and_another_steward_lifts_it(silenced, moderator, coordinator, sign_in, member):
    client = sign_in(member)
    page = flat(client.get("/me/sanction/").content)
    assert REASON in page
    url = re.findall(r'href="(/appeal/[^"]+)"', page)[0]
    assert "Say in your own words" in flat(client.post(url, {"text": ""}).content)
    client.post(url, {"text": "It was a bus stop."})
    client.post(url, {"text": "And another thing."})
    silenced.refresh_from_db()
    assert silenced.appeal == "It was a bus stop."
    assert "We will email you when we have decided your appeal" in flat(client.get(url).content)

    item = reverse("review:item", args=["appeals", silenced.pk])
    imposer = sign_in(moderator, with_second_step=True)
    assert "It was a bus stop." in flat(imposer.get(item).content)
    assert imposer.post(item, {"choice": "approve", "reason": "Yes", "shown_hash": ""}).status_code == 403

    other = sign_in(coordinator, with_second_step=True)
    assert "Appeal" in flat(other.get("/review/").content)
    assert "Give a reason" in flat(decide(other, item, choice="approve", reason="").content)
    assert decide(other, item, choice="approve", reason="You are right.").status_code == 302
    assert can_write(User.objects.get(pk=member.pk))
    assert "You are right." in Mail.objects.filter(to=member.email).latest("pk").text
    assert other.get(item).status_code == 404


@pytest.mark.parametrize(("days", "hours"), [(1, 12), (3, 36), (7, 48)])
def test_an_appeal_is_due_while_half_of_a_short_sanction_is_left(
    member, moderator, coordinator, sign_in, clock, days, hours
):
    end = clock.now + dt.timedelta(days=days)
    impose(person_id=member.pk, kind=SanctionKind.SILENCE, ends_at=end, reason=REASON, steward=moderator)
    appeal(sanction_id=Sanction.objects.get().pk, text="It was a bus stop.")
    (case,) = sign_in(coordinator, with_second_step=True).get("/review/").context["cases"]
    assert case.item.due_at == clock.now + dt.timedelta(hours=hours)


def test_the_notice_on_every_page_promises_no_second_appeal(silenced, member, sign_in):
    appeal(sanction_id=silenced.pk, text="It was a bus stop.")
    html = flat(sign_in(member).get("/forum/").content)
    assert ("Read why, and about appeals" in html, "how to appeal" in html) == (True, False)


def test_an_appeal_that_fails_leaves_the_sanction_and_says_why(silenced, coordinator, member, sign_in):
    appeal(sanction_id=silenced.pk, text="It was a bus stop.")
    assert decide_appeal(sanction_id=silenced.pk, steward=coordinator, lifts=False, answer="It named a house.")
    assert not decide_appeal(sanction_id=silenced.pk, steward=coordinator, lifts=True, answer="Again")
    assert not appeal(sanction_id=silenced.pk, text="Once more")
    assert not can_write(User.objects.get(pk=member.pk))
    assert "It named a house." in Mail.objects.filter(to=member.email).latest("pk").text
    assert "It named a house." in flat(sign_in(member).get("/me/sanction/").content)
    entry = ModelLogEntry.objects.get(action="moderation.sanction.stands")
    assert (entry.user, entry.data["reason"]) == (coordinator, "It named a house.")


def test_the_person_who_imposed_a_sanction_decides_an_appeal_only_if_nobody_else_can(
    silenced, moderator, coordinator, member
):
    appeal(sanction_id=silenced.pk, text="It was a bus stop.")
    silenced = Sanction.objects.select_related("person__agency").get()
    assert can_decide_appeal(coordinator, silenced)
    assert not can_decide_appeal(moderator, silenced)
    coordinator.agency = member.agency  # they would not be free either
    coordinator.save()
    assert can_decide_appeal(moderator, silenced)
    assert not can_decide_appeal(member, silenced)


def test_an_excluded_person_appeals_by_the_address_in_the_mail(member, sanction, client):
    sanction(member, SanctionKind.EXCLUDE)
    text = Mail.objects.get(to=member.email).text
    assert "The network has made this decision:" in text  # moderators cannot exclude
    url = re.findall(r"http://testserver(/appeal/\S+)", text)[0]
    response = client.get(url)
    assert (response.status_code, REASON in flat(response.content)) == (200, True)
    assert "no-store" in response["Cache-Control"]
    client.post(url, {"text": "It was not me."})
    assert Sanction.objects.get().appeal == "It was not me."


def test_a_second_appeal_from_another_tab_is_shown_again_and_says_why(silenced, client):
    client.post(appeal_path(silenced), {"text": "It was not me."})
    late = client.post(appeal_path(silenced), {"text": "It was my colleague."})
    assert late.status_code == 409
    assert "You have already sent an appeal, so we did not save this text." in flat(late.content)
    assert "It was my colleague.</textarea>" in flat(late.content)


def test_an_appeal_that_comes_after_the_end_is_shown_again(silenced, coordinator, client):
    lift(sanction_id=silenced.pk, steward=coordinator, reason="Enough")
    late = client.post(appeal_path(silenced), {"text": "It was not me."})
    assert late.status_code == 409
    assert "It was not me.</textarea>" in flat(late.content)


@pytest.mark.parametrize("token", ["nonsense", "1", "1:abc:def"])
def test_an_address_that_we_never_made_answers_nothing(client, silenced, token):
    assert client.get(reverse("appeals:appeal", args=[token])).status_code == 404


def test_a_sanction_cannot_be_appealed_after_its_end(silenced, clock, client):
    clock.forward(days=8)
    assert not appeal(sanction_id=silenced.pk, text="Late")
    html = flat(client.get(appeal_path(silenced)).content)
    assert "This has ended." in html
    assert "Send appeal" not in html


def test_a_steward_does_not_find_their_own_appeal_in_the_queue(moderator, coordinator, sanction, sign_in):
    sanction(moderator, SanctionKind.PRE_MODERATE)
    found = Sanction.objects.get()
    appeal(sanction_id=found.pk, text="No")
    client = sign_in(moderator, with_second_step=True)
    assert "Appeal" not in flat(client.get("/review/").content)
    assert client.get(reverse("review:item", args=["appeals", found.pk])).status_code == 404


def test_the_queue_costs_the_same_for_one_appeal_and_three(moderator, coordinator, sanction, sign_in):
    def queries(appeals: int) -> int:
        for _ in range(appeals - Sanction.objects.count()):
            person = MemberFactory()
            sanction(person, SanctionKind.SILENCE)
            appeal(sanction_id=Sanction.objects.get(person=person).pk, text="No")
        client.get("/review/")
        with CaptureQueriesContext(connection) as found:
            html = flat(client.get("/review/").content)
        assert html.count('<p class="label">Appeal</p>') == appeals
        return len(found)

    client = sign_in(moderator, with_second_step=True)
    assert queries(1) == queries(3)


def test_a_person_s_page_shows_nobody_else_s_appeal(member, sanction, sign_in):
    sanction(MemberFactory(agency=AgencyFactory()), SanctionKind.SILENCE)
    html = flat(sign_in(member).get("/me/sanction/").content)
    assert REASON not in html
    assert "There are no sanctions against you." in html


@pytest.mark.parametrize(
    ("choice", "in_email", "on_page", "on_staff_page", "in_log"),
    [
        (
            "approve",
            "The decision had already ended. We agree with your appeal.",
            "We agree with your appeal, but the sanction had already ended:",
            "The appeal was right",
            "Granted an appeal after its sanction had ended",
        ),
        (
            "reject",
            "It has ended.",
            "We have read your appeal. We have not changed the decision: It was a house.",
            "The decision has not changed",
            "Refused an appeal against a sanction",
        ),
    ],
)
def test_an_open_appeal_is_still_decided_when_the_sanction_ends(
    silenced, coordinator, member, sign_in, clock, choice, in_email, on_page, on_staff_page, in_log
):
    appeal(sanction_id=silenced.pk, text="It was a bus stop.")
    ends_at = silenced.ends_at
    clock.forward(days=8)
    impose(  # which closes the one that has ended
        person_id=member.pk, kind=SanctionKind.SILENCE, ends_at=clock.now + WEEK, reason=REASON, steward=coordinator
    )
    item = reverse("review:item", args=["appeals", silenced.pk])
    client = sign_in(coordinator, with_second_step=True)
    assert "They asked us to lift the sanction early" in flat(client.get(item).content)
    assert decide(client, item, choice=choice, reason="It was a house.").status_code == 302
    assert on_staff_page in flat(client.get(reverse("sanctions:sanctions", args=[member.pk])).content)
    logged = ModelLogEntry.objects.filter(action__startswith="moderation.sanction.").latest("pk")
    assert (str(logged.message), logged.data["reason"]) == (in_log, "It was a house.")
    text = flat(Mail.objects.filter(to=member.email).latest("pk").text.encode())
    assert (in_email in text, "It was a house." in text) == (True, True)
    assert on_page in flat(sign_in(member).get("/me/sanction/").content)
    silenced.refresh_from_db()
    assert (silenced.closed_at, silenced.was_lifted) == (ends_at, False)
    assert not can_write(User.objects.get(pk=member.pk))  # the newer one is still in force
    assert sign_in(coordinator, with_second_step=True).get(item).status_code == 404
