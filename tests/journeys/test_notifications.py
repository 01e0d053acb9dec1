"""Follow a topic, be notified of a reply, and stop its emails, with scripts and without."""

import pytest
from django.utils import timezone

from forum.actions.follow import follow
from forum.actions.notify import notify_of_post
from forum.actions.post import post_reply
from forum.enums import About
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from ratsite.notifications.unsubscribe import stop_url
from tests.factories import MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_follows_a_topic_is_notified_of_a_reply_and_opens_it(visitor):
    topic, person = make_topic(title="Rooms let again and again"), MemberFactory()
    visitor.force_sign_in(person)
    visitor.open(topic.get_absolute_url())
    visitor.page.get_by_label("Notifications about this topic").select_option("at_once")
    visitor.press("Save")
    assert "Saved: Notification and immediate email." in visitor.page.locator("main").inner_text()
    notify_of_post(post_reply(topic=topic, author=topic.author, body="It happened again.").pk)
    visitor.open("/forum/")
    visitor.page.locator("a.tool", has_text="new notification").click()
    assert "New reply" in visitor.page.locator("main").inner_text()
    visitor.follow("Rooms let again and again")
    assert "It happened again." in visitor.page.locator("main").inner_text()
    visitor.open("/notifications/")
    assert "Nothing new for you." in visitor.page.locator("main").inner_text()
    assert visitor.page.locator(".tool .count").count() == 0


def test_a_member_chooses_when_mail_comes_and_follows_a_word(visitor):
    visitor.force_sign_in(MemberFactory())
    visitor.open("/notifications/choices/")
    visitor.page.get_by_label("At what hour").select_option("20")
    visitor.press("Save my choices")
    assert "Choose an hour that is not one of your quiet hours" in visitor.page.locator("main").inner_text()
    visitor.page.get_by_label("At what hour").select_option("9")
    visitor.press("Save my choices")
    assert "Saved. This applies from the next email." in visitor.page.locator("main").inner_text()
    visitor.open("/following/")
    visitor.page.get_by_label("What you want to follow").select_option(index=1)
    visitor.press("Follow the word")
    assert "You are now following “" in visitor.page.locator("main").inner_text()
    visitor.page.get_by_label("Notifications about").last.select_option(label="Off")
    visitor.press("Save")
    assert "You are not following any topics, boards or words yet." in visitor.page.locator("main").inner_text()


def test_a_person_with_the_link_of_an_email_stops_the_emails_and_sees_nothing(visitor):
    person = MemberFactory()
    visitor.open(stop_url(person).partition("testserver")[2])
    visitor.press("Stop these emails")
    assert visitor.heading() == "We have stopped emails about what is new"
    assert visitor.context.cookies() == []


def test_a_member_reads_why_a_mail_waits_and_then_why_none_came(visitor):
    topic, person = make_topic(title="Rooms let again and again"), MemberFactory()
    choose_mail(person=person, quiet_from=8, quiet_until=8, is_quiet_at_weekends=False)  # whenever this runs
    follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    notify_of_post(post_reply(topic=topic, author=topic.author, body="It happened again.").pk)
    visitor.force_sign_in(person)
    visitor.open("/account/email/")
    visitor.click(visitor.page.get_by_role("link", name="Emails", exact=True))
    visitor.follow("Emails we sent you, and why")
    assert visitor.heading() == "Emails we sent you, and why"
    row = visitor.page.locator("li", has=visitor.page.get_by_role("link", name="Rooms let again and again"))
    assert "You follow this topic" in row.inner_text()
    assert "We will email you on" in row.inner_text()
    assert visitor.fits_screen()
    visitor.follow("Change when we email you")
    visitor.page.get_by_label("Stop all emails about what is new").check()
    visitor.press("Save my choices")
    Notification.objects.filter(person=person).update(due_at=timezone.now())
    queue_due_emails()
    visitor.follow("Emails we sent you, and why")
    assert "No email. You have stopped all emails about what is new." in row.inner_text()
