"""Who may begin and forbid an erasure, and in which words one is refused."""

import datetime as dt

import pytest

from ratsite.privacy.actions.place_hold import end_hold, place_hold
from ratsite.privacy.rules import can_ask_for_erasure, can_erase, can_hold, held_people, why_not_erasable
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def test_coordinators_erase_and_hold_everyone_but_themselves(coordinator, moderator, member):
    for rule in (can_erase, can_hold):
        assert rule(coordinator, member)
        assert not rule(coordinator, coordinator)
        assert not rule(moderator, member)


def test_a_hold_and_no_other_refuses_the_erasure_and_is_not_shown_in_the_answer_to_the_person(coordinator, member):
    assert (can_ask_for_erasure(member), why_not_erasable(member), list(held_people())) == (True, "", [])
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=None)
    assert why_not_erasable(member) == "The law requires us to keep their data: An inquiry"
    assert (can_ask_for_erasure(member), list(held_people())) == (True, [member])
    assert why_not_erasable(MemberFactory()) == ""
    end_hold(person_id=member.pk, coordinator=coordinator, reason="The inquiry is over.")
    assert (why_not_erasable(member), list(held_people())) == ("", [])


def test_a_hold_until_a_day_says_which(coordinator, member, clock):
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=dt.date(2026, 12, 24))
    assert why_not_erasable(member) == "The law requires us to keep their data until 24 December 2026: An inquiry"
    clock.forward(days=32)
    assert (why_not_erasable(member), list(held_people())) == ("", [])


def test_the_only_coordinator_is_told_to_make_another_first(coordinator):
    assert not can_ask_for_erasure(coordinator)
    assert why_not_erasable(coordinator) == ("They are the only coordinator. First make another member a coordinator.")
    MemberFactory(roles=["Coordinators"])
    assert (can_ask_for_erasure(coordinator), why_not_erasable(coordinator)) == (True, "")
