"""Store since when something has been wrong with the site, and email coordinators about it."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ratsite.accounts.models import User
from ratsite.lib.health import HealthFact
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.operations.enums import OperationKind
from ratsite.operations.models import KnownFact, OperationRecord
from ratsite.operations.queries.health import own_health, restored_words, site_health

MONDAY = 0
# How long something must be wrong before an email is sent, so that a restart sends none.
MIN_DURATION = dt.timedelta(minutes=20)


def watch_health() -> list[HealthFact]:
    """Store since when each thing has been wrong, and email coordinators once about each urgent thing.

    Returns the facts in this email. Runs every 10 minutes. Stored files have a daily email of their own.
    """
    now = timezone.now()
    wrong = {fact.code: fact for fact in site_health() if fact.todo}
    KnownFact.objects.exclude(code__in=wrong).delete()
    known = set(KnownFact.objects.values_list("code", flat=True))
    rows = [KnownFact(code=code, since=fact.since or now) for code, fact in wrong.items() if code not in known]
    KnownFact.objects.bulk_create(rows, ignore_conflicts=True)
    urgent = {fact.code: fact for fact in own_health() if fact.is_urgent}
    unmailed = KnownFact.objects.filter(code__in=urgent, told_at=None, since__lt=now - MIN_DURATION)
    new = [urgent[row.code] for row in unmailed]
    if new:
        unmailed.update(told_at=now)
        _send(_("The site needs you"), _lines(new))
    return new


def write_weekly() -> bool:
    """On Mondays, email coordinators what they should do, and when a backup was last made and restored. Runs every day.

    Return True if it is Monday.
    """
    if timezone.localdate().weekday() != MONDAY:
        return False
    facts = [fact for fact in site_health() if fact.todo]
    text = _lines(facts) if facts else _("Nothing needs you.")
    _send(_("The site this week"), f"{text}\n\n{_backup_lines()}")
    return True


def _backup_lines() -> str:
    made = OperationRecord.objects.last_done(OperationKind.BACKUP)
    restored = OperationRecord.objects.last_done(OperationKind.CHECK, OperationKind.RESTORE)
    day = made and date_format(timezone.localtime(made.finished_at), "j F Y")
    return "\n".join(
        [
            _("Last backup: %(day)s.") % {"day": day} if made else _("No backup has been made."),
            restored_words(restored) if restored else _("Nobody has restored a backup yet."),
        ]
    )


def _lines(facts: list[HealthFact]) -> str:
    return "\n\n".join("\n".join(filter(None, [fact.title, fact.text, fact.todo, fact.command])) for fact in facts)


def _send(subject: str, text: str) -> None:
    page = settings.SITE_URL + reverse("operations:health")
    addresses = list(User.objects.coordinators().values_list("email", flat=True)) or [settings.CONTACT_EMAIL]
    for address in addresses:
        send_mail(to=address, subject=subject, text=f"{text}\n\n{_('The problems, and when each began:')}\n{page}\n")
