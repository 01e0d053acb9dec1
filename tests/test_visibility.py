"""Who sees which row of the small apps: `visible_to` of every model, for each kind of person.

The tables of the forum and of the library are tests/forum/models/test_visibility.py and
tests/library/models/test_visibility.py.
"""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import Invitation, SignIn, User
from ratsite.circles.models import AccessChange
from ratsite.feeds.models import FeedToken
from ratsite.network.enums import SecondReviewOutcome as Outcome
from ratsite.network.models import AgencySecondReview
from ratsite.pages.models import ContactMessage
from ratsite.privacy.models import DataCopy
from ratsite.records.models import Breach, Complaint, RiskAssessment
from ratsite.sanctions.models import Note, Sanction
from ratsite.search.models import ChosenResult, SavedSearch
from ratsite.trends.models import Briefing, OfficialFigure, OfficialRelease
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=7)
COORDINATORS = {"coordinator", "second"}
MEMBERS = {"member", "other", "moderator", *COORDINATORS}


@pytest.fixture
def people() -> dict[str, User]:
    """The people of this module, by name. The leaver left the network."""
    return {
        "member": MemberFactory(),
        "other": MemberFactory(),
        "moderator": MemberFactory(roles=["Moderators", "Curators"]),
        "coordinator": MemberFactory(roles=["Coordinators"]),
        "second": MemberFactory(roles=["Coordinators"]),
        "leaver": MemberFactory(state=MemberState.LEFT, agency=None),
        "visitor": AnonymousUser(),
    }


# Agencies and circles


def test_members_see_the_agencies_of_the_network(sees):
    assert sees(AgencyFactory()) == MEMBERS
    assert sees(AgencyFactory(is_active=False)) == set()


@pytest.mark.parametrize("outcome", [Outcome.WAITING, Outcome.APPROVED])
def test_the_texts_of_agencies_in_review_are_seen_by_coordinators(people, sees, outcome):
    review = AgencySecondReview.objects.create(
        agency=people["member"].agency,
        field="what_we_do",
        text="Ring 07700 900123.",
        explanation="Ours",
        asked_by=people["member"],
        asked_at=NOW,
        outcome=outcome,
    )
    assert sees(review) == COORDINATORS


def test_a_change_of_a_circle_that_was_made_is_seen_by_the_circle_and_one_that_waits_by_coordinators(people, sees):
    circle = CircleFactory()
    circle.people.add(people["member"], people["leaver"])
    about = {"added": {}, "removed": {}, "why": "Why", "asked_by": people["coordinator"], "asked_at": NOW}
    seen = [
        sees(AccessChange.objects.create(outcome=outcome, **target, **about))
        for target in ({"circle": circle}, {"agency": AgencyFactory()})
        for outcome in (Outcome.APPROVED, Outcome.WAITING)
    ]
    assert seen == [{"member", *COORDINATORS}, COORDINATORS, MEMBERS, COORDINATORS]


# Accounts


def test_members_see_the_members_of_today(people, sees):
    late = MemberFactory(agency=AgencyFactory(is_active=False))
    assert [sees(person) for person in (people["member"], people["leaver"], late)] == [MEMBERS, set(), set()]


def test_sign_ins_and_invitations_are_seen_by_the_person_alone(people, sees):
    for name, readers in (("member", {"member"}), ("leaver", set())):
        sign_in = SignIn.objects.create(person=people[name], at=NOW, device="Firefox", outcome="password")
        invitation = Invitation.objects.create(
            inviter=people[name], email="ann@home.example", memo="Ann", fingerprint=name, made_at=NOW
        )
        assert (sees(sign_in), sees(invitation)) == (readers, readers)


def test_applications_are_seen_by_coordinators_once_the_address_is_proved(sees):
    assert sees(make_application()) == COORDINATORS
    assert sees(make_application(proved=False, email="bob@housing.example")) == set()


# What is about one person


