"""A private feed is turned on, read by a feed reader, and turned off, with scripts and without."""

import pytest
from django.test import Client

from tests.factories import MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FEEDS = [("forum feed", "/forum.atom"), ("library feed", "/library.atom"), ("calendar", "/calendar.ics")]


@pytest.mark.parametrize(("noun", "ending"), FEEDS)
def test_an_address_is_turned_on_copied_replaced_and_turned_off(visitor, noun, ending):
    topic = make_topic(title="Never said outside")
    visitor.force_sign_in(MemberFactory())
    page = visitor.open("/account/email/")
    visitor.follow("Feeds and calendar")
    visitor.press(f"Turn the {noun} on")
    first = page.get_by_label(f"Address of your {noun}").input_value()
    assert first.endswith(ending)
    reader = Client()
    answer = reader.get(first[first.index("/feeds/") :])
    assert answer.status_code == 200
    assert topic.title not in flat(answer.content)

    visitor.press(f"Make a new {noun} address")
    second = page.get_by_label(f"Address of your {noun}").input_value()
    assert reader.get(first[first.index("/feeds/") :]).status_code == 404
    assert reader.get(second[second.index("/feeds/") :]).status_code == 200

    visitor.open("/me/feeds/")
    assert page.get_by_label(f"Address of your {noun}").count() == 0
    visitor.press(f"Turn the {noun} off")
    assert "The private address is turned off." in page.get_by_role("status").first.inner_text()
    assert page.get_by_role("button", name=f"Turn the {noun} on").is_visible()
    assert reader.get(second[second.index("/feeds/") :]).status_code == 404
