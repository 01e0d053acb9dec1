"""A member's choices about email. The audit log does not record them."""

import datetime as dt
from collections import defaultdict

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from ratsite.notifications.enums import Level, MailState
from ratsite.notifications.models import Mail, MailChoices, Notification
from ratsite.notifications.registry import source_of

# The choices that affect when an email is sent.
TIMES = ("rhythm", "hour", "weekday", "quiet_from", "quiet_until", "is_quiet_at_weekends")


@transaction.atomic
def choose_mail(*, person, **choices) -> MailChoices:
    """Save some fields of a member's MailChoices, and return the row. Reschedule what waits to be emailed.

    choices: values by field name; other fields stay as they are.
    """
    # The same lock as in dispatch.
    get_user_model().objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    row, _ = MailChoices.objects.get_or_create(person=person)
    has_new_times = any(getattr(row, name) != choices.get(name, getattr(row, name)) for name in TIMES)
    for name, value in choices.items():
        setattr(row, name, value)
    row.save()
    if has_new_times:
        _reschedule(row)
    return row


def _reschedule(choices: MailChoices) -> None:
    """Reschedule a member's waiting notifications and emails by the member's new choices.

    Notifications that are already due stay as they are: the next dispatch checks the choices again.
    """
    now = timezone.now()
    waiting = Notification.objects.waiting().filter(person=choices.person_id, due_at__gt=now)
    by_moment: dict[tuple[Level, dt.datetime], list[int]] = defaultdict(list)
    for pk, level, ready in waiting.values_list("pk", "level", "ready_at"):
        by_moment[Level(level), max(ready, now)].append(pk)
    for (level, ready), numbers in by_moment.items():
        waiting.filter(pk__in=numbers).update(due_at=choices.next_mail(level, ready))
    # Emails that a server has refused keep the time of their next try.
    allowed_at = choices.next_time_for_email(now)
    Mail.objects.filter(person=choices.person_id, state=MailState.WAITING, attempts=0, try_at__gt=allowed_at).update(
        try_at=allowed_at
    )


@transaction.atomic
def stop_mail(*, person_id: int, source: str = "", group: str = "") -> bool:
    """Stop email to a person about one group of notifications or, without a group, about all notifications.

    Returns False if it was stopped already, or if the person's data was erased. The link in an email calls this without
    a sign-in.
    """
    person = get_user_model().objects.filter(pk=person_id).first()
    if person is None or person.is_erased:
        return False
    if group:
        return source_of(source).stop(person, group)
    before = MailChoices.of(person).is_stopped
    choose_mail(person=person, is_stopped=True)
    return not before
