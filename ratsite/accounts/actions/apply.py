"""Asking to join: what an applicant does, who has no account and is known by their address alone.

Whether an address is known here already shows in the mail that its owner gets, and nowhere else: the rows, the mails in
number and the answers are the same.
"""

import datetime as dt
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ratsite.accounts.actions.invite import take_invitation
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import Application, TermsOfReference
from ratsite.accounts.rules import is_known_address
from ratsite.notifications.actions.send_mail import send_mail

CODE_LIFE = dt.timedelta(minutes=30)
TRIES = 5  # for one code: nobody guesses one of a million
CODES = 3  # for one application: a mail may go astray, twice
UNPROVED_KEPT = dt.timedelta(days=7)
REJECTED_KEPT = dt.timedelta(days=365)  # as the privacy page says: an appeal can be heard


@transaction.atomic
def apply_to_join(*, details: Mapping, terms: TermsOfReference, token: str = "") -> Application:
    """Keep an application; it waits at once where the invitation behind `token` is for its address, else for a code.

    details: the words of an application, by the names of its fields.
    """
    email = details["email"].strip().lower()
    known = is_known_address(email)
    application = Application(**{**details, "email": email}, terms=terms, created_at=timezone.now())
    invitation = take_invitation(token=token, email=email) if token and not known else None
    if invitation is not None:
        application.invitation = invitation
        _begin(application)
    else:
        _send_code(application, known)
    return application


@transaction.atomic
def send_new_code(*, application_id: int) -> bool:
    """The code before counts no more; False when there were enough, or nothing is left to prove."""
    application = _lock(application_id)
    if application is None or application.state != ApplicationState.UNPROVED or application.codes_sent >= CODES:
        return False
    _send_code(application, is_known_address(application.email))
    return True


@transaction.atomic
def prove_address(*, application_id: int, code: str) -> Application | None:
    """The application, which waits for a decision from now on; None when the code is wrong, old or used up."""
    application = _lock(application_id)
    if application is None or application.state != ApplicationState.UNPROVED:
        return None
    sent_at = application.code_sent_at or application.created_at
    is_alive = timezone.now() - sent_at <= CODE_LIFE and application.code_tries < TRIES
    application.code_tries += 1
    application.save(update_fields=["code_tries"])
    is_right = constant_time_compare(application.code_digest, _digest(application, code))
    if is_known_address(application.email) or not (is_right and is_alive):
        return None
    try:
        with transaction.atomic():
            _begin(application)
    except IntegrityError:  # another one with this address was proved at the same moment
        return None
    return application


@transaction.atomic
def answer_question(*, application_id: int, answer: str, spoken_for: str = "") -> bool:
    """What a coordinator asked is answered, and the application waits again; False when nothing was asked."""
    application = _lock(application_id)
    if application is None or application.state != ApplicationState.ASKED:
        return False
    application.questions.filter(answered_at=None).update(answer=answer, answered_at=timezone.now())
    application.state = ApplicationState.WAITING
    application.spoken_for = f"{application.spoken_for}\n{spoken_for}".strip()
    application.save(update_fields=["state", "spoken_for"])
    _tell_coordinators(application)
    return True


@transaction.atomic
def appeal(*, application_id: int, words: str, spoken_for: str = "") -> bool:
    """Once; another coordinator decides. False when it cannot be, or was before."""
    application = _lock(application_id)
    if application is None or not application.may_appeal or is_known_address(application.email):
        return False
    application.state = ApplicationState.APPEALED
    application.appeal, application.appealed_at = words, timezone.now()
    application.spoken_for = f"{application.spoken_for}\n{spoken_for}".strip()
    application.save(update_fields=["state", "appeal", "appealed_at", "spoken_for"])
    _tell_coordinators(application)
    return True


@transaction.atomic
def withdraw(*, application_id: int) -> bool:
    """An open application, and all that was written in it, is gone; False when it was decided before."""
    application = _lock(application_id)
    if application is None or not application.is_open:
        return False
    application.delete()
    return True


def forget_applications() -> int:
    """Delete those that were never proved, and those refused a year ago; returns how many. The clock calls it daily."""
    now = timezone.now()
    unproved = Application.objects.filter(state=ApplicationState.UNPROVED, created_at__lt=now - UNPROVED_KEPT)
    rejected = Application.objects.filter(state=ApplicationState.REJECTED, decided_at__lt=now - REJECTED_KEPT)
    count = unproved.count() + rejected.count()
    unproved.delete()
    rejected.delete()
    return count


def _lock(application_id: int) -> Application | None:
    return Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=application_id).first()


def _send_code(application: Application, known: bool) -> None:
    """Whoever has an account here, or applied before, hears that instead: the code is made, and nobody learns it.

    Neither mail holds a word of the form: a stranger could have it sent to anybody.
    """
    code = f"{secrets.randbelow(10**6):06}"
    application.code_digest = _digest(application, code)
    application.code_sent_at, application.code_tries = timezone.now(), 0
    application.codes_sent += 1
    application.save()
    context = {"code": code, "site_url": settings.SITE_URL}
    texts = {  # both are written whichever is sent: it takes as long
        about_known: render_to_string(f"email/{name}.txt", context)
        for about_known, name in ((False, "application_code"), (True, "application_known"))
    }
    subject = "Your application to the RAT Network" if known else "Your code for the RAT Network"
    send_mail(to=application.email, subject=subject, text=texts[known])


def _digest(application: Application, code: str) -> str:
    return salted_hmac("ratsite.accounts.code", f"{application.key}:{code}", algorithm="sha256").hexdigest()


def _begin(application: Application) -> None:
    """Its address is proved: it waits for a decision.

    What somebody else began with the same address stays as it is, and is never proved: its end would tell them.
    """
    application.state, application.proved_at = ApplicationState.WAITING, timezone.now()
    application.code_digest = ""
    application.save()
    text = render_to_string(
        "email/application_received.txt", {"application": application, "site_url": settings.SITE_URL}
    )
    send_mail(to=application.email, subject="We have your application", text=text)
    _tell_coordinators(application)


def _tell_coordinators(application: Application) -> None:
    text = render_to_string("email/application_waits.txt", {"application": application, "site_url": settings.SITE_URL})
    send_mail(to=settings.CONTACT_EMAIL, subject="An application is waiting on the site", text=text)
