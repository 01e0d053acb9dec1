"""An applicant's actions: apply, prove the email address with a code, answer questions, appeal, withdraw.

Applicants have no account and are known by their email address alone. Only the owner of an address learns, by email,
whether the site knows it. For known and unknown addresses the same rows are written, the same number of emails is sent
and the same answers are given.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ratsite.accounts.actions.invite import use_invitation
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import ApplicantQuestion, Application, TermsOfReference
from ratsite.accounts.rules import is_known_address
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.send_mail import mail_text, send_mail, send_template

CODE_LIFE = dt.timedelta(minutes=30)
TRIES = 5  # per code, so that six digits cannot be guessed
CODES = 3  # per application: an email may be lost, also the second one
DELETE_UNPROVED_AFTER = dt.timedelta(days=7)
DELETE_REJECTED_AFTER = dt.timedelta(days=365)  # as the privacy page says, so that an appeal can be heard


@transaction.atomic
def apply_to_join(
    *, details: Mapping, terms: TermsOfReference, token: str = "", key: uuid.UUID | None = None
) -> Application:
    """Save an application to join the network and return it.

    details: values of the fields of Application, by field name. token: an invitation token; if it is valid and for the
    applicant's address, the application waits for a decision at once. Otherwise a code is emailed to the applicant to
    prove the address. key: identifies one filled-in form. If an application with this key exists, it is returned, so
    that a double click saves one application.
    """
    email = details["email"].strip().lower()
    known = is_known_address(email)
    values = {**details, "email": email, "terms": terms, "created_at": timezone.now()}
    application, created = Application.objects.get_or_create(key=key or uuid.uuid4(), defaults=values)
    if not created:
        return application
    invitation = use_invitation(token=token, email=email, known=known) if token else None
    if invitation is not None:
        application.invitation = invitation
        _begin(application)
    else:
        _send_code(application, known)
    return application


@transaction.atomic
def send_new_code(*, application_id: int) -> bool:
    """Email the applicant a new code, which replaces the old one. Return False if no code may be sent.

    No code is sent if the address is proved already, or if as many codes as allowed have been sent.
    """
    application = _lock(application_id)
    if application is None or application.state != ApplicationState.UNPROVED or application.codes_sent >= CODES:
        return False
    _send_code(application, is_known_address(application.email))
    return True


@transaction.atomic
def prove_address(*, application_id: int, code: str) -> Application | None:
    """Mark an application's email address as proved and return the application, which now waits for a decision.

    Returns None if the code is wrong or too old, after too many wrong codes, and if the site knows the address already.
    """
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
    except IntegrityError:  # another application with this address was proved at the same moment
        return None
    return application


@transaction.atomic
def answer_question(*, application_id: int, answer: str, explanation: str = "") -> bool:
    """Save an applicant's answer to a coordinator's question. Return False if no question was asked.

    The application then waits for a decision again. explanation: why passages that look like personal data identify
    nobody, in the applicant's words; shown to the coordinators.
    """
    application = _lock(application_id)
    if application is None or application.state != ApplicationState.ASKED:
        return False
    application.questions.filter(answered_at=None).update(answer=answer, answered_at=timezone.now())
    application.state = ApplicationState.WAITING
    application.explanation = f"{application.explanation}\n{explanation}".strip()
    application.save(update_fields=["state", "explanation"])
    _notify_coordinators(application)
    return True


@transaction.atomic
def appeal(*, application_id: int, text: str, explanation: str = "") -> bool:
    """Appeal against the rejection of an application. Return False if the applicant cannot appeal.

    An applicant can appeal once. text: why the applicant thinks that the decision is wrong. explanation: why passages
    that look like personal data identify nobody, in the applicant's words; shown to the coordinators.
    """
    application = _lock(application_id)
    if application is None or not application.may_appeal or is_known_address(application.email):
        return False
    application.state = ApplicationState.APPEALED
    application.appeal, application.appealed_at = text, timezone.now()
    application.explanation = f"{application.explanation}\n{explanation}".strip()
    application.save(update_fields=["state", "appeal", "appealed_at", "explanation"])
    _notify_coordinators(application)
    return True


@transaction.atomic
def withdraw(*, application_id: int) -> bool:
    """Delete an undecided application with everything written in it. Return False if it is already decided."""
    application = _lock(application_id)
    if application is None or not application.is_open:
        return False
    application.delete()
    return True


def delete_old_applications() -> int:
    """Delete old applications and return how many; a daily job calls this.

    Applications whose address was not proved are deleted after 7 days, those whose applicant has not answered a
    question after 60 days, rejected ones after a year.
    """
    now = timezone.now()
    unanswered = ApplicantQuestion.objects.filter(answered_at=None, asked_at__lt=now - ApplicantQuestion.TIME_TO_ANSWER)
    old = Application.objects.filter(
        Q(state=ApplicationState.UNPROVED, created_at__lt=now - DELETE_UNPROVED_AFTER)
        | Q(state=ApplicationState.ASKED, pk__in=unanswered.values("application"))
        | Q(state=ApplicationState.REJECTED, decided_at__lt=now - DELETE_REJECTED_AFTER)
    )
    count = old.count()
    old.delete()
    return count


def _lock(application_id: int) -> Application | None:
    return Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=application_id).first()


def _send_code(application: Application, known: bool) -> None:
    """Email the applicant a code or, if the site knows the address already, an email that says so.

    Both cases do the same work, so that the time taken does not reveal which one it is. Neither email contains text
    from the form: otherwise strangers could use the form to email their own words to any address.
    """
    code = f"{secrets.randbelow(10**6):06}"
    application.code_digest = _digest(application, code)
    application.code_sent_at, application.code_tries = timezone.now(), 0
    application.codes_sent += 1
    application.save()
    texts = {  # render both, so that the time taken tells nothing
        about_known: mail_text(name, code=code)
        for about_known, name in ((False, "application_code"), (True, "application_known"))
    }
    subject = _("Your application to join %(network)s") if known else _("Your code for joining %(network)s")
    subject %= {"network": own_network().short_name}
    send_mail(to=application.email, subject=subject, text=texts[known])


def _digest(application: Application, code: str) -> str:
    return salted_hmac("ratsite.accounts.code", f"{application.key}:{code}", algorithm="sha256").hexdigest()


def _begin(application: Application) -> None:
    """Mark an application's email address as proved, so that the application waits for a decision.

    Other unproved applications with the same address stay as they are, and can never be proved. If they were deleted,
    their authors would learn that the site knows the address.
    """
    application.state, application.proved_at = ApplicationState.WAITING, timezone.now()
    application.code_digest = ""
    application.save()
    subject = _("We have your application")
    send_template("application_received", to=application.email, subject=subject, application=application)
    _notify_coordinators(application)


def _notify_coordinators(application: Application) -> None:
    subject = _("An application is waiting for a decision")
    send_template("application_waits", to=settings.CONTACT_EMAIL, subject=subject, application=application)
