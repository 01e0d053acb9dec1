"""Create notifications and mark them as read."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ratsite.notifications.enums import Level, Outcome, Skip
from ratsite.notifications.models import MailChoices, Notification


@dataclass(frozen=True)
class Reason:
    """The reason why one person is notified, and at which level.

    why: a code of the notification source, which stands for a sentence. word: a public word, such as a remit, to be put
    into that sentence.
    """

    level: Level
    why: str
    word: str = ""


@transaction.atomic
def notify(
    *,
    source: str,
    item_id: int,
    group: str,
    verb: str,
    people: dict[int, Reason],
    position: int = 0,
    mail_after: dt.timedelta = dt.timedelta(0),
    no_mail: Skip | None = None,
) -> int:
    """Notify each of these people of one item, once; return how many people were newly notified.

    The caller ensures that all of them may read the item now; each page and email checks again.

    - source: the name of the Source. verb: one of its verbs, which says what happened.
    - group: a string; items with the same group, such as a topic's replies, are read together. position: the item's
      place in its group.
    - people: {person ID: Reason}.
    - mail_after: how long the item may still be withdrawn: until then no email mentions it.
    - no_mail: the reason why no email will mention it; None if one may.
    """
    now = timezone.now()
    # One look-up in an index for each person.
    before = Notification.objects.filter(person__in=people, source=source, item_id=item_id)
    already_notified = set(before.values_list("person", flat=True))
    new = {person_id: reason for person_id, reason in people.items() if person_id not in already_notified}
    choices = {row.person_id: row for row in MailChoices.objects.filter(person__in=new)}
    Notification.objects.bulk_create(
        [
            Notification(
                person_id=person_id,
                source=source,
                item_id=item_id,
                group=group,
                position=position,
                verb=verb,
                why=reason.why,
                why_word=reason.word,
                level=reason.level,
                created_at=now,
                outcome=Outcome.SKIPPED if no_mail else Outcome.DUE,
                skip=no_mail or "",
                ready_at=now + mail_after,
                due_at=(choices.get(person_id) or MailChoices()).next_mail(reason.level, now + mail_after),
            )
            for person_id, reason in new.items()
        ],
        ignore_conflicts=True,
    )
    return len(new)


def delete_read_notification(*, source: str, item_id: int, person_id: int) -> bool:
    """Delete a person's notification of one item if they have read it, so that `notify` can notify them again."""
    read = Notification.objects.filter(person=person_id, source=source, item_id=item_id, read_at__isnull=False)
    return bool(read.delete()[0])


@transaction.atomic
def raise_level(*, notification_id: int, level: Level) -> bool:
    """Raise the level of an unread notification that was not emailed yet, so that it may be emailed earlier.

    Return False if it has been read or emailed since, or has this level or a higher one.
    """
    waiting = Notification.objects.unread().waiting().filter(pk=notification_id)
    row = waiting.select_for_update(of=("self",), no_key=True).first()
    if row is None or Level(row.level).rank >= level.rank:
        return False
    row.level = level
    row.due_at = min(row.due_at, MailChoices.of(row.person).next_mail(level, row.ready_at))
    row.save(update_fields=["level", "due_at"])
    return True


def delete_notification(*, source: str, item_id: int, person_id: int) -> bool:
    """Delete a person's notification of one item, because the item was taken back. Return False if there is none."""
    return bool(Notification.objects.filter(person=person_id, source=source, item_id=item_id).delete()[0])


def delete_unread_notifications(*, source: str, item_id: int) -> int:
    """Delete the notifications of one item that nobody has read yet. Return how many were deleted."""
    return Notification.objects.unread().filter(source=source, item_id=item_id).delete()[0]


def delete_group_notifications(*, group: str) -> int:
    """Delete all people's notifications of a group. Return how many were deleted.

    Call it for something that nobody can open any more, such as a withdrawn resource. This function does not check
    that.
    """
    return Notification.objects.filter(group=group).delete()[0]


def delete_other_notifications(*, source: str, item_id: int, people: Iterable[int]) -> int:
    """Delete the notifications of one item, except those of these people. Return how many were deleted."""
    others = Notification.objects.filter(source=source, item_id=item_id).exclude(person__in=list(people))
    return others.delete()[0]


def read_group(*, person, group: str) -> int:
    """Mark a person's unread notifications of a group as read; return how many."""
    return Notification.objects.unread().filter(person=person, group=group).update(read_at=timezone.now())


def read_source(*, person, source: str) -> int:
    """Mark a person's unread notifications of all groups of a source as read; return how many."""
    return Notification.objects.unread().filter(person=person, source=source).update(read_at=timezone.now())


def read_page(*, person, positions: Mapping[str, tuple[int, int]], whole: Iterable[str] = ()) -> int:
    """Mark a person's unread notifications of the items that a page shows as read; return how many.

    positions: {group: (first position, last position)} for each group of which the page shows a part. whole: the groups
    that the page shows in full.
    """
    shown = Q(group__in=[*whole])
    for group, first_and_last in positions.items():
        shown |= Q(group=group, position__range=first_and_last)
    return Notification.objects.unread().filter(shown, person=person).update(read_at=timezone.now())


def read_everything(*, person, until: dt.datetime) -> int:
    return Notification.objects.unread().filter(person=person, created_at__lte=until).update(read_at=timezone.now())
