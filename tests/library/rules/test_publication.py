"""Who may bring a resource back or approve a version, and when a second person is needed."""

import pytest
from django.utils import timezone

from library.enums import Audience, CheckOutcome, ResourceKind, ResourceState, SuggestionState, VersionState
from library.models import Resource, ResourceVersion, Suggestion
from library.rules.publication import (
    agencies_of,
    back_needs_other_agency,
    can_bring_back,
    can_decide_publication,
    is_of_barred_agency,
    opens_to_public,
    publication_needs_other_agency,
    why_needs_second_person,
)
from ratsite.accounts.models import User
from ratsite.network.enums import SecondReviewOutcome
from tests.factories import AgencyFactory, MemberFactory, make_resource
from tests.library.rules.rows import curator_of, in_state, review_of, silenced, store_withdrawal

pytestmark = pytest.mark.django_db


def test_a_withdrawn_resource_is_brought_back_unless_a_second_person_reads_it_already(withdrawn, curator, published):
    assert can_bring_back(curator, withdrawn)
    assert not can_bring_back(MemberFactory(), withdrawn)
    assert not can_bring_back(curator, published)
    assert not can_bring_back(curator, in_state(ResourceState.WITHDRAWN))  # it was never published
    review = review_of(withdrawn.current, asked_at=timezone.now())
    review.save()
    assert not can_bring_back(curator, withdrawn)
    assert can_bring_back(curator, in_state(ResourceState.WITHDRAWN, current=make_resource().current))
    review.record_outcome(SecondReviewOutcome.SENT_BACK, by=curator, reason="Not yet")
    assert can_bring_back(curator, withdrawn)


def test_the_agency_that_withdrew_a_resource_last_brings_it_back_alone(withdrawn):
    first, last = AgencyFactory(), AgencyFactory()
    draft = ResourceVersion(resource=withdrawn, state=VersionState.DRAFT)
    assert not back_needs_other_agency(None, draft)  # nobody here withdrew it: it was imported so
    store_withdrawal(withdrawn, first)
    store_withdrawal(withdrawn, last)
    answers = [back_needs_other_agency(pk, draft) for pk in (last.pk, first.pk, withdrawn.agency_id, None)]
    assert answers == [False, True, True, True]
    withdrawn.state = ResourceState.PUBLISHED
    assert not back_needs_other_agency(first.pk, draft)


def test_the_owner_brings_the_withdrawn_version_itself_back_with_another_agency(withdrawn):
    withdrawn.handed_over_by = AgencyFactory()
    for agency in (withdrawn.agency, withdrawn.handed_over_by):
        store_withdrawal(withdrawn, agency)
        version = ResourceVersion(resource=withdrawn, state=VersionState.PUBLISHED)
        draft = ResourceVersion(resource=withdrawn, state=VersionState.DRAFT)
        assert back_needs_other_agency(agency.pk, version)
        assert not back_needs_other_agency(agency.pk, draft)
    other = AgencyFactory()
    store_withdrawal(withdrawn, other)
    assert not back_needs_other_agency(other.pk, version)


def test_no_agency_is_not_the_owner_of_a_resource_without_one(withdrawn):
    withdrawn.agency = None
    assert not back_needs_other_agency(None, ResourceVersion(resource=withdrawn, state=VersionState.PUBLISHED))


def test_a_publication_review_is_decided_by_a_curator_or_moderator_who_took_no_part(member):
    version = make_resource().current
    review = review_of(version, by=member, asked_at=timezone.now())
    review.save()
    for role in ("Curators", "Moderators"):
        assert can_decide_publication(MemberFactory(roles=[role]), review)
        assert can_decide_publication(MemberFactory(agency=member.agency, roles=[role]), review)
        assert not can_decide_publication(silenced(role), review)
    assert not can_decide_publication(MemberFactory(roles=["Editors"]), review)
    maker = User.objects.get(pk=version.created_by_id).with_second_step()
    maker.groups.add(*MemberFactory(roles=["Curators"]).groups.all())
    assert not can_decide_publication(maker, review)


