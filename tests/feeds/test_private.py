"""Feeds and calendars with a private address: they say to their owner that there is something new, and no more."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from forum.models import Topic
from library.enums import Audience
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.feeds.actions import end_token, make_token
from ratsite.feeds.enums import FeedKind
from ratsite.feeds.models import FeedToken
from ratsite.feeds.private import MOST_TOPICS
from ratsite.network.enums import Marking
from ratsite.network.models import Agency
from ratsite.pages.models import EventIndexPage
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.pages.factories import make_event

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def address_of(token: str, kind: FeedKind = FeedKind.FORUM) -> str:
    return reverse(f"private:{kind}", args=[token])


def links(client, address: str) -> list[str]:
    """Return the links of the feed's entries, in order."""
    feed = ElementTree.fromstring(client.get(address).content)
    return [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]


def number_of(topic: Topic) -> str:
    return f"/forum/topics/{topic.pk}/"


def answer(client, address: str) -> tuple:
    response = client.get(address)
    return response.status_code, response.content, dict(response.headers)


@pytest.fixture
def events() -> EventIndexPage:
    return EventIndexPage.objects.get()


@pytest.fixture(params=list(FeedKind))
def kind(request) -> FeedKind:
    return request.param


# What they say


@pytest.mark.parametrize("marking", ["clear", "green", "amber_strict"])
def test_a_feed_says_that_there_is_something_new_and_shows_none_of_its_text(client, member, marking):
    board = BoardFactory(name="Unsaid board", slug="unsaid", aim="Unsaid aim")
    author = MemberFactory(first_name="Unsaid", last_name="Unsaid")
    topic = make_topic(board, author, title="Unsaid title", body="Unsaid body", marking=marking)
    response = client.get(address_of(make_token(person=member, kind=FeedKind.FORUM)))
    text = response.content.decode()
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "unsaid" not in text.lower()
    assert text.count("Something new in the forum") == 1
    assert number_of(topic) in text
    assert topic.published_at.isoformat(timespec="seconds")[:19] in text


def test_a_feed_names_neither_its_token_nor_its_owner(client, member):
    make_topic()
    token = make_token(person=member, kind=FeedKind.FORUM)
    text = client.get(address_of(token)).content.decode()
    assert [word for word in (token, member.email, member.last_name) if word in text] == []


def test_the_link_of_an_entry_asks_for_a_sign_in(client, member):
    make_topic()
    link = links(client, address_of(make_token(person=member, kind=FeedKind.FORUM)))[0]
    path = link[link.index("/forum/") :]
    assert client.get(path)["Location"] == f"/account/login/?next={path}"


def test_a_feed_holds_what_its_owner_may_read_and_others_have_published(client, member):
    circle = CircleFactory()
    circle.people.add(member)
    inside = make_topic(BoardFactory(circle=circle, ceiling=Marking.RED), marking="red")
    make_topic(BoardFactory(circle=CircleFactory()))
    make_topic(author=member)
    make_topic(BoardFactory(holds_topics=True))
    address = address_of(make_token(person=member, kind=FeedKind.FORUM))
    assert [link[link.index("/forum/") :] for link in links(client, address)] == [number_of(inside)]
    circle.people.remove(member)
    assert links(client, address) == []


def test_a_feed_begins_with_what_was_published_last_and_ends_somewhere(client, member):
    topics = [make_topic() for _ in range(MOST_TOPICS + 1)]
    Topic.objects.filter(pk=topics[0].pk).update(published_at=timezone.now() + dt.timedelta(minutes=1))
    found = links(client, address_of(make_token(person=member, kind=FeedKind.FORUM)))
    assert len(found) == MOST_TOPICS
    assert found[0].endswith(number_of(topics[0]))
    assert found[1].endswith(number_of(topics[-1]))


@pytest.mark.parametrize(
    ("marking", "is_for_circle", "is_named"),
    [("clear", False, True), ("green", False, False), ("amber_strict", False, False), ("clear", True, False)],
)
def test_the_feed_of_the_library_names_only_what_anybody_may_have(client, member, marking, is_for_circle, is_named):
    circle = CircleFactory()
    circle.people.add(member)
    said = {"audience": Audience.CIRCLE, "circle": circle} if is_for_circle else {"audience": Audience.MEMBERS}
    resource = make_resource(title="Said title", summary="Said words", marking=marking, **said)
    response = client.get(address_of(make_token(person=member, kind=FeedKind.LIBRARY), FeedKind.LIBRARY))
    text = response.content.decode().lower()
    assert ("said title" in text, "said words" in text, "said-title" in text) == (is_named, is_named, False)
    assert reverse("library:version_by_number", args=[resource.current_id]) in text


