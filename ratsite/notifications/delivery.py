"""Deliver queued emails to the mail server, with retries."""

import datetime as dt
import logging
import smtplib
from email.errors import MessageError
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ratsite.lib.bounces import refusal_in
from ratsite.lib.numbers import whole_number
from ratsite.lib.own_network import own_network
from ratsite.lib.personal_data import delete_in_batches
from ratsite.notifications.enums import MailState
from ratsite.notifications.mail_text import Content, compose, mail_host
from ratsite.notifications.models import Mail, MailChoices
from ratsite.notifications.registry import address_refused

logger = logging.getLogger(__name__)
MARK_DIGITS = 24  # too long to guess, and short enough to keep the header on one line
PAUSES = [dt.timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120)]  # then every four hours
LAST_PAUSE = dt.timedelta(hours=4)
KEPT_FOR = dt.timedelta(days=5)  # then it is given up, as mail servers do
TRIES = 8  # before it is given up, however late it is: a machine's clock may be wrong for a moment
FORGOTTEN_AFTER = dt.timedelta(days=90)  # a late bounce names an email of the last weeks
LEASE = dt.timedelta(minutes=10)  # for which a process that sends an email has it to itself
FURTHEST = dt.timedelta(days=8)  # no quiet hours are longer, so the machine's clock was wrong
AT_ONCE = 200  # emails of one turn


class ServerAway(Exception):
    """Raised if the mail server takes no email at all, as opposed to this one."""


def deliver(mail_id: int) -> bool:
    """Send one waiting email; return True if the mail server accepted it.

    If the mail server refuses it, the next try is scheduled. If the server says that there is no such address, there is
    no retry, and the refusal counts as a bounce.
    """
    try:
        return _try(mail_id)
    except ServerAway:
        return False


def deliver_soon(mail: Mail) -> None:
    """Leave a new email to the background process, which looks for it every second. Tests send it right away."""
    if settings.DELIVER_AT_ONCE:
        transaction.on_commit(partial(deliver, mail.pk))


def _try(mail_id: int) -> bool:
    """Send one waiting email outside any transaction: a mail server that hangs must hold no lock of the database."""
    claimed = _reserve(mail_id)
    if claimed is None:
        return False
    mail, message = claimed
    try:
        message.send()
    except (OSError, smtplib.SMTPException, ValueError, MessageError) as error:  # the last two: no server takes it
        is_away = _is_away(error)
        _postpone(mail, error, is_away=is_away)
        if is_away:
            raise ServerAway from error
        return False
    # Codes and links in old emails must not stay in the database.
    done = {"state": MailState.SENT, "sent_at": timezone.now(), "error": "", "text": "", "html": ""}
    Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(**done, is_server_away=False)
    return True


@transaction.atomic
def _reserve(mail_id: int) -> tuple[Mail, EmailMultiAlternatives] | None:
    """Reserve a waiting email for a few minutes, and return it with its message.

    Returns None if it must not be sent now: in quiet hours it is put off, and with nothing left to say it is dropped.
    """
    now = timezone.now()
    rows = Mail.objects.select_for_update(of=("self",), no_key=True).select_related("person__agency")
    mail = rows.filter(pk=mail_id, state=MailState.WAITING).first()
    if mail is None or now < mail.try_at <= now + FURTHEST:
        return None
    if mail.person and (loud := MailChoices.of(mail.person).next_loud(now)) > now:
        mail.try_at = loud  # after an outage of the mail server it may be a quiet hour
        mail.save(update_fields=["try_at"])
        return None
    content = _content(mail)
    if content is None:
        mail.state = MailState.DROPPED
        mail.save()
        return None
    mail.try_at = now + LEASE
    mail.save(update_fields=["to", "try_at"])
    return mail, _message(mail, content)


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


def _is_away(error: Exception) -> bool:
    """Return True if no other email would be taken either."""
    if not isinstance(error, smtplib.SMTPException):
        return isinstance(error, OSError)
    return isinstance(
        error,
        smtplib.SMTPServerDisconnected
        | smtplib.SMTPConnectError
        | smtplib.SMTPHeloError
        | smtplib.SMTPAuthenticationError
        | smtplib.SMTPNotSupportedError,
    )


@transaction.atomic
def _postpone(mail: Mail, error: Exception, *, is_away: bool) -> None:
    logger.warning("mail %s was not taken: %s", mail.pk, type(error).__name__)
    now = timezone.now()
    mail.error = f"{type(error).__name__}: {error}"[:300]
    mail.is_server_away = is_away
    refusal = None if is_away else refusal_in(error, mail.to, message_id_of(mail))
    if refusal is not None:
        transaction.on_commit(partial(address_refused, refusal))
    is_late = mail.attempts >= TRIES and now - mail.created_at > KEPT_FOR
    if refusal is None and not is_late:
        mail.try_at = now + (PAUSES[mail.attempts] if mail.attempts < len(PAUSES) else LAST_PAUSE)
    else:
        mail.state = MailState.FAILED
        mail.text = mail.html = ""
    mail.attempts += 1
    changed = ["error", "is_server_away", "try_at", "state", "attempts", "text", "html"]
    values = {name: getattr(mail, name) for name in changed}
    Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(**values)


def deliver_due() -> int:
    """Try to send every email that is due; return how many were sent. The background process does so every second.

    If the mail server is away, nothing else is tried until the time when the first email is tried again. When it is
    back, everything that waited for it goes out.
    """
    now = timezone.now()
    waiting = Mail.objects.filter(state=MailState.WAITING)
    due = waiting.filter(Q(try_at__lte=now) | Q(try_at__gt=now + FURTHEST))
    sent = 0
    for mail_id in list(due.order_by("try_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            sent += _try(mail_id)
        except ServerAway as problem:
            tried = Mail.objects.get(pk=mail_id)
            due.exclude(pk=mail_id).update(try_at=tried.try_at, is_server_away=True, error=tried.error)
            logger.warning(
                "the email server takes nothing (%s); the next try is at %s", problem.__cause__, tried.try_at
            )
            return sent
    if sent:
        waiting.filter(is_server_away=True, try_at__gt=now).update(try_at=now)
    return sent


def try_again() -> int:
    """Make all emails due that wait for another try; return how many. Their quiet hours still count."""
    return Mail.objects.filter(state=MailState.WAITING).exclude(error="").update(try_at=timezone.now())


def forget_old_mail() -> None:
    """Delete emails that were sent or given up more than 90 days ago; what members read about them goes, too."""
    ended = Mail.objects.exclude(state=MailState.WAITING)
    delete_in_batches(ended.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER))
