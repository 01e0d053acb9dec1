"""Mention members with @: only those who can read the post, and nobody by mistake."""

import pytest
from django.urls import reverse

from forum.actions.approve import approve_edit
from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Mention, Post, Revision
from ratsite.accounts.enums import MemberState
from tests.corpora.xss import PAYLOADS
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ann(db):
    return MemberFactory(first_name="Ann", last_name="Łęcka")


def say(body: str, board: Board | None = None, author=None) -> Post:
    topic = make_topic(board)
    return post_reply(topic=topic, author=author or topic.author, body=body)


def called(post: Post) -> list[int]:
    return sorted(Mention.objects.filter(post=post).values_list("person", flat=True))


def offered(client, board, typed: str) -> list[str]:
    answer = client.get(reverse("forum:board_people", args=[board.slug]), {"q": typed})
    return [person["write"] for person in answer.json()["people"]]


def test_a_mention_is_highlighted_and_stored(ann):
    post = say("What do you think, @ann łęcka?")
    assert called(post) == [ann.pk]
    assert '<span class="mention">@ann łęcka</span>' in post.html


def test_nobody_calls_themselves(ann):
    post = say("As I said: @Ann Łęcka", author=ann)
    assert called(post) == []
    assert "mention" not in post.html


def test_a_quote_calls_nobody_again(ann):
    assert called(say("> @Ann Łęcka, look\n\nYes.")) == []


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LEFT, MemberState.PENDING])
def test_a_person_who_is_not_a_member_cannot_be_mentioned(ann, state):
    ann.state = state
    ann.save()
    assert called(say("@Ann Łęcka")) == []


def test_only_people_in_a_circle_can_be_mentioned_there(ann, member):
    circle = CircleFactory()
    circle.people.add(member, inside := MemberFactory(first_name="Ben", last_name="Inside"))
    post = post_reply(
        topic=make_topic(BoardFactory(circle=circle), member), author=member, body="@Ann Łęcka @Ben Inside"
    )
    assert called(post) == [inside.pk]
    assert post.html.count("mention") == 1


def test_a_shared_name_needs_the_agency_and_is_no_mention_if_the_agency_has_two(ann):
    other = MemberFactory(first_name="Ann", last_name="Łęcka")
    assert called(say("@Ann Łęcka")) == []
    assert called(say(f"@Ann Łęcka ({other.agency.name})")) == [other.pk]
    MemberFactory(first_name="Ann", last_name="Łęcka", agency=other.agency)
    assert called(say(f"@Ann Łęcka ({other.agency.name})")) == []
    assert called(say(f"@Ann Łęcka ({ann.agency.name})")) == [ann.pk]


def test_the_longer_name_wins_and_a_name_within_a_word_calls_nobody(ann):
    short = MemberFactory(first_name="Ann", last_name="Lee")
    long = MemberFactory(first_name="Ann", last_name="Lee Moss")
    assert called(say("@Ann Lee Moss")) == [long.pk]
    assert called(say("@Ann Lee, Moss")) == [short.pk]
    assert called(say("@Ann Leeds, me@Ann Lee")) == []


def test_an_edit_adds_and_takes_away(ann):
    ben = MemberFactory(first_name="Ben", last_name="Moss")
    post = say("@Ann Łęcka")
    edit_post(post_id=post.pk, editor=post.author, body="@Ben Moss")
    assert called(post) == [ben.pk]
    edit_post(post_id=post.pk, editor=post.author, body="Nobody")
    assert called(post) == []


def test_people_mentioned_in_a_held_edit_are_notified_when_it_is_approved(ann, moderator):
    post = say("Nobody")
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body="@Ann Łęcka")
    assert called(post) == []
    approve_edit(revision_id=Revision.objects.pending().get().pk, moderator=moderator)
    assert called(post) == [ann.pk]
    assert "mention" in Post.objects.get(pk=post.pk).html


