"""Who may write, sign, renew and use a briefing, and from which source one may be made."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.enums import Audience, ResourceKind, ResourceState
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from ratsite.network.models import Remit
from ratsite.trends.enums import BriefingKind, BriefingState
from ratsite.trends.models import Briefing
from ratsite.trends.rules import (
    can_delete_briefing,
    can_edit_briefing,
    can_make_from,
    can_renew_briefing,
    can_sign_briefing,
    can_take_back_briefing,
    can_use_briefing,
    can_write_briefing,
    has_open_source,
    is_signer,
    why_not_yours_to_sign,
)
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic

pytestmark = pytest.mark.django_db
NO_ROLE = ((), ("Editors",), ("Coordinators",))


def soon() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


def of_remit(slug: str, **fields) -> User:
    return MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=slug)), **fields)


@pytest.fixture
def author():
    return of_remit("health")


@pytest.fixture
def briefing(author):
    """A briefing, not saved: advice has no source that could close."""
    return Briefing(kind=BriefingKind.ADVICE, author=author, agency=author.agency, state=BriefingState.DRAFT)


@pytest.fixture
def waiting(briefing):
    briefing.state = BriefingState.WAITING
    return briefing


@pytest.fixture
def published(briefing):
    briefing.state, briefing.signed_at = BriefingState.PUBLISHED, timezone.now()
    briefing.review_due_on = timezone.localdate()
    return briefing


def test_members_write_briefings_unless_their_posts_are_held_or_they_are_silenced():
    people = (MemberFactory(), MemberFactory(held_until=soon()), MemberFactory(silenced_until=soon()), AnonymousUser())
    assert [can_write_briefing(person) for person in people] == [True, False, False, False]


def test_a_briefing_is_made_from_a_topic_that_every_member_can_read():
    topic, in_circle, unpublished = make_topic(), make_topic(BoardFactory(circle=CircleFactory())), make_topic()
    unpublished.published_at = None
    assert [can_make_from(one) for one in (topic, in_circle, unpublished)] == [True, False, False]
    topic.marking = Marking.AMBER_STRICT
    assert not can_make_from(topic)


def test_a_briefing_is_made_from_a_resource_that_every_member_can_read_and_not_from_case_learning():
    resource, circle = make_resource(), CircleFactory()
    in_circle = make_resource(audience=Audience.CIRCLE, circle=circle)
    assert [can_make_from(one) for one in (resource, in_circle)] == [True, False]
    for field, value in (("kind", ResourceKind.CASE), ("state", ResourceState.WITHDRAWN), ("marking", Marking.RED)):
        changed = make_resource()
        setattr(changed, field, value)
        assert (field, can_make_from(changed)) == (field, False)


def test_advice_needs_no_source_and_a_deleted_source_is_closed():
    topic, resource = make_topic(), make_resource()
    assert has_open_source(Briefing(kind=BriefingKind.ADVICE))
    assert has_open_source(Briefing(kind=BriefingKind.OUTCOME, topic=topic))
    assert has_open_source(Briefing(kind=BriefingKind.RESOURCE, resource=resource))
    assert not has_open_source(Briefing(kind=BriefingKind.OUTCOME))
    assert not has_open_source(Briefing(kind=BriefingKind.RESOURCE))


def test_the_topic_into_which_the_source_was_merged_counts():
    topic, into = make_topic(), make_topic(BoardFactory(circle=CircleFactory()))
    topic.merged_into = into
    assert not has_open_source(Briefing(kind=BriefingKind.OUTCOME, topic=topic))
    into.board = topic.board
    assert has_open_source(Briefing(kind=BriefingKind.OUTCOME, topic=topic))


def test_only_its_author_changes_a_briefing_and_deletes_one_that_was_never_published(author, briefing):
    for rule in (can_edit_briefing, can_delete_briefing):
        assert (rule(author, briefing), rule(MemberFactory(), briefing)) == (True, False)
    briefing.state, briefing.signed_at = BriefingState.TAKEN_BACK, timezone.now()
    assert (can_edit_briefing(author, briefing), can_delete_briefing(author, briefing)) == (True, False)
    briefing.state = BriefingState.PUBLISHED
    assert not can_edit_briefing(author, briefing)
    briefing.state, author.held_until = BriefingState.DRAFT, soon()
    assert not can_edit_briefing(author, briefing)


def test_moderators_and_curators_sign_and_nobody_else(waiting):
    for role in ("Moderators", "Curators"):
        signer = of_remit("policing", roles=[role])
        assert (is_signer(signer), can_sign_briefing(signer, waiting)) == (True, True)
        signer.silenced_until = soon()
        assert not can_sign_briefing(signer, waiting)
    for roles in NO_ROLE:
        person = of_remit("policing", roles=roles)
        assert (is_signer(person), can_sign_briefing(person, waiting)) == (False, False)


def test_only_a_waiting_briefing_is_signed_and_only_a_due_one_renewed(briefing):
    signer = of_remit("policing", roles=["Moderators"])
    assert not can_sign_briefing(signer, briefing)
    briefing.state = BriefingState.WAITING
    assert (can_sign_briefing(signer, briefing), can_renew_briefing(signer, briefing)) == (True, False)
    briefing.state, briefing.review_due_on = BriefingState.PUBLISHED, timezone.localdate()
    assert (can_sign_briefing(signer, briefing), can_renew_briefing(signer, briefing)) == (False, True)
    briefing.review_due_on += dt.timedelta(days=1)
    assert not can_renew_briefing(signer, briefing)


def test_a_due_briefing_is_renewed_by_a_signer_of_another_agency_while_its_source_is_open(published):
    signer = of_remit("policing", roles=["Curators"])
    assert can_renew_briefing(signer, published)
    assert not can_renew_briefing(of_remit("policing"), published)
    assert not can_renew_briefing(of_remit("policing", roles=["Curators"], silenced_until=soon()), published)
    assert not can_renew_briefing(MemberFactory(agency=published.agency, roles=["Curators"]), published)
    published.kind = BriefingKind.OUTCOME  # its topic was deleted
    assert not can_renew_briefing(signer, published)


def test_each_refusal_to_sign_says_who_can(author, briefing):
    own = "so a moderator or curator of another agency must sign it"
    assert why_not_yours_to_sign(author, briefing) == f"You wrote it, {own}"
    assert why_not_yours_to_sign(MemberFactory(agency=None), briefing) == (
        "You do not belong to an agency, so another moderator or curator must sign it"
    )
    assert why_not_yours_to_sign(MemberFactory(agency=author.agency), briefing) == f"Your own agency wrote it, {own}"
    assert why_not_yours_to_sign(of_remit("health"), briefing) == (
        "It is advice to a partnership, and its author’s agency has your main remit, so a moderator or curator of "
        "another main remit must sign it"
    )
    assert why_not_yours_to_sign(of_remit("policing"), briefing) == ""
    briefing.kind = BriefingKind.TREND
    assert why_not_yours_to_sign(of_remit("health"), briefing) == ""


def test_the_agency_and_the_remit_of_an_author_who_has_moved_count_as_well(author, briefing):
    author.agency = of_remit("housing").agency
    assert why_not_yours_to_sign(MemberFactory(agency=author.agency), briefing) == (
        "Its author works for your agency now, so a moderator or curator of another agency must sign it"
    )
    signers = {slug: why_not_yours_to_sign(of_remit(slug), briefing) for slug in ("health", "housing", "policing")}
    assert [slug for slug, why in signers.items() if why] == ["health", "housing"]


def test_advice_of_an_author_without_an_agency_is_signed_by_any_agency():
    author, signer = MemberFactory(agency=None), of_remit("policing", roles=["Moderators"])
    assert can_sign_briefing(signer, Briefing(kind=BriefingKind.ADVICE, author=author, state=BriefingState.WAITING))


def test_moderators_and_curators_take_back_a_published_briefing(briefing):
    signer = of_remit("policing", roles=["Moderators"])
    assert not can_take_back_briefing(signer, briefing)
    briefing.state = BriefingState.PUBLISHED
    assert can_take_back_briefing(signer, briefing)
    assert not can_take_back_briefing(of_remit("policing"), briefing)
    signer.silenced_until = soon()
    assert not can_take_back_briefing(signer, briefing)


def test_members_of_an_agency_say_that_it_used_a_published_briefing(briefing, member):
    assert not can_use_briefing(member, briefing)
    briefing.state = BriefingState.PUBLISHED
    people = (member, MemberFactory(agency=None), MemberFactory(silenced_until=soon()))
    assert [can_use_briefing(person, briefing) for person in people] == [True, False, False]
