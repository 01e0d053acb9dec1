"""Every way to sign in, and every way that must not work."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.decide_application import approve_application
from ratsite.accounts.enums import MemberState
from ratsite.notifications.models import Mail
from ratsite.web.access import SECOND_STEP_VIEWS
from tests.accounts.applicants import make_application
from tests.factories import PASSWORD, TOTP_SECRET, MemberFactory
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def totp_code() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, person, password=PASSWORD):
    return client.post(LOGIN, {"login": person.email, "password": password})


def sign_in_with_code(client, person):
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})


def test_a_member_signs_in_with_e_mail_and_password(client, member):
    response = sign_in(client, member)
    assert (response.status_code, response["Location"]) == (302, "/catch-up/")
    assert client.get("/forum/").status_code == 200


def test_case_does_not_matter_in_an_address(client, member):
    response = client.post(LOGIN, {"login": member.email.upper(), "password": PASSWORD})
    assert response["Location"] == "/catch-up/"


def test_a_steward_is_asked_for_the_code_before_anything_opens(client, moderator):
    response = sign_in(client, moderator)
    assert response["Location"] == reverse("mfa_authenticate")
    assert client.get("/forum/").status_code == 302
    assert client.get("/review/").status_code == 302
    assert client.get("/cms/").status_code == 302
    response = client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert response["Location"] == "/catch-up/"
    assert client.get("/review/").status_code == 200


def test_a_code_counts_once(client, moderator):
    code = totp_code()
    sign_in(client, moderator)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post("/account/logout/")
    sign_in(client, moderator)
    response = client.post(reverse("mfa_authenticate"), {"code": code})
    assert response.status_code == 200
    assert client.get("/forum/").status_code == 302


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/"])
def test_wagtail_s_own_sign_in_pages_take_no_password(client, path):
    editor = MemberFactory(roles=["Editors"])
    assert client.get(path)["Location"] == "/account/login/?next=/cms/"
    response = client.post(path, {"username": editor.email, "password": PASSWORD})
    assert response["Location"] == "/account/login/?next=/cms/"
    assert client.get("/cms/").status_code == 302


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/"])
def test_a_signed_in_person_without_access_to_the_cms_is_refused_and_not_redirected(client, member, path):
    client.force_login(member)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/cms/password_reset/", "/admin/", "/admin/login/", "/cms/account/change_password/"])
def test_allauth_s_other_password_pages_are_closed(client, path):
    assert client.get(path).status_code in (302, 404)
    assert client.post(path, {"email": "a@b.example"}).status_code in (302, 404)


def test_the_cms_changes_no_password_and_no_address(client):
    editor = MemberFactory(roles=["Editors"])
    sign_in(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    html = text_of(client.get("/cms/account/"))
    assert 'name="password-old_password"' not in html
    assert 'name="name_email-email"' not in html


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MemberState.SUSPENDED, "Your membership is suspended"),
        (MemberState.LAPSED, "Your yearly confirmation has lapsed"),
        (MemberState.LEFT, "You have left the network"),
    ],
)
def test_people_who_are_refused_read_why_after_the_right_password(client, state, words):
    person = MemberFactory(state=state)
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
    html = flat(response.content)
    assert words in html
    assert state != MemberState.LEFT or "<title>You have left the network" in html
    assert client.get("/forum/").status_code == 302


def test_a_wrong_password_reveals_nothing_about_the_account(client):
    suspended, member = MemberFactory(state=MemberState.SUSPENDED), MemberFactory()
    answers = [sign_in(client, person, "wrong") for person in (suspended, member)]
    bodies = [re.sub(r'person\d+|value="[A-Za-z0-9]{64}"', "", flat(answer.content)) for answer in answers]
    assert bodies[0] == bodies[1]


def test_someone_not_approved_yet_gets_no_session(client):
    person = MemberFactory(state=MemberState.PENDING)
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Your membership is not approved yet" in flat(response.content)
    assert client.get("/forum/").status_code == 302


def test_an_unproved_address_must_be_proved_by_a_code_first(client, member, django_capture_on_commit_callbacks):
    EmailAddress.objects.update(verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(client, member)
    assert response["Location"] == reverse("account_email_verification_sent")
    code = re.search(r"^\s*([A-Z0-9-]{6,12})$", mail.outbox[0].body, re.M).group(1)
    response = client.post(reverse("account_email_verification_sent"), {"code": code})
    assert response["Location"] == "/catch-up/"


def test_a_wrong_code_from_an_email_says_where_the_right_one_is_and_a_new_one_can_be_sent(
    client, member, django_capture_on_commit_callbacks
):
    EmailAddress.objects.update(verified=False)
    sign_in(client, member)
    address = reverse("account_email_verification_sent")
    html = flat(client.post(address, {"code": "WRONG1"}).content)
    assert "Enter the code from our latest email: this code is wrong or too old" in html
    assert "It works for up to 15 minutes, and you can try 3 times in all." in html
    assert "Send a new code" in html
    assert "Wait a minute, then try again" in flat(client.post(address, {"action": "resend"}).content)
    cache.clear()  # of the limit on emails, after ten seconds
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"action": "resend"})["Location"] == address
    assert "The code works for up to 15 minutes." in mail.outbox[0].body
    code = re.search(r"^\s*([A-Z0-9-]{6,12})$", mail.outbox[0].body, re.M).group(1)
    assert client.post(address, {"code": code})["Location"] == "/catch-up/"


def test_a_new_code_from_an_email_works_no_longer_than_the_first_one_and_gives_no_more_tries(client, member):
    EmailAddress.objects.update(verified=False)
    sign_in(client, member)
    address, key = reverse("account_email_verification_sent"), "account_email_verification_code"
    client.post(address, {"code": "WRONG1"})
    first = client.session[key]
    cache.clear()  # of the limit on emails
    client.post(address, {"action": "resend"})
    new = client.session[key]
    assert new["code"] != first["code"]
    assert (new["at"], new["failed_attempts"]) == (first["at"], 1)


def test_after_the_third_wrong_code_the_page_says_to_sign_in_again(client, member):
    EmailAddress.objects.update(verified=False)
    sign_in(client, member)
    for _ in range(3):
        response = client.post(reverse("account_email_verification_sent"), {"code": "WRONG1"}, follow=True)
    assert "Wait 5 minutes, then sign in again" in flat(response.content)


def test_nobody_can_sign_themselves_up(client):
    html = flat(client.get("/account/signup/").content)
    assert "/join/" in html
    client.post("/account/signup/", {"email": "new@agency.example", "password1": PASSWORD})
    from ratsite.accounts.models import User

    assert not User.objects.filter(email="new@agency.example").exists()


def test_a_password_reset_answers_alike_for_known_and_unknown(client, member, django_capture_on_commit_callbacks):
    answers = []
    for address in (member.email, "nobody@agency.example"):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(client.post(reverse("account_reset_password"), {"email": address}))
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert {recipient for message in mail.outbox for recipient in message.to} == {member.email, "nobody@agency.example"}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": MemberState.SUSPENDED}, "The membership with this address is suspended."),
        (
            {"excluded_until": dt.datetime(2099, 1, 31, 9, tzinfo=dt.UTC)},
            "is excluded until 31 January 2099, 09:00.",
        ),
        ({"state": MemberState.LAPSED}, "has lapsed, because it was not confirmed in time."),
        ({"state": MemberState.LEFT}, "That address has no account here."),
    ],
)
def test_people_who_are_shut_out_read_why_they_get_no_password_link(
    client, facts, words, django_capture_on_commit_callbacks
):
    person = MemberFactory(**facts)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("account_reset_password"), {"email": person.email})
    assert answer["Location"] == reverse("account_reset_password_done")
    (sent,) = mail.outbox
    assert words in sent.body
    assert "/account/password/reset/key/" not in sent.body


def test_second_factors_are_not_stored_in_clear(moderator):
    secret = Authenticator.objects.get(user=moderator).data["secret"]
    assert TOTP_SECRET not in secret
    from ratsite.accounts.adapters import MFAAdapter

    assert MFAAdapter().decrypt(secret) == TOTP_SECRET


def test_an_older_key_still_opens_what_it_closed(settings):
    from ratsite.accounts.adapters import MFAAdapter

    settings.FIELD_KEYS = ["old key"]
    closed = MFAAdapter().encrypt("secret")
    settings.FIELD_KEYS = ["new key", "old key"]
    assert MFAAdapter().decrypt(closed) == "secret"


def test_a_steward_cannot_drop_their_last_second_factor(client, moderator):
    sign_in(client, moderator)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=moderator, type="totp").exists()


def test_sign_in_attempts_are_limited_whatever_the_case_of_the_address(client, member):
    statuses = set()
    for number in range(12):
        address = member.email.upper() if number % 2 else member.email
        statuses.add(client.post(LOGIN, {"login": address, "password": "wrong"}).status_code)
    blocked = client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert blocked.status_code in (200, 429)
    assert client.get("/forum/").status_code == 302


def test_a_forwarded_address_does_not_lift_the_limit(client, member):
    for number in range(12):
        client.post(
            LOGIN, {"login": member.email, "password": "wrong"}, headers={"x-forwarded-for": f"10.0.0.{number}"}
        )
    last = client.post(LOGIN, {"login": member.email, "password": PASSWORD}, headers={"x-forwarded-for": "10.0.0.99"})
    # The tries may be those of colleagues who share the internet connection.
    assert "too many tries from your internet connection or for this account" in flat(last.content)
    assert client.get("/forum/").status_code == 302


def test_a_member_s_new_address_must_be_one_of_their_agency_s(client, member):
    member.agency.email_domains = "lock.example"
    member.agency.save()
    sign_in(client, member)
    refused = client.post(reverse("account_email"), {"email": "new@gmail.example", "action_add": ""})
    assert "Enter your work email address" in flat(refused.content)
    accepted = client.post(reverse("account_email"), {"email": "new@lock.example", "action_add": ""})
    assert accepted.status_code == 302
    assert not EmailAddress.objects.filter(email="new@gmail.example").exists()


def change_address(client, address: str, on_commit):
    """Change the signed-in person's email address through the page, with the code sent to the new address."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    with on_commit(execute=True):
        client.post(reverse("account_email"), {"email": address, "action_add": ""})
    code = re.search(r"^\s*([A-Z0-9-]{6,12})$", mail.outbox[-1].body, re.M).group(1)
    return client.post(reverse("account_email_verification_sent"), {"code": code})


