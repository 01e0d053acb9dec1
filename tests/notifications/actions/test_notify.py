"""Who is notified of what, which notifications become emails, what these say, and why one was not sent."""

from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from forum.actions.follow import follow, unfollow
from forum.actions.mark_read import catch_up, mark_page_read, undo_catch_up
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import About
from forum.models import Board, Subscription, Topic
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.deliver import deliver_due
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Level, MailState, Outcome
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.unsubscribe import Stop, read_token, stop_url
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TITLE, BODY = "Rooms let again", "It began in **autumn**."


@pytest.fixture
def tick(clock, happen):
    """Set the clock to this local time, and run the jobs that are due."""

    def do(day: str, time: str) -> None:
        clock.set(day, time)
        happen(queue_due_emails)
        happen(deliver_due)

    return do


@pytest.fixture
def writer(clock):
    return MemberFactory(first_name="Wanda", last_name="Writer")


@pytest.fixture
def reader(clock):
    return MemberFactory()


def follows(person: User, topic: Topic, level: Level = Level.AT_ONCE) -> None:
    follow(person=person, about=About.TOPIC, level=level, target=topic)


def outcomes(person: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("outcome", "skip"))


def test_an_immediate_email_is_sent_once_the_first_minutes_for_slips_are_over(clock, happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-23", "09:04")
    assert mail.outbox == []
    tick("2026-11-23", "09:06")
    assert [message.to for message in mail.outbox] == [[reader.email]]


@pytest.mark.parametrize(
    ("marking", "subject", "says", "says_not"),
    [
        (Marking.CLEAR, "Rooms let again", ["Rooms let again", "Housing", "It was the landlord’s son"], ["Wanda"]),
        (Marking.GREEN, "Rooms let again", ["Rooms let again", "Housing"], ["landlord", "Wanda"]),
        (Marking.AMBER_STRICT, "Something new for you", ["Something new"], ["Rooms", "Housing", "landlord", "Wanda"]),
    ],
)
def test_a_mail_says_what_the_marking_allows(happen, tick, writer, reader, marking, subject, says, says_not):
    board = BoardFactory(name="What we are seeing")
    topic = make_topic(board, writer, marking=marking)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="It was the landlord’s **son**.")
    tick("2026-11-23", "09:10")
    message = mail.outbox[0]
    whole = message.subject + message.body + message.alternatives[0].content + str(message.extra_headers)
    assert message.subject == subject
    assert [word for word in says if word not in whole] == []
    assert [word for word in [*says_not, "What we are seeing", "rooms-let-again"] if word in whole] == []


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\x0b", "\x85", "\u2028"])
def test_a_title_of_several_lines_adds_no_header_and_stops_nobodys_mail(happen, tick, writer, reader, break_):
    """Word writes \\x0b for a soft line break; Python's email package refuses a subject with one."""
    for title in (f"Rooms{break_}Bcc: everybody", "A plain title"):
        topic = make_topic(author=writer, title=title)
        follows(reader, topic)
        happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-23", "09:10")
    subjects = [message.message()["Subject"] for message in mail.outbox]
    assert sorted(subjects) == ["A plain title", "Rooms Bcc: everybody"]


def test_emails_do_not_tell_two_closely_marked_topics_apart(happen, tick, writer, reader):
    """The email has no link, thread id or unsubscribe link of one topic: each would identify it."""
    circle = CircleFactory()
    circle.people.add(writer, reader)
    topic = make_topic(BoardFactory(circle=circle, ceiling=Marking.RED), writer, marking=Marking.RED)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-23", "09:10")
    message = mail.outbox[0]
    assert message.subject == "Something new for you"
    assert "References" not in message.extra_headers
    assert "/posts/" not in message.body + message.alternatives[0].content
    assert "Stop emails about this topic" not in message.body
    assert message.extra_headers["List-Unsubscribe"].strip("<>") in message.body


def test_a_daily_mail_has_everything_in_one_and_waits_for_its_hour(happen, tick, writer, reader):
    for title in ("One", "Two"):
        topic = make_topic(author=writer, title=title)
        follows(reader, topic, Level.DIGEST)
        happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-23", "17:00")
    assert mail.outbox == []
    tick("2026-11-24", "08:00")
    assert [(message.subject, message.to) for message in mail.outbox] == [("2 things are new for you", [reader.email])]
    assert all(title in mail.outbox[0].body for title in ("One", "Two"))


def test_a_daily_mail_ends_mail_about_each_of_its_topics_by_a_link_in_both_its_forms(
    happen, tick, writer, reader, client
):
    topics = [make_topic(author=writer, title=title) for title in ("One", "Two")]
    for topic in topics:
        follows(reader, topic, Level.DIGEST)
        happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-24", "08:00")
    message = mail.outbox[0]
    for topic in topics:
        link = stop_url(reader, source="posts", group=f"topic-{topic.pk}")
        assert f"Stop emails about this topic: {link}\n" in message.body
        assert f'href="{link}"' in message.alternatives[0].content
    client.post(link.removeprefix(settings.SITE_URL))
    assert [one.level for one in Subscription.objects.filter(person=reader).order_by("pk")] == ["digest", "catch_up"]


