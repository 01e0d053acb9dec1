"""On a phone a member finds a page of a file, narrows the search, saves it and runs it again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ratsite.network.models import Remit
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic
from tests.files.test_text import pdf
from tests.journeys.visitor import Visitor
from tests.search.factories import make_enclosed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def search_for(visitor: Visitor, words: str) -> None:
    visitor.page.get_by_label("What to look for").fill(words)
    visitor.press("Search")
    assert visitor.fits_screen()


def open_tab(visitor: Visitor, tab: str) -> None:
    tabs = visitor.page.get_by_role("navigation", name="Types of result")
    visitor.click(tabs.get_by_role("link", name=tab))
    assert tabs.locator("[aria-current=page]").inner_text() == tab


def found(visitor: Visitor) -> set[str]:
    return set(visitor.page.locator("ol.index h3").all_inner_texts())


@pytest.fixture
def board():
    """A board with one topic about marmalade. Another board has a second one, with a file."""
    board = BoardFactory()
    make_topic(board, title="Jars without labels", body="Marmalade again.")
    leaflet = SimpleUploadedFile("leaflet.txt", b"Ask first.")
    make_enclosed(leaflet, title="A leaflet for kitchens", body="Who makes the marmalade?")
    return board


def test_a_page_inside_a_file_of_the_library_is_found_and_its_resource_opened(visitor):
    list_ = SimpleUploadedFile("list.pdf", pdf("Toast", "More marmalade"))
    make_resource(upload=list_, title="What kitchens buy")
    visitor.force_sign_in(MemberFactory())
    visitor.open("/catch-up/")
    visitor.follow("Search")
    search_for(visitor, "marmalade")
    open_tab(visitor, "Library")
    hit = visitor.page.locator("ol.index > li", has_text="What kitchens buy").first
    assert "found on page 2 of list.pdf" in hit.inner_text()
    assert "More marmalade" in hit.inner_text()
    visitor.follow("What kitchens buy")
    assert visitor.heading() == "What kitchens buy"
    assert visitor.page.locator("a.file", has_text="list.pdf").is_visible()


def test_nrm_guidance_housing_leads_to_the_page_of_text_that_answers(visitor):
    """The file spells out “NRM”; “guidance” and “housing” are only the resource's kind and remit."""
    title = f"A first bed {visitor.device.scripts}"
    answer = "After a referral to the National Referral Mechanism, ask the duty desk for a bed."
    upload = SimpleUploadedFile("bed.pdf", pdf("About this leaflet", answer))
    make_resource(upload=upload, title=title, kind="guidance", remits=Remit.objects.filter(slug="housing"))
    visitor.force_sign_in(MemberFactory())
    visitor.open("/library/")
    visitor.page.get_by_role("searchbox", name="Search the library").fill("NRM guidance housing")
    visitor.press("Search")
    hit = visitor.page.locator("li.res", has_text=title)
    assert visitor.fits_screen()
    visitor.click(hit.get_by_role("link", name="found on page 2 of bed.pdf"))
    assert (visitor.heading(), visitor.fits_screen()) == (title, True)
    article = visitor.page.get_by_role("article", name="Page 2 of 2")
    assert answer in article.inner_text()
    assert "About this leaflet" not in article.inner_text()


def test_a_search_is_narrowed_saved_run_again_and_widened(visitor, board):
    visitor.force_sign_in(MemberFactory())
    visitor.open("/search/")
    search_for(visitor, "marmalade")
    open_tab(visitor, "Topics and posts")
    assert found(visitor) == {"Jars without labels", "A leaflet for kitchens"}
    if (filters := visitor.page.locator("#filter > details > summary")).is_visible():  # a line on a phone
        filters.click()
    visitor.page.get_by_label("Board", exact=True).select_option(board.slug)
    visitor.press("Apply")
    assert found(visitor) == {"Jars without labels"}
    assert "One result for “marmalade”" in visitor.text()

    visitor.follow("Save this search")
    visitor.page.get_by_label("Name", exact=True).fill("Preserves on one board")
    visitor.press("Save the search")
    assert visitor.page.get_by_role("status").first.inner_text() == "Your search is saved."
    visitor.open("/search/")
    visitor.follow("Your saved searches")
    visitor.follow("Preserves on one board")
    assert found(visitor) == {"Jars without labels"}

    visitor.follow(f"Board: {board.name} Remove this filter")
    assert found(visitor) == {"Jars without labels", "A leaflet for kitchens"}
    search_for(visitor, "marmalade has:file")
    assert found(visitor) == {"A leaflet for kitchens"}
