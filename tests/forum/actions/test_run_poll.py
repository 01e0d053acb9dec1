"""A poll: who may vote, how often, and what its result tells about voters."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.decide_retention import hold_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.run_poll import delete_poll, end_poll, end_polls, start_poll, vote
from forum.models import Poll, PollVote, Topic
from forum.queries.audience import count_readers, readers_after
from forum.queries.polls import result_of_poll
from ratsite.lib.personal_data import Erasing, erase_rows
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def start(topic: Topic, starter=None, **fields) -> Poll | None:
    given = {"question": "When shall we meet?", "options": ["At noon", "At four"], "by": "person", "is_named": False}
    until = timezone.localdate() + dt.timedelta(weeks=1)
    return start_poll(topic_id=topic.pk, starter=starter or topic.author, closes_on=until, **given | fields)


def choose(poll: Poll, person, position: int = 1) -> None:
    vote(poll_id=poll.pk, person=person, option_id=poll.options.get(position=position).pk)


def result(poll: Poll, reader) -> list:
    poll.refresh_from_db()
    return [one.names or one.votes for one in result_of_poll(poll, reader)]


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def poll(topic):
    return start(topic)


def test_a_topic_s_author_and_moderators_start_one_poll_at_a_time(topic, moderator):
    with pytest.raises(PermissionDenied):
        start(topic, MemberFactory())
    assert start(topic, moderator) is not None
    assert start(topic) is None


def test_a_poll_that_is_deleted_meanwhile_does_not_stop_the_job_for_the_others(monkeypatch):
    polls = [start(make_topic()) for _ in range(3)]
    Poll.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))

    def count_while_one_is_deleted(circle):
        Poll.objects.filter(pk=polls[1].pk).delete()
        return count_readers(circle)

    monkeypatch.setattr("forum.actions.run_poll.count_readers", count_while_one_is_deleted)
    end_polls()
    assert list(Poll.objects.exclude(ended_at=None).order_by("pk")) == [polls[0], polls[2]]


@pytest.mark.parametrize("options", [["At noon"], ["x"] * 7, ["At noon", "Ring 07700 900123"]])
def test_one_option_seven_and_one_that_identifies_are_refused(topic, options):
    with pytest.raises(PermissionDenied):
        start(topic, options=options)


def test_a_person_has_one_vote_and_may_change_it(poll, member):
    choose(poll, member, 1)
    choose(poll, member, 2)
    assert [one.option.position for one in PollVote.objects.all()] == [2]


def test_an_agency_has_one_vote_that_any_colleague_changes(topic):
    poll, agency = start(topic, by="agency"), AgencyFactory()
    choose(poll, MemberFactory(agency=agency), 1)
    choose(poll, MemberFactory(agency=agency), 2)
    assert [(one.agency, one.option.position) for one in PollVote.objects.all()] == [(agency, 2)]
    with pytest.raises(PermissionDenied):
        choose(poll, MemberFactory(agency=None))
    with pytest.raises(IntegrityError), transaction.atomic():
        PollVote.objects.create(poll=poll, option=poll.options.first(), person=MemberFactory(), agency=agency)


def test_an_option_of_another_poll_and_an_outsider_of_the_circle_are_refused(poll, member):
    with pytest.raises(PermissionDenied):
        vote(poll_id=poll.pk, person=member, option_id=start(make_topic()).options.first().pk)
    hidden = start(make_topic(BoardFactory(circle=CircleFactory())))
    with pytest.raises(PermissionDenied):
        choose(hidden, member)


def test_a_secret_result_hides_numbers_below_three_and_deletes_the_votes(poll, member):
    for position, people in ((1, 4), (2, 2)):
        for _ in range(people):
            choose(poll, MemberFactory(), position)
    end_poll(poll_id=poll.pk, person=poll.started_by)
    assert result(poll, member) == ["4", "fewer than 3"]
    assert PollVote.objects.count() == 0


def test_a_secret_result_in_a_small_circle_reveals_nobody_s_vote():
    """In a small circle, "4" next to "fewer than 3" would tell that all four chose the same option."""
    circle = CircleFactory()
    readers = MemberFactory.create_batch(4)
    circle.people.add(*readers)
    poll = start(make_topic(BoardFactory(circle=circle), readers[0]))
    for person in readers:
        choose(poll, person)
    end_poll(poll_id=poll.pk, person=readers[0])
    assert result(poll, readers[1]) == ["not shown", "not shown"]


def test_a_secret_result_with_nearly_all_votes_does_not_reveal_how_few_chose_the_last_option(topic, member, sign_in):
    """Eight can vote and two options have four votes each: readers must not find out that the third has none."""
    poll, people = start(topic, options=["At noon", "At four", "Never"]), MemberFactory.create_batch(6)
    for number, person in enumerate([topic.author, member, *people]):
        choose(poll, person, 1 + number % 2)
    end_poll(poll_id=poll.pk, person=topic.author)
    poll.refresh_from_db()
    assert (poll.able, result(poll, member)) == (8, ["not shown"] * 3)
    assert "We do not show the numbers, because" in flat(sign_in(member).get(poll.get_absolute_url()).content)


def test_a_secret_result_close_to_all_is_not_exact(topic, member):
    poll, people = start(topic), [member, topic.author, *(MemberFactory() for _ in range(6))]
    for person in people:
        choose(poll, person)
    end_poll(poll_id=poll.pk, person=topic.author)
    poll.refresh_from_db()
    assert result(poll, member) == [f"{poll.able - 2} or more", "fewer than 3"]


def test_a_pre_moderated_person_cannot_start_a_poll(topic):
    topic.author.held_until = timezone.now() + dt.timedelta(days=7)
    topic.author.save()
    with pytest.raises(PermissionDenied):
        start(topic)


def test_the_vote_of_an_agency_outlives_the_person_who_chose_it(topic, member):
    poll = start(topic, is_named=True, by="agency")
    choose(poll, member, 2)
    end_poll(poll_id=poll.pk, person=poll.started_by)
    agency = member.agency.name
    erase_rows(Erasing(person=member, keeps_posts=True))
    assert result(poll, topic.author) == ["", [agency]]


def test_a_result_by_name_says_who_chose_what(topic, member):
    poll = start(topic, is_named=True)
    first, second = MemberFactory(first_name="Zoe"), MemberFactory(first_name="Abe")
    choose(poll, first, 1)
    choose(poll, second, 1)
    choose(poll, member, 2)
    end_poll(poll_id=poll.pk, person=poll.started_by)
    assert result(poll, member) == [[str(second), str(first)], [str(member)]]


def test_a_result_by_name_of_agencies_names_no_person(topic, member):
    poll = start(topic, is_named=True, by="agency")
    choose(poll, member, 2)
    end_poll(poll_id=poll.pk, person=poll.started_by)
    assert result(poll, topic.author) == ["", [member.agency.name]]


def test_nobody_sees_a_vote_of_another_person_before_a_poll_by_name_has_ended(topic, member, moderator):
    poll = start(topic, is_named=True)
    choose(poll, member)
    assert PollVote.objects.visible_to(moderator).count() == 0
    assert PollVote.objects.visible_to(member).count() == 1


def test_a_moderator_deletes_a_poll_that_describes_a_person(topic, poll, member, moderator, sign_in):
    choose(poll, member)
    page = reverse("forum:poll_delete", args=[poll.pk])
    assert sign_in(topic.author).get(page).status_code == 403
    client = sign_in(moderator, with_second_step=True)
    assert "Say why you are deleting it" in flat(client.post(page, {"reason": ""}).content)
    assert client.post(page, {"reason": "It describes a person"}).status_code == 302
    assert not Poll.objects.exists()
    assert "When shall we meet?" not in flat(client.get(topic.get_absolute_url()).content)
    assert ModelLogEntry.objects.get(action="forum.poll.delete").user == moderator


def test_a_legal_hold_keeps_a_poll(topic, poll, moderator):
    hold_topic(topic_id=topic.pk, steward=moderator, reason="Court order 12", until=None)
    with pytest.raises(PermissionDenied):
        delete_poll(poll_id=poll.pk, moderator=moderator, reason="It describes a person")


def test_a_poll_ends_by_itself_after_its_last_day(poll, member):
    end_polls()
    assert Poll.objects.get().is_open
    Poll.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        choose(poll, member)
    end_polls()
    end_polls()
    poll.refresh_from_db()
    assert poll.ended_at is not None
    assert list(poll.topic.events.order_by("pk").values_list("kind", flat=True)) == ["poll_open", "poll_ended"]


def test_a_merge_ends_the_poll_and_takes_its_result_along(topic, poll, moderator):
    into = make_topic()
    other = start(into)
    shown = readers_after(topic.board, into.board.circle).counts
    merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=moderator, reason="The same", shown_hash=shown)
    assert set(into.polls.all()) == {poll, other}
    assert list(into.polls.filter(ended_at=None)) == [other]


def test_readers_of_the_other_topic_are_told_that_a_merge_ended_the_poll(topic, poll, moderator):
    into = make_topic()
    shown = readers_after(topic.board, into.board.circle).counts
    merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=moderator, reason="The same", shown_hash=shown)
    assert list(into.events.filter(kind="poll_ended").values_list("detail", flat=True)) == [poll.question]
    topic.refresh_from_db()
    assert (topic.has_events, topic.events.count()) == (False, 0)


def test_the_pages_take_a_vote_and_show_the_result(sign_in, topic, member):
    new = reverse("forum:poll_new", args=[topic.pk])
    sent = {"question": "When?", "option_1": "At noon", "option_2": "At four", "by": "person", "shows": "secret"}
    assert sign_in(topic.author).post(new, {**sent, "weeks": "1"}).status_code == 302
    poll = Poll.objects.get()
    page = poll.get_absolute_url()
    MemberFactory.create_batch(6)
    html = flat(sign_in(member).get(topic.get_absolute_url()).content)
    assert ("Poll until" in html, "Vote in the poll" in html) == (True, True)  # on a wide screen, and on a phone
    assert sign_in(member).post(page, {"option": poll.options.first().pk}).status_code == 302
    assert "Change my vote" in flat(sign_in(member).get(page).content)
    assert sign_in(member).post(f"{page}end/").status_code == 403
    assert sign_in(topic.author).post(f"{page}end/").status_code == 302
    assert flat(sign_in(member).get(page).content).count("fewer than 3") == 2