def test_a_former_address_opens_nothing_and_its_next_holder_can_join(
    client, member, django_capture_on_commit_callbacks
):
    before = member.email
    sign_in(client, member)
    change_address(client, "new@agency.example", django_capture_on_commit_callbacks)
    member.refresh_from_db()
    assert (member.email, [row.email for row in EmailAddress.objects.filter(user=member)]) == (
        "new@agency.example",
        ["new@agency.example"],
    )
    assert "new@agency.example" in flat(client.get(reverse("account_email")).content)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(reverse("account_reset_password"), {"email": before})
    assert "/account/password/reset/key/" not in mail.outbox[0].body
    Client().post(LOGIN, {"login": before, "password": PASSWORD})
    application = make_application(email=before)
    coordinator = MemberFactory(roles=["Coordinators"])
    new = approve_application(application_id=application.pk, coordinator=coordinator, agency=member.agency)
    assert (new.pk != member.pk, new.email) == (True, before)


def test_the_owner_of_the_old_address_is_told_what_still_works(client, member, django_capture_on_commit_callbacks):
    before = member.email
    sign_in(client, member)
    with django_capture_on_commit_callbacks(execute=True):
        change_address(client, "new@agency.example", django_capture_on_commit_callbacks)
    to_old = next(message.body for message in mail.outbox if message.to == [before])
    assert "Tell the coordinator immediately:" in to_old
    assert "http://testserver/contact/" in to_old
    assert "/account/password/reset/" not in to_old  # the old address opens no account now
    to_coordinator = next(message.body for message in mail.outbox if "has changed the email" in message.body)
    assert f"http://testserver{reverse('staff_people:person', args=[member.pk])}" in to_coordinator