def test_a_mentioned_person_learns_nothing_more_once_the_post_is_withdrawn(ann, sign_in, happen):
    post = happen(say, "@Ann Łęcka")
    page = reverse("notifications:notification_list")
    assert "A post mentions you" in text_of(sign_in(ann).get(page))
    withdraw_post(post_id=post.pk, author=post.author)
    assert "Something that you can no longer read" in text_of(sign_in(ann).get(page))


def test_a_preview_shows_whom_it_would_call(ann, member, sign_in):
    url = reverse("forum:topic_reply", args=[make_topic().pk])
    html = flat(sign_in(member).post(url, {"body": "@Ann Łęcka", "preview": "1"}).content)
    assert '<span class="mention">@Ann Łęcka</span>' in html
    assert not Mention.objects.exists()


def test_a_text_without_an_at_costs_no_query_for_people(member, django_assert_max_num_queries):
    topic = make_topic()
    with django_assert_max_num_queries(40) as plain:
        post_reply(topic=topic, author=member, body="Nobody")
    with django_assert_max_num_queries(40) as calling:
        post_reply(topic=topic, author=member, body="@nobody")
    assert not [query for query in plain.captured_queries if "forum_mention" in query["sql"]]
    assert [query for query in calling.captured_queries if "forum_mention" in query["sql"]]


NAMES = [payload.replace("\x00", "") for payload in PAYLOADS[::9]]


@pytest.mark.parametrize("payload", [*NAMES, "<img src=x onerror=alert(1)>"])
def test_a_hostile_name_in_a_mention_is_escaped(member, sign_in, payload):
    MemberFactory(first_name=payload[:150], last_name="")
    post = say(f"@{payload[:150]} and @{payload[:150]}")
    for text in ("<script", "<img", "<svg", 'javascript:alert(1)"', " onerror=alert(1)>"):
        assert text not in post.html
    client = sign_in(member)
    answer = client.get(reverse("forum:board_people", args=[post.topic.board.slug]), {"q": payload[:2]})
    assert answer["Content-Type"] == "application/json"


def test_people_are_offered_by_any_of_their_names_whatever_case_and_accents(ann, member, sign_in):
    board, client = BoardFactory(), sign_in(member)
    for typed in ("an", "ANN Ł", "łec", "łę", "  ann   łęc"):
        assert offered(client, board, typed) == ["Ann Łęcka"]
    for typed in ("", "a", "nn", "cka", "%", "_", "\x00\x00", "x" * 10_000):
        assert offered(client, board, typed) == []


def test_at_most_eight_others_are_offered_and_shared_names_with_their_agency(ann, member, sign_in):
    board, client = BoardFactory(), sign_in(member)
    twin = MemberFactory(first_name="Ann", last_name="Łęcka")
    assert offered(client, board, "ann") == [f"Ann Łęcka ({person.agency.name})" for person in (ann, twin)]
    for number in range(10):
        MemberFactory(first_name="Zed", last_name=f"Number{number}")
    assert len(offered(client, board, "zed")) == 8
    assert offered(client, board, member.first_name) == []


def test_nobody_from_outside_a_circle_is_offered_there(ann, member, sign_in):
    circle = CircleFactory()
    circle.people.add(member, MemberFactory(first_name="Ann", last_name="Inside"))
    board = BoardFactory(circle=circle)
    assert offered(sign_in(member), board, "ann") == ["Ann Inside"]
    url = reverse("forum:board_people", args=[board.slug])
    assert sign_in(ann).get(url, {"q": "ann"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_offering_costs_the_same_for_one_and_three(member, sign_in, django_assert_num_queries, count):
    for number in range(count):
        MemberFactory(first_name="Zed", last_name=f"Number{number}")
    board, client = BoardFactory(), sign_in(member)
    with django_assert_num_queries(4):  # session, person, board, people
        assert len(offered(client, board, "zed")) == count
