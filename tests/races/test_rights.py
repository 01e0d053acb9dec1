"""A decision about the actor comes while their request waits for a lock: the request uses their new rights."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions.approve import approve_post
from forum.actions.ask_author import ask_author
from forum.actions.edit import edit_post
from forum.actions.post import post_reply, start_topic
from forum.models import Draft, Post
from ratsite.accounts.actions.change_membership import set_member_state, set_roles
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.models import Agency
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.threads import ASKED_BY, while_locked, while_open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinator() -> User:
    return MemberFactory(roles=["Coordinators"])


def silenced(person: User, coordinator: User) -> partial:
    ends_at, why = timezone.now() + dt.timedelta(days=1), "Three warnings"
    return partial(
        impose, person_id=person.pk, kind=SanctionKind.SILENCE, ends_at=ends_at, reason=why, steward=coordinator
    )


def seen_out(person: User, coordinator: User) -> partial:
    return partial(
        set_member_state, person_id=person.pk, state=MemberState.LEFT, coordinator=coordinator, reason="Gone"
    )


def freed_of_roles(person: User, coordinator: User) -> partial:
    return partial(set_roles, person_id=person.pk, roles=set(), coordinator=coordinator, reason="As agreed")


def test_a_reply_of_a_person_silenced_at_that_moment_comes_back_with_its_text_and_the_reason(coordinator, client):
    topic, member = make_topic(), MemberFactory()
    client.force_login(member)
    address = reverse("forum:topic_reply", args=[topic.pk])
    client.get(address)  # whatever is fetched once in a process
    send = partial(client.post, address, {"body": "Typed for an hour"})
    (answer,) = while_locked(member, send, head_start=ASKED_BY, meanwhile=silenced(member, coordinator))
    html = flat(answer.content)
    assert (answer.status_code, "Three warnings" in html) == (403, True)
    assert "Typed for an hour</textarea>" in html
    assert Post.objects.filter(topic=topic).count() == 1


def test_a_text_of_a_person_whose_membership_ends_at_that_moment_is_saved(coordinator, client):
    topic, member = make_topic(), MemberFactory()
    client.force_login(member)
    address = reverse("forum:topic_reply", args=[topic.pk])
    client.get(address)
    send = partial(client.post, address, {"body": "Typed for an hour"})
    (answer,) = while_locked(member, send, head_start=ASKED_BY, meanwhile=seen_out(member, coordinator))
    assert answer.status_code == 404
    assert Post.objects.filter(topic=topic).count() == 1
    assert Draft.objects.get(person=member).fields["body"] == ["Typed for an hour"]


@pytest.mark.parametrize("happens", [silenced, seen_out])
def test_a_person_who_leaves_at_that_moment_changes_and_starts_nothing(coordinator, happens):
    member, board = MemberFactory(), BoardFactory()
    topic = make_topic(board, member)
    post = topic.posts.get()
    edit = partial(edit_post, post_id=post.pk, editor=member, body="Other words")
    reply = partial(post_reply, topic=topic, author=member, body="More")
    # A reply waits for its author's row, which is locked before the topic; a change waits for the topic.
    outcomes = while_locked(member, reply, meanwhile=happens(member, coordinator))
    outcomes += while_locked(topic, edit)
    assert [type(outcome) for outcome in outcomes] == [PermissionDenied, PermissionDenied]
    assert list(topic.posts.values_list("source", flat=True)) == [post.source]


def test_a_person_who_is_being_silenced_starts_no_topic(coordinator):
    member, board = MemberFactory(), BoardFactory()
    begin = partial(start_topic, board=board, author=member, title="Rooms", body="Words", marking="green")
    decide = silenced(member, coordinator)
    _, begun = while_open(decide, partial(begin, may_act="check"), may_raise=PermissionDenied)
    assert isinstance(begun, PermissionDenied)
    assert not board.topics.exists()


def test_a_person_who_stops_being_a_moderator_at_that_moment_decides_about_no_held_post(coordinator):
    moderator, topic = MemberFactory(roles=["Moderators"]), make_topic(BoardFactory(holds_replies=True))
    held = post_reply(topic=topic, author=MemberFactory(), body="Words")
    approve = partial(approve_post, post_id=held.pk, moderator=moderator)
    (approved,) = while_locked(topic, approve, meanwhile=freed_of_roles(moderator, coordinator))
    assert isinstance(approved, PermissionDenied)
    assert Post.objects.get(pk=held.pk).is_held


def test_a_person_whose_agency_leaves_while_the_board_is_locked_starts_no_topic():
    member, board = MemberFactory(), BoardFactory()
    values = {"title": "Rooms", "body": "Words", "marking": "green", "may_act": "check"}
    begin = partial(start_topic, board=board, author=member, **values)
    leave = partial(Agency.objects.filter(pk=member.agency_id).update, is_active=False)
    (begun,) = while_locked(board, begin, head_start=ASKED_BY, meanwhile=leave)
    assert isinstance(begun, PermissionDenied)
    assert not board.topics.exists()


@pytest.mark.parametrize("page", ["post_flag", "post_answer"])
def test_an_answer_to_moderators_that_could_not_be_sent_is_among_the_drafts(coordinator, client, page):
    topic, member = make_topic(BoardFactory(holds_replies=True)), MemberFactory()
    post = topic.posts.get()
    if page == "post_answer":
        post = post_reply(topic=topic, author=member, body="It waits.")
        ask_author(post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]), text="Why?")
    client.force_login(member)
    address = reverse(f"forum:{page}", args=[post.pk])
    client.get(address)  # whatever is fetched once in a process
    sent = {"reason": "off_aim", "text": "Typed for an hour", "answer": "Typed for an hour"}
    out = partial(User.objects.filter(pk=member.pk).update, excluded_until=timezone.now() + dt.timedelta(days=1))
    waits_for = member if page == "post_flag" else topic  # a report waits for its reporter's other reports
    (answer,) = while_locked(waits_for, partial(client.post, address, sent), head_start=ASKED_BY, meanwhile=out)
    assert (answer.status_code, 'in <a href="/drafts/">your drafts' in flat(answer.content)) == (403, True)
    assert Draft.objects.get(person=member).text == "Typed for an hour"
    assert not topic.posts.get(number=1).flags.exists()


@pytest.fixture
def asked(client):
    """A held post whose author was asked a question, and its topic; the author is signed in."""
    topic, member = make_topic(BoardFactory(holds_replies=True)), MemberFactory()
    held = post_reply(topic=topic, author=member, body="It waits.")
    ask_author(post_id=held.pk, moderator=MemberFactory(roles=["Moderators"]), text="Why?")
    client.force_login(member)
    client.get(reverse("forum:post_answer", args=[held.pk]))  # whatever is fetched once in a process
    return held


def answering(client, held: Post) -> partial:
    return partial(client.post, reverse("forum:post_answer", args=[held.pk]), {"answer": "Typed for an hour"})


def test_an_answer_that_meets_the_decision_is_among_its_author_s_drafts(asked, client):
    decide = partial(approve_post, post_id=asked.pk, moderator=MemberFactory(roles=["Moderators"]))
    (answer,) = while_locked(asked.topic, answering(client, asked), head_start=2 * ASKED_BY, meanwhile=decide)
    assert (answer.status_code, 'in <a href="/drafts/">your drafts' in flat(answer.content)) == (404, True)
    assert Draft.objects.get(person=asked.author).text == "Typed for an hour"


def test_the_same_answer_sent_twice_is_one(asked, client):
    again = Client()
    again.force_login(asked.author)
    answers = while_locked(asked.topic, answering(client, asked), answering(again, asked), head_start=2 * ASKED_BY)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert not Draft.objects.filter(person=asked.author).exists()
