"""What every new site has, and that nobody's changes to it are undone."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, Site

from ratsite.network.models import Area
from ratsite.pages.models import ContactPage, Helpline, HomePage, StandardPage
from ratsite.pages.site_tree import TREE, seed_tree
from ratsite.pages.urls import NAMED_PAGES
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


def test_both_forms_are_there():
    assert dict(ContactPage.objects.values_list("slug", "kind")) == {"contact": "contact", "complaints": "complaint"}


def test_helplines_are_printed_with_numbers_that_ring_and_the_day_they_were_checked(client):
    Helpline.objects.filter(phone="999").update(checked_on=dt.date(2026, 11, 1))
    html = flat(client.get("/get-help/").content)
    assert '<a class="more" href="tel:08000121700">08000 121 700</a>' in html
    assert html.count("Checked on 1 November 2026.") == 1


def test_a_front_door_without_a_number_points_to_its_web_page(client):
    Area.objects.update(front_door_phone="", front_door_out_of_hours="")
    Area.objects.filter(slug="dudley").update(front_door_phone="0121 496 0110")
    html = flat(client.get("/get-help/").content)
    front_doors = html[html.index("Worried about a child</h2>") :].partition("</section>")[0]
    assert front_doors.count("The phone number is on the web page.") == Area.objects.count() - 1
    assert front_doors.count('href="tel:') == front_doors.count('href="tel:01214960110">0121 496 0110</a>') == 1
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
