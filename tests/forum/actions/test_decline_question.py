"""An asked remit answers "Not for us": the question ends for that remit, and the asker is notified without a name."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.actions.decline_question import decline_question, undo_decline
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification
from tests.factories import MemberFactory
from tests.forum.actions.test_answer_question import ask, events, make_volunteer, remit, states
from tests.forum.actions.test_end_question import need, notified
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(asker, clock):
    return ask(author=asker, title="Do re-lets show up?")


def test_not_for_us_ends_the_question_for_the_remit_and_notifies_the_asker_without_a_name(
    asker, volunteer, sign_in, happen
):
    topic = ask("housing", "health", author=asker)
    client = sign_in(volunteer)
    happen(client.post, f"/forum/topics/{topic.pk}/question/{remit('housing').pk}/")
    assert states(topic) == {"housing": "declined", "health": "open"}
    assert need(MemberFactory(agency=volunteer.agency)) == []
    html = flat(sign_in(asker).get("/notifications/").content)
    assert "a remit that you asked said “not for us”" in html.lower()
    assert (html.count("<span>Housing</span>"), "by Housing" in html) == (1, False)
    html = flat(sign_in(asker).get(topic.get_absolute_url()).content)
    assert "<strong>Housing</strong> said that the question is not for them" in html
    assert str(volunteer) not in html
    assert notified(asker) == ["asks_declined"]


def test_a_colleague_takes_not_for_us_back(topic, volunteer):
    decline_question(topic_id=topic.pk, remit_id=remit("housing").pk, person=volunteer)
    colleague = make_volunteer("housing")
    which = {"topic_id": topic.pk, "remit_id": remit("housing").pk, "person": colleague}
    assert not decline_question(**which)
    assert undo_decline(**which)
    assert not undo_decline(**which)
    assert (states(topic), events(topic)) == ({"housing": "open"}, ["asked", "declined", "reopened"])


@pytest.mark.parametrize("who", ["of another remit", "asker", "silenced", "remit that is not asked"])
def test_nobody_else_says_not_for_us(topic, asker, volunteer, sign_in, who):
    people = {"of another remit": make_volunteer("health"), "asker": asker}
    person, slug, status = people.get(who, volunteer), "housing", 403
    if who == "silenced":
        volunteer.silenced_until = timezone.now() + dt.timedelta(days=1)
        volunteer.save()
    if who == "remit that is not asked":
        slug, status = "health", 404
    assert sign_in(person).post(f"/forum/topics/{topic.pk}/question/{remit(slug).pk}/").status_code == status
    with pytest.raises(PermissionDenied):
        decline_question(topic_id=topic.pk, remit_id=remit(slug).pk, person=person)
    assert states(topic) == {"housing": "open"}


def test_the_asker_is_emailed_what_comes_after_they_opened_the_topic(asker, volunteer, happen, sign_in, clock):
    topic = ask("housing", "health", author=asker)

    def emailed() -> list[str]:
        clock.now = Notification.objects.filter(person=asker).latest("pk").due_at
        happen(queue_due_emails)
        rows = Notification.objects.filter(person=asker, outcome=Outcome.QUEUED).order_by("pk")
        return list(rows.values_list("verb", flat=True))

    happen(decline_question, topic_id=topic.pk, remit_id=remit("housing").pk, person=volunteer)
    assert emailed() == ["asks_declined"]
    sign_in(asker).get(topic.get_absolute_url())
    assert not Notification.objects.unread().filter(person=asker).exists()
    happen(decline_question, topic_id=topic.pk, remit_id=remit("health").pk, person=make_volunteer("health"))
    assert emailed() == ["asks_declined"] * 2
