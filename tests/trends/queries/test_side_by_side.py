"""The network's own figures next to the official ones: two charts, both made of numbers that may be shown."""

import csv
import io
from collections import Counter

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse
from django.utils import timezone

from forum.actions.signal import record_reporting_agencies, signal
from forum.enums import SignalKind
from forum.models import Topic, TrendNote
from ratsite.demo.official import load_official_figures
from ratsite.lib.charts.values import AtLeast
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area
from ratsite.trends.queries import side_by_side as side_by_side_module
from ratsite.trends.queries.official_figures import SMALL
from ratsite.trends.queries.side_by_side import NAMES, side_by_side
from ratsite.trends.queries.trend_list import LOOKED_THROUGH, trends_for
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_trend_note
from tests.markup import flat
from tests.trends.queries.test_official_figures import published_forces
from tests.trends.scripted_year import MONTHS, script

pytestmark = pytest.mark.django_db
LIST = reverse("trends:trend_list")
QUARTERS = {"2026 Q1": MONTHS[1:4], "2026 Q2": MONTHS[4:7], "2026 Q3": MONTHS[7:10]}


def rows_of(reader) -> dict[str, list]:
    return {figure.name: list(figure.rows) for figure in side_by_side(reader, policy_inside())}


def test_trends_of_a_scripted_year_are_counted_by_quarter_from_printed_months(clock):
    year = script(clock)
    load_official_figures()
    able = {month: 11 if month < MONTHS[6] else 12 for month in MONTHS}
    expected = []
    for label, months in QUARTERS.items():
        seen = [
            topic
            for topic in year.topics
            if any(len(year.agencies(topic, month)) >= policy_inside().threshold for month in months)
        ]
        expected.append((label, (len(seen), max(able[month] for month in months))))
    assert len(set(expected)) == 3
    assert rows_of(year.people[0])["network"] == expected


def test_newer_trends_change_no_quarter_that_is_fixed(clock):
    year = script(clock)
    load_official_figures()
    before = rows_of(year.people[0])["network"]
    first = Topic.objects.select_related("trend").get(pk=year.topics[0].pk)
    first.last_post_at, trend = timezone.now(), first.trend
    copies = Topic.objects.bulk_create([copied(first) for _ in range(LOOKED_THROUGH)])
    TrendNote.objects.bulk_create([copied(trend, topic=topic) for topic in copies])
    assert len(trends_for(year.people[0])) == len(year.topics) + LOOKED_THROUGH
    assert rows_of(year.people[0])["network"] == before


def copied(row, **values):
    """Return a new row of the same values, not saved yet."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | values
    return type(row)(**{name: value for name, value in values.items() if name not in ("id", "topic_id")})


def test_the_networks_chart_is_there_before_and_after_the_first_hidden_signal(clock, member):
    load_official_figures()
    before = rows_of(member)
    assert [figures for _label, figures in before["network"]] == [(0, 0), (0, 0), (0, 0)]
    topic = make_trend_note(BoardFactory(), member)
    assert rows_of(member) == before
    record_reporting_agencies()
    how = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen"}
    signal(topic_id=topic.pk, person=member, area=Area.objects.first(), month=MONTHS[-1], **how)
    assert rows_of(member) == before


def test_a_trend_of_a_circle_is_in_nobodys_count(clock):
    year = script(clock)
    load_official_figures()
    before = rows_of(year.people[0])["network"]
    circle = CircleFactory()
    circle.people.add(*year.people)
    board = year.topics[0].board
    board.circle, board.slug, board.pk = circle, "circle", None
    board.save()
    Topic.objects.filter(pk=year.topics[0].pk).update(board=board)
    after = rows_of(year.people[0])["network"]
    assert [row[1][0] for row in after] == [row[1][0] - 1 for row in before]


def test_the_sum_of_all_forces_is_that_of_the_file_and_reveals_no_small_force(member):
    load_official_figures()
    forces = Counter()
    for row in published_forces():
        forces[row["q"].upper().replace("_", " "), row["fr"]] += int(float(row["n"]))
    expected = {}
    for quarter in sorted({quarter for quarter, _force in forces})[-4:]:
        found = [number for (when, _force), number in forces.items() if when == quarter]
        shown = [number for number in found if number >= SMALL]
        expected[quarter] = (int if shown == found else AtLeast)(sum(shown))
    region = {label: value for label, (value,) in rows_of(member)["region"]}
    assert region == expected
    assert [type(value) for value in region.values()] == [type(value) for value in expected.values()]
    assert {int, AtLeast} == {type(value) for value in expected.values()}


def test_the_first_page_of_the_list_has_both_with_a_warning_and_their_tables(clock, sign_in, member):
    year = script(clock)
    client = sign_in(year.people[0])
    assert "Trends and official figures side by side" not in flat(client.get(LIST).content)
    load_official_figures()
    html = flat(client.get(LIST).content)
    assert "These charts measure different things" in html
    for name in NAMES:
        address = reverse("trends:official_csv", args=[name])
        assert address in html
        rows = list(csv.reader(io.StringIO(client.get(address).content.decode())))
        assert len(rows) == len(rows_of(year.people[0])[name]) + 1
    for narrowed in ("?group=rising", "?form=labour"):
        assert "Trends and official figures side by side" not in flat(client.get(LIST + narrowed).content)


@pytest.fixture
def memory(monkeypatch):
    """The cache of a worker process, which is off in other tests."""
    cache = LocMemCache("side by side", {})
    monkeypatch.setattr(side_by_side_module, "caches", {"worker": cache})
    yield cache
    cache.clear()


def test_a_remembered_trend_is_counted_for_nobody_once_others_read_it(clock, memory):
    year = script(clock)
    load_official_figures()
    before = rows_of(year.people[0])["network"]
    assert rows_of(year.people[1])["network"] == before
    circle = CircleFactory()
    circle.people.add(*year.people)
    Topic.objects.filter(pk=year.topics[0].pk).update(board=BoardFactory(circle=circle))
    TrendNote.objects.filter(topic=year.topics[1].pk).update(counted_from=MONTHS[-1])
    for reader in year.people[:2]:
        after = rows_of(reader)["network"]
        assert [row[1][0] for row in after] == [row[1][0] - 2 for row in before]


@pytest.mark.parametrize("count", [1, 3])
def test_both_charts_cost_six_queries_and_one_once_the_process_has_counted(
    clock, count, memory, django_assert_num_queries
):
    load_official_figures()
    reader = MemberFactory()
    for _ in range(count):
        topic = make_trend_note(BoardFactory(), reader)
        record_reporting_agencies()
        area, month = Area.objects.first(), timezone.localdate().replace(day=1)
        how = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen"}
        signal(topic_id=topic.pk, person=reader, area=area, month=month, **how)
    for cost in (6, 1):
        with django_assert_num_queries(cost):
            side_by_side(reader, policy_inside())
