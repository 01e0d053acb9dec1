"""What a person is told on the site when moderators decide on a sanction against them."""

import pytest

from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.registry import source_of
from ratsite.sanctions.actions.appeal import appeal, decide_appeal
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from tests.conftest import REASON
from tests.factories import MemberFactory
from tests.markup import text_of

pytestmark = pytest.mark.django_db
ANSWER = "You are right."


@pytest.mark.parametrize(
    ("lifts", "words"),
    [(True, "A sanction was lifted"), (False, "Your appeal changed nothing")],
)
def test_a_person_is_told_on_the_site_of_a_sanction_and_of_their_appeal(
    lifts, words, member, sanction, moderator, coordinator, sign_in
):
    sanction(member, SanctionKind.SILENCE, steward=moderator)
    appeal(sanction_id=Sanction.objects.get().pk, text="It was a bus stop.")
    decide_appeal(sanction_id=Sanction.objects.get().pk, steward=coordinator, lifts=lifts, answer=ANSWER)
    client = sign_in(member)
    text = text_of(client.get("/notifications/"))
    assert ("A new sanction" in text, words in text, 'href="/me/sanction/"' in text) == (True, True, True)
    assert (REASON in text, ANSWER in text, str(moderator) in text) == (False, False, False)
    assert ANSWER in text_of(client.get("/me/sanction/"))
    assert not Notification.objects.unread().filter(person=member).exists()
    queue_due_emails()
    assert Mail.objects.filter(to=member.email).count() == 2
    items = [*Notification.objects.filter(person=member).values_list("item_id", flat=True)]
    assert len(source_of("sanctions").lines(member, items)) == 2
    assert source_of("sanctions").lines(MemberFactory(), items) == {}
