"""Dispatch: decide which due notifications are emailed now, and record why others are not."""

import datetime as dt
import itertools

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from ratsite.lib.db.compiled_queries import compiled
from ratsite.notifications.actions.deliver import deliver_soon
from ratsite.notifications.actions.skip import skip, why_no_mail
from ratsite.notifications.enums import Level, MailState, Outcome, Skip
from ratsite.notifications.models import Mail, MailChoices, Notification

WEEK = dt.timedelta(days=7)
PEOPLE_A_TURN = 500  # people dispatched in one run; the others follow a minute later


def queue_due_emails() -> int:
    """Dispatch the due notifications of all people; return how many emails were queued. Runs every minute."""
    due = Notification.objects.due(timezone.now()).order_by().values_list("person", flat=True).distinct()
    return sum(queue_emails_for(person_id=person_id) for person_id in list(due[:PEOPLE_A_TURN]))


@transaction.atomic
def queue_emails_for(*, person_id: int) -> int:
    """Queue a person's due notifications in as few emails as the person's choices allow; return how many emails.

    Each notification that is not emailed stores the reason.
    """
    person = get_user_model().objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    now, choices = timezone.now(), MailChoices.of(person)
    due = list(Notification.objects.due(now).filter(person=person).order_by("pk"))
    if not due:
        return 0
    if choices.is_quiet(now):
        _put_off(due, choices.next_time_for_email(now))
        return 0
    if reason := why_no_mail(person, choices):
        skip(due, reason)
        return 0
    ready = _without_the_read(_without_the_mailed(person, due))
    queued = 0
    for notifications in _mails(ready):
        if mails_this_week(person, now) >= choices.ceiling:
            skip(notifications, Skip.CEILING)
            continue
        _queue_email(person, notifications, now)
        queued += 1
    return queued


def mails_this_week(person, now: dt.datetime) -> int:
    """Return how many notification emails were queued or sent to this person in the last seven days."""
    return _mails_since.first(person.pk, now - WEEK) or 0


@compiled(int, dt.datetime)
def _mails_since(person_id: int, since: dt.datetime) -> QuerySet:
    """Return the number of emails queued for or sent to a person since this time, as a queryset.

    It has one row with the number, or no row if the number is 0.
    """
    states = [MailState.WAITING, MailState.SENT]
    mails = Mail.objects.filter(person=person_id, created_at__gt=since, state__in=states).order_by()
    return mails.values("person").annotate(mails=Count("pk")).values_list("mails", flat=True)


def _put_off(due: list[Notification], until: dt.datetime) -> None:
    Notification.objects.filter(pk__in=[notification.pk for notification in due]).update(due_at=until)


def _without_the_read(due: list[Notification]) -> list[Notification]:
    skip([notification for notification in due if notification.read_at], Skip.READ)
    return [notification for notification in due if not notification.read_at]


def _without_the_mailed(person, due: list[Notification]) -> list[Notification]:
    """Return the due notifications whose group has no emailed notification that the person has not read.

    The others are marked as not emailed, with the reason.
    """
    mailed = Notification.objects.unread().filter(
        person=person, outcome=Outcome.QUEUED, mail__state__in=[MailState.WAITING, MailState.SENT]
    )
    waiting = set(mailed.filter(group__in={row.group for row in due}).values_list("group", flat=True))
    skip([row for row in due if row.group in waiting and not row.read_at], Skip.EARLIER)
    return [row for row in due if row.group not in waiting or row.read_at]


def _mails(ready: list[Notification]) -> list[list[Notification]]:
    """Divide notifications into one list for each email.

    All are in one email if any of them is for the digest; otherwise each group has an email.
    """
    if any(notification.level != Level.AT_ONCE for notification in ready):
        return [ready]
    by_group = sorted(ready, key=lambda row: (row.group, row.pk))
    return [list(notifications) for _, notifications in itertools.groupby(by_group, key=lambda row: row.group)]


def _queue_email(person, notifications: list[Notification], now: dt.datetime) -> None:
    mail = Mail.objects.create(to=person.email, person=person, created_at=now, try_at=now)
    rows = Notification.objects.filter(pk__in=[notification.pk for notification in notifications])
    rows.update(outcome=Outcome.QUEUED, mail=mail)
    deliver_soon(mail)