def test_the_feed_of_the_library_holds_what_its_owner_may_read_and_others_have_published(client, member, sign_in):
    circle = CircleFactory()
    inside = {"audience": Audience.CIRCLE, "circle": circle}
    made = [make_resource(title="Open"), make_resource(title="Inside", **inside)]
    make_resource(member, title="Own")
    address = address_of(make_token(person=member, kind=FeedKind.LIBRARY), FeedKind.LIBRARY)
    assert len(links(client, address)) == 1
    circle.people.add(member)
    found = [link[link.index("/library/") :] for link in links(client, address)]
    assert found == [reverse("library:version_by_number", args=[one.current_id]) for one in reversed(made)]
    assert sign_in(member).get(found[0]).url == made[1].get_absolute_url()
    circle.people.remove(member)
    assert sign_in(member).get(found[0]).status_code == 404


def test_a_calendar_holds_the_public_events_and_no_draft(client, member, events):
    make_event(events, title="Open day")
    make_event(events, title="Not yet", slug="not-yet").unpublish()
    response = client.get(address_of(make_token(person=member, kind=FeedKind.CALENDAR), FeedKind.CALENDAR))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [str(entry["SUMMARY"]) for entry in Calendar.from_ical(response.content).walk("VEVENT")] == ["Open day"]


def test_no_feed_or_calendar_is_cached_indexed_or_remembered_by_the_browser(client, member, kind):
    response = client.get(address_of(make_token(person=member, kind=kind), kind))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert (dict(response.cookies), "ETag" in response.headers, "Cookie" in response.get("Vary", "")) == (
        {},
        False,
        False,
    )


# Who gets them


def test_private_addresses_are_off_until_their_owner_turns_them_on(member, sign_in):
    assert not FeedToken.objects.exists()
    html = sign_in(member).get("/me/feeds/").content.decode()
    assert (html.count("<p>Off.</p>"), "readonly" in html) == (len(FeedKind), False)


def test_the_token_is_long_and_only_its_hash_is_stored(member, kind):
    token = make_token(person=member, kind=kind)
    row = FeedToken.objects.values().get()
    assert len(token) == 43
    assert token not in str(row)


def test_a_new_address_ends_the_old_one(client, member, kind):
    old, new = make_token(person=member, kind=kind), make_token(person=member, kind=kind)
    assert (client.get(address_of(old, kind)).status_code, client.get(address_of(new, kind)).status_code) == (404, 200)
    assert FeedToken.objects.count() == 1


def test_an_address_of_one_kind_does_not_open_the_other_kind(client, member, kind):
    other = next(one for one in FeedKind if one != kind)
    token = make_token(person=member, kind=kind)
    make_token(person=member, kind=other)
    assert client.get(address_of(token, other)).status_code == 404


def nothing_there(client, kind: FeedKind) -> tuple:
    return answer(client, address_of("A" * 43, kind))


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LAPSED, MemberState.LEFT, MemberState.PENDING])
def test_a_private_address_ends_with_the_membership_and_looks_as_if_it_had_never_been(client, member, kind, state):
    address = address_of(make_token(person=member, kind=kind), kind)
    assert client.get(address).status_code == 200
    set_member_state(person_id=member.pk, state=state, coordinator=None, reason="Left")
    assert answer(client, address) == nothing_there(client, kind)
    set_member_state(person_id=member.pk, state=MemberState.APPROVED, coordinator=None)
    assert answer(client, address) == nothing_there(client, kind)


def test_a_private_address_ends_when_its_owner_s_agency_leaves_the_network(client, member, kind):
    address = address_of(make_token(person=member, kind=kind), kind)
    Agency.objects.filter(pk=member.agency_id).update(is_active=False)
    assert answer(client, address) == nothing_there(client, kind)


def test_an_address_that_was_turned_off_looks_like_one_that_never_was(client, member, kind):
    address = address_of(make_token(person=member, kind=kind), kind)
    assert end_token(person=member, kind=kind) is True
    assert end_token(person=member, kind=kind) is False
    status, body, headers = answer(client, address)
    assert (status, body, headers) == nothing_there(client, kind)
    assert (status, headers["Cache-Control"]) == (404, "no-store, private")


