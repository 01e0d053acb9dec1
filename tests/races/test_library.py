"""Two people act at once: a review is decided once, and only about the present text."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from library.actions.edit_resource import change_resource
from library.actions.edit_version import add_version
from library.actions.publish_version import approve_publication, send_publication_back
from library.enums import ResourceState
from library.models import PublicationReview
from library.queries.hashes import shown_hash_of_review
from ratsite.accounts.actions.change_membership import set_roles
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import SecondReviewOutcome
from tests.factories import MemberFactory, make_resource
from tests.library.actions.test_publish_version import WHY, WORDS
from tests.threads import at_once, while_locked

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_WORDS = "Or ring 07700 900456."


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def review(curator) -> PublicationReview:
    resource = make_resource(curator)
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, explanation=WHY)
    return PublicationReview.objects.select_related("version__resource").get(version__resource=resource)


@pytest.fixture
def moderators():
    return [MemberFactory(roles=["Moderators"]) for _ in range(2)]


def test_one_opens_and_another_sends_back_and_one_of_them_was_first(review, moderators):
    opened, back = at_once(
        partial(approve_publication, review_id=review.pk, decider=moderators[0]),
        partial(send_publication_back, review_id=review.pk, decider=moderators[1], reason="It is somebody’s own"),
    )
    assert sorted([opened, back]) == [False, True]
    review = PublicationReview.objects.select_related("version__resource").get(pk=review.pk)
    assert review.outcome == (SecondReviewOutcome.APPROVED if opened else SecondReviewOutcome.SENT_BACK)
    assert review.version.resource.state == (ResourceState.PUBLISHED if opened else ResourceState.DRAFT)


def test_nothing_is_published_with_a_text_saved_at_the_same_moment(review, curator, moderators):
    changed = partial(
        change_resource, resource_id=review.version.resource_id, curator=curator, summary=OTHER_WORDS, explanation=WHY
    )
    seen = shown_hash_of_review(review)
    opened, _ = at_once(
        partial(approve_publication, review_id=review.pk, decider=moderators[0], shown_hash=seen),
        changed,
        may_raise=Stale,
    )
    review.version.resource.refresh_from_db()
    assert (review.version.resource.summary, review.version.resource.state) == (OTHER_WORDS, ResourceState.DRAFT)
    waiting = PublicationReview.objects.get(
        version__resource=review.version.resource, outcome=SecondReviewOutcome.WAITING
    )
    assert (waiting.pk == review.pk) is (opened is not True)  # the one who opened it had read the words from before


def test_an_approval_does_not_count_for_readers_who_were_added_in_the_same_moment(review, curator, moderators):
    for_all = partial(change_resource, resource_id=review.version.resource_id, curator=curator, audience="public")
    for_all = partial(for_all, marking="clear", explanation=WHY)
    opening = partial(
        approve_publication,
        review_id=review.pk,
        decider=moderators[0],
        shown_hash=shown_hash_of_review(review),
    )
    at_once(opening, for_all, may_raise=Stale)
    review.version.resource.refresh_from_db()
    waiting = PublicationReview.objects.get(version=review.version, outcome=SecondReviewOutcome.WAITING)
    assert review.version.resource.state == ResourceState.DRAFT
    assert "public" in (waiting.audience, review.version.resource.audience)


def test_adding_a_file_during_a_decision_keeps_neither_waiting(review, curator, moderators):
    upload = SimpleUploadedFile("more.txt", b"Ask first.")
    resource_id = review.version.resource_id
    adding = partial(add_version, resource_id=resource_id, note="More", uploads=[upload], curator=curator)
    opened, added = at_once(
        partial(approve_publication, review_id=review.pk, decider=moderators[0]), adding, may_raise=PermissionDenied
    )
    assert (opened, added.resource_id) == (True, review.version.resource_id)


def test_a_curator_who_loses_the_role_at_that_moment_publishes_and_changes_nothing(review, curator, moderators):
    coordinator = MemberFactory(roles=["Coordinators"])
    opening = partial(approve_publication, review_id=review.pk, decider=moderators[0])
    change = partial(change_resource, resource_id=review.version.resource_id, curator=curator, summary="Ask first.")
    for person, act in ((moderators[0], opening), (curator, change)):
        decide = partial(set_roles, person_id=person.pk, roles=set(), coordinator=coordinator, reason="As agreed")
        (outcome,) = while_locked(review.version.resource, act, meanwhile=decide)
        assert isinstance(outcome, PermissionDenied)
    review.refresh_from_db()
    review.version.resource.refresh_from_db()
    assert (review.outcome, review.version.resource.summary) == (SecondReviewOutcome.WAITING, WORDS)
