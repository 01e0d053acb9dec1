"""Each person sees the sign-ins with their own address. Nobody else sees them, and no internet address is stored."""

import json
import logging

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from ratsite.accounts.actions.record_sign_in import NO_ADDRESS, delete_old_sign_ins, record_sign_in
from ratsite.accounts.enums import MemberState, SignInOutcome
from ratsite.accounts.models import SignIn
from tests.accounts.test_sign_in import LOGIN, totp_code
from tests.factories import PASSWORD, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
SIGN_INS = "/me/sign-ins/"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"


def try_it(client, email: str, password: str = PASSWORD, agent: str = PHONE):
    return client.post(LOGIN, {"login": email, "password": password}, headers={"user-agent": agent})


def noted(person) -> list[tuple[str, str]]:
    return list(SignIn.objects.filter(person=person).order_by("pk").values_list("outcome", "device"))


def test_a_person_sees_good_and_bad_sign_ins_with_the_kind_of_device(client, member):
    try_it(Client(), member.email.upper(), "wrong", agent=LAPTOP)
    try_it(client, member.email)
    assert noted(member) == [("password", "Firefox on Windows"), ("signed_in", "Firefox on Android")]
    page = flat(client.get(SIGN_INS).content)
    assert page.index("Firefox on Android") < page.index("Firefox on Windows") < page.index("Wrong password")
    assert f'href="{SIGN_INS}"' in flat(client.get("/me/").content)


def test_each_part_of_a_sign_in_with_a_second_step_is_seen(client, moderator):
    try_it(client, moderator.email)
    code = totp_code()
    for entered in ("000000" if code != "000000" else "000001", code):
        client.post(reverse("mfa_authenticate"), {"code": entered}, headers={"user-agent": PHONE})
    assert [outcome for outcome, _ in noted(moderator)] == ["second_step", "code", "signed_in"]
    assert "Correct password, but wrong code or passkey at the second step" in flat(client.get(SIGN_INS).content)


def test_asking_for_the_code_again_inside_is_no_sign_in(client, sign_in, moderator):
    client = sign_in(moderator)
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert noted(moderator) == []


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LEFT, MemberState.PENDING])
def test_a_right_password_that_lets_nobody_in_is_noted(client, state):
    person = MemberFactory(state=state)
    try_it(client, person.email)
    assert [outcome for outcome, _ in noted(person)] == ["refused"]


def test_nobody_sees_another_person_s_sign_ins_or_those_of_unknown_addresses(client, member):
    other = MemberFactory()
    try_it(Client(), other.email, agent=LAPTOP)
    try_it(Client(), "unknown@lock.example", agent=LAPTOP)
    try_it(client, member.email)
    assert "Windows" not in flat(client.get(SIGN_INS).content)
    assert SignIn.objects.filter(person=None).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, member, django_assert_num_queries, count):
    for _ in range(count):
        record_sign_in(person_id=member.pk, outcome=SignInOutcome.SIGNED_IN, user_agent=PHONE)
    client.force_login(member)
    with django_assert_num_queries(3):  # session, person, sign-ins
        client.get(SIGN_INS)


def test_a_hostile_user_agent_is_named_by_what_we_know_alone(client, member):
    try_it(client, member.email, agent="<script>alert(1)</script>Firefox/" + "x" * 5000)
    assert noted(member) == [("signed_in", "Firefox")]
    assert "<script>alert" not in flat(client.get(SIGN_INS).content)


def test_only_a_wrong_password_can_be_nobody_s():
    with pytest.raises(IntegrityError), transaction.atomic():
        record_sign_in(person_id=None, outcome=SignInOutcome.SIGNED_IN, user_agent="")


def test_sign_ins_are_deleted_after_thirty_days_and_internet_addresses_too(client, clock, member):
    try_it(client, member.email)
    try_it(Client(), "unknown@lock.example", "wrong")
    UserSession.objects.update(created_at=clock.now)
    listed = UserSession.objects.get()
    gone = UserSession.objects.create(user=member, ip="203.0.113.7", session_key="ended", user_agent=PHONE)
    clock.forward(days=6)
    assert delete_old_sign_ins() == 0
    assert list(UserSession.objects.all()) == [listed]  # the other one's session has ended
    clock.forward(days=23)
    Session.objects.update(expire_date=clock.now.replace(year=2027))  # in use every day
    assert delete_old_sign_ins() == 0
    assert UserSession.objects.get().ip != NO_ADDRESS
    clock.forward(days=2)
    assert delete_old_sign_ins() == 2
    assert UserSession.objects.get().ip == NO_ADDRESS
    assert not UserSession.objects.filter(pk=gone.pk).exists()
    page = flat(client.get(reverse("usersessions_list")).content)
    assert ("This device" in page, NO_ADDRESS in page) == (True, False)


def test_each_outcome_is_one_line_in_the_server_s_log_and_names_no_address(caplog, client, member, moderator):
    with caplog.at_level(logging.INFO, logger="ratsite.accounts"):
        try_it(client, member.email, "wrong")
        try_it(client, "unknown@lock.example", "wrong")
        try_it(client, moderator.email)
        try_it(Client(), member.email)
    lines = [record.getMessage() for record in caplog.records if record.name.endswith("record_sign_in")]
    assert lines == [
        f"sign-in: password, person {member.pk}",
        "sign-in: password, no account",
        f"sign-in: second_step, person {moderator.pk}",
        f"sign-in: signed_in, person {member.pk}",
    ]
    assert "@" not in "".join(lines)


def passkey_of(handle: str) -> str:
    """Return a passkey credential as a browser sends it, with an invalid signature."""
    response = dict.fromkeys(("clientDataJSON", "authenticatorData", "signature"), "AAAA")
    response["userHandle"] = websafe_encode(handle.encode())
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response})


def test_a_refused_passkey_is_seen_by_the_one_whose_passkey_it_says_it_is(client, member):
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert answer.status_code == 200
    sent = {"credential": passkey_of(user_pk_to_url_str(member))}
    client.post(reverse("mfa_login_webauthn"), sent, headers={"user-agent": PHONE})
    assert noted(member) == [("passkey", "Firefox on Android")]
    client.force_login(member)
    assert "Passkey refused" in flat(client.get(SIGN_INS).content)


@pytest.mark.parametrize("sent", ["", "{}", "[]", "7", passkey_of("zzz"), passkey_of("999999"), passkey_of("")])
def test_a_passkey_of_nobody_is_refused_and_noted_for_nobody(client, member, sent):
    client.get(reverse("mfa_login_webauthn"))
    assert client.post(reverse("mfa_login_webauthn"), {"credential": sent}).status_code in (200, 302)
    assert SignIn.objects.count() == 0


def test_a_refused_passkey_at_the_second_step_is_seen(client, moderator):
    try_it(client, moderator.email)
    sent = {"credential": passkey_of(user_pk_to_url_str(moderator))}
    client.post(reverse("mfa_authenticate"), sent, headers={"user-agent": PHONE})
    assert [outcome for outcome, _ in noted(moderator)] == ["second_step", "code"]
