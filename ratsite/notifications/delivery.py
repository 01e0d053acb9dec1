"""Handing mails to the mail server, with patience."""

import datetime as dt
import logging
import smtplib

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail

logger = logging.getLogger(__name__)
RETRY_AFTER = [dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 480)]  # half a day in all: longer than most outages


@transaction.atomic
def deliver(mail_id: int) -> bool:
    """Send one waiting mail; True when the mail server took it. A refusal sets the time of the next try."""
    mail = Mail.objects.select_for_update().get(pk=mail_id)
    if mail.state != MailState.WAITING or mail.try_at > timezone.now():
        return False
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], headers={"Auto-Submitted": "auto-generated", **mail.headers}
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: an address or header no server takes
        _postpone(mail, error)
        return False
    mail.state, mail.sent_at, mail.error = MailState.SENT, timezone.now(), ""
    # What was said is not kept: codes and links in old mails must not lie in the database.
    mail.text = mail.html = ""
    mail.save()
    return True


def _postpone(mail: Mail, error: Exception) -> None:
    logger.warning("mail %s was not taken: %s", mail.pk, type(error).__name__)
    mail.error = f"{type(error).__name__}: {error}"[:300]
    if mail.attempts < len(RETRY_AFTER):
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
