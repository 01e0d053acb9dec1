"""Sanctions of a week, for the tests of this folder."""

import datetime as dt

import pytest

from ratsite.accounts.models import User
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.factories import MemberFactory

REASON = "Three posts named streets after you were asked not to."
WEEK = dt.timedelta(days=7)


@pytest.fixture
def coordinator(db):
    return MemberFactory(roles=["Coordinators"])


@pytest.fixture
def sanction(clock, coordinator):
    """sanction(person, kind) imposes one for a week and gives the person as they are fetched afterwards."""

    def do(person, kind: SanctionKind, steward=None) -> User:
        made = impose(
            person_id=person.pk, kind=kind, ends_at=clock.now + WEEK, reason=REASON, steward=steward or coordinator
        )
        assert made
        return User.objects.get(pk=person.pk)

    return do
