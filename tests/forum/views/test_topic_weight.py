"""The size of a topic's page, and how much comes before its first post: people read it on a phone, on a train."""

import itertools
import re

import pytest

from forum.actions.post import post_reply
from forum.models import Topic
from forum.queries.topic_page import POSTS_A_PAGE
from forum.queries.unread import WORDS_A_POST
from ratsite.network.models import Remit
from tests.bench.words import REAL
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MOST_BYTES = 45 * 1024  # before compression: posts as long as people write them, a tile for each remit
KEY = re.compile(rb"(?<=[/=])\d+(?=[/\"&])")  # in an address
LONG_KEY = b"12345"  # in a network that has written for years
SIGNED = re.compile(rb"(?<=name=\"signature\" value=\")[^:\"]+")  # has the keys of the reader and the topic
LONG_SIGNED = b"x" * 106  # as many characters as with long keys
AGENCIES = 8
NAMES = [
    "Amina Rahman",
    "Grace Okafor",
    "Daniel Whitlock",
    "Priya Nair",
    "Owen Bright",
    "Tomasz Nowak",
    "Jo Marsh",
    "Li Chen",
]
LIMITS = "We cannot share what people told us, and we cannot say who came to us. Ask us in general terms first."


@pytest.fixture
def long_topic() -> Topic:
    """A topic with a full page: twenty posts by people from eight agencies, each with limits."""
    remits = Remit.objects.all()[:AGENCIES]
    people = []
    for remit, name in zip(remits, NAMES, strict=True):
        agency = AgencyFactory(name=f"{remit.name} in Mereford", main_remit=remit, what_we_cannot_do=LIMITS)
        first_name, last_name = name.split()
        people.append(MemberFactory(first_name=first_name, last_name=last_name, agency=agency))
    words = itertools.cycle(REAL)
    bodies = [" ".join(itertools.islice(words, WORDS_A_POST)) for _ in range(POSTS_A_PAGE)]
    topic = make_topic(BoardFactory(name="Homes and work", slug="homes-and-work"), people[0], body=bodies[0])
    for number, body in enumerate(bodies[1:], start=1):
        post_reply(topic=topic, author=people[number % AGENCIES], body=body)
    return topic


def test_a_page_of_posts_weighs_at_most_45_kilobytes(sign_in, long_topic):
    reader = MemberFactory(first_name="Sana", last_name="Holloway", agency=long_topic.author.agency)
    html = sign_in(reader).get(long_topic.get_absolute_url()).content
    assert html.count(b"<article") == POSTS_A_PAGE
    html = SIGNED.sub(LONG_SIGNED, KEY.sub(LONG_KEY, html))
    assert len(html) <= MOST_BYTES


def test_an_agency_s_limits_are_printed_at_its_first_post_on_the_page(member, sign_in, long_topic):
    html = flat(sign_in(member).get(long_topic.get_absolute_url()).content)
    assert html.count(LIMITS) == AGENCIES
    posts = html.split("<article")[1:]
    assert [LIMITS in post for post in posts] == [True] * AGENCIES + [False] * (POSTS_A_PAGE - AGENCIES)


def test_each_post_has_a_heading_with_its_author_and_number(member, sign_in, long_topic):
    html = flat(sign_in(member).get(long_topic.get_absolute_url()).content)
    names = [str(post.author) for post in long_topic.posts.select_related("author").order_by("number")]
    headings = [re.sub(r"<[^>]*>", "", heading) for heading in re.findall(r"<article.*?<h3>(.*?)</h3>", html)]
    assert headings == [f"{name}, post {number}" for number, name in enumerate(names, start=1)]
