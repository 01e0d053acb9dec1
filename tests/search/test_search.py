"""The public search: what it finds, what it shows, what it survives."""

import pytest

from ratsite.search import registry
from ratsite.search.registry import Hit
from ratsite.search.words import LONGEST, clean, excerpt, highlight
from tests.pages.making import make_event, make_news, make_part

HOSTILE = [
    '"', '""', "'", "\x00", "a\x00b", "*", "lunch*", "(", ")", "lunch AND", "NOT lunch", "NEAR(a b)", "-lunch", "a:b",
    "%", "_", "\\", "lunch\\", "&", "|", "!", "<->", ":*", "'; DROP TABLE x; --", "<script>alert(1)</script>", "🐀",
    "x" * 5000, "a " * 3000, "\u202e", "{{ 7*7 }}", "%00", "&lt;", "^", "~", "lunch OR", "column:lunch",
]  # fmt: skip


@pytest.fixture
def pages(db):
    from ratsite.pages.models import EventIndexPage, HistoryIndexPage, NewsIndexPage

    return HistoryIndexPage.objects.get(), NewsIndexPage.objects.get(), EventIndexPage.objects.get()


def search(client, words: str) -> str:
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def test_history_news_events_and_pages_are_found_by_their_text(client, pages):
    history, news, events = pages
    body = [{"type": "paragraph", "text": "<p>A marmalade afternoon.</p>"}]
    make_part(history, 1, title="A part", body=body)
    make_news(news, title="Some news", body=body)
    make_event(events, title="A workshop", body=body)
    html = search(client, "marmalade")
    assert "3 results for “marmalade”." in html
    for kind, title in (("History", "A part"), ("News", "Some news"), ("Event", "A workshop")):
        assert f"<span>{kind}</span>" in html
        assert title in html
    assert html.count("A <mark>marmalade</mark> afternoon.") == 3


def test_words_in_a_title_are_marked(client, pages):
    make_news(pages[1], title="Marmalade for all", slug="marmalade")
    assert '<h3><a href="/news/marmalade/"><mark>Marmalade</mark> for all</a></h3>' in search(client, "marmalade")


def test_what_is_not_published_is_not_found(client, pages):
    page = make_news(pages[1], title="Marmalade")
    page.unpublish()
    draft = make_news(pages[1], title="Other")
    draft.title = "Marmalade draft"
    draft.save_revision()
    assert "0 results" in search(client, "marmalade")


@pytest.mark.django_db
def test_an_empty_search_asks_nothing_and_finds_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = search(client, "   ")
    assert "The public pages and the open resources." in html


@pytest.mark.django_db
def test_nothing_found_is_said_with_one_thing_to_try(client):
    html = search(client, "zzzzz")
    assert "Nothing was found." in html
    assert "Try one word instead of several" in html


@pytest.mark.django_db
@pytest.mark.parametrize("words", HOSTILE)
def test_no_query_breaks_the_page(client, words):
    html = search(client, words)
    assert "<script>alert" not in html


@pytest.mark.django_db
def test_a_quotation_mark_changes_nothing_about_what_is_found(client):
    assert search(client, '"lunch"').count("<mark>") == search(client, "lunch").count("<mark>") > 0


@pytest.mark.django_db
def test_the_page_sets_no_cookie_and_is_kept_out_of_search_engines(client):
    response = client.get("/search/?q=lunch")
    assert response.cookies == {}
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.django_db
def test_another_source_is_asked_with_the_person_and_shown_under_its_name(client, monkeypatch):
    asked = []

    class Resources:
        label = "Open resources"

        def find(self, query, user, limit):
            asked.append((query, user.is_authenticated, limit))
            return [Hit("A <b>card</b>", "/library/card/", "The lunch card & more", "Resource")]

    monkeypatch.setattr(registry, "_sources", [*registry.sources(), Resources()])
    html = search(client, "lunch")
    assert asked == [("lunch", False, 20)]
    assert "<h2>Open resources</h2>" in html
    assert "A &lt;b&gt;card&lt;/b&gt;" in html
    assert "The <mark>lunch</mark> card &amp; more" in html


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [('a "b" c', "a b c"), ("a\x00b", "a b"), ("  ", ""), ('"', ""), ("*()", ""), ("x" * 999, "x" * LONGEST)],
)
def test_a_query_is_cleaned(typed, cleaned):
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("A lunch", "lunch", "A <mark>lunch</mark>"),
        ("Lunches & <b>", "lunch", "<mark>Lunch</mark>es &amp; &lt;b&gt;"),
        ("brunch", "lunch", "brunch"),
        ("a amp; &", "amp", "a <mark>amp</mark>; &amp;"),
        ("mark", "mark lunch", "<mark>mark</mark>"),
        ("<mark>", "x", "&lt;mark&gt;"),
        ("anything", "*", "anything"),
    ],
)
def test_words_are_marked_after_escaping(text, query, expected):
    assert highlight(text, query) == expected


def test_an_excerpt_is_cut_around_the_word():
    text = "alpha " * 100 + "lunch " + "omega " * 100
    cut = excerpt(text, "lunch")
    assert cut.startswith("… alpha")
    assert cut.endswith("omega …")
    assert " lunch " in cut
    assert len(cut) < 240


@pytest.mark.parametrize("text", ["", "short", "x" * 5000, "word " * 3])
def test_an_excerpt_never_fails(text):
    assert len(excerpt(text, "lunch")) <= 230