@pytest.mark.parametrize("token", ["x", "0" * 64, "A" * 3000, "-", "_"])
def test_a_token_that_makes_no_sense_finds_nothing(client, member, kind, token):
    make_token(person=member, kind=kind)
    assert client.get(address_of(token, kind)).status_code == 404


def test_the_fingerprint_itself_is_no_key(client, member, kind):
    make_token(person=member, kind=kind)
    assert client.get(address_of(FeedToken.objects.get().fingerprint, kind)).status_code == 404


@pytest.mark.parametrize("state", [MemberState.PENDING, MemberState.SUSPENDED])
def test_a_person_who_is_not_a_member_cannot_make_a_private_address(kind, state):
    with pytest.raises(PermissionDenied):
        make_token(person=MemberFactory(state=state), kind=kind)


def test_a_session_opens_nothing_that_the_token_does_not(member, sign_in, kind):
    assert sign_in(member).get(address_of("A" * 43, kind)).status_code == 404


# The page


def test_the_address_is_shown_once_and_works(client, member, sign_in, settings):
    page = sign_in(member).post(reverse("feeds:feed_make", args=["forum"]))
    shown = re.search(r'value="([^"]+/forum\.atom)" readonly', page.content.decode()).group(1)
    assert shown.startswith(settings.SITE_URL)
    assert Client().get(shown.removeprefix(settings.SITE_URL)).status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    assert shown not in client.get("/me/feeds/").content.decode()


def test_the_page_says_on_which_day_it_was_used_last(client, member, sign_in):
    token = make_token(person=member, kind=FeedKind.FORUM)
    assert "not used yet" in sign_in(member).get("/me/feeds/").content.decode()
    client.get(address_of(token))
    day = timezone.localdate()
    assert f"last used on {day.day} {day:%B %Y}" in client.get("/me/feeds/").content.decode()
    assert FeedToken.objects.get().last_used_on == day


def test_one_button_turns_a_private_address_off(member, sign_in):
    make_token(person=member, kind=FeedKind.FORUM)
    client = sign_in(member)
    html = client.post(reverse("feeds:feed_end", args=["forum"]), follow=True).content.decode()
    assert "The private address is turned off." in html
    assert not FeedToken.objects.exists()


def test_nobody_turns_anything_of_another_s_on_or_off(member, sign_in):
    make_token(person=MemberFactory(), kind=FeedKind.FORUM)
    before = FeedToken.objects.values().get()
    client = sign_in(member)
    html = client.get("/me/feeds/").content.decode()
    client.post(reverse("feeds:feed_end", args=["forum"]), {"person": before["person_id"]})
    assert FeedToken.objects.values().get() == before
    assert html.count("<p>Off.</p>") == len(FeedKind)


@pytest.mark.parametrize("kind", ["x", "forum2", "FORUM"])
def test_an_unknown_kind_of_private_address_is_not_found(member, sign_in, kind):
    client = sign_in(member)
    assert client.post(f"/me/feeds/{kind}/new/").status_code == 404
    assert client.post(f"/me/feeds/{kind}/end/").status_code == 404


def test_the_account_pages_lead_there(member, sign_in):
    assert 'href="/me/feeds/"' in sign_in(member).get("/account/email/").content.decode()


# Cost


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_for_one_and_three(client, member, django_assert_num_queries, count):
    for _ in range(count):
        make_topic()
    address = address_of(make_token(person=member, kind=FeedKind.FORUM))
    with django_assert_num_queries(3):  # token, its day, topics
        client.get(address)
    with django_assert_num_queries(2):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_costs_the_same_for_one_and_three(client, member, events, django_assert_num_queries, count):
    for number in range(count):
        make_event(events, slug=f"event-{number}")
    address = address_of(make_token(person=member, kind=FeedKind.CALENDAR), FeedKind.CALENDAR)
    client.get(address)
    with django_assert_num_queries(3):  # token, the site, events
        client.get(address)


def test_the_page_costs_the_same_with_none_and_with_both(member, sign_in, django_assert_num_queries):
    client = sign_in(member)
    with django_assert_num_queries(3):  # session, person, tokens
        client.get("/me/feeds/")
    for kind in FeedKind:
        make_token(person=member, kind=kind)
    with django_assert_num_queries(3):
        client.get("/me/feeds/")
