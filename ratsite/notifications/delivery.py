"""Deliver queued emails to the mail server, with retries."""

import datetime as dt
import logging
import smtplib
from email.errors import MessageError
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ratsite.lib.bounces import refusal_in
from ratsite.lib.numbers import whole_number
from ratsite.lib.own_network import own_network
from ratsite.notifications.enums import MailState
from ratsite.notifications.mail_text import Content, compose, mail_host
from ratsite.notifications.models import Mail, MailChoices
from ratsite.notifications.registry import address_refused

logger = logging.getLogger(__name__)
MARK_DIGITS = 24  # too long to guess, and short enough to keep the header on one line
RETRY_AFTER = [dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 480)]  # half a day in all: longer than most outages


@transaction.atomic
def deliver(mail_id: int) -> bool:
    """Send one waiting email; return True if the mail server accepted it.

    If the mail server refuses it, the next try is scheduled. If the server says that there is no such address, there is
    no retry, and the refusal counts as a bounce.
    """
    mail = Mail.objects.select_for_update(of=("self",), no_key=True).select_related("person__agency").get(pk=mail_id)
    if mail.state != MailState.WAITING or mail.try_at > timezone.now():
        return False
    if mail.person and (loud := MailChoices.of(mail.person).next_loud(timezone.now())) > timezone.now():
        mail.try_at = loud  # after an outage of the mail server it may be a quiet hour
        mail.save(update_fields=["try_at"])
        return False
    content = _content(mail)
    if content is None:
        mail.state = MailState.DROPPED
        mail.save()
        return False
    try:
        _message(mail, content).send()
    except (OSError, smtplib.SMTPException, ValueError, MessageError) as error:  # the last two: no server takes it
        _postpone(mail, error)
        return False
    mail.state, mail.sent_at, mail.error = MailState.SENT, timezone.now(), ""
    # Codes and links in old emails must not stay in the database.
    mail.text = mail.html = ""
    mail.save()
    return True


def message_id_of(mail: Mail) -> str:
    """Return an email's Message-ID, which cannot be guessed. Bounce reports quote it.

    It names the site, not the machine.
    """
    mark = salted_hmac("ratsite.notifications.message", f"{mail.pk} {mail.created_at.isoformat()}").hexdigest()
    return f"<{mail.pk}.{mark[:MARK_DIGITS]}@{mail_host()}>"


def mail_of(message_id: str) -> Mail | None:
    """Return the email with this Message-ID, or None if this site did not send it."""
    number = whole_number(message_id.removeprefix("<").partition(".")[0])
    mail = Mail.objects.filter(pk=number).first() if number else None
    return mail if mail and constant_time_compare(message_id_of(mail), message_id) else None


def _content(mail: Mail) -> Content | None:
    """Return an email's content, or None if there is nothing left to send.

    Emails about notifications are composed now; others were composed when they were queued.
    """
    if mail.person is None:
        return Content(mail.subject, mail.text, mail.html, mail.headers)
    mail.to = mail.person.email
    return compose(mail)


def _message(mail: Mail, content: Content) -> EmailMultiAlternatives:
    # Every try has the same Message-ID, so that a server can recognise a duplicate.
    ours = {"Auto-Submitted": "auto-generated", "Message-ID": message_id_of(mail)}
    sender = own_network().from_email
    message = EmailMultiAlternatives(content.subject, content.text, sender, [mail.to], headers=ours | content.headers)
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return message


def _postpone(mail: Mail, error: Exception) -> None:
    logger.warning("mail %s was not taken: %s", mail.pk, type(error).__name__)
    mail.error = f"{type(error).__name__}: {error}"[:300]
    refusal = refusal_in(error, mail.to, message_id_of(mail))
    if refusal is not None:
        transaction.on_commit(partial(address_refused, refusal))
    if refusal is None and mail.attempts < len(RETRY_AFTER):
        mail.try_at = timezone.now() + RETRY_AFTER[mail.attempts]
    else:
        mail.state = MailState.FAILED
        mail.text = mail.html = ""
    mail.attempts += 1
    mail.save()


def deliver_due() -> int:
    """Try to send every email that is due; return how many were sent. Runs every minute."""
    due = Mail.objects.filter(state=MailState.WAITING, try_at__lte=timezone.now()).order_by("pk")[:200]
    return sum(deliver(mail_id) for mail_id in list(due.values_list("pk", flat=True)))
