"""What each sanction forbids, what it leaves, that it ends by itself, and who may decide on it."""

import re

import pytest
from allauth.account.forms import default_token_generator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.edit import edit_post
from forum.actions.flag import flag_post
from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import reply_place
from forum.actions.withdraw import withdraw_post
from forum.enums import HoldReason
from forum.models import Board, Draft, Post
from forum.rules.boards import can_start_topic
from forum.rules.posts import can_edit
from forum.rules.topics import can_reply
from library.rules.resources import can_add_resource
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.sanctions.actions.sanction import lift
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import (
    Panel,
    can_decide_appeal,
    can_lift,
    can_note_about,
    can_read_log,
    can_sanction,
    can_send_message,
    has_no_conflict,
    is_on_the_team,
    kinds_for,
    people_open_to,
)
from tests.conftest import REASON
from tests.factories import PASSWORD, BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def test_every_post_of_a_pre_moderated_person_is_held(member, sanction):
    topic = make_topic(author=member)
    sanction(member, SanctionKind.PRE_MODERATE)
    author = User.objects.get(pk=member.pk)
    reply = post_reply(topic=topic, author=author, body="About the road.")
    opening = start_topic(
        board=topic.board, author=author, title="Rooms", body="Words.", marking="green", may_act="check"
    )
    assert [post.hold_reasons for post in (reply, opening)] == [[HoldReason.SANCTION]] * 2
    edit_post(post_id=topic.posts.get(number=1).pk, editor=author, body="Changed.")
    assert topic.posts.get(number=1).revisions.get().hold_reasons == [HoldReason.SANCTION]


def test_a_pre_moderated_person_posts_freely_again_when_the_time_is_over(member, sanction, clock):
    topic = make_topic(author=member)
    author = sanction(member, SanctionKind.PRE_MODERATE)
    clock.forward(days=7)
    assert post_reply(topic=topic, author=author, body="About the district.").is_live


def test_a_silenced_person_reads_and_does_not_write(member, sanction):
    topic = make_topic(author=member)
    person = sanction(member, SanctionKind.SILENCE)
    post = topic.posts.get()
    assert not can_write(person)
    assert not can_reply(person, topic)
    assert not can_start_topic(person, topic.board)
    assert not can_edit(person, post)
    assert Post.objects.visible_to(person).filter(pk=post.pk).exists()
    for act in (
        lambda: post_reply(topic=topic, author=person, body="Words."),
        lambda: edit_post(post_id=post.pk, editor=person, body="Words."),
    ):
        with pytest.raises(PermissionDenied):
            act()
    curator = sanction(MemberFactory(roles=["Curators"]), SanctionKind.SILENCE)
    assert not can_add_resource(curator)


def test_a_silenced_person_can_still_report_and_withdraw_posts(member, sanction):
    own, other = make_topic(author=member).posts.get(), make_topic().posts.get()
    person = sanction(member, SanctionKind.SILENCE)
    assert flag_post(post_id=other.pk, reporter=person, reason="identifies").pk
    assert withdraw_post(post_id=own.pk, author=person).is_withdrawn


def test_a_silenced_person_s_text_is_saved_and_they_read_until_when_and_why(member, sanction, sign_in):
    topic = make_topic()
    sanction(member, SanctionKind.SILENCE)
    client = sign_in(member)
    answer = client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Half a thought."})
    html = flat(answer.content)
    assert answer.status_code == 403
    assert f"Until 30 November 2026, 09:00 you can read, but not write. The reason: {REASON}" in html
    assert "Half a thought." in html
    assert Draft.objects.get(person=member, place=reply_place(topic)).fields["body"] == ["Half a thought."]
    assert Post.objects.filter(author=member).count() == 0


