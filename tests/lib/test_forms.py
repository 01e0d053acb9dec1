"""The site's own form widgets."""

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.test.html import parse_html

from ratsite.lib.forms import LongSelect

CHOICES = [("", "Anybody"), (7, "Ada <b> & 'co'"), ("Topics", [("q", "Question"), ('"x"', "Other")])]


@pytest.mark.parametrize("value", ["", 7, "7", "q", '"x"', "nobody", None])
@pytest.mark.parametrize("attrs", [{"id": "id_who", "form": "find"}, {"placeholder": False, "disabled": True}])
def test_a_long_select_says_what_djangos_says(value, attrs):
    ours, djangos = LongSelect(choices=CHOICES), forms.Select(choices=CHOICES)
    assert parse_html(ours.render("who", value, attrs)) == parse_html(djangos.render("who", value, attrs))


@pytest.mark.parametrize("widget", [LongSelect, forms.Select])
def test_the_first_choice_is_said_in_words(widget):
    drawn = widget(choices=[*BLANK_CHOICE_DASH, ("a", "---------")]).render("who", "")
    assert parse_html(drawn) == parse_html(
        '<select name="who"><option value="" selected>Choose one</option><option value="a">---------</option></select>'
    )
