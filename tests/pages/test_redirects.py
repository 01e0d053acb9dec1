"""Redirects made by editors work where pages are, and cost other addresses nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/what-we-did/", "/news/a-page-that-moved/", "/about.html"])
def test_an_address_that_a_page_had_before_leads_on(client, address):
    Redirect.add_redirect(address, "/history/", is_permanent=True)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, "/history/")


def test_a_view_that_answers_404_looks_for_no_redirect(client, member):
    client.force_login(member)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/forum/topics/999999/nothing/").status_code == 404
    assert [query["sql"] for query in queries if "wagtailredirects" in query["sql"]] == []
