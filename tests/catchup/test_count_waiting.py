"""The band of every page says how many things wait for its reader, and asks the database nothing for it."""

import pytest
from django.utils import timezone

from forum.actions.approve import approve_post
from forum.actions.end_question import dismiss_question
from forum.models import Board
from ratsite.accounts.models import User
from ratsite.catchup.actions.count_waiting import count_waiting
from ratsite.jobs.registry import jobs
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_answer_question import ask, make_volunteer
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def volunteer():
    person = make_volunteer("housing")
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    return person


def band(client, path: str = "/forum/") -> str:
    return flat(client.get(path).content).partition("<nav")[2].partition("</nav>")[0]


def counted(text: str, what: str) -> str:
    """The number that the band gives for what waits; empty if it gives none."""
    before, found, _ = text.partition(f'<span class="vh"> {what}</span>')
    return before.rpartition('class="count">')[2] if found else ""


def test_the_band_says_how_many_things_need_you(volunteer, sign_in):
    topics = [ask() for _ in range(3)]
    client = sign_in(volunteer)
    assert counted(band(client), "need you") == ""
    count_waiting()
    assert counted(band(client), "need you") == "3"
    dismiss_question(topic_id=topics[0].pk, person=volunteer)
    assert counted(band(client, "/catch-up/"), "need you") == "2"  # the page itself is never behind
    assert counted(band(client), "need you") == "2"


def test_it_counts_nothing_that_the_reader_may_not_see(volunteer, sign_in):
    ask(board=BoardFactory(circle=CircleFactory()))
    make_topic(author=volunteer, board=BoardFactory(holds_newcomers=True))  # waits for others
    count_waiting()
    assert counted(band(sign_in(volunteer)), "need you") == ""


def test_the_band_of_a_moderator_says_how_many_items_are_to_do(moderator, sign_in):
    User.objects.filter(pk=moderator.pk).update(last_login=timezone.now())
    board = BoardFactory(holds_topics=True)
    first, second = (make_topic(board) for _ in range(2))
    client = sign_in(moderator, with_second_step=True)
    count_waiting()
    assert counted(band(client), "to decide") == "2"
    approve_post(post_id=first.posts.get().pk, moderator=moderator)
    assert counted(band(client, "/review/"), "to decide") == "1"
    approve_post(post_id=second.posts.get().pk, moderator=moderator)
    count_waiting()
    assert counted(band(client), "to decide") == ""
    assert Board.objects.count() == 1


def test_a_member_has_no_number_of_the_queue(volunteer, sign_in):
    make_topic(BoardFactory(holds_topics=True))
    User.objects.filter(pk=volunteer.pk).update(review_count=7)
    assert counted(band(sign_in(volunteer)), "to decide") == ""


def test_the_numbers_cost_no_query(volunteer, sign_in, django_assert_num_queries):
    client = sign_in(volunteer)
    for count in (0, 5):
        User.objects.filter(pk=volunteer.pk).update(needs_count=count)
        with django_assert_num_queries(3):  # session, person, boards
            client.get("/forum/")


def test_who_has_not_signed_in_for_a_week_costs_the_job_nothing(django_assert_num_queries):
    ask()
    make_volunteer("housing")
    MemberFactory()
    with django_assert_num_queries(1):
        count_waiting()


def test_the_job_runs_every_minute():
    assert jobs()["count what waits for people"].every.total_seconds() == 60