def test_one_mail_about_a_topic_until_its_reader_returns(clock, happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    for minute in ("09:10", "10:10"):
        happen(post_reply, topic=topic, author=writer, body="More.")
        tick("2026-11-23", minute)
    assert len(mail.outbox) == 1
    assert outcomes(reader) == [("posted", ""), ("skipped", "earlier")]
    topic.refresh_from_db()
    mark_page_read(topic=topic, reader=reader, read_to=0, first=1, last=topic.last_number, has_no_mark=True)
    happen(post_reply, topic=topic, author=writer, body="And more.")
    tick("2026-11-23", "11:10")
    assert len(mail.outbox) == 2


def test_mails_about_one_topic_hang_together_and_each_has_a_number_of_ours(clock, happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    for minute in ("09:10", "10:10"):
        happen(post_reply, topic=topic, author=writer, body="More.")
        tick("2026-11-23", minute)
        Notification.objects.update(read_at=timezone.now())
    first, second = (message.extra_headers for message in mail.outbox)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Message-ID"].endswith("@testserver>")
    assert str(topic.pk) not in first["References"].split("@")[0].split("<")[1].split(".")


def test_a_notification_that_was_read_on_the_site_is_not_emailed(happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    Notification.objects.update(read_at=timezone.now())
    tick("2026-11-23", "09:10")
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "read")])


def test_a_post_withdrawn_in_the_first_minutes_is_not_emailed(happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    post = happen(post_reply, topic=topic, author=writer, body="More.")
    happen(withdraw_post, post_id=post.pk, author=writer)
    tick("2026-11-23", "09:10")
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "gone")])
    assert [row.state for row in Mail.objects.all()] == [MailState.DROPPED]


def test_access_that_ends_between_queue_and_sending_ends_the_mail(clock, happen, writer, reader, monkeypatch):
    """The mail server is down at first, so the email waits while its recipient leaves the circle."""
    circle = CircleFactory()
    circle.people.add(writer, reader)
    topic = make_topic(BoardFactory(circle=circle), writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    clock.forward(minutes=10)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.message.EmailMessage.send", _refuse)
        happen(queue_due_emails)
    assert Mail.objects.get().state == MailState.WAITING
    circle.people.remove(reader)
    clock.forward(minutes=10)
    assert deliver_due() == 0
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "gone")])


def _refuse(self, *args, **kwargs):
    raise ConnectionRefusedError("nobody there")


def test_a_queued_email_does_not_store_its_text(clock, happen, writer, reader, monkeypatch):
    topic = make_topic(author=writer, marking=Marking.CLEAR)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    clock.forward(minutes=10)
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", _refuse)
    happen(queue_due_emails)
    row = Mail.objects.get()
    assert (row.subject, row.text, row.html, row.headers) == ("", "", "", {})


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LEFT, MemberState.LAPSED, MemberState.PENDING])
def test_nobody_who_is_no_member_gets_news(happen, tick, writer, reader, state):
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    set_member_state(person_id=reader.pk, state=state, coordinator=None, reason="Left")
    Mail.objects.all().delete()
    tick("2026-11-23", "09:10")
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "closed")])


def test_a_ceiling_holds_for_seven_days(clock, happen, tick, writer, reader):
    choose_mail(person=reader, ceiling=2)
    for hour in ("09", "10", "11"):
        clock.set("2026-11-23", f"{hour}:00")
        topic = make_topic(author=writer)
        follows(reader, topic)
        happen(post_reply, topic=topic, author=writer, body="More.")
        tick("2026-11-23", f"{hour}:10")
    assert len(mail.outbox) == 2
    assert outcomes(reader) == [("posted", ""), ("posted", ""), ("skipped", "ceiling")]
    clock.set("2026-11-30", "12:00")
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-30", "12:10")
    assert len(mail.outbox) == 3


def test_a_person_who_stopped_all_email_is_still_notified_on_the_site(happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    choose_mail(person=reader, is_stopped=True)
    happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-23", "09:10")
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "stopped")])
    assert Notification.objects.unread().filter(person=reader).count() == 1


def lower(client, person: User, topic: Topic) -> None:
    follow(person=person, about=About.TOPIC, level=Level.CATCH_UP, target=topic)


def stop_following(client, person: User, topic: Topic) -> None:
    unfollow(person=person, subscription_id=Subscription.objects.get(person=person).pk)


def press_the_link(client, person: User, topic: Topic) -> None:
    link = stop_url(person, source="posts", group=f"topic-{topic.pk}")
    client.post(link.removeprefix(settings.SITE_URL))


