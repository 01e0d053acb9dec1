"""Invitations: a person with one needs no code to prove their address, and gets no other advantage."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from ratsite.accounts.actions.apply import appeal, withdraw
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.actions.decide_application import approve_application, reject_application
from ratsite.accounts.actions.invite import MOST_OPEN, delete_old_invitations, invite, revoke_invitation
from ratsite.accounts.enums import ApplicationState, MemberState
from ratsite.accounts.models import Application, Invitation, User
from ratsite.accounts.views.invitations import INVITATIONS_AN_HOUR
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.registry import source_of
from tests.accounts.applicants import APPLY, EMAIL, PROVE, make_application, send, token_for
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
INVITE = "/people/invite/"


def by_invitation(token: str, **changes):
    """Return the response to an application that is sent with this invitation token."""
    return send(Client(), invitation_token=token, **changes)


def test_a_member_invites_and_the_invited_applies_without_a_code(client, member):
    client.force_login(member)
    assert client.post(INVITE, {"email": EMAIL, "memo": "They know the area."})["Location"] == INVITE
    mail = Mail.objects.get()
    assert (mail.to, "They know the area." in mail.text) == (EMAIL, False)
    link = re.search(r"/join/apply/\?invitation=\S+", mail.text)[0]
    stranger = Client()
    html = flat(stranger.get(link).content)
    assert f'value="{EMAIL}"' in html
    assert member.last_name not in html
    answer = by_invitation(link.partition("=")[2])
    assert answer["Location"].startswith("/join/application/")
    application = Application.objects.get()
    assert (application.state, application.invitation.inviter) == (ApplicationState.WAITING, member)
    assert not User.objects.filter(email=EMAIL).exists()  # it opens nothing
    assert stranger.get("/forum/").status_code == 302


def test_an_unused_invitation_is_deleted_after_ninety_days(clock, member):
    make_application(token=token_for(EMAIL, member))
    invite(inviter=member, email="nobody@lock.example", memo="Good.")
    clock.forward(days=89)
    assert delete_old_invitations() == 0
    clock.forward(days=2)
    assert delete_old_invitations() == 1
    assert Invitation.objects.get().email == EMAIL


def test_the_token_is_in_the_email_and_stored_nowhere(member):
    token = token_for(EMAIL, member)
    assert token not in str(Invitation.objects.values().get())


def expired(clock, member):
    token = token_for(EMAIL, member)
    clock.forward(days=31)
    return token


def revoked(clock, member):
    token = token_for(EMAIL, member)
    revoke_invitation(invitation_id=Invitation.objects.get().pk, inviter=member)
    return token


def inviter_left(clock, member):
    token = token_for(EMAIL, member)
    set_member_state(person_id=member.pk, state=MemberState.LEFT, coordinator=None)
    return token


def agency_gone(clock, member):
    token = token_for(EMAIL, member)
    member.agency.is_active = False
    member.agency.save()
    return token


def reused(clock, member):
    token = token_for(EMAIL, member)
    withdraw(application_id=make_application(token=token).pk)
    return token


def made_up(clock, member):
    return "x" * 43


@pytest.mark.parametrize("spoil", [expired, revoked, inviter_left, agency_gone, reused, made_up])
def test_an_invalid_invitation_gives_no_advantage(clock, member, spoil):
    token = spoil(clock, member)
    html = flat(Client().get(f"{APPLY}?invitation={token}").content)
    assert (EMAIL in html, "This invitation does not work" in html) == (False, True)
    assert by_invitation(token)["Location"] == PROVE
    application = Application.objects.latest("pk")
    assert (application.state, application.invitation) == (ApplicationState.UNPROVED, None)


def test_another_address_gives_no_advantage_and_leaves_the_invitation_as_it_was(member):
    token = token_for(EMAIL, member)
    assert by_invitation(token, email="other@lock.example")["Location"] == PROVE
    assert Application.objects.get().invitation is None
    assert by_invitation(token, email=EMAIL.upper())["Location"].startswith("/join/application/")


def test_looking_at_the_link_uses_nothing_up(client, member):
    """Some mail servers open every link first."""
    token = token_for(EMAIL, member)
    for _ in range(2):
        html = flat(client.get(f"{APPLY}?invitation={token}").content)
        assert f'value="{EMAIL}"' in html
        assert ("you do not need a code" in html, "We will send a code to it" in html) == (True, False)
        assert "This invitation does not work" not in html
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize("state", [MemberState.APPROVED, MemberState.SUSPENDED, MemberState.PENDING])
def test_a_known_address_gets_another_email_and_the_inviter_the_same_page(client, member, state):
    known = MemberFactory(state=state).email
    client.force_login(member)
    answers = []
    for email in (known, "unknown@lock.example"):
        sent = client.post(INVITE, {"email": email, "memo": "They know the area."})
        page = re.sub(r'value="\w{64}"|[\w.]+@\w+\.example|revoke/|\d+', "", flat(client.get(INVITE).content))
        answers.append((sent.status_code, sent["Location"], page.count("Open"), "is on its way" in page))
        assert client.post(f"{INVITE}{Invitation.objects.latest('pk').pk}/revoke/").status_code == 302
    assert answers[0] == answers[1]
    mail = Mail.objects.get(to=known)
    assert "invitation=" not in mail.text
    assert mail.subject == Mail.objects.get(to="unknown@lock.example").subject


@pytest.mark.parametrize(
    ("is_lead", "is_colleague", "fields", "is_told"),
    [
        (True, True, {}, True),
        (False, True, {}, False),
        (True, False, {}, False),
        (True, True, {"state": MemberState.SUSPENDED}, False),
        (True, True, {"state": MemberState.LAPSED}, False),
        (True, True, {"excluded_until": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}, False),
    ],
)
def test_only_a_lead_reads_that_a_colleague_has_access_already(client, is_lead, is_colleague, fields, is_told):
    lead = MemberFactory(is_agency_lead=is_lead, agency=AgencyFactory())
    person = MemberFactory(agency=lead.agency if is_colleague else AgencyFactory(), **fields)
    client.force_login(lead)
    html = flat(client.post(INVITE, {"email": person.email.upper(), "memo": "We share an office."}).content)
    assert ("This colleague already has access." in html) == is_told
    assert Invitation.objects.exists() != is_told


def test_a_memo_names_nobody_else(client, member):
    client.force_login(member)
    html = flat(client.post(INVITE, {"email": EMAIL, "memo": f"Met at a visit to 07700 900123, {EMAIL}"}).content)
    assert "Remove “07700 900123”" in html
    assert f"Remove “{EMAIL}”" not in html
    assert Invitation.objects.count() == 0


def test_open_invitations_have_a_limit_and_withdrawing_one_makes_room(client, member):
    client.force_login(member)
    for number in range(MOST_OPEN):
        client.post(INVITE, {"email": f"person-{number}@lock.example", "memo": "Good."})
    last = {"email": "last@lock.example", "memo": "Kept words."}
    refused = client.post(INVITE, last)
    assert refused.status_code == 429
    assert "Kept words." in flat(refused.content)
    client.post(f"{INVITE}{Invitation.objects.latest('pk').pk}/revoke/")
    assert client.post(INVITE, last).status_code == 302


def test_inviting_and_taking_back_is_no_way_to_mail_many(client, member):
    client.force_login(member)
    statuses = []
    for number in range(INVITATIONS_AN_HOUR + 1):
        statuses.append(client.post(INVITE, {"email": f"person-{number}@lock.example", "memo": "Good."}).status_code)
        client.post(f"{INVITE}{Invitation.objects.latest('pk').pk}/revoke/")
    assert statuses == [302] * INVITATIONS_AN_HOUR + [429]


@pytest.mark.parametrize("after", ["at once", "withdrawn", "used", "known"])
def test_a_member_invites_an_address_once_in_thirty_days_and_reads_why(client, clock, member, after):
    client.force_login(member)
    first = {"known": MemberFactory().email}.get(after, EMAIL)
    client.post(INVITE, {"email": first, "memo": "They know the area."})
    invitation = Invitation.objects.get()
    if after == "withdrawn":
        client.post(f"{INVITE}{invitation.pk}/revoke/")
    if after == "used":
        Invitation.objects.update(used_at=clock.now)
    name, _, domain = first.partition("@")
    for again in (first, first.upper(), f"{name}+2@{domain}"):
        cache.clear()
        page = flat(client.post(INVITE, {"email": again, "memo": "Kept words."}).content)
        assert "You invited this address on 23 November 2026. We only send one invitation in 30 days." in page
        assert "Kept words." in page
    assert Mail.objects.filter(to__iexact=first).count() == 1
    assert invite(inviter=member, email=first, memo="Sent by two tabs.") == invitation
    assert Mail.objects.count() == Invitation.objects.count() == 1
    clock.forward(days=31)
    client.force_login(member)
    client.post(INVITE, {"email": first, "memo": "Once more."})
    assert Invitation.objects.filter(memo="Once more.").exists()


def test_another_member_s_invitation_to_the_address_is_not_revealed(client, member):
    invite(inviter=MemberFactory(), email=EMAIL, memo="They know the area.")
    client.force_login(member)
    assert client.post(INVITE, {"email": EMAIL, "memo": "They know the area."}).status_code == 302
    assert Invitation.objects.filter(email=EMAIL).count() == 2


def test_nobody_withdraws_or_sees_another_member_s_invitation(client, member):
    invitation = invite(inviter=MemberFactory(), email=EMAIL, memo="They know the area.")
    client.force_login(member)
    assert EMAIL not in flat(client.get(INVITE).content)
    theirs, missing = (client.post(f"{INVITE}{pk}/revoke/") for pk in (invitation.pk, 999_999))
    assert (theirs.status_code, theirs.content) == (404, missing.content)
    with pytest.raises(PermissionDenied):
        revoke_invitation(invitation_id=invitation.pk, inviter=member)


def test_a_person_who_is_not_a_member_invites_nobody():
    with pytest.raises(PermissionDenied):
        invite(inviter=MemberFactory(state=MemberState.SUSPENDED), email=EMAIL, memo="Good.")


@pytest.mark.parametrize(
    ("approved", "outcome", "words"),
    [
        (True, "They are now a member", "they are now a member"),
        (False, "They were not approved", "decided not to approve their application"),
    ],
)
def test_the_inviter_is_notified_of_the_outcome_without_a_reason(client, member, coordinator, approved, outcome, words):
    application = make_application(token=token_for(EMAIL, member))
    decided = {"application_id": application.pk, "coordinator": coordinator}
    if approved:
        approve_application(**decided, agency=AgencyFactory())
    else:
        reject_application(**decided, reason="Zyzzyva.")
    mail = Mail.objects.get(to=member.email)
    assert words in mail.text
    client.force_login(member)
    html = flat(client.get(INVITE).content)
    assert outcome in html
    for leak in ("Zyzzyva", coordinator.last_name):
        assert leak not in mail.text + html
    assert EMAIL not in mail.subject + mail.text


@pytest.mark.parametrize("approved", [True, False])
def test_the_inviter_is_notified_of_the_outcome_on_the_site_too(client, member, coordinator, approved):
    application = make_application(token=token_for(EMAIL, member))
    decided = {"application_id": application.pk, "coordinator": coordinator}
    if approved:
        approve_application(**decided, agency=AgencyFactory())
    else:
        reject_application(**decided, reason="Zyzzyva.")
    client.force_login(member)
    html = flat(client.get("/notifications/").content)
    happened = "A person you invited is now a member" if approved else "A person you invited was not approved"
    assert (happened in html, f'href="{INVITE}"' in html) == (True, True)
    for leak in ("Zyzzyva", coordinator.last_name, EMAIL, "Okafor"):
        assert leak not in html
    item = Notification.objects.get(person=member).item_id
    assert source_of("invitations").lines(MemberFactory(), [item]) == {}
    queue_due_emails()
    assert Mail.objects.filter(to=member.email).count() == 1
    client.get(INVITE)
    assert not Notification.objects.unread().filter(person=member).exists()


def test_after_an_appeal_the_inviter_is_notified_of_the_new_decision_alone(client, member, coordinator):
    application = make_application(token=token_for(EMAIL, member))
    reject_application(application_id=application.pk, coordinator=coordinator, reason="We do not know them.")
    appeal(application_id=application.pk, text="You do.")
    other = MemberFactory(roles=["Coordinators"]).with_second_step()
    approve_application(application_id=application.pk, coordinator=other, agency=AgencyFactory())
    assert [*Notification.objects.filter(person=member).values_list("verb", flat=True)] == ["approved"]


def test_coordinators_see_who_invited_each_person_also_if_they_have_left(sign_in, member, coordinator):
    first = make_application(token=token_for(EMAIL, member))
    ada = approve_application(application_id=first.pk, coordinator=coordinator, agency=AgencyFactory())
    second = make_application(email="b@lock.example", first_name="Bo", token=token_for("b@lock.example", ada))
    bo = approve_application(application_id=second.pk, coordinator=coordinator, agency=AgencyFactory())
    staff_client = sign_in(coordinator, with_second_step=True)
    html = flat(staff_client.get(reverse("staff_people:invited")).content)
    assert html.index(str(member)) < html.index("Ada Okafor") < html.index("Bo Okafor")
    page = flat(staff_client.get(reverse("staff_people:person", args=[ada.pk])).content)
    assert f"{member}</a>" in page
    assert "They know the area." in page
    assert str(bo) in page
    set_member_state(person_id=member.pk, state=MemberState.LEFT, coordinator=coordinator, reason="Gone")
    html = flat(staff_client.get(reverse("staff_people:invited")).content)
    assert str(member) not in html
    assert f"Officer, {member.agency} (has left)" in html


@pytest.mark.parametrize("count", [1, 3])
def test_both_lists_cost_the_same_for_one_and_three(
    sign_in, client, member, coordinator, django_assert_num_queries, count
):
    for number in range(count):
        email = f"person-{number}@lock.example"
        application = make_application(email=email, token=token_for(email, member))
        approve_application(application_id=application.pk, coordinator=coordinator, agency=AgencyFactory())
    client.force_login(member)
    client.get(INVITE)  # marks the notifications of the approvals as read
    with django_assert_num_queries(3):  # session, person, invitations
        client.get(INVITE)
    staff_client = sign_in(coordinator, with_second_step=True)
    with django_assert_num_queries(5):  # session, person, roles, count, who came by whom
        staff_client.get(reverse("staff_people:invited"))
