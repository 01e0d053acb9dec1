"""The helpline's number is in one place, the list of helplines, and each page shows it from there."""

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.urls import reverse

from ratsite.lib import main_helpline
from ratsite.lib.main_helpline import SEEDED
from ratsite.pages.models import Helpline
from ratsite.pages.site_tree import content
from tests.markup import flat

pytestmark = pytest.mark.django_db


def test_the_number_for_a_broken_site_is_that_of_a_new_site_s_list():
    rows = content("helplines")["helpline"]
    assert next(row["phone"] for row in rows if row.get("is_for_self") and row.get("is_for_others")) == SEEDED


def test_each_page_has_the_number_that_an_editor_has_changed(client):
    line = Helpline.objects.get(phone=SEEDED)
    line.phone = "08000 999 111"
    line.save()
    for address in ("/", reverse("pages:get_help"), "/search/"):
        page = flat(client.get(address).content)
        assert ("tel:08000999111" in page, "08000 999 111" in page, "08000 121 700" in page) == (True, True, False)
    assert "tel:08000999111" in render_to_string("500.html")


def test_a_site_without_that_helpline_shows_no_number_rather_than_a_wrong_one(client):
    Helpline.objects.all().delete()
    main_helpline.clear_cache()
    assert "Modern slavery helpline" not in flat(client.get("/").content)


def test_a_page_is_shown_with_the_last_known_number_while_the_database_cannot_be_read(monkeypatch):
    def fails() -> str:
        raise OperationalError

    monkeypatch.setattr(main_helpline, "_load", fails)
    main_helpline.remember("08000 999 111", seconds=0)
    assert main_helpline.main_helpline() == "08000 999 111"
