"""The coverage map: its counts for each reader, by form and affected group, and where an empty cell leads."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import Board
from library.enums import RelationKind, ResourceState
from library.models import Resource, ResourceRelation
from library.queries.coverage import coverage
from ratsite.network.models import AffectedGroup, ExploitationForm, Remit
from ratsite.sanctions.enums import SanctionKind
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def terms(db):
    return ExploitationForm.objects.all()[0], AffectedGroup.objects.all()[0]


def cell(user, terms, **asked):
    form, group = terms
    rows = {row.pk: cells for row, cells in coverage(user, **asked).rows}
    return next(one for one in rows[form.pk] if one.group == group)


def fill(terms, **fields) -> Resource:
    form, group = terms
    return make_resource(forms=[form], affected=[group], **fields)


def test_a_cell_counts_what_is_there_its_newest_and_what_is_overdue(terms, member):
    fill(terms, issued_on=dt.date(2025, 5, 1), review_due_on=timezone.localdate() - dt.timedelta(days=1))
    fill(terms, issued_on=dt.date(2026, 6, 1))
    found = cell(member, terms)
    assert (found.count, found.overdue, found.newest) == (2, 1, dt.date(2026, 6, 1))
    assert found.has_many_overdue


def test_a_resource_of_a_circle_counts_for_its_people_alone(terms, member):
    circle = CircleFactory()
    fill(terms, audience="circle", circle=circle)
    assert cell(member, terms).count == 0
    circle.people.add(member)
    assert cell(member, terms).count == 1


@pytest.mark.parametrize("state", [ResourceState.WITHDRAWN, ResourceState.DRAFT, ResourceState.SUGGESTED])
def test_an_unpublished_resource_is_not_counted_even_for_curators(terms, state):
    Resource.objects.filter(pk=fill(terms).pk).update(state=state)
    assert cell(MemberFactory(roles=["Curators"]).with_second_step(), terms).count == 0


def test_a_resource_that_another_replaces_is_not_counted(terms, member):
    old, new = fill(terms), make_resource()
    ResourceRelation.objects.create(resource=new, kind=RelationKind.SUPERSEDES, other=old)
    assert cell(member, terms).count == 0


def test_the_map_of_one_remit(terms, member):
    housing = Remit.objects.get(slug="housing")
    fill(terms, remits=[housing])
    fill(terms)
    assert cell(member, terms, remit="housing").count == 1


def test_a_resource_without_a_group_or_a_form_is_reported(terms, member):
    make_resource(forms=[terms[0]])
    make_resource()
    found = coverage(member)
    assert found.without_form == 1
    assert found.rows[0][1][-1].count == 1
    assert len(found.empty) == found.cell_count


def test_cells_lead_to_the_library_and_empty_ones_to_a_question(terms, member, sign_in):
    fill(terms)
    form, group = terms
    client = sign_in(member)
    shown = client.get("/library/coverage/").content.decode()
    address = f"/library/?form={form.slug}&who={group.slug}"
    assert address.replace("&", "&amp;") in shown
    assert client.get(address).status_code == 200
    assert "Nothing yet" in shown
    assert "/library/suggest/?title=" in shown


def test_a_box_with_resources_and_no_topic_offers_a_question_where_there_is_a_board_for_questions(
    terms, member, sign_in
):
    fill(terms)
    form, group = terms
    board = BoardFactory()
    address = f"{reverse('forum:topic_new', args=[board.slug])}?kind=question"
    wanted = f"title={quote(f'{form.name}: who is seeing this among {group.name.lower()}?')}"
    client = sign_in(member)
    assert address not in client.get("/library/coverage/").content.decode()
    Board.objects.filter(pk=board.pk).update(usual_kind="question")
    html = client.get("/library/coverage/").content.decode()
    assert f"{address}&amp;{wanted}" in html
    make_topic(forms=[form], affected=[group])
    assert wanted not in client.get("/library/coverage/").content.decode()


def test_the_list_of_trends_leads_to_the_map(member, sign_in):
    html = sign_in(member).get(reverse("trends:trend_list")).content.decode()
    assert f'href="{reverse("library:coverage")}"' in html


def test_the_map_offers_to_suggest_a_resource_to_those_who_may(member, sign_in, sanction):
    address = f'href="{reverse("library:suggest")}"'
    assert address in sign_in(member).get(reverse("library:coverage")).content.decode()
    sanction(member, SanctionKind.SILENCE)
    assert address not in sign_in(member).get(reverse("library:coverage")).content.decode()


def test_the_map_costs_the_same_for_one_and_for_three(terms, member, django_assert_num_queries):
    fill(terms)
    coverage(member)  # reads the member's roles, once a request
    for _ in range(2):
        with django_assert_num_queries(5):  # two of them the facet table, which no test keeps
            coverage(member)
        fill(terms)
        fill(terms)
