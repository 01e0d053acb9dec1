"""A coordinator saves a circle while somebody leaves who is in it, or somebody else deletes it."""

import threading
from functools import partial

import pytest
from django.db import connection

from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.forms import CircleForm
from tests.factories import CircleFactory, MemberFactory
from tests.network.test_circles_desk import address, opened, signed_in
from tests.threads import HELD, WHERE_TWO_WRITE, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


@pytest.fixture
def _django_db_helper(copied) -> None:
    """What the mark means here: the threads need rows that are committed, in a copy that is thrown away."""


def leave(person: User) -> None:
    try:
        set_member_state(person_id=person.pk, state=MemberState.LEFT, coordinator=None)
    finally:
        connection.close()


def test_whoever_leaves_between_the_look_and_the_saving_does_not_come_back_in(monkeypatch):
    circle, (gone, stays) = CircleFactory(purpose="To compare nights."), MemberFactory.create_batch(2)
    circle.people.add(gone, stays)
    thread, save = threading.Thread(target=leave, args=[gone]), CircleForm.save

    def late(form, commit: bool = True):
        thread.start()
        thread.join(HELD)
        return save(form, commit)

    monkeypatch.setattr(CircleForm, "save", late)
    desk = signed_in(MemberFactory(roles=["Coordinators"]))
    desk.post(address(circle), {**opened(desk, circle), "purpose": "To compare days."})
    thread.join()
    circle.refresh_from_db()
    assert (User.objects.get(pk=gone.pk).state, circle.purpose) == (MemberState.LEFT, "To compare days.")
    assert list(circle.people.all()) == [stays]


def test_a_circle_that_is_deleted_while_it_is_saved_is_not_there():
    circle, desk = CircleFactory(), signed_in(MemberFactory(roles=["Coordinators"]))
    page = {**opened(desk, circle), "purpose": "To compare days."}
    _, answer = while_open(circle.delete, partial(desk.post, address(circle), page))
    assert answer.status_code == 404
