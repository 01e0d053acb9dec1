"""The pages of every new site, and that later seeding does not undo anyone's changes to them."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page, Site

from ratsite.network.models import Area
from ratsite.pages.models import ContactPage, Helpline, HomePage, StandardPage
from ratsite.pages.rules import NAMED_PAGES
from ratsite.pages.site_tree import TREE, seed_tree
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ADDRESSES = ["/", *(f"/{slug}/" for slug, _ in TREE), "/history/timeline/", "/search/", "/sitemap.xml", "/robots.txt"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_site_answers_at_every_public_address_without_a_cookie(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.cookies == {}


def test_each_page_of_a_new_site_has_a_name_for_links_to_it():
    assert {reverse(f"pages:{name}") for name in NAMED_PAGES} == {"/", *(f"/{slug}/" for slug, _ in TREE)}


def test_seeding_again_makes_nothing():
    pages = Page.objects.count()
    assert seed_tree() == []
    assert Page.objects.count() == pages


def test_seeding_again_keeps_what_an_editor_wrote():
    page = StandardPage.objects.get(slug="join")
    page.title = "Come in"
    page.save_revision().publish()
    Helpline.objects.filter(phone="999").update(hours="Always")
    call_command("seed_site", verbosity=0)
    assert StandardPage.objects.get(slug="join").title == "Come in"
    assert Helpline.objects.get(phone="999").hours == "Always"


def test_seeding_builds_a_page_again_that_was_deleted():
    StandardPage.objects.get(slug="cookies").delete()
    assert seed_tree() == ["/cookies/"]


def test_the_site_follows_its_address(settings):
    settings.SITE_URL = "https://network.example"
    seed_tree()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("network.example", 443)
    assert site.root_page.specific == HomePage.objects.get()


def test_the_welcome_page_of_wagtail_is_gone():
    assert list(Page.objects.filter(depth=2).values_list("slug", flat=True)) == ["front"]


def test_a_new_site_has_a_contact_and_a_complaints_page():
    assert dict(ContactPage.objects.values_list("slug", "kind")) == {"contact": "contact", "complaints": "complaint"}


def test_helplines_are_printed_with_numbers_that_ring_and_the_day_they_were_checked(client):
    Helpline.objects.filter(phone="08000 121 700").update(checked_on=dt.date(2026, 11, 1))
    html = flat(client.get("/get-help/").content)
    assert re.search(r'<a class="dial" href="tel:08000121700">(<svg.*?</svg>)?08000 121 700</a>', html)
    assert html.count("Checked on 1 November 2026") == 2  # under “I need help” and “I am worried about someone”


def test_a_helpline_says_once_that_it_is_for_adults(client):
    line = Helpline.objects.filter(for_whom="adults").first()
    Helpline.objects.exclude(pk=line.pk).update(for_whom="anyone")
    line.name, line.when_to_use = "Line", "For adults who want support."
    line.save()
    assert flat(client.get("/get-help/").content).count("For adults") == 1
    line.when_to_use = "You want support."
    line.save()
    assert flat(client.get("/get-help/").content).count("For adults.") == 1


def test_get_help_prints_the_addresses_of_websites():
    sheet = (settings.BASE_DIR / "ratsite/static/ratsite/css/site.css").read_text()
    printed = sheet[sheet.index("@media print") :]
    assert (
        ':is(.prose, .byline, .dials, .doors) a[href^="http"]::after {\n      content: " (" attr(href) ")"' in printed
    )


def test_a_front_door_without_a_number_points_to_its_web_page(client):
    Area.objects.update(front_door_phone="", front_door_out_of_hours="")
    Area.objects.filter(slug="dudley").update(front_door_phone="0121 496 0110")
    html = flat(client.get("/get-help/").content)
    front_doors = html[html.index("Child safeguarding, by area</h3>") :].partition("</section>")[0]
    assert front_doors.count("Council website") == Area.objects.count() - 1
    assert front_doors.count('href="tel:') == front_doors.count("0121 496 0110</a>") == 1
    assert 'href="https://www.birmingham.gov.uk/' in front_doors


def test_pages_that_someone_at_risk_may_open_can_be_left_quickly(client):
    for address in ("/get-help/", "/history/", "/history/timeline/", "/contact/"):
        assert 'class="exit"' in flat(client.get(address).content)
    assert 'class="exit"' not in flat(client.get("/join/").content)


def test_the_page_tree_admits_each_type_in_its_place_only():
    home = HomePage.objects.get()
    allowed = {model.__name__ for model in HomePage.allowed_subpage_models()}
    assert allowed == {
        "ContactPage", "EventIndexPage", "GetHelpPage", "HistoryIndexPage", "NewsIndexPage", "StandardPage",
    }  # fmt: skip
    assert HomePage.can_create_at(home.get_parent()) is False


def test_get_help_answers_four_questions_and_lists_each_helpline_under_its_own(client):
    html = flat(client.get("/get-help/").content)
    questions = [
        "I need help",
        "I am worried about someone",
        "I am worried about a child",
        "I see signs of this at work",
    ]
    for anchor, question in zip(["me", "someone", "children", "work"], questions, strict=True):
        assert re.search(rf'<a href="#{anchor}">{question}', html)
    parts = dict(re.findall(r'<section class="section" id="(\w+)">(.*?)(?=<section class="section"|<aside)', html))
    lines = ("Childline", "Crimestoppers", "NSPCC")
    assert {name: [line for line in lines if line in part] for name, part in parts.items()} == {
        "me": ["Childline"], "someone": ["Crimestoppers"], "children": ["Childline", "NSPCC"], "work": [],
    }  # fmt: skip
    for line in Helpline.objects.exclude(phone="999"):
        assert f"<h3>{escape(line.name)}</h3>" in html


def test_get_help_says_once_that_numbers_are_not_checked_and_no_longer_once_all_are(client):
    notice = "e have not checked them ourselves yet."
    of_some = f"Where there is no date, w{notice}"
    page = flat(client.get("/get-help/").content)
    assert (page.count(notice), of_some in page) == (1, False)
    first = Helpline.objects.first()
    Helpline.objects.filter(pk=first.pk).update(checked_on=dt.date(2026, 11, 1))
    assert flat(client.get("/get-help/").content).count(of_some) == 1
    Helpline.objects.update(checked_on=dt.date(2026, 11, 1))
    assert notice not in flat(client.get("/get-help/").content)


def test_the_day_of_the_front_doors_is_shown_once_all_their_numbers_are_checked(client):
    with_number = Area.objects.exclude(front_door_phone="")
    day = "Numbers checked on 1 November 2026 or later"
    first = with_number.first()
    with_number.exclude(pk=first.pk).update(front_door_checked_on=dt.date(2026, 11, 2))
    assert day not in flat(client.get("/get-help/").content)
    Area.objects.filter(pk=first.pk).update(front_door_checked_on=dt.date(2026, 11, 1))
    assert flat(client.get("/get-help/").content).count(day) == 1


def test_only_the_text_that_members_accept_is_called_terms_of_reference(client):
    how_it_works = client.get("/terms/")
    assert "<h1>What the network is and how it works</h1>" in flat(how_it_works.content)
    assert 'href="/join/terms/">Terms of reference</a>' in flat(how_it_works.content)
    assert 'href="/join/terms/">terms of reference</a>' in flat(client.get("/join/").content)
    assert client.get("/join/terms/").status_code == 200
    footer = flat(client.get("/").content).partition("<footer")[2]
    assert '<a href="/terms/">How the network works</a>' in footer
    assert '<a href="/join/terms/">Terms of reference</a>' in footer


def test_the_cookies_page_says_when_an_application_sets_one(client):
    assert "it is set when you press “Continue” on the first page" in flat(client.get("/cookies/").content)
    response = client.post("/join/apply/", {"name": "x"})
    assert "sessionid" in "".join(response.cookies)
