"""The yearly confirmation: reminders, only reading once it is late, and then no access, even if no job ran."""

import datetime as dt

import pytest
from allauth.account.forms import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.post import post_reply
from forum.models import Draft, Post
from ratsite.accounts.actions.change_address import record_address_change
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.actions.confirm import bring_forward, confirm, confirm_list, remind, vouch
from ratsite.accounts.actions.send_reminders import remind_and_lapse
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.notifications.models import Notification
from tests.factories import PASSWORD, AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.membership_changes import send_membership

pytestmark = pytest.mark.django_db
CONFIRM = reverse("me:confirm")
YES = {"job_title": "Team leader", "is_here": "on", "keeps_terms": "on"}


def days_left(person: User, days: int) -> User:
    """Set the last day of the person's confirmation to this many days from today; a negative number is in the past."""
    person.confirm_by = timezone.localdate() + dt.timedelta(days=days)
    person.save()
    return person


def again(person: User) -> User:
    return User.objects.select_related("agency").get(pk=person.pk)


# Asking


@pytest.mark.parametrize(("days", "is_asked"), [(31, False), (30, True), (0, True), (-14, True)])
def test_a_person_is_asked_from_a_month_before_the_day(member, sign_in, days, is_asked):
    days_left(member, days)
    client = sign_in(member)
    assert ("Confirm my membership" in flat(client.get(CONFIRM).content)) is is_asked
    assert ("Confirm that you are still a member" in flat(client.get("/catch-up/").content)) is is_asked


def test_a_confirmation_lasts_a_year_and_saves_the_new_role(member, sign_in):
    client = sign_in(days_left(member, 10))
    assert client.post(CONFIRM, YES).url == "/catch-up/"
    found = again(member)
    assert (found.confirm_by - timezone.localdate(), found.job_title) == (dt.timedelta(days=365), "Team leader")
    assert ModelLogEntry.objects.get(action="accounts.person.confirm").user == member
    assert not confirm(person=found, job_title="Again")  # nobody asks any more


@pytest.mark.parametrize("missing", ["job_title", "is_here", "keeps_terms"])
def test_an_incomplete_confirmation_does_not_count_and_shows_the_typed_text_again(member, sign_in, missing):
    client = sign_in(days_left(member, 10))
    shown = flat(client.post(CONFIRM, {key: value for key, value in YES.items() if key != missing}).content)
    assert "Error: " in shown
    assert ("Team leader" in shown) is (missing != "job_title")
    assert again(member).confirm_by == member.confirm_by


def test_nothing_else_is_changed_by_a_yes(member, sign_in):
    client = sign_in(days_left(member, 10))
    client.post(CONFIRM, YES | {"agency": AgencyFactory().pk, "is_agency_lead": "on", "confirm_by": "2999-01-01"})
    found = again(member)
    assert (found.agency, found.is_agency_lead, found.confirm_by.year < 2999) == (member.agency, False, True)


# Being reminded


def test_three_reminders_come_each_once_whatever_days_the_job_misses(member, clock, happen, mailoutbox):
    days_left(member, 31)
    sent = []
    for _ in range(33):
        before = len(mailoutbox)
        happen(remind_and_lapse)
        happen(remind_and_lapse)
        sent.append(len(mailoutbox) - before)
        clock.forward(days=1)
    assert [31 - day for day, count in enumerate(sent) if count] == [30, 14, 3]
    assert set(sent) == {0, 1}
    days_left(again(member), 2)
    User.objects.update(reminded=30)
    happen(remind_and_lapse)
    assert again(member).reminded == 3
    assert {mail.subject for mail in mailoutbox} == {"Confirm your membership of the network"}


def test_a_yes_stops_the_reminders(member, happen, mailoutbox):
    days_left(member, 20)
    confirm(person=member, job_title="Here")
    happen(remind_and_lapse)
    assert mailoutbox == []


def test_nobody_who_is_no_member_is_reminded(mailoutbox, happen):
    for state in (MemberState.PENDING, MemberState.SUSPENDED, MemberState.LEFT):
        person = days_left(MemberFactory(state=state), 3)
        assert not remind(person_id=person.pk)
    days_left(MemberFactory(agency=AgencyFactory(is_active=False)), 3)
    happen(remind_and_lapse)
    assert mailoutbox == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_without_anybody_to_ask_costs_the_same_for_one_and_three(count, django_assert_num_queries):
    for _ in range(count):
        MemberFactory()
    with django_assert_num_queries(4):
        remind_and_lapse()


# Read-only


@pytest.fixture
def late(member):
    return days_left(member, -1)


def test_the_day_itself_still_counts(member):
    days_left(member, 0)
    assert not again(member).is_read_only


