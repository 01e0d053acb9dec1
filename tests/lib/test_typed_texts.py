"""A page that refuses a form shows what was typed again, but no secrets."""

import pytest
from django.test import RequestFactory

from ratsite.lib.typed_texts import typed_texts


def test_texts_come_back_once_and_single_words_do_not():
    sent = {"body": " We saw it too. ", "again": ["We saw it too.", "And more"], "kind": "question"}
    assert typed_texts(RequestFactory().post("/", sent)) == ["We saw it too.", "And more"]


def test_a_reason_of_one_word_comes_back():
    assert typed_texts(RequestFactory().post("/", {"reason": "Doxxing", "state": "refused"})) == ["Doxxing"]


@pytest.mark.parametrize(
    "name",
    ["password", "new_Password2", "code", "recovery_codes", "csrfmiddlewaretoken", "invitation_token", "credential"],
)
def test_a_secret_never_comes_back(name):
    assert typed_texts(RequestFactory().post("/", {name: "correct horse battery"})) == []


@pytest.mark.parametrize("name", ["postcode_note", "keywords", "barcodes"])
def test_a_name_that_only_holds_such_letters_is_no_secret(name):
    assert typed_texts(RequestFactory().post("/", {name: "two words"})) == ["two words"]