def test_proving_the_first_address_is_no_change_of_address(client, member, django_capture_on_commit_callbacks):
    EmailAddress.objects.update(verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(client, member)
    code = re.search(r"^\s*([A-Z0-9-]{6,12})$", mail.outbox[0].body, re.M).group(1)
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert not ModelLogEntry.objects.filter(action="accounts.person.email").exists()


def test_a_curator_s_actions_need_the_second_step_too(client):
    curator = MemberFactory(roles=["Curators"])
    client.force_login(curator)
    assert client.get("/library/add/")["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Flibrary%2Fadd%2F"


def test_nobody_renames_themselves_in_the_cms(client):
    editor = MemberFactory(roles=["Editors"])
    sign_in(client, editor)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    client.post("/cms/account/", {"name_email-first_name": "Renamed", "name_email-last_name": "Herself"})
    editor.refresh_from_db()
    assert editor.first_name != "Renamed"


def test_a_flood_of_other_keys_does_not_erase_the_sign_in_limit(client, member):
    for _ in range(12):
        client.post(LOGIN, {"login": member.email, "password": "wrong"})
    for number in range(400):
        cache.set(f"other-{number}", 1, 3600)
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert client.get("/forum/").status_code == 302


def set_up_app(client, monkeypatch) -> str:
    """Turn on an authenticator app with the secret that the page shows; return where that leads."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    monkeypatch.setattr(transaction, "on_commit", lambda do, **_: do())  # at once, as a request that commits does
    # The half minute of the code may end meanwhile.
    monkeypatch.setattr(django_settings, "MFA_TOTP_TOLERANCE", 1, raising=False)
    return client.post(reverse("mfa_activate_totp"), {"code": code})["Location"]


def test_the_app_that_a_steward_sets_up_is_the_second_step_of_this_session(client, moderator, monkeypatch):
    Authenticator.objects.filter(user=moderator).delete()
    sign_in(client, moderator)
    assert client.get("/review/")["Location"] == reverse("mfa_index")
    assert set_up_app(client, monkeypatch) == reverse("mfa_view_recovery_codes")
    assert "Any earlier codes no longer work." in flat(client.get(reverse("mfa_view_recovery_codes")).content)
    assert client.get("/review/").status_code == 200


def test_the_first_app_ends_the_sessions_that_a_password_alone_opened(client, moderator, monkeypatch):
    Authenticator.objects.filter(user=moderator).delete()
    office = Client()
    sign_in(office, moderator)
    sign_in(client, moderator)
    assert office.get("/catch-up/").status_code == 200
    set_up_app(client, monkeypatch)
    assert (office.get("/catch-up/").status_code, client.get("/catch-up/").status_code) == (302, 200)


@pytest.mark.parametrize("name", sorted({*SECOND_STEP_VIEWS} - {"mfa_edit_webauthn", "mfa_remove_webauthn"}))
def test_a_password_alone_opens_no_page_about_how_one_signs_in(client, moderator, name):
    """The session began before the second step was set up in another one; someone in it knows the password."""
    client.force_login(moderator)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = reverse(name)
    to_second_step = f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page})}"
    assert client.get(page)["Location"] == to_second_step
    assert client.post(page, {"name": "theirs", "credential": "{}"})["Location"] == to_second_step


def test_every_page_of_second_steps_asks_for_the_step_or_takes_it():
    takes_it = {"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"}
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("mfa_")}
    assert names - SECOND_STEP_VIEWS == takes_it


def test_a_lost_second_step_is_removed_by_another_coordinator(moderator, sign_in):
    theirs = Client()
    sign_in_with_code(theirs, moderator)
    assert theirs.get("/catch-up/").status_code == 200
    coordinator = MemberFactory(roles=["Coordinators"])
    staff_client, own = (
        sign_in(coordinator, with_second_step=True),
        reverse("staff_people:second_step", args=[coordinator.pk]),
    )
    page = reverse("staff_people:second_step", args=[moderator.pk])
    assert page in flat(staff_client.get(reverse("staff_people:person", args=[moderator.pk])).content)
    assert "Say how you checked" in flat(staff_client.post(page, {"reason": ""}).content)
    assert Authenticator.objects.filter(user=moderator).exists()
    staff_client.post(page, {"reason": "Called the agency"})
    assert not Authenticator.objects.filter(user=moderator).exists()
    assert theirs.get("/catch-up/").status_code == 302  # signed out
    entry = ModelLogEntry.objects.get(action="accounts.person.second_step")
    assert (entry.user, entry.object_id, entry.data["reason"]) == (coordinator, str(moderator.pk), "Called the agency")
    assert "Called the agency" in Mail.objects.get(to=moderator.email).text
    assert staff_client.post(own, {"reason": "My own"}).status_code == 403
    assert Authenticator.objects.filter(user=coordinator).exists()


def test_the_operator_removes_the_lost_second_step_of_the_only_coordinator(capsys):
    coordinator = MemberFactory(roles=["Coordinators"])
    call_command("reset_second_step", coordinator.email.upper(), reason="Called them")
    assert not Authenticator.objects.filter(user=coordinator).exists()
    with pytest.raises(CommandError, match="has no second step"):
        call_command("reset_second_step", coordinator.email, reason="Called them")


def test_recovery_codes_are_shown_after_the_second_step(client, moderator):
    sign_in(client, moderator)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_email")).status_code == 200
