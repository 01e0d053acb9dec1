"""The library page: one search with filters, whose numbers count only what the reader can read."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from library.actions.edit_resource import change_resource
from library.actions.index_resource import index_all
from library.enums import Audience
from library.models import Resource, ResourceVersion
from library.queries import facet_table
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking
from ratsite.network.models import Circle, Remit
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_resource
from tests.markup import flat
from tests.search.views.test_search import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TITLE = re.compile(r'<h2 class="rows__title"><a href="[^"]*"(?: lang="\w+")?>(.*?)</a></h2>')


def page(client, **parameters) -> str:
    response = client.get("/library/", parameters)
    assert response.status_code == 200
    return flat(response.content)


def titles(client, **parameters) -> list[str]:
    return [re.sub("<[^>]+>", "", title) for title in TITLE.findall(page(client, **parameters))]


def count_of(html: str, name: str, value: str) -> int | None:
    found = re.search(rf'name="{name}" value="{value}"[^>]*><span>[^<]*</span><span class="n">(\d+)</span>', html)
    return int(found.group(1)) if found else None


@pytest.fixture
def reader(member, sign_in):
    return sign_in(member)


def remits(*slugs: str) -> list[Remit]:
    return list(Remit.objects.filter(slug__in=slugs))


@pytest.fixture
def shelf(db):
    """Guidance on the NRM for housing, and two resources that each match only part of that."""
    Resource.objects.all().delete()
    text = b"After a referral to the National Referral Mechanism, a place is found."
    make_resource(title="A first bed", remits=remits("housing"), upload=SimpleUploadedFile("bed.txt", text))
    make_resource(title="NRM slides", kind="training", remits=remits("housing", "health"), language="cy")
    make_resource(title="Tenancy card", publisher="Home Office", remits=remits("health"))


def test_finding_readable_resources_reads_only_an_index(member):
    """Otherwise each list of the library would read the long rows of the whole table."""
    asked = re.findall(r'"library_resource"\."(\w+)"', str(Resource.objects.visible_to(member).values("pk").query))
    (index,) = (one for one in Resource._meta.indexes if one.name == "resource_is_readable")
    columns = {Resource._meta.get_field(name).column for name in index.fields}
    assert set(asked) - columns - {"posted_at"} == set()  # the order, which counts and sets of ids leave out


def test_a_page_that_searched_only_the_newest_resources_says_so(reader, shelf, monkeypatch):
    assert "among the newest resources" not in page(reader, q="guidance")
    monkeypatch.setattr("ratsite.search.views.library.MOST_RANKED", 1)
    assert "among the newest resources with these words" in page(reader, q="guidance")


class TestWords:
    def test_names_of_type_and_remit_and_an_abbreviation_find_the_guidance(self, reader, shelf):
        assert titles(reader, q="NRM guidance housing") == ["A first bed"]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("training", ["NRM slides"]),
            ("welsh", ["NRM slides"]),
            ("health card", ["Tenancy card"]),
            ("national referral mechanism", ["NRM slides", "A first bed"]),
            ("nrm -health", ["A first bed"]),
        ],
    )
    def test_vocabulary_and_synonyms_are_words(self, reader, shelf, typed, found):
        assert sorted(titles(reader, q=typed)) == sorted(found)

    def test_synonyms_are_said_and_can_be_left_out(self, reader, shelf):
        html = page(reader, q="NRM", remit="housing")
        assert "Also searched for “National Referral Mechanism”." in html
        assert 'href="?q=NRM&amp;remit=housing&amp;exact=1"' in html
        assert titles(reader, q="NRM", exact="1") == ["NRM slides"]

    def test_changed_remits_and_renamed_words_are_found(self, reader, shelf):
        resource = Resource.objects.get(title="Tenancy card")
        curator = MemberFactory(roles=["Curators"])
        change_resource(resource_id=resource.pk, curator=curator, remits=remits("faith"))
        assert titles(reader, q="card faith") == ["Tenancy card"]
        assert titles(reader, q="card health") == []
        Remit.objects.filter(slug="faith").update(name="Marmalade")
        assert index_all() == 1
        assert titles(reader, q="marmalade") == ["Tenancy card"]
        assert index_all() == 0


class TestFilters:
    def test_counts_are_of_what_the_other_filters_leave(self, reader, shelf):
        html = page(reader, kind="guidance")
        assert count_of(html, "kind", "guidance") == 2
        assert count_of(html, "kind", "training") == 1  # what ticking it, too, would add
        assert count_of(html, "remit", "housing") == 1
        assert "Found 2 of 3 resources" in html
        assert titles(reader, kind=["guidance", "training"], remit="housing") == ["NRM slides", "A first bed"]

    @pytest.mark.parametrize(
        ("name", "value", "found"),
        [
            ("remit", "housing", ["NRM slides", "A first bed"]),
            ("language", "cy", ["NRM slides"]),
            ("publisher", "Home Office", ["Tenancy card"]),
            ("file", "yes", ["Tenancy card", "NRM slides", "A first bed"]),
            ("file", "no", []),
            ("year", "2019", ["Tenancy card"]),
            ("review", "overdue", ["A first bed"]),
            ("review", "current", ["NRM slides"]),
            ("review", "due", ["Tenancy card"]),
        ],
    )
    def test_each_filter_narrows(self, reader, shelf, name, value, found):
        today = timezone.localdate()
        by_title = {one.title: one for one in Resource.objects.select_related("current")}
        Resource.objects.filter(title="A first bed").update(review_due_on=today - dt.timedelta(days=1))
        Resource.objects.filter(title="NRM slides").update(review_due_on=today + dt.timedelta(days=90))
        Resource.objects.filter(title="Tenancy card").update(review_due_on=today)
        by_title["Tenancy card"].current.issued_on = dt.date(2019, 5, 1)
        by_title["Tenancy card"].current.save()
        assert titles(reader, **{name: value}) == found

    def test_counts_are_only_of_what_this_person_may_read(self, client, reader, member, shelf):
        circle = CircleFactory()
        make_resource(title="Circle card", audience=Audience.CIRCLE, circle=circle, publisher="Secret body")
        make_resource(title="Open card", audience=Audience.PUBLIC, marking=Marking.CLEAR, remits=remits("housing"))
        outside = page(reader)
        assert "4 resources you can read" in outside
        assert "Secret body" not in outside
        circle.people.add(member)
        inside = page(reader)
        assert "5 resources you can read" in inside
        assert count_of(inside, "publisher", "Secret body") == 1
        client.logout()
        public = page(client)
        assert "1 resource you can read" in public
        assert "Home Office" not in public

    def test_chosen_filters_stay_as_chips_when_nothing_is_found_and_what_nearly_fits_is_offered(self, reader, shelf):
        html = page(reader, q="slides", remit="faith", kind="training")
        assert "Found 0 of 3 resources" in html
        assert 'href="?q=slides&amp;kind=training"' in html
        assert "Without “faith”" in html
        assert "1 resource" in html
        assert 'name="kind" value="training" form="find" checked' in html

    @pytest.mark.parametrize("sort", ["", "newest", "title", "review-due", "nonsense"])
    def test_each_order_is_taken(self, reader, shelf, sort):
        found = titles(reader, sort=sort)
        assert sorted(found) == ["A first bed", "NRM slides", "Tenancy card"]
        if sort == "title":
            assert found == sorted(found)

    def test_the_word_facet_is_never_shown(self, reader, shelf):
        words = re.sub(r"<[^>]+>", " ", page(reader))
        assert "facet" not in words.lower()


class TestNothingFound:
    def test_a_word_is_left_out_and_a_remit_can_be_asked(self, reader, shelf):
        BoardFactory(usual_kind="question", slug="questions")
        html = page(reader, q="slides caravan")
        assert "Without “caravan”" in html
        assert 'href="?q=slides"' in html
        asking = "/forum/questions/new/?kind=question&amp;title=slides%20caravan"
        assert f'href="{asking}"' in html
        assert 'value="slides caravan"' in flat(reader.get(asking.replace("&amp;", "&")).content)
        assert "/library/suggest/?title=slides%20caravan" in html

    def test_spelling_is_suggested_from_what_this_reader_may_read(self, reader, member, shelf):
        circle = CircleFactory()
        make_resource(title="Caravanserai plan", audience=Audience.CIRCLE, circle=circle)
        assert "Search for “tenancy”" in page(reader, q="tenansy")
        assert "caravanserai" not in page(reader, q="caravanseray").replace("caravanseray", "")
        circle.people.add(member)
        assert "Search for “caravanserai”" in page(reader, q="caravanseray")


@pytest.mark.parametrize("is_member", [False, True])
def test_an_empty_library_has_nothing_to_sort_or_filter(client, member, is_member):
    if is_member:
        client.force_login(member)
    html = page(client)
    assert "The library is empty." in html
    for words in ("Sort by", "Filters", "0 resources", "resources that you can read"):
        assert words not in html
    assert "Sort by" in page(client, q="nothing")
    make_resource(title="Open", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    assert "Sort by" in page(client)


@pytest.mark.parametrize("words", [*HOSTILE, "x" * 10_000])
def test_no_query_breaks_the_page(client, words):
    for names in (("q",), ("q", "remit", "kind", "year", "publisher", "sort")):
        response = client.get("/library/", dict.fromkeys(names, words))
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


@pytest.mark.parametrize("parameters", [{}, {"q": "card"}, {"q": "card nrm", "remit": "housing"}])
def test_the_number_of_queries_does_not_grow(reader, shelf, parameters):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            reader.get("/library/", parameters)
        return len(caught)

    make_resource(title="NRM card 0", remits=remits("housing"))
    queries()
    few = queries()
    for number in range(3):
        make_resource(title=f"NRM card {number}", remits=remits("housing", "health"))
    assert queries() == few <= 14


def test_a_member_finds_what_is_new_for_their_remit_first(reader, member, shelf):
    html = page(reader)
    assert "New for Housing" in html
    assert 'href="?remit=housing"' in html
    assert "New for Housing" not in page(reader, q="card")


@pytest.mark.parametrize(
    ("model", "change", "words"),
    [
        (Resource, {"title": "Beds anew"}, "Beds anew"),
        (Resource, {"summary": "Call before nine."}, "Call before nine."),
        (Resource, {"publisher": "The night desk"}, "The night desk"),
        (Resource, {"kind": "training"}, "<span>Training</span>"),
        (Resource, {"review_due_on": "2031-05-02"}, "Next check May 2031"),
        (ResourceVersion, {"issued_on": "1999-05-02"}, "<span>1999</span>"),
        (StoredFile, {"size": 7_000_000}, "6.7"),
        (StoredFile, {"thumbnail": "page.png"}, "/thumbnail/"),
        (Circle, {"name": "The desk"}, "Circle: The desk"),
    ],
)
def test_a_row_that_changed_is_rendered_again(reader, member, model, change, words):
    circle = CircleFactory(name="Beds")
    circle.people.add(member)
    make_resource(title="Beds", audience=Audience.CIRCLE, circle=circle, marking=Marking.GREEN)
    for _ in range(2):
        assert words not in page(reader)
    model.objects.update(**change)
    assert words in page(reader)


def test_an_overdue_check_shows_on_the_day(reader):
    make_resource(title="Beds")
    today = timezone.localdate()
    Resource.objects.update(review_due_on=today, permission_until=today - dt.timedelta(days=1))
    assert "Permission has ended" in page(reader)
    Resource.objects.update(review_due_on=today - dt.timedelta(days=1))
    assert "Check was due" in page(reader)


@pytest.fixture
def facet_cache(monkeypatch):
    """The cache that stores the facet table in production."""
    monkeypatch.setattr(facet_table, "caches", {"worker": LocMemCache("facet tables", {})})


@pytest.mark.usefixtures("facet_cache")
def test_readers_of_different_circles_count_different_sets(member, sign_in):
    Resource.objects.all().delete()
    circle = CircleFactory()
    circle.people.add(member)
    make_resource(title="For all", kind="briefing")
    make_resource(title="For the circle", kind="briefing", audience=Audience.CIRCLE, circle=circle)
    other = MemberFactory()
    for _ in range(2):
        assert "2 resources you can read" in page(sign_in(member))
        assert "1 resource you can read" in page(sign_in(other))
    circle.people.remove(member)
    assert "1 resource you can read" in page(sign_in(member))
    Resource.objects.update(state="withdrawn")
    assert "The library is empty." in page(sign_in(member))


@pytest.mark.usefixtures("facet_cache")
def test_a_table_knows_the_same_set_by_numbers_and_by_text(monkeypatch):
    monkeypatch.setattr(facet_table, "MOST_SETS", 2)
    ids = [make_resource().pk for _ in range(3)]
    table, found = facet_table.facet_table(ids[1:])
    again, same = facet_table.facet_table(f"{ids[2]},{ids[1]}")
    assert (again is table, same, table.ids_in(same)) == (True, found, [ids[2], ids[1]])
    for text in ("", str(ids[0]), str(ids[1]), str(ids[2])):
        facet_table.facet_table(text)
    assert len(table._sets) <= 2
    newer = make_resource().pk
    assert facet_table.facet_table(f"{newer}")[0] is not table


@pytest.mark.parametrize("role", ["Curators", "Moderators", "Editors"])
def test_stewards_open_the_page(role, sign_in):
    make_resource(title="Beds")
    steward = sign_in(MemberFactory(roles=[role]), with_second_step=True)
    for parameters in ({}, {"q": "beds"}, {"sort": "title"}):
        assert "Beds" in page(steward, **parameters)


def test_results_with_a_closely_marked_one_are_not_printed(reader, shelf):
    assert "is-unprintable" not in page(reader)
    make_resource(marking=Marking.AMBER_STRICT)
    html = page(reader)
    assert ("is-unprintable" in html, "You cannot print these results." in html) == (True, True)


def test_new_for_the_own_remit_are_published_ones_that_can_be_relied_on(sign_in, shelf):
    curator = MemberFactory(roles=["Curators"])
    own = {"remits": [curator.agency.main_remit]}
    make_resource(title="A right card", **own)
    make_resource(title="A late card", review_due_on=dt.date(2024, 1, 3), **own)
    for state in ("draft", "withdrawn"):
        Resource.objects.filter(pk=make_resource(title="A hidden card", **own).pk).update(state=state)
    html = page(sign_in(curator, with_second_step=True))
    new = html.split('<h2 id="shelf">')[1].split("</ul>")[0]
    assert re.findall(r">(A \w+ card)</a>", new) == ["A right card"]


def test_a_search_of_many_words_with_few_results_offers_fewer_words(reader):
    Resource.objects.all().delete()
    make_resource(title="Bed and rent and notice")
    for title in ("Bed and rent", "Rent and bed"):
        make_resource(title=title)
    html = page(reader, q="bed rent notice")
    assert ("Few resources have all of these words." in html, "Without “notice”" in html) == (True, True)
    assert [word in html for word in ("Without “bed”", "Without “rent”")] == [False, False]  # these find no more
    assert "Few resources have" not in page(reader, q="bed rent")


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("bed rent notice", {"remit": "housing"}),
        ("bed rent notice -hotel", {}),
        ("exploit* bed rent", {}),
        ("exploit* bed notice rent", {}),
        ("national referral mechanism bed", {"exact": "1"}),
    ],
)
def test_a_wider_search_finds_as_many_resources_as_its_link_says(reader, typed, filters):
    Resource.objects.all().delete()
    for title in ("Bed and rent and notice", "Exploiting bed and rent", "Bed and rent and hotel", "NRM bed"):
        make_resource(title=title, remits=remits("housing"))
    for number in range(3):
        make_resource(title=f"Bed and rent, a referral mechanism {number}", remits=remits("health"))
    html = page(reader, q=typed, **filters)
    wider = re.findall(r'<a href="(\?[^"]*)">Without “[^”]*”</a> ?<span class="soft"> ?(\d+) resource', html)
    found = [len(TITLE.findall(flat(reader.get(f"/library/{unescape(url)}").content))) for url, _ in wider]
    assert found == [int(count) for _, count in wider] != []


def test_a_filter_that_leaves_few_results_is_not_blamed_on_the_words(reader):
    Resource.objects.all().delete()
    make_resource(title="Bed and rent and notice", remits=remits("housing"))
    for title in ("Bed, rent and notice", "Rent, bed and notice", "Bed"):
        make_resource(title=title, remits=remits("health"))
    make_resource(title="Bed and rent", remits=remits("housing"))
    assert "Few resources have" not in page(reader, q="bed rent notice", remit="housing")
