"""The actor's rights are checked when they decide, not only when they open the page."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ratsite.accounts.actions.change_membership import (
    Refused,
    create_person,
    decide_about_person,
    set_member_state,
    set_roles,
)
from ratsite.accounts.actions.confirm import confirm_list, vouch
from ratsite.accounts.actions.decide_application import approve_application, reject_application
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.actions.leave import leave, report_leaver
from ratsite.accounts.actions.publish_terms import publish_terms
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.privacy.actions.erase import erase_address, erase_by_letter
from ratsite.privacy.actions.place_hold import place_hold
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.records.actions.assess_risks import assess_risks
from ratsite.records.actions.record_breach import close_breach, decide_about_regulator, enter_breach
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, Regulator
from ratsite.records.models import Breach, Complaint
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat
from tests.membership_changes import send_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    """A coordinator whose roles are already cached on the object, as if they had opened a page before."""
    person = MemberFactory(roles=["Coordinators"])
    assert person.has_role(Role.COORDINATOR)
    return person


def acts(coordinator: User, member: User) -> dict:
    now, about = timezone.now(), {"person_id": member.pk, "coordinator": coordinator}
    application = make_application()
    breach = Breach.objects.create(
        entered_by=coordinator, known_at=now, what="A", whose="B", how_many=HowMany.FEW, harm=Harm.UNLIKELY
    )
    complaint = Complaint.objects.create(
        entered_by=coordinator, received_at=now, channel=Channel.MAIL, subject=ComplaintSubject.OTHER, summary="A"
    )
    weighed = {"harm": Harm.UNLIKELY, "how_many": HowMany.FEW}
    return {
        "a role": partial(set_roles, roles={Role.CURATOR}, **about),
        "a state": partial(set_member_state, state=MemberState.SUSPENDED, reason="Asked for", **about),
        "both": partial(decide_about_person, state=MemberState.SUSPENDED, roles=set(), reason="Asked for", **about),
        "a person": partial(
            create_person, coordinator=coordinator, email="a@lock.example", first_name="A", last_name="B", agency=None
        ),
        "approve": partial(
            approve_application, application_id=application.pk, coordinator=coordinator, agency=AgencyFactory()
        ),
        "reject": partial(
            reject_application, application_id=application.pk, coordinator=coordinator, reason="Elsewhere."
        ),
        "terms": partial(
            publish_terms, coordinator=coordinator, text="A", summary="B", in_force_from=timezone.localdate(), after=1
        ),
        "erase": partial(erase_by_letter, posts=PostsAfterErasure.KEEP, reason="By letter", **about),
        "an address": partial(erase_address, address="x@lock.example", coordinator=coordinator, reason="By email"),
        "a hold": partial(place_hold, reason="An inquiry", until=None, **about),
        "an exclusion": partial(
            impose,
            person_id=member.pk,
            kind=SanctionKind.EXCLUDE,
            ends_at=now + dt.timedelta(days=3),
            reason="They shout",
            steward=coordinator,
        ),
        "a breach": partial(enter_breach, coordinator=coordinator, known_at=now, what="A", whose="B", **weighed),
        "a breach's decision": partial(
            decide_about_regulator,
            breach_id=breach.pk,
            coordinator=coordinator,
            regulator=Regulator.TOLD,
            told_at=now,
            why="A",
            **weighed,
        ),
        "a breach's end": partial(
            close_breach, breach_id=breach.pk, coordinator=coordinator, people_told="", lesson="A"
        ),
        "a complaint": partial(
            enter_complaint,
            coordinator=coordinator,
            received_at=now,
            channel=Channel.MAIL,
            subject=ComplaintSubject.OTHER,
            summary="A",
        ),
        "a complaint's answer": partial(
            answer_complaint, complaint_id=complaint.pk, coordinator=coordinator, outcome=Answer.UPHELD, answer="A"
        ),
        "risks": partial(assess_risks, coordinator=coordinator, about="A", risks=[]),
    }


def test_a_coordinator_who_has_left_meanwhile_decides_nothing(coordinator, member):
    waiting = acts(coordinator, member)
    set_member_state(
        person_id=coordinator.pk,
        state=MemberState.LEFT,
        coordinator=MemberFactory(roles=["Coordinators"]),
        reason="Gone",
    )
    done = []
    for name, act in waiting.items():
        try:
            act()
        except PermissionDenied:
            continue
        done.append(name)
    assert done == []


def test_nobody_decides_about_themselves_by_any_action(coordinator):
    MemberFactory(roles=["Coordinators"])
    about = {"person_id": coordinator.pk, "coordinator": coordinator}
    for act in (partial(set_roles, roles=set()), partial(set_member_state, state=MemberState.SUSPENDED)):
        with pytest.raises(PermissionDenied):
            act(**about)


def test_a_lead_who_has_left_meanwhile_confirms_no_colleague(member):
    lead = MemberFactory(agency=member.agency, is_agency_lead=True)
    late = MemberFactory(agency=member.agency, confirm_by=timezone.localdate() - dt.timedelta(days=1))
    member.agency.people_confirm_by = timezone.localdate()
    member.agency.save()
    leave(person=User.objects.get(pk=lead.pk))
    assert not report_leaver(person_id=member.pk, lead=lead)
    assert not vouch(person_id=late.pk, lead=lead)
    assert not confirm_list(agency_id=member.agency_id, lead=lead)


def test_a_person_who_was_silenced_with_the_form_open_invites_nobody(member):
    User.objects.filter(pk=member.pk).update(silenced_until=timezone.now() + dt.timedelta(days=3))
    with pytest.raises(PermissionDenied):
        invite(inviter=member, email="friend@lock.example", memo="They know the hostels.")


@pytest.mark.parametrize(
    "sent", [{"state": "approved", "reason": "Old"}, {"state": "suspended", "reason": "Asked for"}]
)
def test_the_operator_cannot_remove_the_last_coordinator(coordinator, sign_in, sent):
    machine = User.objects.create_superuser("machine@network.example")
    client = sign_in(machine, with_second_step=True)
    page = flat(send_membership(client, coordinator, **sent).content)
    assert "is the only coordinator. First make another member a coordinator." in page
    assert User.objects.coordinators().get() == coordinator


def test_a_command_cannot_remove_the_last_coordinator_either(coordinator):
    for act in (partial(set_roles, roles=set()), partial(set_member_state, state=MemberState.LEFT)):
        with pytest.raises(Refused):
            act(person_id=coordinator.pk, coordinator=None)
    assert User.objects.coordinators().get() == coordinator
