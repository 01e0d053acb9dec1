"""The rows shared by the tests of the rules."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from forum.actions.post import post_reply
from ratsite.accounts.enums import MemberState
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.rules.place import HOUR, IN_CIRCLE, Place


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker) -> Iterator[Place]:
    """The rows of `Place`, made once for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        agency, remit = AgencyFactory(), Remit.objects.get(slug="health")
        people = {
            "author": MemberFactory(agency=agency),
            "writer": MemberFactory(),
            "colleague": MemberFactory(agency=agency),
            "asked": MemberFactory(agency=AgencyFactory(main_remit=remit)),
            "keeper": MemberFactory(roles=["Moderators"]),
            "elsewhere": MemberFactory(roles=["Moderators"]),
            "coordinator": MemberFactory(roles=["Coordinators"]),
            "forgot": MemberFactory(roles=["Moderators"]),
            "silent": MemberFactory(silenced_until=timezone.now() + HOUR),
            "late": MemberFactory(confirm_by=timezone.localdate() - dt.timedelta(days=1)),
            "excluded": MemberFactory(excluded_until=timezone.now() + HOUR),
            "left": MemberFactory(state=MemberState.LEFT),
        }
        people["asked"].agency.remits.add(remit)
        board, circle = BoardFactory(), CircleFactory()
        board.moderators.add(people["keeper"], people["forgot"])
        topic = make_topic(board, people["author"], kind="question", asked_remits=[remit])
        post_reply(topic=topic, author=people["writer"], body="Ask at the desk.")
        circle.people.add(*(people[name] for name in IN_CIRCLE))
        closed = make_topic(BoardFactory(circle=circle), people["author"])
        yield Place({name: person.pk for name, person in people.items()}, topic.pk, closed.pk)
        transaction.set_rollback(True)


@pytest.fixture
def place(rows, db) -> Place:
    return rows
