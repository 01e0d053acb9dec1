"""The public search: what it finds and shows, and which hostile queries it survives."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from library.enums import Audience, RelationKind
from library.models import ResourceRelation
from ratsite.lib.search.query import pattern_of, read
from ratsite.network.enums import Marking
from ratsite.pages.models import GetHelpPage, Helpline
from ratsite.search.highlights import excerpt, highlight
from ratsite.search.sources import all as search_sources
from ratsite.search.sources.base import Found, Hit
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat
from tests.pages.factories import make_event, make_news, make_part
from tests.search.factories import titles

pytestmark = pytest.mark.sqlite
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
    return flat(response.content)


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


def test_an_unpublished_page_is_not_found(client, pages):
    page = make_news(pages[1], title="Marmalade")
    page.unpublish()
    draft = make_news(pages[1], title="Other")
    draft.title = "Marmalade draft"
    draft.save_revision()
    assert "0 results" in search(client, "marmalade")


@pytest.mark.parametrize("address", ["/search/", "/library/"])
def test_the_public_is_offered_the_spelling_of_public_pages_and_helplines(client, pages, address):
    make_news(pages[1], title="News", body=[{"type": "paragraph", "text": "<p>A caravanserai.</p>"}])
    Helpline.objects.create(name="Marmaladeline", phone="0800 000 000", when_to_use="When you need to talk.")
    for typed, right in (
        ("traficking", "trafficking"),
        ("caravanseray", "caravanserai"),
        ("marmaladline", "marmaladeline"),
    ):
        assert f"Search for “{right}” instead" in flat(client.get(address, {"q": typed}).content)


def test_the_public_is_offered_no_word_of_a_draft_or_of_members_texts(client, pages):
    page = make_news(pages[1], title="News")
    page.title = "Caravanserai"
    page.save_revision()
    make_news(pages[1], title="Marmaladeline").unpublish()
    restricted = make_news(pages[1], title="Zymurgical")
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    make_topic(title="Lettings xylophonist")
    make_resource(title="Quarterstaffs", audience=Audience.MEMBERS)
    for typed in ("caravanseray", "marmaladline", "zymurgicel", "xylophonest", "quarterstafs"):
        assert "Search for “" not in search(client, typed)


def test_no_word_of_a_helpline_is_suggested_while_get_help_is_not_published(client, db):
    Helpline.objects.create(name="Marmaladeline", phone="0800 000 000", when_to_use="When you need to talk.")
    GetHelpPage.objects.get().unpublish()
    assert "Search for “" not in search(client, "marmaladline")


@pytest.mark.django_db
def test_an_empty_search_asks_nothing_and_finds_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = search(client, "   ")
    assert "We search the public pages and the open resources, including the text of files." in html


@pytest.mark.django_db
def test_a_search_without_results_suggests_one_thing_to_try(client):
    html = search(client, "zzzzz")
    assert "No results." in html
    assert "Try one word instead of several" in html


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["I need help", "my boss took my passport"])
def test_a_visitor_who_searches_for_help_is_led_to_it(client, words, sign_in):
    assert '<a href="/get-help/">Get help</a>' in search(client, words).split("<main")[1].split("</main>")[0]
    make_topic(title=words)
    assert "Do you need help" not in search(sign_in(MemberFactory()), words)


@pytest.mark.django_db
@pytest.mark.parametrize("words", HOSTILE)
def test_no_query_breaks_the_page(client, words):
    html = search(client, words)
    assert "<script>alert" not in html


@pytest.mark.django_db
def test_a_quotation_mark_changes_nothing_about_what_is_found(client):
    assert search(client, '"lunch"').count("<mark>") == search(client, "lunch").count("<mark>") > 0


@pytest.mark.django_db
def test_the_page_sets_no_cookie_and_asks_search_engines_not_to_list_it(client):
    response = client.get("/search/?q=lunch")
    assert response.cookies == {}
    assert '<meta name="robots" content="noindex">' in flat(response.content)


@pytest.mark.django_db
def test_another_source_is_asked_with_the_person_and_shown_under_its_name(client, monkeypatch):
    asked = []

    class Cards:
        name = "cards"
        label = "Cards"

        def is_open_to(self, user):
            return True

        def find(self, what, user, start, count):
            asked.append((what.query, user.is_authenticated, start, count))
            return Found(1, [Hit("A <b>card</b>", "/library/card/", "The lunch card & more", "Card")])

    monkeypatch.setattr(search_sources, "SOURCES", (search_sources.SOURCES[0], Cards()))
    html = search(client, "lunch")
    assert asked == [(read("lunch"), False, 0, 5)]
    assert "<h2>Cards</h2>" in html
    assert "A &lt;b&gt;card&lt;/b&gt;" in html
    assert "The <mark>lunch</mark> card &amp; more" in html


def test_a_phrase_and_a_minus_work_on_pages_too(client, pages):
    body = [{"type": "paragraph", "text": "<p>A marmalade afternoon, with toast.</p>"}]
    make_news(pages[1], title="Breakfast", body=body)
    found = {typed: search(client, typed).count("<h3>") for typed in (
        "marmalade toast", '"marmalade afternoon"', '"afternoon marmalade"', "marmalade -toast", "marmalade -breakfast",
    )}  # fmt: skip
    assert list(found.values()) == [1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        *[("toasters", 1), ("Toaster", 1), ("bakeries", 1), ("bakery", 1), ("toaster bakery", 1)],
        *[("toaster pony", 0), ("the toasters", 1), ("toaster " * 9, 1), ("i j k l m n o p q toaster", 0)],
        *[("crème", 1), ("toasters 777", 1)],
    ],
)
def test_pages_hold_every_word_in_the_singular_or_the_plural(client, pages, words, count):
    body = [{"type": "paragraph", "text": "<p>A toaster, which bakeries filled with crème 777 times.</p>"}]
    make_news(pages[1], title="A visit", body=body)
    assert search(client, words).count("<h3>") == count


@pytest.mark.parametrize("words", ["toaster crème", "toasters pony crème", "pony toaster bakery crème"])
def test_a_page_with_the_words_near_each_other_comes_before_one_that_is_long(client, pages, words):
    far = " ".join(["Toaster, bakery, pony,", *["another word"] * 400, "and crème."])
    for title, text in {"Near": "A toaster, a bakery, a pony and crème.", "Long": far}.items():
        make_news(pages[1], title=title, body=[{"type": "paragraph", "text": f"<p>{text}</p>"}])
    assert titles(search(client, words)) == ["Near", "Long"]


def test_pages_are_found_by_a_worker_that_has_asked_nothing_yet(client, pages, monkeypatch):
    make_news(pages[1], title="Marmalade")
    monkeypatch.setattr("ratsite.search.sources.pages._with_words_on_postgresql._statements", {})
    ContentType.objects.clear_cache()
    assert search(client, "marmalade").count("<h3>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("words", HOSTILE)
def test_no_query_breaks_a_tab(client, words):
    for tab in ("pages", "library", "forum", "nothing"):
        assert client.get("/search/", {"q": words, "tab": tab}).status_code == 200


@pytest.mark.django_db
def test_strangers_find_open_resources_by_their_files_and_have_no_filters(client):
    make_resource(title="Open card", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    make_resource(title="Members' card")
    html = search(client, "today")
    assert "Open card" in html
    assert "Ask about <mark>today</mark> first." in html
    assert "found in card.txt" in html
    assert "Members" not in html.partition("<main")[2].partition("</main")[0]
    assert "<select" not in html
    assert "Topics and posts" not in html


@pytest.mark.django_db
def test_a_superseded_resource_comes_after_its_replacement(client):
    public = {"audience": "public", "marking": "clear", "summary": "NRM guidance for housing"}
    newest = make_resource(title="Guidance", **{**public, "summary": "For the NRM, about housing: guidance"})
    for number in range(6):
        old = make_resource(title=f"NRM guidance housing {number}", **public)
        ResourceRelation.objects.create(resource=newest, kind=RelationKind.SUPERSEDES, other=old)
    html = client.get("/search/?q=NRM+guidance+housing").content.decode()
    assert newest.get_absolute_url() in html


@pytest.mark.django_db
def test_filters_in_a_strangers_address_do_nothing(client):
    make_resource(title="Open card", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    html = flat(client.get("/search/", {"q": "card", "kind": "training", "board": "x", "since": "2999-01-01"}).content)
    assert "Open card" in html.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.django_db
def test_a_tab_shows_twenty_a_page_and_no_page_that_is_not_there(client):
    for number in range(21):
        make_resource(title=f"Zebra {number}", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    assert search(client, "zebra").count("<h3>") == 5
    assert "All 21 in library" in search(client, "zebra")
    tab = {"q": "zebra", "tab": "library"}
    pages = [client.get("/search/", {**tab, "page": number}) for number in ("1", "2", "3", "x", "0")]
    assert [answer.status_code for answer in pages] == [200, 200, 404, 404, 404]
    assert [flat(answer.content).count("<h3>") for answer in pages[:2]] == [20, 1]
    assert "?q=zebra&amp;tab=library&amp;page=2" in flat(pages[0].content)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("A lunch", "lunch", "A <mark>lunch</mark>"),
        ("Lunches & <b>", "lunch", "<mark>Lunches</mark> &amp; &lt;b&gt;"),
        ("brunch", "lunch", "brunch"),
        ("a amp; &", "amp", "a <mark>amp</mark>; &amp;"),
        ("mark", "mark lunch", "<mark>mark</mark>"),
        ("Zażółć gęślą", "gesla", "Zażółć <mark>gęślą</mark>"),
        ("<b>lunch</b> 'lunch'", '"b lunch b"', "&lt;<mark>b&gt;lunch&lt;/b</mark>&gt; &#x27;lunch&#x27;"),
        ("<mark>", "x", "&lt;mark&gt;"),
        ("anything", "*", "anything"),
    ],
)
def test_words_are_marked_after_escaping(text, query, expected):
    assert highlight(text, pattern_of(read(query).wanted)) == expected


def test_an_excerpt_is_cut_around_the_word():
    text = "alpha " * 100 + "lunch " + "omega " * 100
    cut = excerpt(text, pattern_of(read("lunch").wanted))
    assert cut.startswith("… alpha")
    assert cut.endswith("omega …")
    assert " lunch " in cut
    assert len(cut) < 240


@pytest.mark.parametrize("text", ["", "short", "x" * 5000, "word " * 3])
def test_an_excerpt_never_fails(text):
    assert len(excerpt(text, pattern_of(read("lunch").wanted))) <= 230


@pytest.mark.django_db
class TestNothingFound:
    @pytest.fixture
    def reader(self, member, sign_in):
        return sign_in(member)

    def test_a_word_that_finds_a_post_is_spelt_right(self, reader):
        make_resource(title="Bed records")
        make_topic(title="Anything", body="No recourse to public funds, and no bed.")
        assert "Search for “" not in search(reader, "recourses stove")
        assert "Search for “records bed” instead" in search(reader, "reccords bed")

    def test_a_word_that_is_only_a_little_alike_is_no_other_spelling(self, client):
        make_resource(title="A section of a tenancy", audience=Audience.PUBLIC, marking=Marking.CLEAR)
        assert "Search for “" not in search(client, "eviction")
        assert "Search for “tenancy” instead" in search(client, "tenansy")

    def test_few_words_are_compared_and_only_with_words_of_their_first_letter(self, client):
        make_resource(title="Tenancy", audience=Audience.PUBLIC, marking=Marking.CLEAR)
        assert "Search for “tenancy tenancy tenancy” instead" in search(client, "tenansy tenanci tenamcy")
        assert "Search for “" not in search(client, "tenansy tenanci tenamcy tenency")
        assert "Search for “" not in search(client, "denancy")

    def test_the_search_without_one_word_comes_before_another_spelling(self, reader):
        make_resource(title="Tenancy stove")
        make_topic(title="A bed", body="Tonight")
        html = search(reader, "bed tonight tenansy")
        assert html.count("Without “") == 1
        assert 'href="?q=bed+tonight">Without “tenansy”</a><span class="soft">1 result' in html
        assert html.index("Without “tenansy”") < html.index("Search for “bed tonight tenancy” instead")
        assert "Without “" not in search(reader, "bed tonight tenansy caravan stove")

    def test_a_filter_and_a_tab_stay_without_the_word(self, reader):
        make_topic(title="A bed", body="Tonight")
        html = flat(reader.get("/search/", {"q": "bed caravan", "tab": "library"}).content)
        assert "Without “" not in html
        html = flat(reader.get("/search/", {"q": "bed caravan", "tab": "forum", "kind": "discussion"}).content)
        assert 'href="?q=bed&amp;tab=forum&amp;kind=discussion">Without “caravan”' in html

    def test_a_member_can_ask_a_remit_and_everyone_is_led_to_help(self, reader, client):
        BoardFactory(usual_kind="question", slug="questions")
        html = search(reader, "bed tonight")
        assert 'href="/forum/questions/new/?kind=question&amp;title=bed%20tonight"' in html
        assert html.count('are you worried about someone? <a href="/get-help/">Get help</a>') == 1
        client.logout()
        html = search(client, "bed tonight")
        assert "/forum/questions/new/" not in html
        assert html.count('are you worried about someone? <a href="/get-help/">Get help</a>') == 1

    @pytest.mark.parametrize("words", ["zeta eta theta kappa marmalade", "zeta eta marmalade"])
    def test_unknown_words_cost_as_many_queries_for_three_topics_as_for_one(self, reader, words):
        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert "0 results" in search(reader, words)
            return len(caught)

        make_topic(body="Marmalade and zeta")
        queries()
        few = queries()
        for _ in range(2):
            make_topic(body="Marmalade and zeta")
        assert queries() == few
