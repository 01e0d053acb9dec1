"""The network's own figures next to the official ones: two charts, both made of numbers that may be shown."""

from collections import Counter

import pytest
from django.utils import timezone

from forum.actions.signal import record_reporting_agencies, signal
from forum.enums import SignalKind
from ratsite.lib.charts.values import AtLeast
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area
from ratsite.trends.queries.official_figures import SMALL
from ratsite.trends.queries.side_by_side import side_by_side
from tests.factories import BoardFactory, MemberFactory, make_trend_note
from tests.trends.queries.test_official_figures import published_forces
from tests.trends.scripted_year import MONTHS

pytestmark = pytest.mark.django_db


def rows_of(reader) -> dict[str, list]:
    return {figure.name: list(figure.rows) for figure in side_by_side(reader, policy_inside())}


def test_the_networks_chart_is_there_before_and_after_the_first_hidden_signal(clock, member, figures):
    before = rows_of(member)
    assert [figures for _label, figures in before["network"]] == [(0, 0), (0, 0), (0, 0)]
    topic = make_trend_note(BoardFactory(), member)
    assert rows_of(member) == before
    record_reporting_agencies()
    how = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen"}
    signal(topic_id=topic.pk, person=member, area=Area.objects.first(), month=MONTHS[-1], **how)
    assert rows_of(member) == before


def test_the_sum_of_all_forces_is_that_of_the_file_and_reveals_no_small_force(member, figures):
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


@pytest.mark.parametrize("count", [1, 3])
def test_both_charts_cost_six_queries_and_one_once_the_process_has_counted(
    clock, count, figures, memory, django_assert_num_queries
):
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
