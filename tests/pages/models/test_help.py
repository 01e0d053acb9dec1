"""The helpline's number is in one place, the list of helplines, and each page shows it from there."""

import pytest
from django.core.exceptions import ValidationError
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
    assert [row["phone"] for row in rows if row.get("is_main")] == [SEEDED]


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
    assert "Modern slavery helpline" not in render_to_string("500.html")


def test_a_helpline_does_not_come_to_the_top_of_each_page_by_its_place_in_the_list():
    Helpline.objects.create(name="Lantern Line", phone="0161 496 0001", is_for_self=True, is_for_others=True)
    assert Helpline.main_number() == SEEDED


def test_only_one_helpline_is_at_the_top_of_each_page_and_it_has_a_number():
    line = Helpline(name="Lantern Line", when_to_use="At night.", is_main=True)
    with pytest.raises(ValidationError, match="Enter the number: it is at the top of each page"):
        line.full_clean()
    line.phone = "0161 496 0001"
    with pytest.raises(ValidationError, match="Untick this at “Modern Slavery and Exploitation Helpline” first"):
        line.full_clean()


def test_a_page_is_shown_with_the_last_known_number_while_the_database_cannot_be_read(monkeypatch):
    def fails() -> str:
        raise OperationalError

    monkeypatch.setattr(main_helpline, "_load", fails)
    main_helpline.remember("08000 999 111", seconds=0)
    assert main_helpline.main_helpline() == "08000 999 111"
