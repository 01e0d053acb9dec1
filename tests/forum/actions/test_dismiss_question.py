"""One person answers "Not for me": the question leaves their "Needs you", and nobody else can tell."""

import pytest
from django.core.exceptions import PermissionDenied

from forum.actions.dismiss_question import dismiss_question
from forum.models import AskDismissal
from ratsite.catchup.queries.needs import needs_of
from tests.factories import MemberFactory
from tests.forum.actions.test_answer_question import ask, make_volunteer, states
from tests.forum.actions.test_end_question import need

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(asker, clock):
    return ask(author=asker, title="Do re-lets show up?")


def test_not_for_me_removes_the_question_for_one_person_and_can_be_undone(topic, volunteer, sign_in):
    colleague, client = MemberFactory(agency=volunteer.agency), sign_in(volunteer)
    address = f"/forum/topics/{topic.pk}/question/dismiss/"
    assert client.post(address, {"from": "catch-up#needs-you"}).url == "/catch-up/#needs-you"
    assert (need(volunteer), need(colleague)) == ([], ["Do re-lets show up?"])
    assert client.post(address).url == topic.get_absolute_url()
    assert AskDismissal.objects.count() == 1
    assert states(topic) == {"housing": "open"}
    assert client.post(address, {"from": "catch-up#?next=//example.org"}).url == "/catch-up/"
    client.post(address, {"undo": "1"})
    assert need(volunteer) == ["Do re-lets show up?"]


@pytest.mark.parametrize("others", ["stranger", "asker"])
def test_only_people_who_are_asked_say_not_for_me(topic, asker, sign_in, others):
    person = asker if others == "asker" else make_volunteer("health")
    assert sign_in(person).post(f"/forum/topics/{topic.pk}/question/dismiss/").status_code == 403
    with pytest.raises(PermissionDenied):
        dismiss_question(topic_id=topic.pk, person=person)


def test_a_topic_that_asks_two_of_your_remits_is_one_row_and_one_button(asker):
    both = make_volunteer("housing", "health")
    topic = ask("housing", "health", author=asker)
    (row,) = needs_of(both).rows
    assert row.why == "Asked of health, housing today"
    dismiss_question(topic_id=topic.pk, person=both)
    assert need(both) == []
