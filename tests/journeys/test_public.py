"""A visitor who is not signed in reads, leaves quickly, searches and writes a message."""

import re

import pytest

from ratsite.pages.models import ContactMessage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORIGINAL = re.compile(r"^https://www\.humantraffickingfoundation\.org/blog/2014/6/")


def test_reading_part_two_of_the_history_and_finding_its_source(visitor):
    page = visitor.open("/")
    visitor.follow("Our history")
    visitor.follow("A network, and its name")
    assert visitor.heading() == "A network, and its name"
    assert "part 2 of 2" in page.locator("main .label").first.inner_text()
    original = page.get_by_role("link", name="View the original article")
    assert ORIGINAL.match(original.get_attribute("href"))
    assert "www.humantraffickingfoundation.org" in page.locator(".byline").inner_text()
    assert "Kerry Scarlett" in page.locator(".byline").inner_text()
    turn = page.get_by_role("navigation", name="Parts of our history")
    assert turn.locator("[rel=next]").count() == 0
    visitor.click(turn.locator("[rel=prev]"))
    assert visitor.path() == "/history/how-it-began/"
    visitor.click(page.get_by_role("navigation", name="Parts of our history").locator("[rel=next]"))
    assert visitor.path() == "/history/a-network-and-its-name/"
    visitor.follow("Whole timeline")
    assert visitor.heading() == "Timeline"
    dates = page.locator("main ol.line > li:has(time)")
    assert dates.count() == 2  # the year of three entries is written once
    assert dates.nth(1).locator("time").get_attribute("datetime") == "2010-07"
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("path", ["/history/", "/history/a-network-and-its-name/", "/get-help/"])
def test_a_page_can_be_left_at_once(visitor, path):
    page = visitor.open(path)
    away = page.get_by_role("link", name="Exit this page")
    assert away.is_visible()
    assert away.is_enabled()
    box = away.bounding_box()
    assert 0 <= box["y"] < visitor.device.height  # in view without scrolling
    assert away.get_attribute("href") == "https://www.bbc.co.uk/weather"
    assert set(away.get_attribute("rel").split()) >= {"noreferrer", "noopener"}


def test_a_message_to_the_network_sets_no_cookie_and_loses_no_text(visitor):
    page = visitor.open("/contact/")
    page.get_by_label("Your email address").fill("someone at home")
    page.get_by_label("Your message").fill("I once heard a talk\nand kept the leaflet.")
    visitor.press("Send my message")
    assert page.title().startswith("Error: ")
    assert page.locator(".summary").is_visible()
    assert page.get_by_label("Your message").input_value() == "I once heard a talk\nand kept the leaflet."
    assert page.get_by_label("Your email address").input_value() == "someone at home"
    page.get_by_label("Your email address").fill("someone@home.example")
    page.wait_for_timeout(2100)  # the form takes nothing within two seconds of being drawn
    visitor.press("Send my message")
    assert "We have received your message" in page.get_by_role("status").inner_text()
    message = ContactMessage.objects.latest("received_at")
    assert (message.email, message.text.split()) == (
        "someone@home.example",
        ["I", "once", "heard", "a", "talk", "and", "kept", "the", "leaflet."],
    )
    assert visitor.context.cookies() == []


def test_searching_finds_a_part_and_says_when_nothing_is_there(visitor):
    page = visitor.open("/search/")
    page.get_by_label("What to look for").fill("Newman College")
    visitor.press("Search")
    visitor.click(page.get_by_role("link", name="A network, and its name"))
    assert visitor.path() == "/history/a-network-and-its-name/"
    page = visitor.open("/search/?q=zyzzyva")
    assert "No results." in page.locator("main").inner_text()
    assert visitor.context.cookies() == []
