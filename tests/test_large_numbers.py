"""A number too large for a column of the database gives the ordinary page or error of an unknown number."""

from collections.abc import Iterator
from copy import copy

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import IntegerField
from django.urls import get_resolver, reverse

from tests.crawl import enter
from tests.test_access import walk
from tests.test_cms_numbers import PARAMETER, WORDS

pytestmark = pytest.mark.django_db

TOO_LARGE = "9" * 23


def address(route: str) -> str:
    """Return the address of a route with this number for each number in it."""
    for kind, name in PARAMETER.findall(route):
        value = {"int": TOO_LARGE, "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}.get(kind, WORDS.get(name, "x"))
        route = PARAMETER.sub(value, route, count=1)
    return f"/{route}"


def addresses() -> list[str]:
    return [address(route) for _, route in walk(get_resolver().url_patterns) if "<int:" in route]


@pytest.mark.parametrize("name", ["coordinator", "author"])
def test_an_address_with_too_large_a_number_is_not_found(client, world, name):
    enter(client, world, name)
    found = {one: client.get(one).status_code for one in addresses() if not one.startswith("/cms/")}
    assert {one: status for one, status in found.items() if status != 404} == {}
    assert len(found) > 100


def test_a_visitor_is_told_that_there_is_no_such_earlier_version(client, world):
    assert client.get(f"/corrections/{TOO_LARGE}/").status_code == 404


def form_classes(kind: type = forms.BaseForm) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from form_classes(one)


def choices_of_rows() -> dict[str, forms.ModelMultipleChoiceField]:
    """Return the fields of our forms that choose several rows by a number, over all rows of their table."""
    found = {}
    for form in form_classes():
        for name, field in getattr(form, "base_fields", {}).items():
            if not form.__module__.startswith(("ratsite.", "forum.", "library.")):
                continue
            if isinstance(field, forms.ModelMultipleChoiceField) and not field.to_field_name:
                model = field.queryset.model
                if isinstance(model._meta.pk, IntegerField):
                    found[f"{form.__name__}.{name}"] = every = copy(field)
                    every.queryset = model._default_manager.all()
    return found


@pytest.mark.parametrize("sent", [TOO_LARGE, "-" + TOO_LARGE])
def test_too_large_a_number_is_no_choice_in_any_form(world, sent):
    get_resolver().url_patterns  # noqa: B018 loads all forms
    fields = choices_of_rows()
    for name, field in fields.items():
        with pytest.raises(ValidationError) as refused:
            field.clean([sent])
        assert (name, refused.value.code) == (name, "invalid_choice")
    assert len(fields) > 15


def test_the_page_of_a_question_says_that_the_number_is_no_choice(client, world):
    enter(client, world, "author")
    page = client.post(
        f"{reverse('forum:topic_new', args=['canaryboard'])}?kind=question",
        {"kind": "question", "title": "Who lets rooms here?", "body": "Words.", "asked_remits": TOO_LARGE},
    )
    assert page.status_code == 200
    assert "is not one of the available choices" in page.content.decode()
