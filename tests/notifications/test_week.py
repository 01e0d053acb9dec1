"""A working week of the whole network with a real mail server: 40 people, 300 posts, all four markings.

Four topics, one for each marking, get posts all week. Ten people follow each, with different settings. The test states
beforehand every email that each of them gets, and why they get no more.
"""

import datetime as dt
import html
import re
from collections import Counter
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import partial

import pytest
from django.conf import settings
from django.test import Client

from forum.actions.follow import follow
from forum.actions.mark_read import mark_page_read
from forum.actions.post import post_reply
from forum.enums import About
from forum.models import Post, Topic
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.deliver import deliver_due
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db
DAYS = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"]
WORKING_DAYS = DAYS[:5]
HOURS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
POST_TIMES = ["07:00", "09:00", "12:00", "15:00", "21:00"]  # two of them lie in quiet hours
POSTS_A_TIME = 3  # in each topic: 5 days x 5 times x 4 topics x 3 = 300


KINDS = ("plain", "html")  # what each mail has


class Week:
    """The people and topics, and what happens in each hour."""

    def __init__(self, clock, run) -> None:
        self.clock, self.run = clock, run
        clock.set(DAYS[0], "06:00")
        agencies = [AgencyFactory(name=f"Agency of the week {number}") for number in range(4)]
        self.people = [MemberFactory(agency=agencies[number % 4]) for number in range(40)]
        self.writer = MemberFactory(first_name="CANARYWRITER", last_name="CANARYNAME")
        circle = CircleFactory(name="CANARYCIRCLE")
        circle.people.add(self.writer, *self.people[30:])
        self.circle = circle
        self.topics = {
            Marking.CLEAR: self._topic(Marking.CLEAR, "Open door", "Come to the open door day."),
            Marking.GREEN: self._topic(Marking.GREEN, "Rooms let again", "CANARYGREEN"),
            Marking.AMBER_STRICT: self._topic(Marking.AMBER_STRICT, "CANARYAMBERTITLE", "CANARYAMBER"),
            Marking.RED: self._topic(Marking.RED, "CANARYREDTITLE", "CANARYRED", circle=circle, ceiling=Marking.RED),
        }
        for marking, level, first in (
            (Marking.CLEAR, Level.DIGEST, 0),
            (Marking.GREEN, Level.AT_ONCE, 10),
            (Marking.AMBER_STRICT, Level.DIGEST, 20),
            (Marking.RED, Level.AT_ONCE, 30),
        ):
            for person in self.people[first : first + 10]:
                follow(person=person, about=About.TOPIC, level=level, target=self.topics[marking])

    def _topic(self, marking: Marking, title: str, body: str, **board) -> Topic:
        return make_topic(
            BoardFactory(name=f"CANARYBOARD {marking}", **board), self.writer, title=title, body=body, marking=marking
        )

    def write(self) -> None:
        for marking, topic in self.topics.items():
            words = "Bring somebody along." if marking == Marking.CLEAR else f"CANARY{marking.upper()}REPLY"
            for _ in range(POSTS_A_TIME):
                self.run(post_reply, topic=topic, author=self.writer, body=words)

    def read(self, person: User, marking: Marking) -> None:
        topic = Topic.objects.with_reading(person).get(pk=self.topics[marking].pk)
        mark_page_read(
            topic=topic,
            reader=person,
            read_to=topic.read_to,
            first=1,
            last=topic.last_number,
            has_no_mark=topic.marked is None,
        )

    def pass_by(self, happenings: dict[tuple[str, str], list]) -> None:
        """Do what happens in each half hour of seven days, and run the scheduler after each."""
        for day in DAYS:
            for hour in HOURS:
                self.clock.set(day, hour)
                for happening in happenings.get((day, hour), []):
                    happening()
                self.run(queue_due_emails)
                self.run(deliver_due)


@pytest.fixture
def week(clock, sink, happen) -> Week:
    return Week(clock, happen)


def outcomes(person: User) -> dict[str, int]:
    rows = Notification.objects.filter(person=person).values_list("outcome", "skip")
    return dict(Counter(skip or outcome for outcome, skip in rows))


# Of 75 replies to each topic, by what became of the mail about them. The daily mail comes at 08:00 and the last twelve
# replies wait for Monday's; a mail of its own waits for Monday only where the reply came on Friday at 21:00.
DAILY = {"posted": 3, "earlier": 60, "due": 12}
DAILY_AND_RETURNS = {"posted": 27, "read": 36, "due": 12}
AT_ONCE = {"posted": 3, "earlier": 69, "due": 3}
AT_ONCE_AND_RETURNS = {"posted": 27, "earlier": 45, "due": 3}
# number of the person: (mails about news, outcomes)
EXPECTED = {
    **dict.fromkeys(range(10), (1, DAILY)),
    **dict.fromkeys(range(10, 20), (1, AT_ONCE)),
    **dict.fromkeys(range(20, 30), (1, DAILY)),
    **dict.fromkeys(range(30, 40), (1, AT_ONCE)),
    0: (5, DAILY_AND_RETURNS),
    1: (1, {"posted": 3, "closed": 12}),  # suspended on Monday night
    2: (1, {"posted": 51, "due": 24}),  # one mail a week, on Thursday at noon
    3: (1, {"posted": 12, "earlier": 63}),  # no quiet hours, mail at 21:00
    10: (5, AT_ONCE_AND_RETURNS),
    11: (2, {"posted": 9, "earlier": 18, "ceiling": 45, "due": 3}),  # returns, and allows two mails a week
    12: (1, {"posted": 3, "earlier": 18}),  # stops the topic on Tuesday, by the link of the mail
    20: (5, DAILY_AND_RETURNS),
    30: (5, AT_ONCE_AND_RETURNS),
    31: (0, {"gone": 3}),  # left the circle between queue and sending
}
# Of each ten people, what every mail says, as text and as HTML, under the first of these as its subject: who wrote by
# remit, and of what may be shared with anyone also how it begins. A number stands for each #.
SAID = {
    0: ["Open door", "# new replies, from Housing. You follow this topic.", "“Bring somebody along.”"],
    1: ["Rooms let again", "# new replies, from Housing. You follow this topic."],
    2: ["Something new for you"],
    3: ["Something new for you"],
}