def test_what_the_public_will_read_needs_another_agency(member):
    version = make_resource().current
    review = review_of(version, by=member, audience=Audience.PUBLIC, asked_at=timezone.now())
    review.save()
    assert (opens_to_public(review), publication_needs_other_agency(review)) == (True, True)
    colleague, stranger = (curator_of(agency) for agency in (member.agency, AgencyFactory()))
    without_agency = curator_of(None)
    for person, may in ((colleague, False), (without_agency, False), (stranger, True)):
        assert (can_decide_publication(person, review), is_of_barred_agency(person, review)) == (may, not may)
    review.audience = Audience.MEMBERS
    assert (opens_to_public(review), publication_needs_other_agency(review)) == (False, False)
    assert not is_of_barred_agency(colleague, review)
    review.audience = ""
    assert not opens_to_public(review)
    version.resource.audience = Audience.PUBLIC
    assert opens_to_public(review)


def test_case_learning_and_what_comes_back_need_another_agency(withdrawn):
    review = review_of(withdrawn.current, agency=withdrawn.agency)
    review.version = ResourceVersion(resource=withdrawn, state=VersionState.DRAFT)
    assert not publication_needs_other_agency(review)
    store_withdrawal(withdrawn, AgencyFactory())
    assert publication_needs_other_agency(review)
    review.agency = withdrawn.checks.filter(outcome=CheckOutcome.WITHDRAWN).get().agency
    assert not publication_needs_other_agency(review)
    review.agency, review.asked_by = None, MemberFactory(agency=review.agency)
    assert not publication_needs_other_agency(review)
    withdrawn.kind = ResourceKind.CASE
    assert publication_needs_other_agency(review)


def test_the_agencies_that_took_part_are_those_of_that_time():
    then, maker_then, now = AgencyFactory(), AgencyFactory(), AgencyFactory()
    person = MemberFactory(agency=now)
    version = ResourceVersion(resource=make_resource(), created_by=person, agency=maker_then)
    assert agencies_of(review_of(version, by=person, agency=then)) == {then.pk, maker_then.pk}
    version.agency = None
    assert agencies_of(review_of(version, by=MemberFactory(agency=None))) == {now.pk}
    asker = MemberFactory()
    assert agencies_of(review_of(version, by=asker)) == {asker.agency_id, now.pk}


def test_the_owners_and_the_members_who_suggested_it_take_part_in_case_learning():
    owner, deputy, then = (AgencyFactory() for _ in range(3))
    resource = make_resource()
    resource.agency, resource.deputy = owner, deputy
    writer, asker = MemberFactory(), MemberFactory()
    said = {"suggested_by": writer, "suggested_at": timezone.now(), "resource": resource, "title": "A", "why": "B"}
    taken = Suggestion.objects.create(state=SuggestionState.TAKEN, agency=then, **said)
    other = MemberFactory()
    Suggestion.objects.create(state=SuggestionState.KNOWN, agency=other.agency, **said | {"suggested_by": other})
    review = review_of(ResourceVersion(resource=resource, created_by=asker), by=asker)
    assert agencies_of(review) == {asker.agency_id}
    resource.kind = ResourceKind.CASE
    assert agencies_of(review) == {asker.agency_id, owner.pk, deputy.pk, then.pk, taken.suggested_by.agency_id}


REASONS = {
    "case": "it is case learning, so two people with different main remits, from other agencies, must approve it",
    "public": "the public will be able to read it, so someone from another agency must approve it",
    "circle": "it is for a circle, so a second person in the circle must approve it",
    "identifiers": "it may contain details that identify someone",
    "hidden": "its files have hidden parts that do not show on their pages",
    "back": "it was withdrawn, so someone from another agency must approve it",
}


@pytest.mark.parametrize(
    ("audience", "case", "changes", "names"),
    [
        (Audience.MEMBERS, False, {}, ()),
        (Audience.MEMBERS, True, {}, ("case",)),
        (Audience.PUBLIC, False, {}, ("public",)),
        (Audience.CIRCLE, False, {}, ("circle",)),
        (Audience.MEMBERS, False, {"has_identifiers": True}, ("identifiers",)),
        (Audience.MEMBERS, False, {"has_hidden_parts": True}, ("hidden",)),
        (Audience.MEMBERS, False, {"is_back": True}, ("back",)),
        (
            Audience.PUBLIC,
            True,
            {"has_identifiers": True, "has_hidden_parts": True, "is_back": True},
            ("case", "public", "identifiers", "hidden", "back"),
        ),
    ],
)
def test_each_reason_for_a_second_person_is_given(audience, case, changes, names):
    resource = Resource(kind=ResourceKind.CASE if case else ResourceKind.GUIDANCE)
    found = why_needs_second_person(
        resource, audience, **{"has_identifiers": False, "has_hidden_parts": False} | changes
    )
    assert list(found) == [REASONS[name] for name in names]
