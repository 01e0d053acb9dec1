"""The pages of notifications, and the links that stop emails."""

import pytest
from django.core import mail
from django.test import Client

from forum.actions.follow import follow
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import About
from forum.models import Subscription
from ratsite.accounts.models import User
from ratsite.accounts.models.person import ERASED
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.actions.notify import read_group
from ratsite.notifications.enums import Level
from ratsite.notifications.models import MailChoices, Notification
from ratsite.notifications.unsubscribe import stop_url
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
LIST = "/notifications/"


@pytest.fixture
def reader():
    return MemberFactory()


@pytest.fixture
def followed_topic(django_capture_on_commit_callbacks, reader):
    """hear(replies=2) makes a topic that the reader follows, with this many replies, and returns it."""

    def do(replies: int = 1, *, topic=None, **fields):
        topic = topic or make_topic(**fields)
        follow(person=reader, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(replies):
                post_reply(topic=topic, author=topic.author, body="More.")
        return topic

    return do


def page(client, address: str = LIST) -> str:
    return flat(client.get(address).content)


def test_one_row_a_topic_and_a_count_in_the_header(sign_in, reader, followed_topic):
    followed_topic(3, title="Rooms let again")
    followed_topic(1, title="Four people, one van")
    text = page(sign_in(reader))
    assert text.count("Rooms let again</a>") == 1
    assert "3 new replies" in text
    assert "You follow this topic" in text
    assert '<span class="count">2</span>' in text


@pytest.mark.parametrize(("topics", "said"), [(1, "new notification"), (2, "new notifications")])
def test_the_bell_says_one_notification_and_two_notifications(sign_in, reader, followed_topic, topics, said):
    for _ in range(topics):
        followed_topic()
    page = flat(sign_in(reader).get(LIST).content)
    assert f'<span class="count">{topics}</span><span class="vh">{said}</span>' in page


def test_opening_the_topic_settles_it(sign_in, reader, followed_topic):
    topic = followed_topic(2)
    client = sign_in(reader)
    client.get(topic.get_absolute_url())
    assert Notification.objects.unread().count() == 0
    assert '<span class="count">' not in page(client)
    assert "Read before" in page(client)


def test_one_topic_or_all_can_be_marked_as_read(sign_in, reader, followed_topic):
    first, _ = followed_topic(), followed_topic()
    client = sign_in(reader)
    client.post(f"{LIST}read/", {"group": f"topic-{first.pk}"})
    assert Notification.objects.unread().count() == 1
    client.post(f"{LIST}read/", {"until": "2999-01-01T00:00:00Z"})
    assert Notification.objects.unread().count() == 0


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z"])
@pytest.mark.parametrize("address", [f"{LIST}read/", "/catch-up/"])
def test_a_moment_beyond_all_calendars_marks_nothing(sign_in, reader, followed_topic, address, until):
    followed_topic()
    assert sign_in(reader).post(address, {"until": until}).status_code == 302
    assert Notification.objects.unread().count() == 1


def test_nobody_marks_for_another(sign_in, reader, followed_topic):
    topic = followed_topic()
    client = sign_in(MemberFactory())
    client.post(f"{LIST}read/", {"group": f"topic-{topic.pk}", "until": "2999-01-01T00:00:00Z"})
    assert Notification.objects.unread().filter(person=reader).count() == 1


def test_a_new_notification_is_found_below_any_number_of_read_ones(sign_in, reader, followed_topic, monkeypatch):
    monkeypatch.setattr("ratsite.notifications.inbox.MOST_LISTED", 2)
    followed_topic(title="Rooms let again")
    for topic in [followed_topic(title="Read at once") for _ in range(3)]:
        read_group(person=reader, group=f"topic-{topic.pk}")
    text = page(sign_in(reader))
    assert "Nothing new for you." not in text
    assert text.index("Rooms let again</a>") < text.index("Read before") < text.index("Read at once</a>")


def test_a_notification_about_something_one_can_no_longer_read_shows_nothing_of_it(sign_in, reader, followed_topic):
    circle = CircleFactory()
    circle.people.add(reader)
    author = MemberFactory(first_name="Zebedee")
    circle.people.add(author)
    followed_topic(topic=make_topic(BoardFactory(circle=circle), author, title="A closed matter"))
    client = sign_in(reader)
    assert "A closed matter" in page(client)
    circle.people.remove(reader)
    for address in (LIST, f"{LIST}mail/"):
        text = page(client, address)
        assert "Something that you can no longer read" in text
        assert ("A closed matter" in text, "Zebedee" in text) == (False, False)


def test_a_reply_that_was_withdrawn_is_not_counted(sign_in, reader, followed_topic):
    topic = followed_topic(3)
    withdraw_post(post_id=topic.posts.get(number=2).pk, author=topic.author)
    text = page(sign_in(reader))
    assert ("2 new replies" in text, "3 new replies" in text) == (True, False)


def test_the_page_of_mails_says_what_became_of_each(
    sign_in, reader, followed_topic, clock, django_capture_on_commit_callbacks
):
    topic = followed_topic(title="Rooms let again")
    clock.forward(minutes=10)
    with django_capture_on_commit_callbacks(execute=True):
        queue_due_emails()
    followed_topic(1, topic=topic)
    clock.forward(minutes=10)
    queue_due_emails()
    text = page(sign_in(reader), f"{LIST}mail/")
    assert "Emailed on Monday 23 November, 09:10 to" in text
    assert "No email. You had not come back since the last email about the same topic." in text
    assert "7. We have sent you 1 in the last 7 days." in text


def test_choices_are_saved_and_a_wrong_one_loses_nothing(sign_in, reader):
    client = sign_in(reader)
    good = {"rhythm": "weekly", "hour": 9, "weekday": 2, "quiet_from": 17, "quiet_until": 9, "ceiling": 3}
    response = client.post(f"{LIST}choices/", {**good, "hour": 20})
    assert "Choose an hour that is not one of your quiet hours" in flat(response.content)
    assert MailChoices.objects.count() == 0
    client.post(f"{LIST}choices/", good)
    kept = MailChoices.objects.get(person=reader)
    assert (kept.rhythm, kept.weekday, kept.ceiling, kept.is_quiet_at_weekends) == ("weekly", 2, 3, False)


def test_nobody_chooses_for_another(sign_in, reader):
    other = MemberFactory()
    good = {"rhythm": "weekly", "hour": 9, "weekday": 2, "quiet_from": 17, "quiet_until": 9, "ceiling": 3}
    sign_in(reader).post(f"{LIST}choices/", {**good, "person": other.pk, "id": 99})
    assert list(MailChoices.objects.values_list("person", flat=True)) == [reader.pk]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(LIST, 7), (f"{LIST}mail/", 6)])
