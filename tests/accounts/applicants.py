"""Applications by people without an account, made through the pages, with the code from the email."""

import re

from django.core import mail
from django.test import Client

from ratsite.accounts.actions.apply import apply_to_join, prove_address
from ratsite.accounts.actions.decide_application import ask_applicant
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.forms.apply import PAGES
from ratsite.accounts.models import Application, TermsOfReference, User
from ratsite.network.models import Remit
from ratsite.notifications.models import Mail
from tests.factories import MemberFactory
from tests.markup import flat

APPLY, CHECK, PROVE = "/join/apply/", "/join/apply/check/", "/join/apply/prove/"
PATHS = (APPLY, "/join/apply/agency/", "/join/apply/why/")
FOUND = 302
EMAIL = "ada.okafor@lock.example"


def form_values(**changes) -> dict:
    """Return the values of a complete application form."""
    values = {
        "route": "meets",
        "agency_name": "Lock Street Housing",
        "agency_kind": "housing",
        "remit": Remit.objects.get(slug="housing").pk,
        "agency_does": "We let flats and visit each of them once a year.",
        "agency_cannot": "We cannot enter without notice.",
        "first_name": "Ada",
        "last_name": "Okafor",
        "job_title": "Lettings officer",
        "duties": "I visit tenants.",
        "email": EMAIL,
        "referee_name": "Sam Reed",
        "referee_agency": "Canal Charity",
        "referee_email": "sam.reed@canal.example",
        "statement": "I would like to learn what to look for.",
    }
    return {**values, **sending(), **changes}


def details(**changes) -> dict:
    """Return the argument `details` of apply_to_join."""
    values = form_values(**changes)
    for name in ("accepts", "terms_version"):
        del values[name]
    return {**values, "remit": Remit.objects.get(slug="housing")}


def sending() -> dict:
    """Return what the last page sends: that the applicant accepts the terms which it shows."""
    return {"accepts": "on", "terms_version": TermsOfReference.objects.current().version}


def plain(response) -> str:
    """Return the page without what differs for each form and each address."""
    return re.sub(r'value="[A-Za-z0-9]{64}"|[a-z.]+\d*@\w+\.example', "", flat(response.content))


def asked(application: Application, question: str = "Whom do you visit?") -> User:
    """Ask the applicant a question and return the coordinator who asked it, whose last name no applicant may read."""
    coordinator = MemberFactory(roles=["Coordinators"], last_name="Zyzzyva")
    ask_applicant(application_id=application.pk, coordinator=coordinator, question=question)
    return coordinator


def code_for(email: str = EMAIL) -> str:
    """Return the code in the newest email to this address."""
    return re.search(r"^(\d{6})$", newest_mail(email), re.M)[1]


def newest_mail(email: str) -> str:
    """Return the text of the newest email to this address; once an email is delivered, its row has no text any more."""
    delivered = [message.body for message in mail.outbox if email in message.to]
    return Mail.objects.filter(to=email).latest("pk").text or delivered[-1]


def token_for(email: str, inviter: User, memo: str = "They know the area.") -> str:
    """Invite this address and return the token from the invitation email."""
    invite(inviter=inviter, email=email, memo=memo)
    return re.search(r"invitation=(\S+)", newest_mail(email))[1]


def make_application(*, proved: bool = True, token: str = "", **changes) -> Application:
    """Return an application that waits for a decision or, with proved=False, for its code."""
    made = apply_to_join(details=details(**changes), terms=TermsOfReference.objects.current(), token=token)
    if proved and made.proved_at is None:
        proved_now = prove_address(application_id=made.pk, code=code_for(made.email))
        assert proved_now is not None
        return proved_now
    return made


def send(client: Client, *, headers: dict | None = None, **changes):
    """Fill in one page after another and send the application.

    Return the response of the first page that refuses its answers, otherwise that of the last page. redact="1" presses
    the button "redact" on each page.
    """
    values = form_values(**changes)
    for path, page in zip(PATHS, PAGES.values(), strict=True):
        sent = {name: values[name] for name in (*page.base_fields, "redact") if name in values}
        answer = client.post(path, sent, headers=headers)
        if answer.headers.get("Location") in (None, path):
            return client.get(path) if answer.status_code == FOUND else answer
    return client.post(CHECK, {name: values[name] for name in ("accepts", "terms_version")}, headers=headers)
