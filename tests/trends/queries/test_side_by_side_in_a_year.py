"""Both charts in the scripted year: which trends are counted, and in which quarters."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import Topic, TrendNote
from ratsite.demo.official import load_official_figures
from ratsite.network.figures import policy_inside
from ratsite.trends.queries.side_by_side import NAMES
from ratsite.trends.queries.trend_list import LOOKED_THROUGH, trends_for
from tests.factories import BoardFactory, CircleFactory
from tests.markup import flat
from tests.trends.queries.test_side_by_side import rows_of
from tests.trends.scripted_year import MONTHS

pytestmark = pytest.mark.django_db
LIST = reverse("trends:trend_list")
QUARTERS = {"2026 Q1": MONTHS[1:4], "2026 Q2": MONTHS[4:7], "2026 Q3": MONTHS[7:10]}


def test_trends_of_a_scripted_year_are_counted_by_quarter_from_printed_months(year):
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


def test_newer_trends_change_no_quarter_that_is_fixed(year):
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


def test_a_trend_of_a_circle_is_in_nobodys_count(year):
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


def test_the_first_page_of_the_list_has_both_with_a_warning_and_their_tables(year, sign_in):
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


def test_a_remembered_trend_is_counted_for_nobody_once_others_read_it(year, memory):
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
