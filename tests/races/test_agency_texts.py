"""A coordinator saves an agency's text while another saves an older form: what the first published stays."""

from functools import partial

import pytest
from django.utils import timezone

from ratsite.accounts.actions.confirm import confirm_list
from ratsite.moderation.actions.decide_agency_text import publish_agency_text
from ratsite.network.models import AgencySecondReview
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat
from tests.membership_changes import end_membership, remove_roles
from tests.moderation.actions.test_decide_agency_text import BEFORE, WHY, WORDS, browser, opened_form, save
from tests.threads import ASKED_BY, WHERE_TWO_WRITE, while_locked, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def test_a_save_that_meets_an_opening_is_refused_and_what_was_opened_stays():
    writer, other, third = (MemberFactory(roles=["Coordinators"]) for _ in range(3))
    agency = AgencyFactory(what_we_do=BEFORE)
    agency.remits.add(agency.main_remit)
    save(browser(writer), agency, what_we_do=WORDS, explanation=WHY)
    client, held = browser(third), AgencySecondReview.objects.get()
    seen = opened_form(client, agency)
    opened, page = while_open(
        partial(publish_agency_text, review_id=held.pk, decider=other),
        partial(save, client, agency, what_we_cannot_do="No beds.", shown_hash=seen),
    )
    assert opened is True
    assert "after you opened this page" in flat(page.content)
    agency.refresh_from_db()
    assert agency.what_we_do == WORDS


@pytest.mark.parametrize("happens", [remove_roles, end_membership])
def test_a_person_who_is_no_longer_a_coordinator_when_the_lock_is_free_saves_nothing(happens):
    writer = MemberFactory(roles=["Coordinators"])
    agency = AgencyFactory(what_we_do=BEFORE)
    agency.remits.add(agency.main_remit)
    client = browser(writer)
    seen = opened_form(client, agency)
    late = partial(save, client, agency, what_we_do="We house families.", shown_hash=seen)
    while_locked(agency, late, head_start=4 * ASKED_BY, meanwhile=partial(happens, writer))
    agency.refresh_from_db()
    assert agency.what_we_do == BEFORE


def test_a_lead_s_confirmation_at_that_moment_counts():
    writer, today = MemberFactory(roles=["Coordinators"]), timezone.localdate()
    agency = AgencyFactory(what_we_do=BEFORE, people_confirm_by=today)
    agency.remits.add(agency.main_remit)
    client, lead = browser(writer), MemberFactory(agency=agency, is_agency_lead=True)
    seen = opened_form(client, agency)
    while_open(
        partial(confirm_list, agency_id=agency.pk, lead=lead),
        partial(save, client, agency, what_we_do="We house families.", shown_hash=seen),
    )
    agency.refresh_from_db()
    assert (agency.what_we_do, agency.people_confirm_by > today) == ("We house families.", True)
