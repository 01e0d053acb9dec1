"""The pages of the forum for members: boards, topics and posts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.run_ground_check import propose_ground_check
from forum.actions.run_poll import start_poll
from forum.models import Board, Post, Topic
from forum.queries.topic_page import POSTS_A_PAGE, TOPICS_A_PAGE
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NEW = {
    "title": "Keys not handed back",
    "body": "Twice this month.",
    "kind": "discussion",
    "marking": "green",
    "may_act": "check",
}


def test_a_member_starts_a_topic_and_lands_on_it(member, sign_in):
    board = BoardFactory()
    response = sign_in(member).post(reverse("forum:topic_new", args=[board.slug]), NEW, follow=True)
    assert response.status_code == 200
    assert "Twice this month." in flat(response.content)
    assert Topic.objects.get().title == "Keys not handed back"


def test_a_preview_shows_the_rendering_and_saves_nothing(member, sign_in):
    board = BoardFactory()
    response = sign_in(member).post(
        reverse("forum:topic_new", args=[board.slug]), {**NEW, "body": "**Twice**", "preview": "1"}
    )
    assert "<strong>Twice</strong>" in flat(response.content)
    assert Topic.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "Give the topic a title"),
        ({"body": "  "}, "Write something first"),
        ({"marking": "red"}, "Choose one of the markings that this board allows"),
        ({"title": "x" * 141}, "at most 140 characters"),
    ],
)
def test_bad_input_is_explained_and_shown_again(member, sign_in, change, words):
    board = BoardFactory()
    response = sign_in(member).post(reverse("forum:topic_new", args=[board.slug]), {**NEW, **change})
    html = flat(response.content)
    assert words in html
    assert "<title>Error: " in html
    for kept in ("Twice this month.", "Keys not handed back"):
        if kept not in {NEW[field] for field in change}:
            assert kept in html
    assert Topic.objects.count() == 0


def test_a_reply_is_posted_and_its_permanent_link_finds_it(member, sign_in):
    topic = make_topic(replies=POSTS_A_PAGE)
    client = sign_in(member)
    response = client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Here too."})
    post = Post.objects.latest("pk")
    assert response["Location"] == f"{topic.get_absolute_url()}?page=2#post-{post.number}"
    assert client.get(post.get_absolute_url())["Location"] == response["Location"]
    assert f'id="post-{post.number}"' in flat(client.get(response["Location"]).content)


def test_a_held_reply_is_seen_by_its_author_alone(member, sign_in):
    topic = make_topic()
    Board.objects.update(holds_newcomers=True)
    sign_in(member).post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Something held."})
    client = sign_in(member)
    html = flat(client.get(topic.get_absolute_url()).content)
    assert "Only you and the moderators can see this post" in html
    assert "Something held." not in flat(sign_in(topic.author).get(topic.get_absolute_url()).content)


def test_the_author_s_agency_and_limits_are_shown_with_the_post(member, sign_in):
    topic = make_topic()
    html = flat(sign_in(member).get(topic.get_absolute_url()).content)
    assert topic.author.agency.name in html
    assert "We cannot enter a private let." in html


def test_a_locked_topic_takes_no_reply(member, sign_in):
    topic = make_topic()
    Topic.objects.update(is_locked=True)
    assert sign_in(member).post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "x"}).status_code == 403


def test_an_archived_board_takes_nothing_new(member, sign_in):
    topic = make_topic()
    Board.objects.update(state="archived")
    client = sign_in(member)
    assert client.get(reverse("forum:topic_new", args=[topic.board.slug])).status_code == 403
    assert client.get(topic.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "3", "x", "1e3", "٣", "9999999999"])
def test_a_page_that_is_not_there_is_a_404(member, sign_in, page):
    topic = make_topic(replies=POSTS_A_PAGE)
    assert sign_in(member).get(topic.get_absolute_url(), {"page": page}).status_code == 404


@pytest.mark.parametrize("cursor", ["", "x", "1-", "-1", "9" * 40 + "-1", "1-x", "٣-٣"])
def test_a_cursor_that_makes_no_sense_gives_the_newest_topics(member, sign_in, cursor):
    topic = make_topic()
    response = sign_in(member).get(topic.board.get_absolute_url(), {"before": cursor})
    assert topic.title in flat(response.content)


def test_older_topics_follow_without_gap_or_repeat(member, sign_in):
    board = BoardFactory()
    for number in range(TOPICS_A_PAGE + 5):
        make_topic(board, member, title=f"Topic {number}")
    client, url, seen = sign_in(member), board.get_absolute_url(), []
    while url:
        page = client.get(url).context["page"]
        seen += [topic.title for topic in page.topics]
        url = f"{board.get_absolute_url()}?before={page.older_cursor}" if page.older_cursor else ""
    assert seen == [f"Topic {number}" for number in reversed(range(TOPICS_A_PAGE + 5))]


def test_a_pinned_topic_is_first_and_only_on_the_first_page(member, sign_in):
    board = BoardFactory()
    pinned = make_topic(board, member, title="Read me first")
    Topic.objects.filter(pk=pinned.pk).update(is_pinned=True)
    make_topic(board, member, title="Newer")
    page = sign_in(member).get(board.get_absolute_url()).context["page"]
    assert ([t.title for t in page.pinned], [t.title for t in page.topics]) == (["Read me first"], ["Newer"])


def test_what_must_stay_inside_an_agency_prints_one_sentence(member, sign_in):
    topic = make_topic(marking="amber_strict")
    html = flat(sign_in(member).get(topic.get_absolute_url()).content)
    assert "is-unprintable" in html
    assert "This topic cannot be printed." in html


@pytest.mark.parametrize(("marking", "prints"), [("green", True), ("amber_strict", False)])
def test_its_poll_and_its_ground_check_print_no_more_than_the_topic(member, sign_in, marking, prints):
    topic, until = make_topic(marking=marking), timezone.localdate() + dt.timedelta(weeks=1)
    poll = start_poll(
        topic_id=topic.pk, starter=topic.author, question="When?", options=["At noon", "At four"], by="person",
        is_named=False, closes_on=until,
    )  # fmt: skip
    statements = ["Rooms are let again.", "The same people do it."]
    check = propose_ground_check(topic_id=topic.pk, proposer=topic.author, statements=statements, closes_on=until)
    start = sign_in(topic.author).get(reverse("forum:ground_check_new", args=[topic.pk]))
    pages = [sign_in(member).get(page.get_absolute_url()) for page in (poll, check)]
    for page in (start, *pages):
        html = flat(page.content)
        assert ("is-unprintable" not in html, "You cannot print this page." not in html) == (prints, prints)


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_names_and_titles_are_text(sign_in, payload):
    author = MemberFactory(first_name=payload[:30], job_title=payload)
    author.agency.name = payload
    author.agency.what_we_cannot_do = payload
    author.agency.save()
    board = BoardFactory(name=payload, aim=payload)
    topic = make_topic(board, author, title=payload, body=payload)
    client = sign_in(author)
    for path in (
        "/forum/",
        board.get_absolute_url(),
        topic.get_absolute_url(),
        reverse("forum:topic_new", args=[board.slug]),
    ):
        html = text_of(client.get(path))
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert ">49<" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_boards_costs_the_same_for_one_and_three(sign_in, member, django_assert_num_queries, count):
    for _ in range(count):
        make_topic(BoardFactory(), MemberFactory())
    client = sign_in(member)
    client.get("/forum/")
    with django_assert_num_queries(4):  # session, person, boards, open questions
        client.get("/forum/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_topics_costs_the_same_for_one_and_three(sign_in, member, django_assert_num_queries, count):
    board = BoardFactory()
    for _ in range(count):
        make_topic(board, MemberFactory())
    client = sign_in(member)
    with django_assert_num_queries(5):  # session, person, board, readers, topics
        client.get(board.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3, 20, 60])
def test_a_topic_costs_the_same_whatever_its_length_and_on_every_page(
    sign_in, member, django_assert_num_queries, django_assert_max_num_queries, count
):
    topic = make_topic(replies=count - 1)
    client = sign_in(member)
    last = -(-count // POSTS_A_PAGE)
    # session, person, topic, readers, tags, posts, remits heard, what is left to read, resources; and once the mark
    with django_assert_max_num_queries(11):
        client.get(topic.get_absolute_url(), {"page": last})
    with django_assert_num_queries(10):  # of the glossary too, which a worker reads once a minute
        client.get(topic.get_absolute_url(), {"page": last})


def test_the_first_page_of_a_long_topic_asks_for_twenty_rows_by_number(member, sign_in, django_assert_max_num_queries):
    topic = make_topic(replies=50)
    response = sign_in(member).get(topic.get_absolute_url())
    assert [post.number for post in response.context["posts"]] == list(range(1, POSTS_A_PAGE + 1))
