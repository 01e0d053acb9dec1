"""Two people act at once: an erasure begins once, or is taken back."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.post import post_reply
from ratsite.accounts.actions.decide_application import approve_application
from ratsite.accounts.models import Application, User
from ratsite.audit.verification import verify
from ratsite.privacy.actions.erase import ask_to_be_erased, begin_erasure, erase_address, erase_by_letter, take_back
from ratsite.privacy.actions.make_copy import ask_for_copy
from ratsite.privacy.actions.place_hold import place_hold
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.erasure import run_erasure
from ratsite.privacy.models import DataCopy, Erasure, LegalHold
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, MemberFactory, make_topic
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinators(copied):
    return [MemberFactory(roles=["Coordinators"]) for _ in range(2)]


def asked(person: User) -> Erasure:
    ask_to_be_erased(person=person, posts=PostsAfterErasure.KEEP)
    Erasure.objects.filter(person=person).update(asked_at=timezone.now() - dt.timedelta(days=8))
    return Erasure.objects.get(person=person)


def begun(person: User, posts: PostsAfterErasure) -> Erasure:
    """An erasure whose task has not run yet."""
    User.objects.filter(pk=person.pk).update(state="left", is_active=False)
    coordinator, now = MemberFactory(roles=["Coordinators"]), timezone.now()
    return Erasure.objects.create(
        person=person, posts=posts, state="running", asked_at=now, started_at=now, coordinator=coordinator
    )


def test_two_coordinators_begin_one_erasure(coordinators):
    person = MemberFactory()
    erasure = asked(person)
    acts = [partial(begin_erasure, person_id=person.pk, coordinator=one) for one in coordinators]
    assert sorted(at_once(*acts)) == [False, True]
    run_erasure(erasure_id=erasure.pk)
    entries = ModelLogEntry.objects.filter(action="privacy.person.erase", object_id=str(person.pk))
    assert entries.count() == 1
    assert User.objects.get(pk=person.pk).is_erased


def test_a_letter_comes_twice(coordinators):
    person = MemberFactory()
    values = {"person_id": person.pk, "posts": PostsAfterErasure.KEEP, "reason": "By letter"}
    assert sorted(at_once(*(partial(erase_by_letter, coordinator=one, **values) for one in coordinators))) == [
        False, True,
    ]  # fmt: skip
    assert Erasure.objects.filter(person=person).count() == 1


def test_the_person_takes_it_back_as_a_coordinator_begins(coordinators):
    person = MemberFactory()
    asked(person)
    begin = partial(begin_erasure, person_id=person.pk, coordinator=coordinators[0])
    assert sorted(at_once(begin, partial(take_back, person=person))) == [False, True]


def test_two_workers_erase_once():
    person, topic = MemberFactory(), make_topic()
    for _ in range(5):
        post_reply(topic=topic, author=person, body="Words")
    act = partial(run_erasure, erasure_id=begun(person, PostsAfterErasure.KEEP).pk)
    assert sorted(at_once(act, act)) == [False, True]
    assert User.objects.get(pk=person.pk).is_erased
    assert verify().problem == ""


def test_other_people_can_write_while_a_person_is_erased():
    person, other, topic = MemberFactory(), MemberFactory(), make_topic()
    for _ in range(5):
        post_reply(topic=topic, author=person, body="Words")
    erasure = begun(person, PostsAfterErasure.TAKE)
    writing = [partial(post_reply, topic=topic, author=other, body=f"Other words {number}") for number in range(3)]
    outcomes = at_once(partial(run_erasure, erasure_id=erasure.pk), *writing)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert topic.posts.filter(author=other, state="live").count() == 3


def test_two_holds_are_one(coordinators):
    person = MemberFactory()
    acts = [partial(place_hold, person_id=person.pk, coordinator=one, reason="A", until=None) for one in coordinators]
    assert sorted(at_once(*acts)) == [False, True]
    assert LegalHold.objects.in_force().filter(person=person).count() == 1


def test_a_person_who_asks_for_a_copy_twice_at_once_gets_one():
    person = MemberFactory()
    act = partial(ask_for_copy, person=person)
    assert True in at_once(act, act)
    assert DataCopy.objects.filter(person=person).count() == 1


def test_an_application_is_approved_as_its_address_is_erased(coordinators):
    application, agency = make_application(email="erased@lock.example"), AgencyFactory()
    one, other = coordinators
    approved, is_erased = at_once(
        partial(approve_application, application_id=application.pk, coordinator=one, agency=agency),
        partial(erase_address, address=application.email, coordinator=other, reason="By email"),
    )
    assert (approved is None) == is_erased
    assert Application.objects.filter(pk=application.pk).exists() == (not is_erased)