@pytest.mark.parametrize("choose", [lower, stop_following, press_the_link])
def test_a_person_who_chooses_less_email_gets_none_about_earlier_notifications(
    clock, happen, tick, writer, reader, client, choose
):
    topic, other = make_topic(author=writer), make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    clock.forward(minutes=6)
    happen(choose, client, reader, topic)
    follows(reader, other)
    happen(post_reply, topic=other, author=writer, body="More.")
    tick("2026-11-23", "09:20")
    assert outcomes(reader) == [("skipped", "unwanted"), ("posted", "")]
    assert len(mail.outbox) == 1


def test_a_mail_that_waits_for_the_server_is_dropped_by_the_choice(clock, happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    clock.forward(minutes=6)
    queue_due_emails()
    follows(reader, topic, Level.OFF)
    tick("2026-11-23", "09:20")
    assert (mail.outbox, Mail.objects.get().state) == ([], MailState.DROPPED)


@pytest.mark.parametrize("level", [Level.OFF, Level.CATCH_UP])
def test_a_person_who_chose_a_lower_level_for_a_board_gets_no_email_about_its_new_topics(
    clock, happen, tick, writer, reader, level
):
    board = BoardFactory(holds_newcomers=False)
    follow(person=reader, about=About.BOARD, level=Level.AT_ONCE, target=board)
    happen(make_topic, board, writer)
    follow(person=reader, about=About.BOARD, level=level, target=board)
    tick("2026-11-23", "09:20")
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "unwanted")])


