"""Telling people, and their having read it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ratsite.notifications.enums import Level, Outcome, Skip
from ratsite.notifications.models import MailChoices, Notification


@dataclass(frozen=True)
class Reason:
    """Why one person is told, and how: `why` is a code of the source's, `word` a public word to go with it."""

    level: Level
    why: str
    word: str = ""


@transaction.atomic
def tell(
    *,
    source: str,
    item_id: int,
    group: str,
    verb: str,
    people: dict[int, Reason],
    position: int = 0,
    mail_after: dt.timedelta = dt.timedelta(0),
    by_mail: bool = True,
) -> int:
    """Tell each of these people (by number) of one item, once; returns to how many it was news.

    The caller has made sure that all of them may read it now; whether they still may is asked again by every page and
    every mail. mail_after: how long the item may still be taken back before a mail speaks of it. by_mail: False
    keeps it in the site.
    """
    now = timezone.now()
    before = Notification.objects.filter(person__in=people, source=source, item_id=item_id)  # one look-up a person
    told = set(before.values_list("person", flat=True))
    new = {person_id: reason for person_id, reason in people.items() if person_id not in told}
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
                outcome=Outcome.DUE if by_mail else Outcome.SKIPPED,
                skip="" if by_mail else Skip.SITE,
                ready_at=now + mail_after,
                due_at=(choices.get(person_id) or MailChoices()).next_mail(reason.level, now + mail_after),
            )
            for person_id, reason in new.items()
        ],
        ignore_conflicts=True,
    )
    return len(new)


def read_group(*, person, group: str, positions: tuple[int, int] | None = None, beside: Iterable[str] = ()) -> int:
    """This person has read the group, or from one position to another of it; returns how many that settles.

    beside: groups that are read with it.
    """
    told = Notification.objects.unread().filter(person=person, group__in=[group, *beside])
    if positions is not None:
        told = told.filter(position__range=positions)
    return told.update(read_at=timezone.now())


def read_everything(*, person, until: dt.datetime) -> int:
    """Whatever this person was told up to that moment is no longer new."""
    return Notification.objects.unread().filter(person=person, created_at__lte=until).update(read_at=timezone.now())
