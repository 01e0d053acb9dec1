"""Deliver queued emails to the mail server, with retries."""

import datetime as dt
import logging
import smtplib
from collections import deque
from email.errors import MessageError
from functools import partial
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ratsite.lib.bounces import refusal_in
from ratsite.lib.numbers import whole_number
from ratsite.lib.own_network import own_network
from ratsite.lib.personal_data import delete_in_batches
from ratsite.notifications.actions.skip import skip
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail, MailChoices
from ratsite.notifications.notification_email import Content, compose, mail_host
from ratsite.notifications.registry import address_refused

logger = logging.getLogger(__name__)
MARK_DIGITS = 24  # digits of a random mark: too many to guess, and few enough to keep the header on one line
PAUSES = [dt.timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120)]  # between tries; after these, LAST_PAUSE
LAST_PAUSE = dt.timedelta(hours=4)
GIVE_UP_AFTER = dt.timedelta(days=5)  # after that an email is given up, as mail servers do
TRIES = 8  # never give an email up before so many tries, however old it is: a server's clock may be wrong for a moment
DELETE_MAIL_AFTER = dt.timedelta(days=90)  # late bounce reports name an email of the last weeks
LEASE = dt.timedelta(minutes=10)  # how long an email is reserved for the process that sends it
# An email that is postponed for longer was postponed by a wrong clock: no quiet hours are so long.
FURTHEST = dt.timedelta(days=8)
AT_ONCE = 200  # emails sent in one turn
WITNESSES = 2  # emails that fail before we believe that the server takes none


class ServerAway(Exception):
    """Raised if the mail server takes no email at all, as opposed to refusing one email."""


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
    """Deliver a new email soon: the background process looks for due emails every second.

    In tests (DELIVER_AT_ONCE) it is sent at the commit.
    """
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
    # After the last two errors no server would take this email.
    except (OSError, smtplib.SMTPException, ValueError, MessageError) as error:
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

    Returns None if the email must not be sent now: in quiet hours it is postponed, and if it has no content any more it
    is dropped.
    """
    now = timezone.now()
    rows = Mail.objects.select_for_update(of=("self",), no_key=True).select_related("person__agency")
    mail = rows.filter(pk=mail_id, state=MailState.WAITING).first()
    if mail is None or now < mail.try_at <= now + FURTHEST:
        return None
    if mail.person and (allowed_at := MailChoices.of(mail.person).next_time_for_email(now)) > now:
        mail.try_at = allowed_at  # it may be a quiet hour by now, for example after the mail server failed
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
    """Return an email's Message-ID, which cannot be guessed and which bounce reports quote.

    Its domain is that of the site, not of the server.
    """
    about = f"{mail.pk} {mail.created_at.isoformat()}"
    mark = salted_hmac("ratsite.notifications.message", about, algorithm="sha256").hexdigest()
    return f"<{mail.pk}.{mark[:MARK_DIGITS]}@{mail_host()}>"


def mail_of(message_id: str) -> Mail | None:
    """Return the email with this Message-ID, or None if this site did not send it."""
    number = whole_number(message_id.removeprefix("<").partition(".")[0])
    mail = Mail.objects.filter(pk=number).first() if number else None
    return mail if mail and constant_time_compare(message_id_of(mail), message_id) else None


def _content(mail: Mail) -> Content | None:
    """Return an email's content, or None if there is nothing left to send.

    Emails about notifications are composed now, and each notification that they leave out stores the reason. Other
    emails were composed when they were queued.
    """
    if mail.person is None:
        return Content(mail.subject, mail.text, mail.html, mail.headers)
    mail.to = mail.person.email
    composed = compose(mail)
    for reason, notifications in composed.skipped:
        skip(notifications, reason)
    return composed.content


def _message(mail: Mail, content: Content) -> EmailMultiAlternatives:
    # Every try has the same Message-ID, so that a server can recognise a duplicate.
    ours = {"Auto-Submitted": "auto-generated", "Message-ID": message_id_of(mail)}
    sender = own_network().from_email
    message = EmailMultiAlternatives(content.subject, content.text, sender, [mail.to], headers=ours | content.headers)
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return message


def _is_away(error: Exception) -> bool:
    """Return True if, after this error, the server would take no other email either."""
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
    # At the first failure only. If a server hangs up at this email each time, the email would otherwise be due again
    # each time another one is sent.
    mail.is_server_away = is_away and mail.attempts == 0
    refusal = None if is_away else refusal_in(error, mail.to, message_id_of(mail))
    if refusal is not None:
        transaction.on_commit(partial(address_refused, refusal))
    is_late = mail.attempts >= TRIES and now - mail.created_at > GIVE_UP_AFTER
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

    If the mail server takes neither of two emails, all emails wait until the next try of those two. It must be two: a
    server may hang up on a single email, such as one that its filter dislikes. Once an email is sent, those that waited
    for the server become due.
    """
    now = timezone.now()
    waiting = Mail.objects.filter(state=MailState.WAITING)
    due = waiting.filter(Q(try_at__lte=now) | Q(try_at__gt=now + FURTHEST))
    sent, failed = 0, list[int]()  # failed: emails with which the server seemed to be away, since it last took one
    turns = deque(due.order_by("try_at", "pk").values_list("pk", "attempts")[:AT_ONCE])
    while turns:
        mail_id, _attempts = turns.popleft()
        try:
            if _try(mail_id):
                sent += 1
                # The server took this one, so it is not away: the others are at fault, and wait for their own next try.
                Mail.objects.filter(pk__in=failed).update(is_server_away=False)
                failed = []
        except ServerAway as problem:
            failed.append(mail_id)
            if len(failed) == WITNESSES:
                _wait_for_server(due.exclude(pk__in=failed), failed, problem)
                return sent
            turns = deque(sorted(turns, key=itemgetter(1)))  # next an email that has failed least
        except Exception as problem:  # its text cannot be composed: the others must not wait for it
            logger.exception("email %s cannot be composed", mail_id)
            _postpone(Mail.objects.get(pk=mail_id), problem, is_away=False)
    if sent:
        waiting.filter(is_server_away=True, try_at__gt=now).update(try_at=now)
    return sent


def _wait_for_server(others: QuerySet[Mail], failed: list[int], problem: ServerAway) -> None:
    """Give all emails the same time for their next try, because the mail server took neither of the two in `failed`.

    others: the other due emails. The time is that of the email in `failed` that has failed more often, so that the
    pause grows while the server is away.
    """
    tried = Mail.objects.filter(pk__in=failed).order_by("-try_at").first()
    if tried is not None:
        Mail.objects.filter(pk__in=failed, state=MailState.WAITING).update(try_at=tried.try_at, is_server_away=True)
        others.update(try_at=tried.try_at, is_server_away=True, error=tried.error)
        logger.warning("the email server takes nothing (%s); the next try is at %s", problem.__cause__, tried.try_at)


def try_again() -> int:
    """Make all emails due whose last try failed, and return how many. In a recipient's quiet hours they still wait."""
    return Mail.objects.filter(state=MailState.WAITING).exclude(error="").update(try_at=timezone.now())


def delete_old_mail() -> None:
    """Delete the rows of emails that are older than 90 days, except of those that still wait to be sent.

    The files of emails that were saved as files, because there is no email server, are deleted too.
    """
    before = timezone.now() - DELETE_MAIL_AFTER
    delete_in_batches(Mail.objects.exclude(state=MailState.WAITING).filter(created_at__lt=before))
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    for path in Path(folder).glob("*.log") if folder else []:  # as Django's file backend names them
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
