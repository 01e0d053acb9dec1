"""The site's own form widgets."""

import pytest
from django import forms
from django.test.html import parse_html

from ratsite.lib.forms import LongSelect

CHOICES = [("", "Anybody"), (7, "Ada <b> & 'co'"), ("Topics", [("q", "Question"), ('"x"', "Other")])]


@pytest.mark.parametrize("value", ["", 7, "7", "q", '"x"', "nobody", None])
@pytest.mark.parametrize("attrs", [{"id": "id_who", "form": "find"}, {"placeholder": False, "disabled": True}])
def test_a_long_select_says_what_djangos_says(value, attrs):
    ours, djangos = LongSelect(choices=CHOICES), forms.Select(choices=CHOICES)
    assert parse_html(ours.render("who", value, attrs)) == parse_html(djangos.render("who", value, attrs))
