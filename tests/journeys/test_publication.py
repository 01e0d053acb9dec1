"""An editor signs in with a code, adds a picture and publishes news, for readers and feed readers."""

import datetime as dt
import xml.etree.ElementTree as ElementTree

import pytest

from ratsite.pages.models import NewsIndexPage, NewsPage, SiteImage
from tests.factories import MemberFactory
from tests.journeys.conftest import DESKTOP
from tests.pages.factories import draw

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "A card for reception desks"
ALT = "Ten small squares on one line."
ATOM = "{http://www.w3.org/2005/Atom}"


def add_a_picture(visitor) -> None:
    """Add a picture with the chooser of the news form, which refuses one without a text alternative."""
    page = visitor.page
    page.locator("#id_picture-chooser .unchosen button").click()
    chooser = page.locator(".modal")
    chooser.get_by_role("tab", name="Upload").click()
    upload = chooser.locator("form", has=page.locator("input[type=file]"))
    picture = {"name": "squares.png", "mimeType": "image/png", "buffer": draw((1300, 700)).getvalue()}
    upload.locator("input[type=file]").set_input_files(picture)
    description = upload.locator("[name$=description]")
    assert description.evaluate("field => field.required && !field.checkValidity()")
    description.fill(ALT)
    upload.locator("[name$=title]").fill("Squares")  # the form's own script may come too late to take the file's name
    upload.get_by_role("button", name="Upload").click()
    chooser.wait_for(state="detached")
    assert SiteImage.objects.latest("pk").description == ALT


def test_an_editor_publishes_news_with_a_picture_and_everyone_finds_it(visit, settings):
    # The CMS keeps drafts by itself whenever typing rests; a slow machine would publish in the middle of that.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    editor, visitor = MemberFactory(roles=["Editors"]), visit(DESKTOP)
    page = visitor.page
    visitor.sign_in(editor, then="/cms/")
    assert visitor.path() == "/cms/"
    news = NewsIndexPage.objects.get()
    visitor.open(f"/cms/pages/add/pages/newspage/{news.pk}/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("input[name=date]").fill(dt.date(2026, 11, 23).isoformat())
    page.locator("input[name=author]").fill("The editors")
    page.locator("textarea[name=introduction]").fill("It says what to ask first.")
    add_a_picture(visitor)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/cms/pages/{news.pk}/")

    published = NewsPage.objects.get(title=TITLE)
    assert published.live
    assert published.slug == "a-card-for-reception-desks"
    visitor.close()
    reader = visit(DESKTOP)
    page = reader.open("/news/")
    reader.follow(TITLE)
    assert reader.path() == "/news/a-card-for-reception-desks/"
    picture = page.locator("main figure img")
    assert picture.get_attribute("alt") == ALT
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 600
    assert reader.context.cookies() == []
    check_feeds(reader)


def check_feeds(reader) -> None:
    rss = ElementTree.fromstring(reader.context.request.get("/news/feed/rss/").body())
    first = rss.find("channel/item")
    assert (first.findtext("title"), first.findtext("description")) == (TITLE, "It says what to ask first.")
    assert first.findtext("link").endswith("/news/a-card-for-reception-desks/")
    atom = ElementTree.fromstring(reader.context.request.get("/news/feed/atom/").body())
    assert atom.find(f"{ATOM}entry").findtext(f"{ATOM}title") == TITLE