def test_a_week_of_the_network_ends_with_these_mails_and_no_others(week, sink):
    people, (clear, green, amber, red) = week.people, week.topics
    happenings = {(day, time): [week.write] for day in WORKING_DAYS for time in POST_TIMES}

    def then(day: int, time: str, happening) -> None:
        happenings.setdefault((DAYS[day], time), []).append(happening)

    returning = ((0, clear), (10, green), (11, green), (20, amber), (30, red))
    for day in range(5):
        for number, marking in returning:
            then(day, "16:30", partial(week.read, people[number], marking))
    choose_mail(person=people[2], rhythm="weekly", weekday=3, hour=12)
    choose_mail(person=people[3], quiet_from=8, quiet_until=8, is_quiet_at_weekends=False, hour=21)
    choose_mail(person=people[11], ceiling=2)
    then(0, "07:30", lambda: week.circle.people.remove(people[31]))
    then(0, "22:00", lambda: suspend(people[1]))
    then(1, "10:00", lambda: press_stop(sink.of(people[12])[0]))
    then(1, "10:30", lambda: week.read(people[12], green))
    week.pass_by(happenings)

    assert Post.objects.filter(number__gt=1).count() == 300
    news = {number: [m for m in sink.of(person) if m["List-Unsubscribe"]] for number, person in enumerate(people)}
    assert {number: (len(news[number]), outcomes(people[number])) for number in news} == EXPECTED
    assert len(sink.accepted) == sum(mails for mails, _ in EXPECTED.values()) + 1  # and one tells of the suspension
    for number, messages in news.items():
        says = SAID[number // 10]
        assert [message["Subject"] for message in messages] == [says[0]] * len(messages)
        assert [news_lines(message, kind) for message in messages for kind in KINDS] == [says] * len(messages) * len(
            KINDS
        )
    for number in range(20):  # the numbers in their mails, added up, are those of what was posted
        assert sum(map(replies, news[number])) == outcomes(people[number])["posted"]
    assert [line for _, message in sink.accepted for line in complaints(message)] == []


def suspend(person: User) -> None:
    set_member_state(person_id=person.pk, state=MemberState.SUSPENDED, coordinator=None, reason="A question is open")
    deliver_due()


def press_stop(message: EmailMessage) -> None:
    """Unsubscribe as a mail program does, with the link in the email's header."""
    address = message["List-Unsubscribe"].strip(" <>")
    answer = Client().post(address.removeprefix("http://testserver"), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


def news_lines(message: EmailMessage, kind: str) -> list[str]:
    """Return the lines that say what is new, without their links."""
    body = message.get_body([kind])
    text = html.unescape(re.sub(r"<(?:title>.*?</title|[^>]+)>", "\n", body.get_content())) if body else ""
    lines = [
        line.strip() for line in text.partition("Hello")[2].partition("Emails we sent you, and why")[0].splitlines()
    ]
    told = [line.rstrip(":") for line in lines[1:] if line not in ("", "--") and "://" not in line]
    return [re.sub(r"^\d+ ", "# ", line) for line in told]


def replies(message: EmailMessage) -> int:
    return int(re.search(r"^(\d+) new replies", message.get_body(["plain"]).get_content(), re.M)[1])


def complaints(message: EmailMessage) -> list[str]:
    """Return what is wrong with an email as it arrived."""
    plain, drawn = message.get_body(["plain"]), message.get_body(["html"])
    whole = "\n".join([*map(str, message.values()), plain.get_content(), drawn.get_content() if drawn else ""])
    found = []
    if message["From"] != settings.DEFAULT_FROM_EMAIL:
        found.append(f"{message['Subject']}: from {message['From']}")
    sent = parsedate_to_datetime(message["Date"]).replace(tzinfo=dt.UTC)
    if not dt.timedelta(0) <= dt.datetime.now(dt.UTC) - sent < dt.timedelta(hours=1):
        found.append(f"{message['Subject']}: sent at {message['Date']}")
    if "CANARY" in whole:
        found.append(f"{message['Subject']}: a canary")
    if message["Auto-Submitted"] != "auto-generated" or not message["Message-ID"].endswith("@testserver>"):
        found.append(f"{message['Subject']}: not ours to see")
    if message["Subject"] == "Something new for you" and ("/posts/" in whole or message["References"]):
        found.append("a closely marked topic can be told apart")
    return found
