"""The grid of recent topics and trends on the list of trends."""

import pytest

from forum.models import Topic
from ratsite.network.figures import policy_inside
from ratsite.network.models import AffectedGroup, ExploitationForm
from ratsite.trends.queries.coverage_grid import coverage_grid
from tests.factories import BoardFactory, CircleFactory, make_topic, make_trend_note
from tests.markup import text_of

pytestmark = pytest.mark.django_db


def test_each_reader_s_grid_counts_what_they_can_read_and_has_all_forms_and_groups(member):
    (first, second), group = ExploitationForm.objects.all()[:2], AffectedGroup.objects.first()
    for _ in range(3):
        make_topic(forms=[first], affected=[group])
    make_topic(forms=[first, second])
    make_topic(board=BoardFactory(circle=CircleFactory()), forms=[second], affected=[group])
    grid = coverage_grid(member, policy_inside())
    assert grid.groups == (*AffectedGroup.objects.values_list("name", flat=True), "No group named")
    assert [form for form, _ in grid.rows] == list(ExploitationForm.objects.values_list("name", flat=True))
    empty = [(0, 0)] * (len(grid.groups) - 2)
    assert [list(cells) for _, cells in grid.rows[:2]] == [[(3, 3), *empty, (1, 1)], [(0, 0), *empty, (1, 1)]]


def test_a_trend_note_of_this_month_counts_once(member):
    topic = make_trend_note(BoardFactory(), member)
    topic.forms.set(ExploitationForm.objects.all()[:1])
    assert coverage_grid(member, policy_inside()).rows[0][1][-1].count == 1


def test_the_whole_list_of_trends_shows_the_grid_and_a_part_of_it_does_not(member, sign_in):
    make_topic(forms=ExploitationForm.objects.all()[:1])
    reader, title = sign_in(member), "Where we have looked, and where not"
    shown = [title in text_of(reader.get(f"/trends/{query}")) for query in ("", "?group=rising", "?form=labour")]
    assert shown == [True, False, False]
    Topic.objects.all().delete()
    assert title in text_of(reader.get("/trends/"))
