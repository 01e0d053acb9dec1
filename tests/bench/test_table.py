"""The pure functions of the bench: nobody would notice a wrong table."""

import datetime as dt

import pytest

from ratsite.lib.markup import markdown
from tests.bench import words
from tests.bench.pages import FLOOR, FLOOR_INSERT, FLOOR_TOPIC, PAGES, Page, addresses
from tests.bench.plan import LONG_TOPIC, ORDINARY, ORDINARY_POSTS, ordinary, plan
from tests.bench.table import Measured, drawn, heads, noise, percentile, rows, verdict

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def measured(*rounds: list[float]) -> Measured:
    one = Measured(queries=3, size=1234, memory=42)
    for times in rounds:
        one.add(1, times, sum(times) / 1000)
    return one


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (95, 4), (100, 4), (0, 1)])
def test_percentile_is_a_value_that_was_measured(percent, value):
    assert percentile([4, 1, 3, 2], percent) == value


@pytest.mark.parametrize(
    ("ratio", "at_most", "growth", "word"),
    [
        (2.0, 2.0, None, "ok"),
        (2.01, 2.0, None, "too slow"),
        (1.0, 2.0, 1.25, "ok"),
        (1.0, 2.0, 1.26, "too slow"),
        (None, None, None, ""),
        (None, None, 1.3, "too slow"),
    ],
)
def test_verdict_is_missed_only_above_the_figure(ratio, at_most, growth, word):
    assert verdict(ratio, at_most, growth) == word


def test_row_compares_a_page_with_its_own_floor_and_with_fewer_posts():
    page = Page("boards", "/forum/", 2.5)
    now = {FLOOR_TOPIC: measured([4.0, 4.0]), "boards": measured([8.0, 10.0], [9.0, 10.0])}
    row = rows([page], now, {"boards": measured([6.0])})[0]
    assert row == ["boards", "9.0", "10.0", "108", "3", "1,234", "42", "2.25", "2.5", "1.50", "too slow"]
    assert len(row) == len(heads([1], has_growth=True))


def test_table_lines_up():
    assert drawn(["page", "p50", ""], [["boards", "9.0", "ok"]]).splitlines() == [
        "page    p50",
        "---------------",
        "boards  9.0  ok",
    ]


def test_noise_is_the_spread_of_the_floor_over_the_rounds():
    assert "between 4.0 and 6.0 ms in 3 rounds, a spread of 40% of" in noise(measured([4.0], [5.0], [6.0]))


def test_every_page_has_a_floor_and_the_floor_has_no_figure():
    assert [page.at_most for page in FLOOR] == [None, None]
    assert {page.floor for page in PAGES} <= {FLOOR_TOPIC, FLOOR_INSERT}


def test_addresses_are_as_many_as_the_longest_list_that_the_page_names():
    places = {"board": ["/b/"], "cursor": ["1", "2"], "topic": ["x", "y", "z"]}
    assert addresses(Page("deep", "{board}?before={cursor}", 1), places) == ["/b/?before=1", "/b/?before=2"]


@pytest.mark.parametrize("posts", [2_000, 20_000, 400_000])
def test_plan_has_exactly_so_many_posts_and_no_topic_ends_in_the_future(posts):
    topics = plan(posts, NOW)
    assert sum(topic.size for topic in topics) == posts
    assert len(topics) == posts // 20
    assert max(topic.ends_at for topic in topics) <= NOW
    assert topics[0].size == min(LONG_TOPIC, posts // 4)


def test_ordinary_topics_have_full_pages_and_take_replies():
    topics = plan(20_000, NOW)
    read, replied = ordinary(topics)
    assert len({*read, *replied}) == ORDINARY
    assert {topics[n - 1].size for n in [*read, *replied]} == {ORDINARY_POSTS}
    assert not any(topics[n - 1].is_locked for n in [*read, *replied])


def test_paragraphs_render_alone_as_they_do_together():
    """The bench joins the HTML of paragraphs; a post's own HTML must be the same."""
    some = words.paragraphs()[:60]
    assert "\n".join(markdown.render(text).rstrip("\n") for text in some).count("<p>") == (
        markdown.render("\n\n".join(some)).count("<p>")
    )


def test_the_rare_word_is_in_no_paragraph_and_the_common_one_in_many():
    texts = words.paragraphs()
    assert not any(words.RARE in text.lower() for text in texts)
    assert sum(words.COMMON in text for text in texts) > len(texts) / 10
