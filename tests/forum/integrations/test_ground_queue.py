"""A ground check whose summary needs a signature is in the queue of moderators who can sign it, and of nobody else."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.actions.run_ground_check import end_ground_checks
from forum.integrations.ground_queue import GroundChecks
from forum.models import GroundCheck
from ratsite.accounts.models import User
from ratsite.review.queries.queue import Tab, queue_of
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_run_ground_check import end, moderator_of, propose, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def health() -> User:
    return moderator_of("health").with_second_step()


@pytest.fixture
def housing() -> User:
    return moderator_of("housing").with_second_step()


def waits_for(moderator: User) -> list[tuple[str, str, set[Tab]]]:
    return [(case.item.title, case.item.barred, case.tabs) for case in queue_of(moderator).cases]


def test_a_closed_check_is_in_the_queue_of_each_person_who_can_sign_it(health, housing):
    colleague = MemberFactory(agency=health.agency, roles=["Moderators"]).with_second_step()
    check = propose(make_topic(title="Rooms let again"))
    assert [waits_for(one) for one in (health, housing, MemberFactory())] == [[], [], []]
    end(check)
    to_do = [("Rooms let again", "", {Tab.OPEN})]
    assert [waits_for(one) for one in (health, housing, colleague, MemberFactory())] == [to_do, to_do, to_do, []]
    assert sign(check, health) is False
    signed = "You have signed it. A moderator with another main remit must sign it too."
    same = "A moderator with your main remit has signed it, so one with another main remit must sign it too"
    assert [waits_for(one) for one in (health, housing, colleague)] == [
        [("Rooms let again", signed, {Tab.NOT_MINE})],
        to_do,
        [("Rooms let again", same, {Tab.NOT_MINE})],
    ]
    assert sign(check, housing) is True
    assert [waits_for(one) for one in (health, housing, colleague)] == [[], [], []]


def test_a_ground_check_s_age_counts_from_the_day_after_its_last_day(health, clock):
    clock.set("2026-11-20", "09:00")
    check = propose(make_topic())
    GroundCheck.objects.filter(pk=check.pk).update(closes_on=dt.date(2026, 11, 21))
    clock.set("2026-11-22", "00:30")
    end_ground_checks()
    clock.set("2026-11-24", "09:00")
    item = GroundChecks().waiting(health)[0]
    assert (item.age, item.clock) == ("waiting for 2 days", "no deadline")
    assert item.url == f"{check.get_absolute_url()}#publish"


def test_a_ground_check_is_only_in_the_queue_of_those_who_moderate_its_board(health, housing):
    of_housing, of_circle = BoardFactory(), BoardFactory(circle=CircleFactory())
    of_housing.moderators.add(housing)
    for board, title in ((of_housing, "Of one board"), (of_circle, "Of a circle")):
        topic = make_topic(board, title=title)
        GroundCheck.objects.create(
            topic=topic, proposed_by=topic.author, created_at=timezone.now(), closes_on=dt.date(2026, 1, 1)
        )
    end_ground_checks()
    assert [[item.title for item in GroundChecks().waiting(one)] for one in (health, housing)] == [[], ["Of one board"]]


def test_the_proposer_is_not_named(health):
    end(propose(make_topic()))
    item = GroundChecks().waiting(health)[0]
    assert (item.author, item.agency) == ("", "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(count, health, housing, django_assert_num_queries):
    for _ in range(count):
        check = end(propose(make_topic()))
        sign(check, housing)
    GroundChecks().waiting(health)  # which asks for their roles and remit, once
    with django_assert_num_queries(1):
        assert len(GroundChecks().waiting(health)) == count
