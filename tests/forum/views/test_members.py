"""A member's page: what they wrote under their own name, and nothing that readers may not connect with them."""

import uuid

import pytest
from django.urls import reverse

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Post
from forum.queries.written_by import POSTS_A_PAGE
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import User
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def page_of(person: User) -> str:
    return reverse("members:member", args=[person.pk])


@pytest.fixture
def writer(db) -> User:
    agency = AgencyFactory(name="Cole Law", what_we_do="Advice on status.", what_we_cannot_do="No court work.")
    return MemberFactory(first_name="Marta", last_name="Quill", job_title="Caseworker", agency=agency)


@pytest.fixture
def inside(member, sign_in):
    return sign_in(member)


def shown(client, person: User, **parameters) -> str:
    response = client.get(page_of(person), parameters)
    assert response.status_code == 200
    return flat(response.content)


def write(author: User, body: str, voice: str = Voice.NAME, board=None) -> Post:
    topic = make_topic(board or BoardFactory(), MemberFactory())
    return post_reply(topic=topic, author=author, body=body, voice=voice, submission=uuid.uuid4())


def test_a_page_says_who_they_are_and_what_their_agency_cannot_do(inside, writer):
    html = shown(inside, writer)
    for words in ("Marta Quill", "Caseworker", "Cole Law", "Advice on status.", "No court work."):
        assert words in html


def test_a_member_s_page_lists_their_posts_newest_first(inside, writer):
    write(writer, "An older thing."), write(writer, "A newer thing.")
    html = shown(inside, writer)
    assert -1 < html.index("A newer thing.") < html.index("An older thing.")


@pytest.mark.parametrize("voice", [Voice.AGENCY, Voice.ROLE])
def test_a_member_s_page_never_shows_posts_written_without_their_name(inside, sign_in, writer, voice):
    before = inside.get(page_of(writer)).content
    post = write(writer, "A guarded thing.", voice)
    after = inside.get(page_of(writer)).content
    assert (Post.objects.get(pk=post.pk).state, after) == ("live", before)
    assert "A guarded thing." not in shown(sign_in(writer), writer)


def test_what_a_circle_reads_is_on_the_page_for_the_circle_alone(member, sign_in, writer):
    circle = CircleFactory()
    circle.people.add(writer, member)
    make_topic(BoardFactory(circle=circle), writer, body="A thing for few.")
    assert "A thing for few." in shown(sign_in(member), writer)
    outsider = sign_in(MemberFactory())
    assert "A thing for few." not in shown(outsider, writer)
    assert "They have written nothing under their own name" in shown(outsider, writer)


def test_a_withdrawn_or_waiting_post_is_not_there_even_for_its_author(sign_in, writer):
    withdraw_post(post_id=write(writer, "A regretted thing.").pk, author=writer)
    write(writer, "A waiting thing.", board=BoardFactory(holds_replies=True))
    html = shown(sign_in(writer), writer)
    assert ("A regretted thing." in html, "A waiting thing." in html) == (False, False)


@pytest.mark.parametrize(
    "change",
    [
        {"listed_as": Listing.ROLE},
        *({"state": state} for state in MemberState if state != MemberState.APPROVED),
        {"email": "7@invalid", "state": MemberState.LEFT, "first_name": "", "last_name": ""},
    ],
    ids=str,
)
def test_a_person_not_listed_by_name_has_no_page_and_no_link(inside, writer, change):
    post = write(writer, "A signed thing.")
    topic = post.topic.get_absolute_url()
    assert f'href="{page_of(writer)}"' in flat(inside.get(topic).content)
    for field, value in change.items():
        setattr(writer, field, value)
    writer.save()
    gone, never = inside.get(page_of(writer)), inside.get(reverse("members:member", args=[99999999]))
    assert (gone.status_code, gone.content, dict(gone.headers)) == (404, never.content, dict(never.headers))
    for address in (topic, reverse("people:person_list"), writer.agency.get_absolute_url()):
        assert f'href="{page_of(writer)}"' not in flat(inside.get(address).content)


def test_a_byline_links_to_its_author_only_where_it_names_them(inside, writer):
    board = BoardFactory()
    named = write(writer, "Signed.", board=board)
    guarded = write(writer, "Guarded.", Voice.ROLE, board=board)
    links = [
        f'href="{page_of(writer)}"' in flat(inside.get(post.topic.get_absolute_url()).content)
        for post in (named, guarded)
    ]
    assert links == [True, False]


def test_the_directory_links_to_members_who_are_listed_by_name(inside, writer):
    for address in (reverse("people:person_list"), writer.agency.get_absolute_url()):
        assert f'href="{page_of(writer)}"' in flat(inside.get(address).content)


def test_older_posts_are_a_page_further_and_no_total_is_shown(inside, writer):
    topic = make_topic(BoardFactory(), MemberFactory())
    for number in range(POSTS_A_PAGE + 1):
        post_reply(topic=topic, author=writer, body=f"Thing {number}.", submission=uuid.uuid4())
    first = inside.get(page_of(writer))
    html = flat(first.content)
    assert ("Thing 0." in html, f"Thing {POSTS_A_PAGE}." in html) == (False, True)
    older = first.context["written"].older_than
    assert "Thing 0." in shown(inside, writer, before=older)


@pytest.mark.parametrize("before", ["x", "-1", "1" * 30, "٣"])
def test_a_place_that_is_no_number_is_not_found(inside, writer, before):
    assert inside.get(page_of(writer), {"before": before}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_post_and_for_three(inside, writer, django_assert_num_queries, count):
    for _ in range(count):
        write(writer, "A thing.")
    # session, person, the member, the agency's remits, posts, colleagues
    with django_assert_num_queries(6):
        inside.get(page_of(writer))


def test_the_tabs_keep_topics_and_replies_apart(inside, writer):
    make_topic(BoardFactory(), writer, body="I began it.")
    write(writer, "I answered it.")
    found = {which: shown(inside, writer, show=which) for which in ("everything", "topics", "replies", "no-such-list")}
    assert {which: ("I began it." in html, "I answered it." in html) for which, html in found.items()} == {
        "everything": (True, True),
        "topics": (True, False),
        "replies": (False, True),
        "no-such-list": (True, True),
    }


def test_the_page_of_older_posts_stays_on_its_tab(inside, writer):
    topic = make_topic(BoardFactory(), MemberFactory())
    for number in range(POSTS_A_PAGE + 1):
        post_reply(topic=topic, author=writer, body=f"Thing {number}.", submission=uuid.uuid4())
    assert 'href="?show=replies&amp;before=' in shown(inside, writer, show="replies")


def test_colleagues_are_those_with_a_page_of_their_own(inside, writer):
    agency = writer.agency
    named = MemberFactory(first_name="Ifeoma", last_name="Bright", agency=agency)
    hidden = [
        MemberFactory(first_name="By", last_name="Role", agency=agency, listed_as=Listing.ROLE),
        MemberFactory(first_name="Gone", last_name="Away", agency=agency, state=MemberState.LEFT),
        MemberFactory(first_name="Else", last_name="Where"),
    ]
    html = shown(inside, writer)
    assert f'href="{page_of(named)}"' in html
    assert [str(one) in html for one in hidden] == [False, False, False]
