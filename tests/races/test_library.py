"""Two at the same moment: one look is decided once, and about the words that stand."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from library.actions.edit_resource import add_file, change_resource
from library.actions.second_review import open_look, send_back
from library.enums import ResourceState
from library.models import SecondLook
from library.queries.hashes import shown_hash_of_look
from ratsite.accounts.actions.change_membership import set_roles
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import LookOutcome
from tests.factories import MemberFactory, make_resource
from tests.library.actions.test_second_review import WHY, WORDS
from tests.threads import at_once, while_locked

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_WORDS = "Or ring 07700 900456."


@pytest.fixture
def _django_db_helper(copied) -> None:
    """What the mark means here: what one test leaves the next may find, and no other module does."""


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def look(curator) -> SecondLook:
    resource = make_resource(curator)
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, spoken_for=WHY)
    return SecondLook.objects.select_related("resource").get(resource=resource)


@pytest.fixture
def moderators():
    return [MemberFactory(roles=["Moderators"]) for _ in range(2)]


def test_one_opens_and_another_sends_back_and_one_of_them_was_first(look, moderators):
    opened, back = at_once(
        partial(open_look, look_id=look.pk, decider=moderators[0]),
        partial(send_back, look_id=look.pk, decider=moderators[1], reason="It is somebody’s own"),
    )
    assert sorted([opened, back]) == [False, True]
    look = SecondLook.objects.select_related("resource").get(pk=look.pk)
    assert look.outcome == (LookOutcome.OPENED if opened else LookOutcome.SENT_BACK)
    assert look.resource.state == (ResourceState.PUBLISHED if opened else ResourceState.WITHDRAWN)


def test_nothing_is_opened_with_words_that_came_in_the_same_moment(look, curator, moderators):
    changed = partial(
        change_resource, resource_id=look.resource_id, curator=curator, summary=OTHER_WORDS, spoken_for=WHY
    )
    seen = shown_hash_of_look(look)
    opened, _ = at_once(
        partial(open_look, look_id=look.pk, decider=moderators[0], shown_hash=seen), changed, may_raise=Stale
    )
    look.resource.refresh_from_db()
    assert (look.resource.summary, look.resource.state) == (OTHER_WORDS, ResourceState.HELD)
    waiting = SecondLook.objects.get(resource=look.resource, outcome=LookOutcome.WAITS)
    assert (waiting.pk == look.pk, opened in (True, False)) == (False, True)


def test_nor_for_others_who_came_in_the_same_moment(look, curator, moderators):
    for_all = partial(change_resource, resource_id=look.resource_id, curator=curator, audience="public")
    for_all = partial(for_all, marking="clear", spoken_for=WHY)
    opening = partial(open_look, look_id=look.pk, decider=moderators[0], shown_hash=shown_hash_of_look(look))
    at_once(opening, for_all, may_raise=Stale)
    look.resource.refresh_from_db()
    assert (look.resource.audience, look.resource.state) == ("public", ResourceState.HELD)


def test_a_file_that_is_added_while_somebody_decides_waits_for_nobody(look, curator, moderators):
    upload = SimpleUploadedFile("more.txt", b"Ask first.")
    adding = partial(add_file, resource_id=look.resource_id, upload=upload, curator=curator)
    opened, added = at_once(
        partial(open_look, look_id=look.pk, decider=moderators[0]), adding, may_raise=PermissionDenied
    )
    assert (opened, added.resource_id) == (True, look.resource_id)


def test_whoever_is_freed_of_their_role_in_that_moment_opens_and_changes_nothing(look, curator, moderators):
    coordinator = MemberFactory(roles=["Coordinators"])
    opening = partial(open_look, look_id=look.pk, decider=moderators[0])
    change = partial(change_resource, resource_id=look.resource_id, curator=curator, summary="Ask first.")
    for person, act in ((moderators[0], opening), (curator, change)):
        decide = partial(set_roles, person_id=person.pk, roles=set(), coordinator=coordinator)
        (outcome,) = while_locked(look.resource, act, meanwhile=decide)
        assert isinstance(outcome, PermissionDenied)
    look.refresh_from_db()
    look.resource.refresh_from_db()
    assert (look.outcome, look.resource.summary) == (LookOutcome.WAITS, WORDS)
