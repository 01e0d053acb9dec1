"""A coordinator changes a circle while one of its people leaves, or another coordinator deletes or changes it."""

from functools import partial

import pytest

from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.circles.actions.change_access import agree_to_access, change_access
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import effect_of
from ratsite.lib.optimistic_lock import Stale
from tests.circles.coordinators import WHY, add, coordinator, members_url, opened, previewed, signed_in
from tests.factories import CircleFactory, MemberFactory
from tests.threads import WHERE_TWO_WRITE, at_once, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def test_a_person_who_leaves_at_that_moment_is_not_added():
    circle, gone, asker = CircleFactory(), MemberFactory(), coordinator()
    leave = partial(set_member_state, person_id=gone.pk, state=MemberState.LEFT, coordinator=None)
    _, outcome = while_open(leave, partial(add, circle, gone, by=asker), may_raise=Stale)
    assert outcome is None or isinstance(outcome, Stale)
    assert not circle.people.exists()


def test_a_circle_that_is_deleted_while_it_is_changed_is_not_there():
    circle, client, person = CircleFactory(), signed_in(coordinator()), MemberFactory()
    page = previewed(client, members_url(circle), add_people=person.email)
    sent = opened(client, members_url(circle)) | {"add_people": person.email, "confirm": "1"}
    sent["shown_hash"] = page.context["form"].shown_hash
    _, answer = while_open(circle.delete, partial(client.post, members_url(circle), sent))
    assert answer.status_code == 404


def test_two_who_agree_at_once_make_the_change_once():
    circle, asker = CircleFactory(), coordinator("housing")
    seconds = [coordinator("policing"), coordinator("health")]
    waiting = add(circle, asker, by=asker)
    seen = effect_of(circle, waiting.added, waiting.removed).shown_hash
    answers = at_once(
        *(
            partial(agree_to_access, change_id=waiting.pk, decider=one, reason="Fine", shown_hash=seen)
            for one in seconds
        )
    )
    assert sorted(answers) == [False, True]
    assert list(circle.people.all()) == [asker]


def test_a_change_confirmed_twice_at_once_is_made_once():
    circle, asker, person = CircleFactory(), coordinator("housing"), MemberFactory()
    added = {"people": {person.pk}}
    confirm = partial(
        change_access,
        target=circle,
        coordinator=asker,
        added=added,
        removed={},
        reason=WHY,
        shown_hash=effect_of(circle, added, {}).shown_hash,
    )
    outcomes = at_once(confirm, confirm)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert AccessChange.objects.about(circle).count() == 1
