"""Addresses of Wagtail documents that a site once had serve nothing."""

import pytest

from tests.crawl import enter
from tests.world import EVERYBODY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_the_old_addresses_of_documents_answer_nobody(client, world, name):
    enter(client, world, name)
    for address in ("/documents/1/a.pdf", "/documents/authenticate_with_password/1/"):
        assert client.get(address).status_code == 404
    for address in ("/cms/documents/", "/cms/documents/chooser/", "/cms/api/main/documents/"):
        assert client.get(address).status_code in (302, 403, 404)
