"""Two people act at once: there is one application, one decision, one use of an invitation, one last coordinator."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ratsite.accounts.actions.apply import prove_address
from ratsite.accounts.actions.change_membership import set_member_state, set_roles
from ratsite.accounts.actions.decide_application import approve_application, reject_application
from ratsite.accounts.actions.invite import MOST_OPEN, invite
from ratsite.accounts.actions.publish_terms import publish_terms
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import Application, Invitation, TermsOfReference, User
from ratsite.lib.optimistic_lock import Stale
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.accounts.applicants import code_for, make_application, token_for
from tests.factories import AgencyFactory, MemberFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_that_is_sent_twice_proves_once():
    email = "twice@lock.example"
    application = make_application(proved=False, email=email)
    act = partial(prove_address, application_id=application.pk, code=code_for(email))
    assert sorted(outcome is None for outcome in at_once(act, act)) == [False, True]


def test_two_applications_for_one_address_become_one():
    email, acts = "both@lock.example", []
    for _ in range(2):
        application = make_application(proved=False, email=email)
        acts.append(partial(prove_address, application_id=application.pk, code=code_for(email)))
    assert sorted(outcome is None for outcome in at_once(*acts)) == [False, True]
    assert Application.objects.open().filter(email=email).count() == 1


def test_one_coordinator_approves_and_another_rejects_and_one_of_them_was_first():
    application, agency = make_application(email="decided@lock.example"), AgencyFactory()
    one, other = (MemberFactory(roles=["Coordinators"]) for _ in range(2))
    approved, rejected = at_once(
        partial(approve_application, application_id=application.pk, coordinator=one, agency=agency),
        partial(reject_application, application_id=application.pk, coordinator=other, reason="Elsewhere."),
    )
    assert (approved is None) == rejected
    application.refresh_from_db()
    assert application.state == ("rejected" if rejected else "approved")
    assert User.objects.filter(email="decided@lock.example").count() == (0 if rejected else 1)


def test_an_invitation_that_is_used_twice_counts_once():
    email = "invited@lock.example"
    token = token_for(email, MemberFactory())
    act = partial(make_application, email=email, token=token, proved=False)
    first, second = at_once(act, act)
    assert sorted([first.proved_at is None, second.proved_at is None]) == [False, True]


def test_nobody_has_more_than_so_many_open_invitations():
    member = MemberFactory()
    acts = [
        partial(invite, inviter=member, email=f"person-{number}@lock.example", memo="Good.")
        for number in range(MOST_OPEN + 2)
    ]
    outcomes = at_once(*acts)
    assert outcomes.count(None) == 2
    assert Invitation.objects.filter(inviter=member).count() == MOST_OPEN


def test_nobody_is_approved_while_terms_are_being_published():
    coordinator, newest = MemberFactory(roles=["Coordinators"]), TermsOfReference.objects.newest()
    agency = AgencyFactory()
    waiting = [make_application(email=f"term-{number}@lock.example") for number in range(4)]
    publish = partial(
        publish_terms,
        coordinator=coordinator,
        text="### All new",
        summary="Everything.",
        in_force_from=timezone.localdate(),
        after=newest.version,
    )
    approvals = [
        partial(approve_application, application_id=one.pk, coordinator=coordinator, agency=agency) for one in waiting
    ]
    at_once(*approvals[:2], publish, *approvals[2:], may_raise=Stale)
    people = User.objects.filter(email__startswith="term-")
    assert (people.approved().count(), people.filter(terms_by=None).count()) == (4, 0)


def takes_the_role(person: User, by: User):
    return partial(set_roles, person_id=person.pk, roles=set(), coordinator=by, reason="As agreed")


def sees_out(person: User, by: User):
    return partial(set_member_state, person_id=person.pk, state=MemberState.LEFT, coordinator=by, reason="Gone")


def excludes(person: User, by: User):
    ends_at = timezone.now() + dt.timedelta(days=3)
    return partial(
        impose, person_id=person.pk, kind=SanctionKind.EXCLUDE, ends_at=ends_at, reason="They shout", steward=by
    )


@pytest.mark.parametrize("act", [takes_the_role, sees_out, excludes])
def test_one_of_two_coordinators_who_remove_each_other_stays(act):
    User.objects.filter(groups__name=Role.COORDINATOR).update(state=MemberState.SUSPENDED, is_active=False)
    one, other = (MemberFactory(roles=["Coordinators"]) for _ in range(2))
    assert one.is_coordinator
    assert other.is_coordinator  # both have opened the page
    outcomes = at_once(act(one, by=other), act(other, by=one), may_raise=PermissionDenied)
    assert [isinstance(outcome, PermissionDenied) for outcome in outcomes].count(True) == 1
    assert User.objects.coordinators().filter(pk__in=[one.pk, other.pk]).count() == 1
