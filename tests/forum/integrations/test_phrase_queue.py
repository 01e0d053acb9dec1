"""Proposed phrases are in the review queue of all moderators except the one who proposed them."""

import pytest
from django.urls import reverse

from forum.actions.edit_phrases import decide_phrase, propose_phrase
from forum.integrations.phrase_queue import ProposedPhrases
from ratsite.review.queries.queue import Tab, queue_of
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def propose(member, phrase: str):
    return propose_phrase(member=member, phrase=phrase, instead="was exploited", why="It blames.")


def test_a_proposal_waits_for_another_moderator_with_its_true_age(member, moderator, clock):
    signer = moderator.with_second_step()
    proposal, own = propose(member, "asked for it"), propose(signer, "should have known better")
    clock.forward(hours=5)
    assert [(case.item.title, case.item.age, case.item.barred, case.tabs) for case in queue_of(signer).cases] == [
        ("asked for it", "waiting for 5 hours", "", {Tab.OPEN}),
        (
            "should have known better",
            "waiting for 5 hours",
            "You proposed it, so another moderator must decide",
            {Tab.NOT_MINE},
        ),
    ]
    assert ProposedPhrases().waiting(signer)[0].url == reverse("phrases:phrase", args=[proposal.pk])
    assert ProposedPhrases().waiting(MemberFactory(roles=["Curators"]).with_second_step()) == []
    decide_phrase(phrase_id=proposal.pk, moderator=signer, is_accepted=True, reason="Often seen", shown="proposed")
    other = MemberFactory(roles=["Moderators"]).with_second_step()
    decide_phrase(phrase_id=own.pk, moderator=other, is_accepted=False, reason="Too wide", shown="proposed")
    assert ProposedPhrases().waiting(signer) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(count, member, moderator, django_assert_num_queries):
    for number in range(count):
        propose(member, f"asked for it {number}")
    signer = moderator.with_second_step()
    ProposedPhrases().waiting(signer)  # which asks for their roles, once
    with django_assert_num_queries(1):
        assert len(ProposedPhrases().waiting(signer)) == count
