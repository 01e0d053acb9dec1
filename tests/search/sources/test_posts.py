"""Topics in the search: one entry for each topic, with its best post, and the dates used for sorting."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from django.utils.html import escape

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Board, Post, Topic
from ratsite.accounts.enums import Listing
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.search.factories import found, page

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = timezone.localdate


@pytest.fixture
def reader(client, member):
    client.force_login(member)
    return client


def reply(topic: Topic, body: str, author=None, voice: str = Voice.NAME) -> Post:
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    author = author or MemberFactory()
    return post_reply(topic=topic, author=author, body=body, voice=voice, submission=uuid.uuid4())


def old_topic(title: str, board: Board | None = None) -> Topic:
    """A topic whose opening post is a year old."""
    topic = make_topic(board or BoardFactory(), title=title)
    long_ago = timezone.now() - dt.timedelta(days=365)
    Post.objects.filter(topic=topic).update(published_at=long_ago, created_at=long_ago)
    return topic


def test_a_topic_is_one_result_with_its_two_best_posts_and_the_number_of_the_rest(reader):
    topic = make_topic(title="Rooms", body="Nothing.")
    for _ in range(4):
        reply(topic, "Some marmalade.")
    other = make_topic(title="Other", body="Some marmalade too.")
    answer = page(reader, "marmalade")
    assert sorted(found(reader, "marmalade")) == ["Other", "Rooms"]
    assert "2 results for “marmalade”" in answer
    assert answer.count("Some <mark>marmalade</mark>.") == 2
    assert "2 more posts in this topic match." in answer
    assert f'<a href="{other.get_absolute_url()}#post-1">Post 1</a>' in answer


def test_pages_of_results_count_topics(reader, monkeypatch):
    monkeypatch.setattr("ratsite.search.views.search.HITS_A_PAGE", 2)
    for number in range(3):
        topic = make_topic(title=f"Rooms {number}", body="Some marmalade.")
        reply(topic, "More marmalade.")
    seen = [found(reader, "marmalade", tab="forum", page=number) for number in (1, 2)]
    assert [len(titles) for titles in seen] == [2, 1]
    assert sorted(seen[0] + seen[1]) == ["Rooms 0", "Rooms 1", "Rooms 2"]


def test_a_search_result_names_the_remit_of_a_post_s_author_and_no_more_than_the_byline_does(reader, moderator):
    agency = AgencyFactory(name="Quiet agency", main_remit=Remit.objects.get(slug="faith"))
    author = MemberFactory(last_name="Quillon", agency=agency, job_title="Navigator")
    MemberFactory.create_batch(2, job_title="Navigator", agency=agency)  # others have the same role
    remit = escape(agency.main_remit.name)
    topic = make_topic(title="Rooms", body="Nothing.")
    reply(topic, "Some marmalade.", author, Voice.ROLE)
    answer = page(reader, "marmalade", tab="forum")
    hits = answer[answer.index('class="hits"') :]
    assert [word in hits for word in (f"<span>{remit}</span>", "Navigator")] == [True, True]
    assert [word in hits for word in ("Quillon", "Quiet agency")] == [False, False]


def test_a_topic_counts_for_every_day_on_which_a_person_wrote_in_it(reader):
    lively, quiet = old_topic("Marmalade lively"), old_topic("Marmalade quiet")
    reply(lively, "Something else.")
    today, long_ago = TODAY().isoformat(), (TODAY() - dt.timedelta(days=365)).isoformat()
    assert found(reader, "marmalade", since=today) == [lively.title]
    assert sorted(found(reader, "marmalade", until=long_ago)) == [lively.title, quiet.title]
    assert found(reader, "marmalade", since="2999-01-01") == []


def test_a_held_or_withdrawn_post_makes_no_topic_active(reader):
    held, gone = old_topic("Marmalade held", BoardFactory(holds_replies=True)), old_topic("Marmalade gone")
    assert reply(held, "It waits.").state == "held"
    withdrawn = reply(gone, "It goes.")
    withdraw_post(post_id=withdrawn.pk, author=withdrawn.author)
    assert found(reader, "marmalade", since=TODAY().isoformat()) == []


def test_without_words_the_days_narrow_the_posts_too(reader):
    topic = old_topic("Marmalade")
    reply(topic, "Something of today.")
    assert "Something of today." not in page(reader, "", until=(TODAY() - dt.timedelta(days=30)).isoformat())
    assert "Something of today." in page(reader, "", since=TODAY().isoformat())


def test_filters_are_folded_before_the_results_and_open_on_an_error(reader):
    make_topic(title="Marmalade")
    answer = page(reader, "marmalade")
    assert answer.index('<details class="fold fold--aside"><summary>Filters') < answer.index('class="index"')
    assert '<details class="fold fold--aside" open>' in page(reader, "marmalade", since="soon")


def test_a_name_leads_to_the_member_s_page_only_if_the_post_and_the_member_are_named(reader):
    named, by_role, hidden = MemberFactory(), MemberFactory(listed_as=Listing.ROLE), MemberFactory()
    for author, voice in ((named, Voice.NAME), (by_role, Voice.NAME), (hidden, Voice.ROLE)):
        reply(make_topic(), "Some marmalade.", author, voice)
    answer = page(reader, "marmalade")
    assert [f'href="/people/{one.pk}/"' in answer for one in (named, by_role, hidden)] == [True, False, False]