def test_a_person_who_is_late_with_the_confirmation_can_read_and_not_write(late, sign_in):
    topic = make_topic()
    client = sign_in(late)
    shown = flat(client.get(topic.get_absolute_url()).content)
    assert "Your yearly confirmation is overdue" in shown
    assert "Post reply" not in shown
    assert client.get(reverse("forum:topic_new", args=[topic.board.slug])).status_code == 403
    client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Words that took a while"})
    assert Post.objects.filter(author=late).count() == 0


def test_a_late_person_s_draft_is_not_lost(late, sign_in):
    topic = make_topic()
    sign_in(late).post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Words that took a while"})
    assert [draft.fields["body"] for draft in Draft.objects.filter(person=late)] == [["Words that took a while"]]


def test_a_person_who_confirms_late_can_write_again(late, sign_in):
    topic, client = make_topic(), sign_in(late)
    client.post(CONFIRM, YES)
    client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Back again"})
    assert Post.objects.filter(author=late).count() == 1


def test_a_steward_who_is_late_decides_and_publishes_nothing(sign_in):
    steward = days_left(MemberFactory(roles=["Moderators", "Coordinators", "Editors", "Curators"]), -1)
    client = sign_in(steward, with_second_step=True)
    for address in ("/review/", "/review/people/", "/review/boards/", "/cms/", reverse("library:resource_add")):
        assert client.get(address).url == CONFIRM
    client.post(CONFIRM, YES)
    assert client.get("/review/").status_code == 200


def test_a_late_moderator_strands_no_board(sign_in):
    board = BoardFactory()
    board.moderators.add(days_left(MemberFactory(roles=["Moderators"]), -1))
    other = MemberFactory(roles=["Moderators"])
    assert board in type(board).objects.moderated_by(other)


# Shut


@pytest.fixture
def too_late(member):
    return days_left(member, -15)


def test_the_last_of_the_two_weeks_still_lets_them_in(member, sign_in):
    assert sign_in(days_left(member, -14)).get("/forum/").status_code == 200


def test_too_late_is_shut_though_no_job_has_run(too_late, sign_in):
    client = sign_in(too_late)
    response = client.get("/forum/")
    assert response.status_code == 403
    assert "Your yearly confirmation has lapsed" in flat(response.content)
    signed_in = Client().post(reverse("account_login"), {"login": too_late.email, "password": PASSWORD}, follow=True)
    assert "Your yearly confirmation has lapsed" in flat(signed_in.content)
    assert not confirm(person=too_late, job_title="x")


def test_too_late_is_no_reader_anywhere(member, happen, client):
    topic = make_topic(author=member)
    feed = reverse("private:forum", args=[make_token(person=member, kind=FeedKind.FORUM)])
    days_left(member, -15)
    happen(post_reply, topic=topic, author=MemberFactory(), body="Are you there?")
    assert list(Notification.objects.filter(person=member)) == []
    assert client.get(feed).status_code == 404
    assert member not in User.objects.readers_of(None)


def test_the_job_notifies_once_that_a_person_lapsed(too_late, happen, mailoutbox):
    happen(remind_and_lapse)
    happen(remind_and_lapse)
    found = again(too_late)
    assert (found.state, found.is_active) == (MemberState.LAPSED, False)
    assert [mail.to for mail in mailoutbox] == [[too_late.email]]


def test_an_approval_starts_the_year_anew(too_late):
    remind_and_lapse()
    set_member_state(person_id=too_late.pk, state=MemberState.APPROVED, coordinator=None)
    assert (again(too_late).is_member, again(too_late).is_read_only) == (True, False)


# The lead


@pytest.fixture
def lead(member):
    return MemberFactory(agency=member.agency, is_agency_lead=True)


@pytest.mark.parametrize("days", [-1, -15, -200])
def test_a_lead_lets_a_late_colleague_in_to_confirm(lead, member, days, sign_in, happen, mailoutbox):
    days_left(member, days)
    remind_and_lapse()
    mailoutbox.clear()
    client = sign_in(lead)
    assert "Still works here" in flat(client.get(reverse("agencies:colleagues", args=[lead.agency.slug])).content)
    happen(client.post, reverse("agencies:colleague_vouch", args=[lead.agency.slug, member.pk]))
    found = again(member)
    assert (found.is_member, found.is_read_only, found.is_asked_to_confirm) == (True, False, True)
    assert found.confirm_by - timezone.localdate() == dt.timedelta(days=14)
    assert mailoutbox[-1].to == [member.email]
    assert ModelLogEntry.objects.get(action="accounts.person.vouch").user == lead


