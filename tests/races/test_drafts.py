"""Two forms are saved in the same moment: no text is lost."""

import uuid
from functools import partial

import pytest

from forum.actions.save_draft import reply_place, save_draft, save_signed_out
from forum.models import Draft
from tests.factories import MemberFactory, make_topic
from tests.threads import WHERE_TWO_WRITE, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


@pytest.fixture
def _django_db_helper(copied) -> None:
    """What the mark means here: what one test leaves the next may find, and no other module does."""


def texts(person) -> list[str]:
    return sorted(draft.words for draft in Draft.objects.filter(person=person))


@pytest.fixture
def save_as():
    """save_as(action): the action for a new member and topic, and that member."""

    def bind(action) -> tuple[partial, object]:
        member, topic = MemberFactory(), make_topic()
        return partial(action, person=member, place=reply_place(topic), topic_id=topic.pk), member

    return bind


def test_of_two_forms_that_are_sent_signed_out_both_texts_are_saved(save_as):
    save, member = save_as(save_signed_out)
    sent = [partial(save, fields={"body": [text]}, submission=uuid.uuid4()) for text in ("One", "Two")]
    assert while_open(*sent) == (None, None)
    assert texts(member) == ["One", "Two"]


def test_of_two_pages_that_save_their_first_draft_the_second_is_stale(save_as):
    save, member = save_as(save_draft)
    assert while_open(*(partial(save, fields={"body": [text]}, sequence=0) for text in ("One", "Two"))) == (1, None)
    assert texts(member) == ["One"]
