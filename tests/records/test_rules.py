"""Who may keep the registers, answer a complaint and mark a message as answered."""

import pytest
from django.contrib.auth.models import AnonymousUser

from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage
from ratsite.records.models import Complaint
from ratsite.records.rules import can_answer_complaint, can_keep_records, can_mark_answered
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def test_only_coordinators_keep_the_registers(coordinator):
    assert can_keep_records(coordinator)
    assert not can_keep_records(MemberFactory(roles=["Moderators", "Curators", "Editors"]))
    assert not can_keep_records(AnonymousUser())


def test_a_complaint_is_answered_by_a_coordinator_whom_it_is_not_about(coordinator, member):
    assert can_answer_complaint(coordinator, Complaint())
    assert can_answer_complaint(coordinator, Complaint(concerns=member))
    assert not can_answer_complaint(coordinator, Complaint(concerns=coordinator))
    assert not can_answer_complaint(member, Complaint())


def test_a_message_is_marked_as_answered_and_a_complaint_is_not(coordinator, member):
    answered = [kind for kind in MessageKind if can_mark_answered(coordinator, ContactMessage(kind=kind))]
    assert answered == [MessageKind.CONTACT]
    assert not can_mark_answered(member, ContactMessage(kind=MessageKind.CONTACT))
