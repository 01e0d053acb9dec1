from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_search_answers_after_the_index_was_built_anew(client):
    """The root of the page tree is a page too, but has no page type of ours."""
    call_command("update_index", verbosity=0, stdout=StringIO())
    assert client.get("/search/", {"q": "root"}).status_code == 200