def test_feeds_data_copies_and_saved_searches_are_seen_by_their_owner_alone(people, sees):
    for name, readers in (("member", {"member"}), ("leaver", set())):
        person = people[name]
        token = FeedToken.objects.create(person=person, kind="forum", fingerprint=name, made_at=NOW)
        copy = DataCopy.objects.create(person=person, asked_at=NOW)
        search = SavedSearch.objects.create(owner=person, name="Doors", query="q=doors")
        assert [sees(row) for row in (token, copy, search)] == [readers] * 3


def test_a_sanction_is_seen_by_the_person_even_after_they_left(people, sees):
    sanctions = [
        Sanction.objects.create(
            person=people[name],
            kind="silence",
            reason="Streets.",
            imposed_by=people["moderator"],
            imposed_at=NOW,
            ends_at=LATER,
        )
        for name in ("member", "leaver")
    ]
    assert [sees(sanction) for sanction in sanctions] == [{"member"}, {"leaver"}]


def test_messages_of_moderators_are_seen_by_the_person_and_notes_about_them_are_not(people, sees):
    seen = [
        sees(
            Note.objects.create(
                person=people[name],
                author=people["moderator"],
                is_message=is_message,
                text="Streets.",
                submission=uuid.uuid4(),
                created_at=NOW,
            )
        )
        for name, is_message in (("member", True), ("leaver", True), ("member", False))
    ]
    assert seen == [{"member"}, set(), set()]


# Records


def test_records_are_seen_by_coordinators_but_no_complaint_by_the_person_whom_it_is_about(people, sees):
    by = {"entered_by": people["coordinator"]}
    facts = {"received_at": NOW, "channel": "post", "subject": "person", "summary": "Late."}
    assessment = RiskAssessment.objects.create(made_by=people["coordinator"], about="Posts")
    breach = Breach.objects.create(known_at=NOW, what="A list", whose="Members", how_many="few", harm="low", **by)
    message = ContactMessage.objects.create(kind="complaint", text="Late.")
    complaint = Complaint.objects.create(**facts, **by)
    assert [sees(row) for row in (assessment, breach, message, complaint)] == [COORDINATORS] * 4
    about_second = Complaint.objects.create(**facts, **by, concerns=people["second"])
    assert sees(about_second) == {"coordinator"}


# Trends and search


@pytest.mark.parametrize("state", ["draft", "taken_back", "waiting", "published"])
def test_a_briefing_is_seen_by_its_author_and_by_members_once_its_author_asked_for_a_signature(people, sees, state):
    of_member, of_leaver = (
        Briefing.objects.create(
            kind="trend",
            title="Doors",
            state=state,
            author=people[name],
            asked_at=NOW,
            signed_by=people["second"],
            signed_at=NOW,
            taken_back_why="Too long.",
            review_due_on=LATER.date(),
            created_at=NOW,
            changed_at=NOW,
        )
        for name in ("member", "leaver")
    )
    is_open = state in ("waiting", "published")
    assert (sees(of_member), sees(of_leaver)) == ((MEMBERS, MEMBERS) if is_open else ({"member"}, set()))


def test_members_see_all_official_figures(sees):
    release = OfficialRelease.objects.create(series="nrm", published_on=NOW.date())
    figure = OfficialFigure.objects.create(release=release, series="nrm", year=2026, quarter=1, value=7)
    assert (sees(release), sees(figure)) == (MEMBERS, MEMBERS)


def test_a_chosen_result_is_seen_by_those_who_can_read_its_resource_or_page(people, sees):
    by = {"changed_by": people["moderator"], "changed_at": NOW}
    page = Page.objects.live().public().last()
    of_page = ChosenResult.objects.create(words="doors", page=page, **by)
    of_resource = ChosenResult.objects.create(words="doors", resource=make_resource(), **by)
    assert (sees(of_page), sees(of_resource)) == ({*people}, MEMBERS)
    Page.objects.filter(pk=page.pk).update(live=False)
    assert sees(of_page) == set()
