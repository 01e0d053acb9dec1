"""Closing the site for a repair needs no restart and no database."""

from django.conf import settings

from tests.markup import flat


def test_a_file_closes_the_site_and_its_going_opens_it(client, db):
    flag = settings.DATA_DIR / "maintenance"
    flag.touch()
    try:
        response = client.get("/")
    finally:
        flag.unlink()
    assert (response.status_code, response["Retry-After"]) == (503, "600")
    assert "repair" in flat(response.content)
    assert response.has_header("Content-Security-Policy")
    assert client.get("/").status_code == 200


def test_a_closed_site_asks_the_database_nothing(client):
    flag = settings.DATA_DIR / "maintenance"
    flag.touch()
    try:
        assert client.get("/forum/").status_code == 503
    finally:
        flag.unlink()
