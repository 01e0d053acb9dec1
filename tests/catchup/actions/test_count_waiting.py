"""The band at the top of every page counts what needs its reader, and seldom queries the database for it."""

import pytest
from django.utils import timezone

from forum.actions.approve import approve_post
from forum.actions.dismiss_question import dismiss_question
from ratsite.accounts.models import User
from tests.factories import BoardFactory, CircleFactory, make_topic
from tests.forum.actions.test_answer_question import ask, make_volunteer
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def volunteer(clock):
    return counted_now(make_volunteer("housing"))


def counted_now(person: User) -> User:
    person.counted_at = timezone.now()
    person.save()
    return person


def counted(client, what: str, path: str = "/forum/") -> str:
    """Return the number that the band shows; empty if it shows none."""
    band = flat(client.get(path).content).partition("<nav")[2].partition("</nav>")[0]
    before, found, _ = band.partition(f'<span class="vh"> {what}</span>')
    return before.rpartition('class="count">')[2] if found else ""


def test_the_band_says_how_many_things_need_you(volunteer, sign_in, clock):
    topics = [ask() for _ in range(3)]
    client = sign_in(volunteer)
    assert counted(client, "need you") == ""
    clock.forward(minutes=1)
    assert counted(client, "need you") == "3"
    dismiss_question(topic_id=topics[0].pk, person=volunteer)
    assert counted(client, "need you") == "3"
    assert counted(client, "need you", "/catch-up/") == "2"  # the page itself is never behind
    assert counted(client, "need you") == "2"


def test_the_band_counts_nothing_that_its_reader_may_not_see_or_cannot_end(volunteer, sign_in, clock):
    ask(board=BoardFactory(circle=CircleFactory()))
    make_topic(author=volunteer, board=BoardFactory(holds_newcomers=True))  # waits for others
    clock.forward(minutes=1)
    assert counted(sign_in(volunteer), "need you") == ""


def test_the_band_of_a_moderator_says_how_many_items_are_to_do(clock, moderator, sign_in):
    board = BoardFactory(holds_topics=True)
    first, second = (make_topic(board) for _ in range(2))
    client = sign_in(counted_now(moderator), with_second_step=True)
    clock.forward(minutes=1)
    assert counted(client, "to decide") == "2"
    approve_post(post_id=first.posts.get().pk, moderator=moderator)
    assert counted(client, "to decide", "/review/") == "1"
    approve_post(post_id=second.posts.get().pk, moderator=moderator)
    clock.forward(minutes=1)
    assert counted(client, "to decide") == ""


def test_a_member_has_no_number_of_the_queue(volunteer, sign_in, clock):
    make_topic(BoardFactory(holds_topics=True))
    volunteer.review_count = 7
    volunteer.save()
    assert counted(sign_in(volunteer), "to decide") == ""
    clock.forward(minutes=1)
    assert counted(sign_in(volunteer), "to decide") == ""


@pytest.mark.parametrize("count", [1, 3])
def test_the_numbers_cost_three_queries_once_a_minute_and_then_none(
    volunteer, sign_in, clock, count, django_assert_num_queries
):
    for _ in range(count):
        ask()
    client = sign_in(volunteer)
    clock.forward(minutes=1)
    # session, person, boards, their readers; what may need them, their questions, the new counts
    with django_assert_num_queries(7):
        client.get("/forum/")
    with django_assert_num_queries(4):
        client.get("/forum/")
