"""What members wrote about in 90 days, next to the library's resources, counting only what the reader may see."""

import datetime as dt
import re

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone

from forum.actions.signal import record_reporting_agencies, signal
from forum.enums import SignalKind
from forum.models import Topic
from ratsite.network.figures import policy_inside
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit
from ratsite.trends.queries import recent_topics as recent_topics_module
from ratsite.trends.queries.recent_topics import recent_topics
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def forms(db):
    return list(ExploitationForm.objects.all()[:2])


@pytest.fixture
def group(db):
    return AffectedGroup.objects.first()


def text_of(client, address: str = "/library/coverage/") -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


def test_topics_are_counted_by_form_and_group_for_each_reader(forms, group, member):
    first, second = forms
    make_topic(forms=[first], affected=[group])
    make_topic(forms=[first, second], affected=[])
    make_topic()
    circle = CircleFactory()
    make_topic(board=BoardFactory(circle=circle), forms=[first], affected=[group])
    found = recent_topics(member, policy_inside())
    assert [found.at(first.pk, group.pk), found.at(first.pk, None), found.at(second.pk, None)] == [(1, 0)] * 3
    assert (found.total, found.forms[first.pk]) == (2, 2)
    circle.people.add(member)
    assert recent_topics(member, policy_inside()).at(first.pk, group.pk) == (2, 0)


def test_older_and_archived_topics_are_not_counted(forms, group, member):
    old, archived = (make_topic(forms=[forms[0]], affected=[group]) for _ in range(2))
    Topic.objects.filter(pk=old.pk).update(published_at=timezone.now() - dt.timedelta(days=91))
    Topic.objects.filter(pk=archived.pk).update(is_archived=True)
    assert recent_topics(member, policy_inside()).total == 0


def test_an_old_trend_counts_while_three_agencies_signal_it_and_never_for_two(forms, group, member, sign_in, clock):
    housing = Remit.objects.get(slug="housing")
    people = [MemberFactory(agency=AgencyFactory(main_remit=housing)) for _ in range(8)]
    clock.set("2026-05-02", "09:00")
    topic = make_trend_note(BoardFactory(), people[0])
    topic.forms.set([forms[0]])
    topic.affected.set([group])
    clock.set("2026-11-02", "09:00")
    record_reporting_agencies()
    here = {"topic_id": topic.pk, "area": Area.objects.first(), "month": dt.date(2026, 11, 1)}
    for number, person in enumerate(people[:3], start=1):
        signal(person=person, kind=SignalKind.SEEN, frequency="once", confidence="seen", **here)
        found, text = recent_topics(member, policy_inside()), text_of(sign_in(member))
        assert found.at(forms[0].pk, group.pk) == (0, int(number == 3))
        assert (found.total, text.count("1 trend seen")) == ((1, 1) if number == 3 else (0, 0))
    clock.set("2027-02-02", "09:00")
    assert recent_topics(member, policy_inside()).total == 0


@pytest.mark.parametrize(("of_first", "of_second", "percent"), [(3, 1, 75), (2, 2, None), (3, 0, None), (5, 4, 56)])
def test_a_form_in_more_than_half_of_the_topics_is_named(forms, member, sign_in, of_first, of_second, percent):
    for form, count in zip(forms, (of_first, of_second), strict=True):
        for _ in range(count):
            make_topic(forms=[form])
    for _ in range(10):  # the notice speaks only of topics that name a form, which may be few of all
        make_topic()
    title = "One form of exploitation is named in more than half of the topics and trends that name any"
    reader = sign_in(member)
    for text in (text_of(reader), text_of(reader, "/trends/")):
        assert (title in text) == (percent is not None)
        told = f"{forms[0].name} appears in {percent}% of those that name a form." in text
        assert told == (percent is not None)
    assert title not in text_of(reader, "/trends/?group=rising")


def test_a_cell_with_topics_alone_says_so_and_still_asks_for_a_resource(forms, group, member, sign_in):
    make_topic(forms=[forms[0]], affected=[group])
    text = text_of(sign_in(member))
    assert text.count("1 topic in 90 days") == 1
    assert text.count("No resource") == 1


@pytest.fixture
def memory(monkeypatch):
    """The cache of a worker process, which is off in other tests."""
    cache = LocMemCache("seen lately", {})
    monkeypatch.setattr(recent_topics_module, "caches", {"worker": cache})
    yield cache
    cache.clear()


def test_what_is_seen_is_remembered_until_others_read_the_trend(forms, group, member, memory, clock):
    clock.set("2026-11-02", "09:00")
    people = MemberFactory.create_batch(8)
    topic = make_trend_note(BoardFactory(), people[0])
    topic.forms.set([forms[0]])
    topic.affected.set([group])
    record_reporting_agencies()
    here = {"topic_id": topic.pk, "area": Area.objects.first(), "month": dt.date(2026, 11, 1)}
    for person in people[:3]:
        signal(person=person, kind=SignalKind.SEEN, frequency="once", confidence="seen", **here)
    circle = CircleFactory()
    circle.people.add(member)
    seen = [recent_topics(member, policy_inside()).seen.total()]
    Topic.objects.filter(pk=topic.pk).update(board=BoardFactory(circle=circle))
    seen.append(recent_topics(member, policy_inside()).seen.total())
    assert seen == [1, 0]


def test_cached_topics_are_counted_only_for_those_who_see_their_board_now(forms, group, member, memory):
    circle, board = CircleFactory(), BoardFactory()
    make_topic(board=board, forms=[forms[0]], affected=[group])
    make_topic(board=BoardFactory(circle=circle), forms=forms, affected=[group])
    outsider = MemberFactory()
    circle.people.add(member)
    told = [recent_topics(reader, policy_inside()) for reader in (member, outsider)]
    assert [(one.total, one.forms[forms[0].pk], one.forms[forms[1].pk]) for one in told] == [(2, 2, 1), (1, 1, 0)]
    circle.people.clear()
    board.circle = circle
    board.save()
    assert [recent_topics(reader, policy_inside()).total for reader in (member, outsider)] == [0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_coverage_costs_six_queries_and_two_once_the_process_has_counted(
    forms, group, member, count, memory, django_assert_num_queries
):
    for _ in range(count):
        make_topic(forms=forms, affected=[group])
        make_trend_note(BoardFactory(), member)
    for cost in (6, 2):
        with django_assert_num_queries(cost):
            recent_topics(member, policy_inside())
