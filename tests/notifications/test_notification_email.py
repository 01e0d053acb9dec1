"""What emails about notifications say: each source writes its own lines."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.deliver import deliver
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level, MailState, Outcome, Skip
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.wiring import NOTIFICATION_SOURCES
from tests.factories import MemberFactory, make_topic


@pytest.mark.parametrize("source", NOTIFICATION_SOURCES, ids=lambda source: source.name)
def test_every_source_counts_its_items_in_a_sentence_that_a_language_can_decline(source):
    for happened in source.verbs.values():
        assert "%" not in happened % {"count": 1}
        assert " 37 " in f" {happened % {'count': 37}} "


@pytest.mark.django_db
def test_composing_an_email_stores_nothing_and_sending_it_stores_what_it_left_out(member, settings):
    settings.DELIVER_AT_ONCE = False
    topic = make_topic()
    choose_mail(person=member, quiet_from=0, quiet_until=0, is_quiet_at_weekends=False)
    writer = MemberFactory()
    reply, read_later = (post_reply(topic=topic, author=writer, body=text) for text in ("First.", "Second."))
    for post in (reply, read_later):
        reasons = {member.pk: Reason(Level.DIGEST, "chosen")}
        notify(source="posts", item_id=post.pk, group=f"topic-{topic.pk}", verb="reply", people=reasons)
    rows = Notification.objects.filter(person=member)
    now = timezone.now()
    rows.update(ready_at=now, due_at=now - dt.timedelta(minutes=1))
    queue_due_emails()
    rows.filter(item_id=read_later.pk).update(read_at=now)
    withdraw_post(post_id=reply.pk, author=writer)
    mail = Mail.objects.get(person=member)
    rows.filter(item_id=reply.pk).update(outcome=Outcome.QUEUED, skip="", mail=mail)
    before = list(rows.order_by("pk").values())
    composed = compose(mail)
    assert composed.content is None
    assert list(rows.order_by("pk").values()) == before
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.DROPPED
    assert list(rows.order_by("pk").values_list("item_id", "skip")) == [
        (reply.pk, Skip.GONE),
        (read_later.pk, Skip.READ),
    ]
