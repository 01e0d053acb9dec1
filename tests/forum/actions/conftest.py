"""The people of a question: its asker, and a member of an agency with the asked remit."""

import pytest

from ratsite.accounts.models import User
from tests.factories import MemberFactory
from tests.forum.actions.test_answer_question import make_volunteer


@pytest.fixture
def asker() -> User:
    return MemberFactory(first_name="Delroy")


@pytest.fixture
def volunteer() -> User:
    return make_volunteer("housing")
