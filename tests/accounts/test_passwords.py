"""Which passwords are refused, and the message next to the field."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from ratsite.accounts.passwords import COMMON, OWN_WORDS, PATTERN, SHORT
from tests.factories import PASSWORD, AgencyFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def zuzana():
    agency = AgencyFactory(name="Lock Street Housing")
    email = "z.dvorakova@lockstreet.example"
    return MemberFactory(first_name="Zuzana", last_name="Dvořáková", email=email, agency=agency)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short-words", SHORT),
        ("aaaaaaaaaaaa", PATTERN),
        ("abababababab", PATTERN),
        ("passwordpassword", PATTERN),
        ("tr0ub4d!tr0ub4d!", PATTERN),
        ("abcdefghijkl", PATTERN),
        ("123456789012", PATTERN),
        ("zyxwvutsrqponm", PATTERN),
        ("qwertyuiopasdf", PATTERN),
        ("aaaabbbbccccdddd", PATTERN),
        ("1q2w3e4r5t6y", COMMON),
        ("administrator", COMMON),
        ("Password2026!", COMMON),
        ("P@ssw0rd20261", COMMON),
        ("liverpool 1234", COMMON),
        ("Zuzana Dvořáková", OWN_WORDS),
        ("zuzanadvorakova", OWN_WORDS),
        ("Dvorakova-2026-11", OWN_WORDS),
        ("z.dvorakova@lockstreet.example", OWN_WORDS),
        ("LockStreetHousing1", OWN_WORDS),
        ("ratnetwork2026", OWN_WORDS),
        ("Regional Anti-Trafficking Network", OWN_WORDS),
        ("zuzana-password", OWN_WORDS),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_one_reason(zuzana, password, why):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, zuzana)
    assert refused.value.messages == [str(why)]


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "hut lantern seven orchid",
        "Zuzana feeds grey herons at dawn",
        "kV7#pQz!9mLx",
        "ключ дерево окно река",
        "a sentence that is long enough",
    ],
)
def test_a_password_of_ones_own_is_taken(zuzana, password):
    validate_password(password, zuzana)


def test_another_person_s_name_is_no_own_word(zuzana):
    validate_password("Amina Yusufowicz", zuzana)


def test_the_refusal_is_shown_at_the_field_and_nothing_changes(client, zuzana):
    client.force_login(zuzana)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    sent = {"oldpassword": PASSWORD, "password1": "Zuzana Dvořáková", "password2": "Zuzana Dvořáková"}
    page = flat(client.post(reverse("account_change_password"), sent).content)
    assert f'href="#id_password1">{OWN_WORDS}<' in page
    assert page.count("At least 12 characters. Use 4 words") == 1
    zuzana.refresh_from_db()
    assert zuzana.check_password(PASSWORD)


def test_a_reset_link_refuses_it_too(client, zuzana, mailoutbox):
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = f"{user_pk_to_url_str(zuzana)}-{default_token_generator.make_token(zuzana)}"
    uid, _, token = key.partition("-")
    url = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    form = client.get(url)["Location"]
    page = flat(client.post(form, {"password1": "lock street housing", "password2": "lock street housing"}).content)
    assert str(OWN_WORDS) in page
