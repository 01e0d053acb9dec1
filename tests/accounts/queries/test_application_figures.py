"""The page "Applications in figures" shows no number from which someone could learn about one application."""

import pytest

from ratsite.accounts.actions.decide_application import approve_application, reject_application
from ratsite.accounts.queries.application_figures import figures_by_kind
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db


def decide_about(clock, count: int, *, approved: bool, days: int, kind: str = "housing") -> None:
    coordinator, agency = MemberFactory(roles=["Coordinators"]), AgencyFactory()
    for number in range(count):
        application = make_application(email=f"{kind}-{approved}-{number}@lock.example", agency_kind=kind)
        clock.forward(days=days)
        decided = {"application_id": application.pk, "coordinator": coordinator}
        if approved:
            approve_application(**decided, agency=agency)
        else:
            reject_application(**decided, reason="Elsewhere.")


def test_counts_below_five_are_not_shown(clock):
    decide_about(clock, 5, approved=True, days=2)
    decide_about(clock, 4, approved=False, days=9)
    decide_about(clock, 1, approved=True, days=1, kind="")
    told = [(one.kind, one.shown) for one in figures_by_kind()]
    assert told == [("Housing provider", ["5", "fewer than 5", "5 or more", "too few"])]


def test_the_median_is_a_whole_number_of_days_where_no_number_of_decisions_is_hidden(clock):
    """A median of 5.5 days would tell that an even number of applications were decided, and so narrow a hidden one."""
    decide_about(clock, 6, approved=True, days=2)
    decide_about(clock, 4, approved=False, days=9)
    assert [one.shown[3] for one in figures_by_kind()] == ["too few"]
    decide_about(clock, 2, approved=False, days=9)
    assert [one.shown for one in figures_by_kind()] == [["6", "6", "12 or more", "2"]]


def test_a_first_applicant_from_a_kind_of_agency_does_not_change_the_page(clock, sign_in, member):
    decide_about(clock, 5, approved=True, days=2)
    client = sign_in(member)
    before = flat(client.get("/agencies/joining/").content)
    decide_about(clock, 1, approved=False, days=2, kind="police")
    assert flat(client.get("/agencies/joining/").content) == before
    assert "Police" not in before


def test_no_hidden_figure_is_the_difference_of_two_that_are_shown(clock):
    """If "9 applied" and "8 approved" were both shown, readers would know that one was not approved or still waits."""
    decide_about(clock, 8, approved=True, days=2)
    before = [one.shown[:3] for one in figures_by_kind()]
    decide_about(clock, 1, approved=False, days=2)
    make_application(email="waits@lock.example", agency_kind="housing")
    assert [one.shown[:3] for one in figures_by_kind()] == before == [["8", "fewer than 5", "8 or more"]]


def test_the_total_is_exact_only_where_nothing_is_hidden(clock):
    decide_about(clock, 6, approved=True, days=2)
    decide_about(clock, 5, approved=False, days=2)
    for number in range(5):
        make_application(email=f"waits-{number}@lock.example", agency_kind="housing")
    assert [one.shown[:3] for one in figures_by_kind()] == [["6", "5", "16"]]


def test_an_unconfirmed_or_old_application_does_not_count(clock):
    make_application()
    clock.forward(days=366)
    make_application(proved=False, email="other@lock.example")
    assert figures_by_kind() == []


@pytest.mark.parametrize("count", [1, 3])
def test_members_read_them_and_the_page_costs_the_same(client, member, django_assert_num_queries, count):
    for number in range(count):
        make_application(email=f"person-{number}@lock.example")
    client.force_login(member)
    with django_assert_num_queries(3):  # session, person, applications
        html = flat(client.get("/agencies/joining/").content)
    assert "if nobody applied from it, or too few people did." in html
    assert "may appeal once. Another coordinator decides the appeal, if there is one." in html
    assert "<table" not in html
    assert "Okafor" not in html
