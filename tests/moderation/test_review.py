import pytest
from django.urls import reverse

from forum.actions.posting import post_reply
from forum.models import Board, Post, Topic
from ratsite.accounts.actions.membership import set_member_state, set_roles
from ratsite.accounts.enums import MemberState, Role
from tests.factories import BoardFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db


def held_reply(author=None, board=None) -> Post:
    topic = make_topic(board)
    Board.objects.update(holds_newcomers=True)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    return post_reply(topic=topic, author=author or MemberFactory(), body="I am new here.")


def url_of(post: Post) -> str:
    return reverse("moderation:item", args=["posts", post.pk])


def test_the_queue_shows_why_each_thing_is_there(moderator, sign_in):
    post = held_reply()
    html = sign_in(moderator, with_second_step=True).get("/review/").content.decode()
    assert post.topic.title in html
    assert "a moderator reads everybody&#x27;s first three posts" in html


def test_a_moderator_approves_and_others_can_read_it(moderator, sign_in):
    post = held_reply()
    response = sign_in(moderator, with_second_step=True).post(url_of(post), {"choice": "approve"}, follow=True)
    assert "Approved. Its author has been told." in response.content.decode()
    post.refresh_from_db()
    assert post.is_live


def test_a_rejection_without_a_reason_is_not_possible(moderator, sign_in):
    post = held_reply()
    response = sign_in(moderator, with_second_step=True).post(url_of(post), {"choice": "reject", "reason": ""})
    assert "Say why, so that its author can put it right" in response.content.decode()
    post.refresh_from_db()
    assert post.is_held


def test_the_author_reads_the_reason_and_gets_the_text_back(moderator, sign_in):
    post = held_reply()
    sign_in(moderator, with_second_step=True).post(url_of(post), {"choice": "reject", "reason": "It names a street."})
    html = sign_in(post.author).get(post.topic.get_absolute_url()).content.decode()
    assert "It names a street." in html
    assert "I am new here." in html


def test_no_decision_is_made_by_pressing_the_button_alone(moderator, sign_in):
    post = held_reply()
    response = sign_in(moderator, with_second_step=True).post(url_of(post), {"reason": ""})
    assert "Choose approve or reject" in response.content.decode()


def test_a_moderator_does_not_decide_on_their_own_post(moderator, sign_in):
    post = held_reply(author=moderator)
    client = sign_in(moderator, with_second_step=True)
    assert "No. You or your agency wrote it" in client.get(url_of(post)).content.decode()
    assert client.post(url_of(post), {"choice": "approve"}).status_code == 403
    post.refresh_from_db()
    assert post.is_held


@pytest.mark.parametrize(("bars", "status"), [(True, 403), (False, 302)])
def test_the_board_says_whether_an_own_agency_s_post_may_be_decided(moderator, sign_in, bars, status):
    board = BoardFactory(bars_own_agency=bars)
    post = held_reply(author=MemberFactory(agency=moderator.agency), board=board)
    assert sign_in(moderator, with_second_step=True).post(url_of(post), {"choice": "approve"}).status_code == status


def test_two_moderators_the_second_is_told_that_it_is_done(moderator, sign_in):
    post = held_reply()
    first, second = sign_in(moderator, with_second_step=True), MemberFactory(roles=["Moderators"])
    first.post(url_of(post), {"choice": "approve"})
    assert sign_in(second, with_second_step=True).post(url_of(post), {"choice": "approve"}).status_code == 404
    post.refresh_from_db()
    assert post.decided_by == moderator


def test_a_board_with_moderators_of_its_own_is_theirs_alone(moderator, sign_in):
    post = held_reply()
    other = MemberFactory(roles=["Moderators"])
    post.topic.board.moderators.add(other)
    assert sign_in(moderator, with_second_step=True).get(url_of(post)).status_code == 404
    assert sign_in(other, with_second_step=True).get(url_of(post)).status_code == 200


def test_a_password_alone_opens_no_queue(moderator, sign_in):
    response = sign_in(moderator).get("/review/")
    assert response["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Freview%2F"


def test_a_steward_without_a_second_factor_is_led_to_set_one_up(sign_in):
    from django.contrib.auth.models import Group

    person = MemberFactory()
    person.groups.add(Group.objects.get(name="Moderators"))
    assert sign_in(person).get("/review/")["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(moderator, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        held_reply()
    client = sign_in(moderator, with_second_step=True)
    client.get("/review/")
    with django_assert_num_queries(5):  # session, person, roles, held posts and held edits with all they print
        client.get("/review/")


def test_a_board_whose_only_named_moderator_lost_the_role_or_left_is_everybodys(moderator):
    board, named = BoardFactory(), MemberFactory(roles=["Moderators"])
    board.moderators.add(named)
    theirs = Board.objects.filter(pk=board.pk)
    assert not theirs.moderated_by(moderator).exists()
    set_roles(person_id=named.pk, roles=set(), coordinator=None)
    assert theirs.moderated_by(moderator).exists()
    set_roles(person_id=named.pk, roles={Role.MODERATOR}, coordinator=None)
    assert not theirs.moderated_by(moderator).exists()
    set_member_state(person_id=named.pk, state=MemberState.LEFT, coordinator=None, reason="Moved on")
    assert theirs.moderated_by(moderator).exists()