def test_a_silenced_person_who_opens_the_form_reads_why_it_is_closed(member, sanction, sign_in):
    topic = make_topic()
    sanction(member, SanctionKind.SILENCE)
    for url in (
        reverse("forum:topic_reply", args=[topic.pk]),
        reverse("forum:topic_new", args=[topic.board.slug]),
    ):
        response = sign_in(member).get(url)
        assert response.status_code == 403
        assert f"you can read, but not write. The reason: {REASON}" in flat(response.content)
        assert f'href="{reverse("own_sanctions:own_sanctions")}">Read why, and about appeals' in flat(response.content)


def test_a_silence_ends_by_itself(member, sanction, clock, sign_in):
    topic = make_topic()
    sanction(member, SanctionKind.SILENCE)
    assert "You can read, but you cannot write" in flat(sign_in(member).get("/forum/").content)
    clock.forward(days=7)
    html = flat(sign_in(member).get(topic.get_absolute_url()).content)
    assert "you cannot write" not in html
    assert "Post reply" in html


@pytest.mark.parametrize("kind", [None, SanctionKind.SILENCE, SanctionKind.PRE_MODERATE])
def test_a_page_costs_a_sanctioned_person_no_more_than_others(member, sanction, sign_in, kind):
    topic = make_topic()
    plain = MemberFactory(agency=member.agency)
    if kind:
        sanction(member, kind)
    costs = []
    for person in (plain, member):
        client = sign_in(person)
        client.get("/forum/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("forum:topic_by_number", args=[topic.pk]))
            client.get("/forum/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_people_query_of_every_request_asks_no_more_tables(member, django_assert_num_queries):
    from ratsite.accounts.backends import MemberBackend

    with django_assert_num_queries(1):
        person = MemberBackend().get_user(member.pk)
        assert can_write(person)
        assert [person.is_held, person.is_silenced, person.is_excluded] == [False, False, False]


# Excluding


def test_an_exclusion_ends_all_access_at_once_and_restores_it_when_it_is_over(clock, member, sanction, client):
    User.objects.filter(pk=member.pk).update(date_joined=clock.now)
    feed = make_token(person=member, kind=FeedKind.FORUM)
    link = default_token_generator.make_token(member)
    client.force_login(member)
    assert client.get("/forum/").status_code == 200
    assert client.get(reverse("private:forum", args=[feed])).status_code == 200
    person = sanction(member, SanctionKind.EXCLUDE)
    assert client.get("/forum/").status_code in (302, 403)
    assert client.get(reverse("private:forum", args=[feed])).status_code == 404
    assert not default_token_generator.check_token(person, link)
    assert not default_token_generator.check_token(person, default_token_generator.make_token(person))
    assert not User.objects.approved().filter(pk=member.pk).exists()
    clock.forward(days=7)
    person = User.objects.get(pk=member.pk)
    assert person.is_member
    assert User.objects.approved().filter(pk=member.pk).exists()
    client.force_login(person)
    assert client.get("/forum/").status_code == 200
    assert client.get(reverse("private:forum", args=[feed])).status_code == 404  # what opened doors before opens none
    assert not default_token_generator.check_token(person, link)


def test_an_excluded_person_is_refused_at_sign_in_and_reads_until_when_and_why(member, sanction, client):
    sanction(member, SanctionKind.EXCLUDE)
    response = client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    html = flat(response.content)
    assert response.status_code == 403
    assert "You are excluded until 30 November 2026, 09:00" in html
    assert REASON in html
    assert "_auth_user_id" not in client.session
    appeal_page = re.findall(r'href="(/appeal/[^"]+)"', html)[0]
    assert client.get(appeal_page).status_code == 200


def test_a_session_that_outlived_the_exclusion_s_start_is_turned_away(member, sanction, client):
    sanction(member, SanctionKind.EXCLUDE)
    client.force_login(User.objects.get(pk=member.pk))
    response = client.get("/forum/")
    assert response.status_code == 403
    assert REASON in flat(response.content)


@pytest.mark.parametrize("state", [MemberState.LAPSED, MemberState.LEFT, MemberState.SUSPENDED, MemberState.PENDING])
def test_the_end_of_an_exclusion_opens_nothing_that_something_else_closed(member, sanction, clock, state):
    sanction(member, SanctionKind.EXCLUDE)
    set_member_state(person_id=member.pk, state=state, coordinator=None, reason="Another")
    clock.forward(days=8)
    assert not User.objects.get(pk=member.pk).is_member
    assert not User.objects.approved().filter(pk=member.pk).exists()


def test_a_lifted_exclusion_restores_access_but_no_old_feed(clock, member, sanction, coordinator, client):
    feed = make_token(person=member, kind=FeedKind.FORUM)
    sanction(member, SanctionKind.EXCLUDE)
    clock.forward(hours=1)
    assert lift(sanction_id=Sanction.objects.get().pk, steward=coordinator, reason="It was another person.")
    assert User.objects.get(pk=member.pk).is_member
    assert client.get(reverse("private:forum", args=[feed])).status_code == 404


def test_a_board_whose_only_moderator_is_excluded_is_everybody_s(moderator, sanction):
    board, named = BoardFactory(), MemberFactory(roles=["Moderators"])
    board.moderators.add(named)
    theirs = Board.objects.filter(pk=board.pk)
    assert not theirs.moderated_by(moderator).exists()
    sanction(named, SanctionKind.EXCLUDE)
    assert theirs.moderated_by(moderator).exists()


# Who decides


def other_coordinator(**fields) -> User:
    return MemberFactory(roles=["Coordinators"], **fields)


def test_moderators_and_coordinators_are_the_team_and_read_the_log(moderator, coordinator):
    for rule in (is_on_the_team, can_read_log):
        assert [rule(person) for person in (moderator, coordinator)] == [True, True]
        assert not rule(MemberFactory(roles=["Curators", "Editors"]))


def test_moderators_open_the_pages_of_members_and_coordinators_those_of_everyone(moderator, coordinator, member):
    left = MemberFactory(state=MemberState.LEFT)
    found = [{one.pk for one in people_open_to(steward)} for steward in (moderator, coordinator, member)]
    members = {moderator.pk, coordinator.pk, member.pk}
    assert [pks & {*members, left.pk} for pks in found] == [members, members | {left.pk}, set()]


def test_a_steward_has_a_conflict_about_themselves_and_about_colleagues_on_a_board_that_says_so(moderator):
    colleague = MemberFactory(agency=moderator.agency)
    assert not has_no_conflict(moderator, moderator)
    assert has_no_conflict(moderator, colleague)
    BoardFactory(bars_own_agency=True)
    assert not has_no_conflict(moderator, colleague)
    assert has_no_conflict(moderator, MemberFactory())
    nobody_s = MemberFactory(agency=None, roles=["Moderators"])
    assert has_no_conflict(nobody_s, MemberFactory(agency=None))


def test_only_coordinators_decide_about_coordinators_and_nobody_about_superusers_and_the_erased(
    moderator, coordinator, member
):
    superuser, erased = MemberFactory(is_superuser=True), MemberFactory(email="9@invalid")
    people = (member, other_coordinator(), superuser, erased)
    assert [can_sanction(moderator, person) for person in people] == [True, False, False, False]
    assert [can_sanction(coordinator, person) for person in people] == [True, True, False, False]
    assert not can_sanction(moderator, moderator)
    assert not can_sanction(MemberFactory(roles=["Curators"]), member)


def test_a_silenced_steward_takes_notes_and_decides_and_writes_nothing(moderator, member, sanction):
    assert [rule(moderator, member) for rule in (can_sanction, can_note_about, can_send_message)] == [True] * 3
    silenced = sanction(moderator, SanctionKind.SILENCE).with_second_step()
    assert [rule(silenced, member) for rule in (can_sanction, can_note_about, can_send_message)] == [False, True, False]


def test_stewards_note_about_and_write_to_others(moderator, member):
    for rule in (can_note_about, can_send_message):
        assert rule(moderator, MemberFactory(agency=moderator.agency))
        assert not rule(moderator, moderator)
        assert not rule(member, MemberFactory())
    left = MemberFactory(state=MemberState.LEFT)
    assert (can_note_about(moderator, left), can_send_message(moderator, left)) == (True, False)


def test_only_coordinators_exclude_and_lift_exclusions(moderator, coordinator, member):
    assert kinds_for(coordinator) == list(SanctionKind)
    assert kinds_for(moderator) == [kind for kind in SanctionKind if kind != SanctionKind.EXCLUDE]
    for kind in SanctionKind:
        about = Sanction(person=member, kind=kind)
        assert can_lift(coordinator, about)
        assert can_lift(moderator, about) == (kind != SanctionKind.EXCLUDE)
        assert not can_lift(moderator, Sanction(person=moderator, kind=kind))


# Who decides an appeal


@pytest.fixture
def appealed(member, coordinator) -> Sanction:
    """A silence that the coordinator imposed on the member; not saved."""
    return Sanction(person=member, kind=SanctionKind.SILENCE, imposed_by=coordinator)


def test_anybody_on_the_team_but_the_two_people_decides_an_appeal(appealed, moderator, coordinator, member):
    assert can_decide_appeal(moderator, appealed)
    assert not can_decide_appeal(coordinator, appealed)
    assert not can_decide_appeal(member, appealed)
    assert not can_decide_appeal(MemberFactory(roles=["Curators"]), appealed)
    member.groups.add(*moderator.groups.all())
    assert not can_decide_appeal(User.objects.get(pk=member.pk).with_second_step(), appealed)


def test_a_silenced_steward_decides_no_appeal(appealed, moderator, sanction):
    assert not can_decide_appeal(sanction(moderator, SanctionKind.SILENCE).with_second_step(), appealed)


def test_a_superuser_decides_appeals_of_others_and_nobody_that_of_a_superuser(appealed, member, moderator):
    superuser = MemberFactory(is_superuser=True)
    superuser.has_taken_second_step = True
    assert can_decide_appeal(superuser, appealed)
    appealed.person = superuser
    assert not can_decide_appeal(moderator, appealed)


@pytest.mark.parametrize("bars", [True, False])
def test_a_colleague_decides_an_appeal_unless_a_board_of_theirs_forbids_it(appealed, member, bars):
    BoardFactory(bars_own_agency=bars)
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    assert Panel.of(colleague).may_decide(appealed) == (not bars)
    assert can_decide_appeal(MemberFactory(roles=["Moderators"]), appealed)
    appealed.person, nobody_s = MemberFactory(agency=None), MemberFactory(agency=None, roles=["Moderators"])
    assert can_decide_appeal(nobody_s, appealed)


def test_the_appeal_of_an_excluded_person_or_a_coordinator_is_for_coordinators(appealed, moderator, coordinator):
    second = other_coordinator()
    appealed.kind = SanctionKind.EXCLUDE
    assert (can_decide_appeal(moderator, appealed), can_decide_appeal(second, appealed)) == (False, True)
    appealed.kind, appealed.person = SanctionKind.SILENCE, other_coordinator()
    assert (can_decide_appeal(moderator, appealed), can_decide_appeal(second, appealed)) == (False, True)
    left = other_coordinator(state=MemberState.LEFT)
    appealed.person = left
    assert not can_decide_appeal(moderator, appealed)


def test_who_imposed_it_decides_if_all_others_who_could_are_colleagues_of_the_person(appealed, coordinator, member):
    assert can_decide_appeal(coordinator, appealed)
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    assert can_decide_appeal(coordinator, appealed)
    appealed.person = MemberFactory(agency=None)
    assert not can_decide_appeal(coordinator, appealed)
    appealed.person = colleague
    assert can_decide_appeal(coordinator, appealed)
    MemberFactory(roles=["Moderators"])
    assert not can_decide_appeal(coordinator, appealed)
    appealed.kind = SanctionKind.EXCLUDE  # no moderator decides on it
    assert can_decide_appeal(coordinator, appealed)
    MemberFactory(agency=None, roles=["Coordinators"])
    assert not can_decide_appeal(coordinator, appealed)