def test_a_page_costs_the_same_for_one_and_three(
    sign_in, reader, followed_topic, django_assert_num_queries, count, address, queries
):
    for _ in range(count):
        followed_topic(2)
    client = sign_in(reader)
    # session, person; told (new and read), their posts; choices, mails of the week
    with django_assert_num_queries(queries):
        client.get(address)


# --- the links of a mail -----------------------------------------------------------------------------------------


def path_of(url: str) -> str:
    return url.removeprefix("http://testserver")


def test_the_link_of_a_mail_stops_its_topic_signed_out_with_one_press(
    reader, followed_topic, clock, django_capture_on_commit_callbacks
):
    topic = followed_topic()
    clock.forward(minutes=10)
    with django_capture_on_commit_callbacks(execute=True):
        queue_due_emails()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(path_of(headers["List-Unsubscribe"].strip("<>")), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert (stranger.cookies, answer.wsgi_request.user.is_authenticated) == ({}, False)
    assert Subscription.objects.get(person=reader, topic=topic).level == Level.CATCH_UP


def test_asking_what_a_link_does_changes_nothing_and_says_nothing(client, reader, followed_topic):
    topic = followed_topic(title="Rooms let again")
    answer = client.get(path_of(stop_url(reader, source="posts", group=f"topic-{topic.pk}")))
    assert answer.status_code == 200
    assert ("Rooms" in flat(answer.content), str(reader) in flat(answer.content)) == (False, False)
    assert Subscription.objects.get(person=reader, topic=topic).level == Level.AT_ONCE


def test_a_link_for_all_stops_all(client, reader):
    client.post(path_of(stop_url(reader)))
    assert MailChoices.of(reader).is_stopped is True


def test_a_link_of_an_erased_person_stores_nothing_about_them(client, reader):
    link = path_of(stop_url(reader))
    User.objects.filter(pk=reader.pk).update(email=f"7{ERASED}")
    client.post(link)
    assert not MailChoices.objects.exists()


@pytest.mark.parametrize("token", ["x", "eyJ:1abc:def", "W10:1vNabc:xyz"])
def test_a_link_that_we_never_made_is_nothing(client, token):
    assert client.get(f"/mail/stop/{token}/").status_code == 404
    assert client.post(f"/mail/stop/{token}/").status_code == 404


def test_a_link_opens_no_door(client, reader):
    client.post(path_of(stop_url(reader)))
    assert client.get(LIST).status_code == 302


def test_a_link_about_what_one_may_no_longer_read_does_and_says_the_same(client, reader):
    topic = make_topic(BoardFactory(circle=CircleFactory()))
    answers = []
    for number in (topic.pk, 999999):
        url = stop_url(reader, source="posts", group=f"topic-{number}")
        answer = client.post(path_of(url))
        answers.append((answer.status_code, flat(answer.content).replace(url, "").replace(path_of(url), "")))
    assert answers[0] == answers[1]
    assert Subscription.objects.filter(person=reader).count() == 0