def test_quiet_hours_chosen_after_the_queueing_hold_too(happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    choose_mail(person=reader, quiet_from=9, quiet_until=15, hour=16)
    tick("2026-11-23", "09:10")
    assert mail.outbox == []
    tick("2026-11-23", "15:00")
    assert len(mail.outbox) == 1


def test_an_email_that_is_due_moves_to_the_hour_that_its_reader_chooses_meanwhile(
    clock, happen, tick, writer, reader, sign_in
):
    follows(reader, topic := make_topic(author=writer), Level.DIGEST)
    happen(post_reply, topic=topic, author=writer, body="More.")  # at nine: for tomorrow at eight
    tick("2026-11-23", "10:00")
    url = reverse("notifications:mail_choices")
    chosen = {"rhythm": "daily", "hour": 16, "weekday": 0, "quiet_from": 18, "quiet_until": 8, "ceiling": 7}
    sign_in(reader).post(url, chosen)
    tick("2026-11-23", "15:59")
    assert mail.outbox == []
    tick("2026-11-23", "16:00")
    assert len(mail.outbox) == 1
    post_reply(topic=(other := make_topic(author=writer)), author=reader, body="Yes.")
    happen(post_reply, topic=other, author=writer, body="Thank you.")  # for tomorrow at four
    choose_mail(person=reader, rhythm="weekly", weekday=2, hour=12)
    tick("2026-11-24", "17:00")
    assert len(mail.outbox) == 1
    tick("2026-11-25", "12:00")
    assert len(mail.outbox) == 2


def test_quiet_hours_that_end_earlier_release_waiting_emails_after_the_minutes_for_slips(
    clock, happen, tick, writer, reader
):
    follows(reader, topic := make_topic(author=writer))
    clock.set("2026-11-23", "20:00")
    happen(post_reply, topic=topic, author=writer, body="More.")
    choose_mail(person=reader, quiet_from=22)
    tick("2026-11-23", "20:04")
    assert mail.outbox == []
    choose_mail(person=reader, quiet_from=20)
    tick("2026-11-23", "20:06")
    assert mail.outbox == []
    choose_mail(person=reader, quiet_from=22)
    tick("2026-11-23", "20:07")
    assert len(mail.outbox) == 1


def test_other_choices_move_nothing(clock, happen, writer, reader):
    choose_mail(person=reader)
    follows(reader, topic := make_topic(author=writer), Level.DIGEST)
    happen(post_reply, topic=topic, author=writer, body="More.")
    clock.set("2026-11-24", "07:59")
    before = Notification.objects.get(person=reader).due_at
    choose_mail(person=reader, ceiling=2)
    clock.set("2026-11-24", "08:00")
    choose_mail(person=reader, hour=16)  # it is due already, and goes with the next turn of the clock
    assert Notification.objects.get(person=reader).due_at == before


def test_an_email_that_is_due_is_sent_earlier_when_quiet_hours_end_earlier(clock, happen, tick, writer, reader):
    follows(reader, topic := make_topic(author=writer))
    happen(post_reply, topic=topic, author=writer, body="More.")
    clock.set("2026-11-23", "17:59")
    queue_due_emails()  # without its commit: the mail waits for the clock
    tick("2026-11-23", "18:30")
    assert mail.outbox == []
    choose_mail(person=reader, quiet_from=22)
    tick("2026-11-23", "18:31")
    assert len(mail.outbox) == 1


def test_a_mail_that_is_tried_again_keeps_quiet_hours_too(happen, tick, clock, writer, reader, monkeypatch):
    topic = make_topic(author=writer)
    follows(reader, topic)
    clock.set("2026-11-23", "17:50")
    happen(post_reply, topic=topic, author=writer, body="More.")
    with monkeypatch.context() as server:
        server.setattr("django.core.mail.message.EmailMessage.send", Mock(side_effect=ConnectionRefusedError))
        tick("2026-11-23", "17:58")
    for time in ("18:05", "23:00"):
        tick("2026-11-23", time)
    assert mail.outbox == []
    tick("2026-11-24", "08:00")
    assert len(mail.outbox) == 1


def test_catching_up_reads_the_notifications_about_those_boards(clock, happen, writer, reader):
    one, other = make_topic(author=writer), make_topic(author=writer)
    for topic in (one, other):
        follows(reader, topic)
        happen(post_reply, topic=topic, author=writer, body="More.")
    clock.forward(minutes=1)
    done = catch_up(reader=reader, boards=[one.board], until=timezone.now())
    unread = Notification.objects.unread().filter(person=reader).order_by("pk")
    assert list(unread.values_list("group", flat=True)) == [f"topic-{other.pk}"]
    assert undo_catch_up(reader=reader, done=done)
    assert list(unread.values_list("group", flat=True)) == [f"topic-{one.pk}", f"topic-{other.pk}"]
    done = catch_up(reader=reader, boards=[one.board, other.board], until=timezone.now())
    clock.forward(minutes=1)
    catch_up(reader=reader, boards=[one.board], until=timezone.now())
    assert undo_catch_up(reader=reader, done=done)
    assert list(unread.values_list("group", flat=True)) == [f"topic-{other.pk}"]


def test_a_page_after_a_gap_settles_only_what_it_shows(happen, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    for _ in range(3):
        happen(post_reply, topic=topic, author=writer, body="More.")
    topic.refresh_from_db()
    mark_page_read(topic=topic, reader=reader, read_to=0, first=4, last=4, has_no_mark=True)
    unread = Notification.objects.unread().filter(person=reader)
    assert sorted(unread.values_list("position", flat=True)) == [2, 3]


def test_moving_a_board_to_a_circle_drops_the_emails_about_it(happen, tick, writer, reader):
    topic = make_topic(author=writer)
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    circle = CircleFactory()
    circle.people.add(writer)
    Board.objects.filter(pk=topic.board_id).update(circle=circle)
    tick("2026-11-23", "09:10")
    assert (mail.outbox, outcomes(reader)) == ([], [("skipped", "gone")])


def test_notifying_twice_notifies_once(happen, writer, reader):
    from forum.actions.notify import notify_of_post

    topic = make_topic(author=writer)
    follows(reader, topic)
    post = happen(post_reply, topic=topic, author=writer, body="More.")
    assert notify_of_post(post.pk) == 0
    assert Notification.objects.filter(outcome=Outcome.DUE).count() == 1


def test_a_name_in_a_mail_is_written_as_it_is(happen, tick, writer):
    reader = MemberFactory(first_name="Aoife O'Neill & Co")
    topic = make_topic(author=writer, title="Rooms & <beds> that aren't let")
    follows(reader, topic)
    happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-23", "09:10")
    message = mail.outbox[0]
    assert "Hello Aoife O'Neill & Co," in message.body
    assert "Rooms & <beds> that aren't let" in message.body
    assert "Rooms &amp; &lt;beds&gt;" in message.alternatives[0].content


def test_a_press_on_stop_ends_what_brought_the_mail(happen, tick, writer, reader):
    """An email about a new topic came because of a board: stopping the topic alone would not stop the next one."""
    board = BoardFactory()
    follow(person=reader, about=About.BOARD, level=Level.AT_ONCE, target=board)
    happen(make_topic, board, writer)
    tick("2026-11-23", "09:10")
    message = mail.outbox[0]
    assert read_token(message.extra_headers["List-Unsubscribe"].strip("<>").split("/")[-2]) == Stop(reader.pk)
    assert "Stop emails about this topic" not in message.body + message.alternatives[0].content


def test_an_email_after_a_long_absence_lists_some_topics_and_says_that_there_are_more(
    clock, happen, tick, writer, reader
):
    for number in range(32):
        topic = make_topic(author=writer, title=f"Topic of number {number:02}")
        follows(reader, topic, Level.DIGEST)
        happen(post_reply, topic=topic, author=writer, body="More.")
    tick("2026-11-24", "08:00")
    body = mail.outbox[0].body
    assert (body.count("Topic of number"), "Something new for you" in body) == (30, True)
