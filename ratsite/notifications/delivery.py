"""Handing mails to the mail server, with patience."""

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
from ratsite.notifications.enums import MailState
from ratsite.notifications.mail_text import Content, compose, mail_host
from ratsite.notifications.models import Mail, MailChoices
from ratsite.notifications.registry import address_refused

logger = logging.getLogger(__name__)
MARK_DIGITS = 24  # too many to guess, and short enough for the header to stay on one line
RETRY_AFTER = [dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 480)]  # half a day in all: longer than most outages


@transaction.atomic
def deliver(mail_id: int) -> bool:
    """Send one waiting mail; True when the mail server took it. A refusal sets the time of the next try.

    Where the server says that there is no such address, none is made, and that counts as a mail that came back.
    """
    mail = Mail.objects.select_for_update(of=("self",), no_key=True).select_related("person__agency").get(pk=mail_id)
    if mail.state != MailState.WAITING or mail.try_at > timezone.now():
        return False
    if mail.person and (loud := MailChoices.of(mail.person).next_loud(timezone.now())) > timezone.now():
        mail.try_at = loud  # a server that was down for a while, or a late worker, wakes nobody
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
    # What was said is not kept: codes and links in old mails must not lie in the database.
    mail.text = mail.html = ""
    mail.save()
    return True


def message_id_of(mail: Mail) -> str:
    """It names the site, not the machine, and cannot be guessed: a report about a mail that came back quotes it."""
    mark = salted_hmac("ratsite.notifications.message", f"{mail.pk} {mail.created_at.isoformat()}").hexdigest()
    return f"<{mail.pk}.{mark[:MARK_DIGITS]}@{mail_host()}>"


def mail_of(message_id: str) -> Mail | None:
    """The mail that left with this Message-ID; None for one that is not ours."""
    number = whole_number(message_id.removeprefix("<").partition(".")[0])
    mail = Mail.objects.filter(pk=number).first() if number else None
    return mail if mail and constant_time_compare(message_id_of(mail), message_id) else None


def _content(mail: Mail) -> Content | None:
    """What it says: written now for a person, as it was queued for anybody else."""
    if mail.person is None:
        return Content(mail.subject, mail.text, mail.html, mail.headers)
    mail.to = mail.person.email
    return compose(mail)


def _message(mail: Mail, content: Content) -> EmailMultiAlternatives:
    # Each try has the same number: a server that took the mail before can tell that it is the same one.
    ours = {"Auto-Submitted": "auto-generated", "Message-ID": message_id_of(mail)}
    message = EmailMultiAlternatives(content.subject, content.text, to=[mail.to], headers=ours | content.headers)
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
    """Try every mail whose time has come; returns how many left. The scheduler calls this each minute."""
    due = Mail.objects.filter(state=MailState.WAITING, try_at__lte=timezone.now()).order_by("pk")[:200]
    return sum(deliver(mail_id) for mail_id in list(due.values_list("pk", flat=True)))
