"""One person answers "Not for me": the question leaves their "Needs you", and nobody else can tell."""

import pytest
from django.core.exceptions import PermissionDenied

from forum.actions.dismiss_question import dismiss_question
from forum.models import AskDismissal
from ratsite.catchup.queries.needs import needs_of
from tests.factories import MemberFactory
from tests.forum.actions.test_answer_question import ask, make_volunteer, states
from tests.forum.actions.test_end_question import need
from tests.markup import flat

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


def test_the_message_of_not_for_me_has_a_button_that_undoes_it(topic, volunteer, sign_in):
    client, address = sign_in(volunteer), f"/forum/topics/{topic.pk}/question/dismiss/"
    html = flat(client.post(address, {"from": "catch-up#needs-you"}, follow=True).content)
    form = html.partition(f'<form action="{address}" method="post">')[2].partition("</form>")[0]
    assert ('name="from" value="catch-up"' in form, 'name="undo" value="1">Undo</button>' in form) == (True, True)
    html = flat(client.post(address, {"from": "catch-up", "undo": "1"}, follow=True).content)
    assert ("The question is under “Needs you” again." in html, ">Undo<" in html) == (True, False)
    assert need(volunteer) == ["Do re-lets show up?"]
