"""The address of a button, opened as a link, says what the button does and changes nothing."""

import pytest
from django.urls import reverse

from ratsite.feeds.models import FeedToken
from tests.markup import flat

pytestmark = pytest.mark.django_db


def test_the_address_of_a_button_is_a_page_with_words(member, sign_in):
    response = sign_in(member).get(reverse("feeds:feed_make", args=["library"]))
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    html = flat(response.content)
    assert "You cannot open this page directly" in html
    assert "Nothing has changed. You can only get here by pressing a button on another page." in html
    assert "Go back to that page and press it again." in html
    assert not FeedToken.objects.exists()
