"""How far back a search looks: through all posts for a rare word, up to the limit for a common one."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.enums import PostState
from forum.fulltext import POST_INDEX
from forum.models import Post
from forum.queries.search import find_posts
from ratsite.lib.search.query import read
from tests.factories import BoardFactory, CircleFactory, make_topic
from tests.search.factories import cap, found, page

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL says what it visited")
TOPICS, POSTS_A_TOPIC = 40, 100


@pytest.fixture
def reader(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def few(monkeypatch):
    """Two posts are ranked and three are looked at."""
    cap(monkeypatch, ranked=2, looked_at=3)


def make_post(body: str, title: str = "Deliveries", board=None) -> Post:
    return make_topic(board, title=title, body=body).posts.get()


def finds(person, typed: str):
    """Return the result, newest first. Also check that a reader's own query gives the same as one over their posts."""
    posts, words = Post.objects.visible_to(person).live(), read(typed)
    assert find_posts(person, words, newest_first=False) == find_posts(posts, words, newest_first=False)
    return find_posts(posts, words, newest_first=True)


def numbers(person, typed: str) -> list[int]:
    return finds(person, typed).post_ids


@pytest.mark.parametrize("typed", ["marmalade", "marmalade van", '"marmalade van"', "marmalade -toast"])
def test_a_seldom_word_is_found_in_the_oldest_post_among_many(member, few, typed):
    oldest = make_post("A marmalade van.")
    for _ in range(6):
        make_post("A white van.")
    assert numbers(member, typed) == [oldest.pk]


@pytest.mark.parametrize("typed", ["marmalade", '"marmalade van"', "marmalade -toast", "van"])
def test_a_search_for_rare_words_finds_all_and_does_not_mention_the_newest(reader, member, few, typed):
    make_post("A marmalade van.")
    assert not finds(member, typed).is_capped
    assert "One result for “" in page(reader, typed)


def test_posts_on_closed_boards_do_not_count_towards_the_limit(member, few):
    older = make_post("A white van.", title="Marmalade")
    closed = BoardFactory(circle=CircleFactory())
    for _ in range(6):
        make_post("A white van.", board=closed)
    words = read("van marmalade")
    assert find_posts(member, words, newest_first=False).post_ids == [older.pk]
    assert not find_posts(member, words, newest_first=False).is_capped


def test_a_search_for_a_common_word_finds_the_newest_posts_and_says_so(reader, few):
    for number in range(4):
        make_post("A white van.", title=f"Topic {number}")
    assert found(reader, "van", order="newest") == ["Topic 3", "Topic 2"]
    assert "The newest 2 results for “van”. We searched only what you can read." in page(reader, "van")


def test_a_phrase_is_looked_for_in_the_newest_posts_with_its_words_and_the_page_says_so(reader, member, few):
    make_post("A white van.")
    newer = make_post("A white van.")
    for _ in range(2):
        make_post("The van is white.")
    assert finds(member, '"white van"').is_capped
    assert numbers(member, '"white van"') == [newer.pk]
    assert "The newest result for “" in page(reader, '"white van"')
    make_post("This van, too, is white.")
    assert numbers(member, '"white van"') == []
    assert "There are no results in the newest posts." in page(reader, '"white van"')


def test_a_search_with_excluded_words_looks_in_the_newest_posts_that_have_the_words(member, few):
    make_post("A van.")
    newer = make_post("A van.")
    for _ in range(2):
        make_post("A white van.")
    answer = finds(member, "van -white")
    assert answer.post_ids == [newer.pk]
    assert answer.is_capped


def test_a_title_with_all_the_words_is_found_however_many_newer_posts_hold_some_of_them(member, few):
    oldest = make_post("Nothing.", title="White vans")
    for _ in range(4):
        make_post("A van.")
    assert numbers(member, "white van") == [oldest.pk]


@pytest.mark.parametrize("typed", ['"white van"', "white -black", "white van"])
def test_posts_on_a_closed_board_do_not_use_up_the_limit(member, few, typed):
    """Otherwise missing results would tell how many posts the closed board has."""
    mine = make_post("A white van.")
    closed = BoardFactory(circle=CircleFactory())
    for _ in range(5):
        make_post("White: the van. A white van.", title="White van", board=closed)
    answer = finds(member, typed)
    assert answer.post_ids == [mine.pk]
    assert not answer.is_capped


@pytest.fixture
def a_busy_forum(member):
    """Every post has a common word, every second one another word, the oldest and the newest also a rare one."""
    board = BoardFactory(slug="small")
    topics = [make_topic(board if number == 0 else None, title=f"Topic {number}", body="-") for number in range(TOPICS)]
    now = timezone.now()
    fields = {"author": member, "state": PostState.LIVE, "created_at": now, "published_at": now, "html": ""}
    Post.objects.bulk_create(
        Post(
            topic=topics[number % TOPICS], number=2 + number // TOPICS, source=f"Common {number % 2 * 'half'}", **fields
        )
        for number in range(TOPICS * POSTS_A_TOPIC)
    )
    for post in (Post.objects.filter(number=2).earliest("pk"), Post.objects.latest("pk")):
        Post.objects.filter(pk=post.pk).update(source="Common seldom")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # As autovacuum does from time to time: what other tests left waiting for the index makes it look dear.
            cursor.execute("SELECT gin_clean_pending_list(%s)", [POST_INDEX.name])
        cursor.execute("ANALYZE")


def posts_visited(plan: dict) -> int:
    """Return how many rows of the posts' table a plan reads, before and after its filters."""
    visited = 0
    if plan.get("Relation Name") == "forum_post" and "Bitmap Index" not in plan["Node Type"]:
        removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        visited = round((plan["Actual Rows"] + removed) * plan["Actual Loops"])
    return visited + sum(map(posts_visited, plan.get("Plans", [])))


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("typed", "filters", "most"),
    [
        ("common", {}, 200),
        ("seldom", {}, 20),
        ("common half", {}, 600),
        ("common -half", {}, 600),
        ('"common half"', {}, 600),
        ("common", {"topic__board__slug": "small"}, 400),
    ],
)
def test_no_search_reads_all_posts(a_busy_forum, member, monkeypatch, typed, filters, most):
    """However many posts have the word, the number of rows read depends on the limits, not on the table."""
    cap(monkeypatch, ranked=20, looked_at=50)
    posts = Post.objects.visible_to(member).live().filter(**filters)
    with CaptureQueriesContext(connection) as asked:
        answer = find_posts(posts, read(typed), newest_first=False)
        assert filters or find_posts(member, read(typed), newest_first=False) == answer
    assert answer.post_ids
    visited = {}
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
            plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            visited[re.sub(r"\s+", " ", query["sql"])] = posts_visited(plan[0]["Plan"])
    assert {sql: count for sql, count in visited.items() if count > most} == {}


@ON_POSTGRESQL
@pytest.mark.parametrize(("name", "value"), [("max_parallel_workers_per_gather", "0"), ("jit", "off")])
def test_no_page_waits_for_helpers_to_start_or_for_a_query_to_be_compiled(name, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (value,)