def test_an_agency_lead_cannot_confirm_a_person_whom_a_coordinator_set_to_lapsed(lead, member):
    """The form no longer offers the state "lapsed", but a coordinator may have set it before the day of the lapse."""
    set_member_state(person_id=member.pk, state=MemberState.LAPSED, coordinator=None, reason="Answers no mail")
    assert not vouch(person_id=member.pk, lead=lead)
    assert again(member).state == MemberState.LAPSED


def test_the_form_does_not_offer_lapsed_and_leaves_it_where_it_is_set(member, sign_in):
    staff_client, url = (
        sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True),
        f"/review/people/{member.pk}/",
    )
    assert 'value="lapsed"' not in flat(staff_client.get(url).content)
    page = flat(send_membership(staff_client, member, state="lapsed", reason="As she asked").content)
    assert "is not one of the available choices" in page
    days_left(member, -15)
    remind_and_lapse()
    assert 'value="lapsed"' in flat(staff_client.get(url).content)
    send_membership(staff_client, member, state="lapsed", roles=["Curators"], reason="As she asked")
    assert (again(member).state, set(again(member).role_names)) == (MemberState.LAPSED, {"Curators"})


@pytest.mark.parametrize(("days", "opens"), [(-1, True), (-15, False), (-200, False)])
@pytest.mark.parametrize("job_ran", [True, False])
def test_access_from_before_a_lapse_does_not_return_after_it(lead, member, client, days, opens, job_ran):
    feed = reverse("private:forum", args=[make_token(person=member, kind=FeedKind.FORUM)])
    token, since = default_token_generator.make_token(member), member.member_since
    days_left(member, days)
    if job_ran:
        remind_and_lapse()
    assert vouch(person_id=member.pk, lead=lead)
    assert again(member).member_since == since  # what came in meanwhile is new to them
    assert (client.get(feed).status_code == 200) == opens
    assert default_token_generator.check_token(again(member), token) == opens


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LEFT, MemberState.PENDING])
def test_a_lead_undoes_nobody_else_s_decision(lead, member, state):
    set_member_state(person_id=member.pk, state=state, coordinator=None, reason="Decided")
    days_left(again(member), -1)
    assert not vouch(person_id=member.pk, lead=lead)
    assert again(member).state == state


def test_a_lead_vouches_for_nobody_in_good_standing_elsewhere_or_for_themselves(lead, member):
    assert not vouch(person_id=member.pk, lead=lead)
    assert not vouch(person_id=days_left(MemberFactory(), -1).pk, lead=lead)
    days_left(lead, -1)
    assert not vouch(person_id=lead.pk, lead=lead)
    assert not vouch(person_id=days_left(member, -1).pk, lead=lead)  # a late lead confirms themselves first


def test_a_lead_confirms_the_list_once_a_year(lead, sign_in, happen, mailoutbox):
    agency, client = lead.agency, sign_in(lead)
    page = reverse("agencies:colleagues", args=[agency.slug])
    assert "This list is right" not in flat(client.get(page).content)
    agency.people_confirm_by = timezone.localdate() + dt.timedelta(days=14)
    agency.save()
    happen(remind_and_lapse)
    assert [mail.to for mail in mailoutbox] == [[lead.email]]
    assert "Confirm which colleagues still work at your agency" in flat(client.get("/catch-up/").content)
    assert "This list is right" in flat(client.get(page).content)
    client.post(reverse("agencies:colleagues_confirm", args=[agency.slug]))
    agency.refresh_from_db()
    assert agency.people_confirm_by == timezone.localdate() + dt.timedelta(days=365)
    assert "This list is right" not in flat(client.get(page).content)
    assert not confirm_list(agency_id=agency.pk, lead=lead)


def test_the_network_s_address_is_emailed_if_an_agency_has_no_lead(member, settings, happen, mailoutbox):
    member.agency.people_confirm_by = timezone.localdate() + dt.timedelta(days=3)
    member.agency.save()
    happen(remind_and_lapse)
    assert [mail.to for mail in mailoutbox] == [[settings.CONTACT_EMAIL]]


def test_no_other_person_confirms_an_agency_s_list(lead, member):
    member.agency.people_confirm_by = timezone.localdate()
    member.agency.save()
    for person in (member, MemberFactory(is_agency_lead=True)):
        assert not confirm_list(agency_id=member.agency.pk, lead=person)


# Doubt


def test_another_domain_brings_it_forward_and_the_same_one_does_not(member):
    record_address_change(person=member, before="a@agency.example", after="b@agency.example")
    assert again(member).confirm_by == member.confirm_by
    record_address_change(person=member, before="b@agency.example", after="b@elsewhere.example")
    assert again(member).confirm_by == timezone.localdate() + dt.timedelta(days=14)


def test_doubt_never_gives_more_time(member):
    days_left(member, 5)
    assert not bring_forward(person_id=member.pk)
    assert again(member).confirm_by == member.confirm_by
