"""New terms are published while a person accepts the old ones, is approved, or publishes too."""

from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.actions.publish_terms import accept_terms, publish_terms, record_acceptance
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import TermsOfReference, User
from ratsite.lib.optimistic_lock import Stale
from tests.factories import MemberFactory
from tests.threads import WHERE_TWO_WRITE, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def publication() -> partial:
    newest = TermsOfReference.objects.newest()
    return partial(
        publish_terms,
        coordinator=MemberFactory(roles=["Coordinators"]),
        text=f"### Version {newest.version + 1}",
        summary="Everything.",
        in_force_from=timezone.localdate(),
        after=newest.version,
    )


def while_published(act: Callable) -> object:
    """Run `act` while a publication has changed its rows and not committed; return its result or its Stale."""
    return while_open(publication(), act, may_raise=Stale)[1]


def asked(person: User) -> bool:
    return User.objects.get(pk=person.pk).terms_by is not None


def test_accepting_the_earlier_terms_does_not_accept_the_new_ones():
    person, newest = MemberFactory(), TermsOfReference.objects.newest()
    assert not while_published(partial(accept_terms, person=person, version=newest.version))
    assert asked(person)


def test_the_second_of_two_people_who_publish_at_once_is_told_about_the_first():
    second, before = publication(), TermsOfReference.objects.newest().version
    assert isinstance(while_published(second), Stale)
    assert TermsOfReference.objects.newest().version == before + 1


def test_a_person_who_is_approved_meanwhile_must_accept_the_new_version():
    person, coordinator = MemberFactory(state=MemberState.PENDING), MemberFactory(roles=["Coordinators"])
    record_acceptance(person, TermsOfReference.objects.newest(), timezone.now())
    values = {"person_id": person.pk, "state": MemberState.APPROVED, "coordinator": coordinator}
    values["reason"] = "Their agency vouches for them"
    assert while_published(partial(set_member_state, **values))
    assert asked(person)
