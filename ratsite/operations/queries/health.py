"""Facts about the site's own health: processes, jobs, email, disk, backups."""

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from library.queries.health import library_health
from ratsite.files.queries.health import file_faults, file_health
from ratsite.jobs.enums import Part
from ratsite.jobs.heartbeats import DEAD_AFTER, alive, not_of_the_future
from ratsite.jobs.models import Schedule
from ratsite.jobs.registry import jobs
from ratsite.lib.health import HealthFact
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail
from ratsite.operations.certificate import last_seen
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import KnownFact, OperationRecord
from ratsite.operations.queries.due import due_health

# From these lengths of time on, something needs action.
TASK_WAITS = dt.timedelta(minutes=10)
TURN_TAKES = dt.timedelta(hours=1)  # a background loop is busy with one thing
MAIL_WAITS = dt.timedelta(hours=1)  # shorter outages need no action
JOB_LATE = dt.timedelta(hours=2)
BACKUP_AGE = dt.timedelta(days=2)  # one night may fail
RESTORE_AGE = dt.timedelta(days=183)
GIVEN_UP_SHOWN = dt.timedelta(days=7)  # for how long failed tasks and emails are shown
DISK_FULL = 200 * 1024 * 1024  # bytes: a few uploads and a backup's database
DISK_SOON = 0.1  # free part of the disk
# Remaining parts of a certificate's life. Programs that renew certificates do so when a third remains.
CERTIFICATE_SOON, CERTIFICATE_NOW = 0.25, 0.1
RUN = "python3 -m ratsite run"
BACKUP = "python3 -m ratsite backup"
RESTORE = "python3 -m ratsite backup --check --identity ratsite-identity.txt"


def site_health() -> list[HealthFact]:
    """Return all facts of the health page, those that need action first.

    The `since` of a fact is the time since when it has needed action, if that is known.
    """
    facts = [*own_health(), *due_health(), *file_health(), *library_health()]
    since = dict(KnownFact.objects.values_list("code", "since"))
    known = [replace(fact, since=fact.since or since.get(fact.code)) for fact in facts]
    return sorted(known, key=lambda fact: (not fact.is_urgent, not fact.is_advice))


def own_health() -> list[HealthFact]:
    """Return the facts about running the site, without those about content and stored files."""
    return [*_processes(), *_tasks(), *_jobs(), *_mail(), _disk(), *_certificate(), *_backups()]


def upgrade_health() -> list[HealthFact]:
    """Return the facts that stop an upgrade while they need action: the disk and stored files.

    No other fact does: the upgrade makes and checks a backup itself, background work and email go on after it, and a
    site that was stopped for a day must be able to upgrade.
    """
    return [_disk(), *file_faults()]


def is_healthy() -> bool:
    """Return True if background work, the disk and email are well. Costs four queries."""
    now = timezone.now()
    parts = set(alive().values_list("part", flat=True))
    if parts != set(Part.values) or _free() <= DISK_FULL:
        return False
    failing = Q(attempts__gt=0, created_at__lt=now - MAIL_WAITS) & ~Q(error="")
    mails = Mail.objects.filter(failing | Q(try_at__lt=now - MAIL_WAITS), state=MailState.WAITING)
    tasks = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - TASK_WAITS)
    return not mails.exists() and not tasks.exists() and not _late_jobs(_schedules())


def _processes() -> Iterator[HealthFact]:
    now = timezone.now()
    rows = not_of_the_future().values("part").annotate(seen=Max("seen_at"), turned=Max("turned_at"))
    last = {row["part"]: row for row in rows}
    dead = [part for part in Part if part not in last or last[part]["seen"] < now - DEAD_AFTER]
    hanging = [part for part in Part if part not in dead and last[part]["turned"] < now - TURN_TAKES]
    if dead:
        seen = [last[part]["seen"] for part in dead if part in last]
        yield HealthFact(
            _("Background work has stopped: %(parts)s") % {"parts": _listed(dead)},
            _("No file is checked, no email is sent, and no regular job runs."),
            _("Start the site again. If it stops again, read logs/background.log in the data folder."),
            code="background dead", since=min(seen) if seen else None, command=RUN,
        )  # fmt: skip
    if hanging:
        yield HealthFact(
            _("Background work is stuck: %(parts)s") % {"parts": _listed(hanging)},
            _("It has been busy with one thing for more than an hour. It should have restarted automatically."),
            _("Read logs/background.log in the data folder."),
            code="background hangs", since=min(last[part]["turned"] for part in hanging),
        )  # fmt: skip
    if not dead and not hanging:
        since = min(last[part]["seen"] for part in Part)
        yield HealthFact(_("Background work"), _("Tasks, email and the clock are running."), since=since)


def _tasks() -> Iterator[HealthFact]:
    now = timezone.now()
    waits = DBTaskResult.objects.ready().aggregate(oldest=Min("enqueued_at"))["oldest"]
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - GIVEN_UP_SHOWN)
    count, since = failed.count(), failed.aggregate(since=Max("finished_at"))["since"]
    if waits and waits < now - TASK_WAITS:
        yield HealthFact(
            _("A task has waited for %(time)s") % {"time": timesince(waits)},
            _("Files are waiting to be checked, and people get their notifications late."),
            _("Check that the background process is running. Read logs/background.log in the data folder."),
            code="tasks wait", since=waits,
        )  # fmt: skip
    if count:
        title = ngettext("%(n)s task failed in the last 7 days", "%(n)s tasks failed in the last 7 days", count)
        yield HealthFact(
            title % {"n": count},
            _("The site failed to do something in the background."),
            _("Send the lines with ERROR in logs/background.log to the people who maintain the software."),
            is_advice=True, code="tasks failed", since=since,
        )  # fmt: skip


def _jobs() -> Iterator[HealthFact]:
    rows = _schedules()
    broken, late = [row for row in rows if row.last_error], _late_jobs(rows)
    for row in broken:
        yield HealthFact(
            _("A regular job fails: %(job)s") % {"job": row.name},
            row.last_error,
            _("Send this to the people who maintain the software. The site tries again automatically."),
            code=f"job {row.name}"[:60], is_advice=True,
        )  # fmt: skip
    if late:
        yield HealthFact(
            _("Regular jobs are late: %(jobs)s") % {"jobs": ", ".join(row.name for row in late[:5])},
            _("Tasks that should run at fixed times are not running."),
            _("Start the site again."),
            code="jobs late", since=min(row.due_at for row in late), command=RUN,
        )  # fmt: skip
    if rows and not broken and not late:
        text = ngettext("%(n)s regular job runs when it should.", "%(n)s regular jobs run when they should.", len(rows))
        last = max((row.last_finished_at for row in rows if row.last_finished_at), default=None)
        yield HealthFact(_("Clock"), text % {"n": len(rows)}, since=last)


def _schedules() -> list[Schedule]:
    return list(Schedule.objects.filter(name__in=[job.name for job in jobs().values()]))


def _late_jobs(rows: list[Schedule]) -> list[Schedule]:
    now, every = timezone.now(), {job.name: job.every for job in jobs().values()}
    return [row for row in rows if row.due_at < now - max(JOB_LATE, every[row.name])]


def _mail() -> Iterator[HealthFact]:
    now = timezone.now()
    unsent = Mail.objects.filter(~Q(error="") | Q(try_at__lt=now - MAIL_WAITS), state=MailState.WAITING)
    late = unsent.aggregate(since=Min("created_at"), error=Max("error"))
    given_up = Mail.objects.filter(state=MailState.FAILED, created_at__gt=now - GIVEN_UP_SHOWN)
    count, lost = unsent.count(), given_up.count()
    link = (reverse("operations:unsent"), _("See these emails"))
    if count:
        title = ngettext("%(n)s email has not been sent", "%(n)s emails have not been sent", count)
        yield HealthFact(
            title % {"n": count},
            _("The last error: %(error)s. We keep emails for 5 days and try again.")
            % {"error": late["error"] or _("they were not tried")},
            _("Check that the email server works and that its settings in ratsite.env are right."),
            code="email unsent", since=late["since"], is_advice=late["since"] > now - MAIL_WAITS, link=link,
            command="python3 -m ratsite doctor",
        )  # fmt: skip
    if lost:
        title = ngettext("%(n)s email was given up this week", "%(n)s emails were given up this week", lost)
        yield HealthFact(
            title % {"n": lost},
            _("Their addresses do not exist, or their email servers accepted nothing from us for 5 days."),
            _("Check the addresses. Contact the people in another way."),
            code="email given up", is_advice=True, link=link,
            since=given_up.aggregate(since=Max("created_at"))["since"],
        )  # fmt: skip
    if not count and not lost:
        sent = Mail.objects.filter(state=MailState.SENT).aggregate(last=Max("sent_at"))["last"]
        yield HealthFact(_("Email"), _("No email is late."), since=sent)


def _free() -> int:
    return shutil.disk_usage(settings.DATA_DIR).free


def _disk() -> HealthFact:
    usage = shutil.disk_usage(settings.DATA_DIR)
    gigabytes = {"used": f"{usage.used / 1e9:.1f}", "total": f"{usage.total / 1e9:.1f}"}
    text = _("%(used)s of %(total)s GB are used.") % gigabytes
    todo = _("Delete old backups and logs in the data folder, or ask for a larger disk.")
    if usage.free < DISK_FULL:
        return HealthFact(_("The disk is full"), f"{text} {_('Nobody can save anything.')}", todo, code="disk full")
    if usage.free < DISK_SOON * usage.total and usage.free < 20 * DISK_FULL:
        return HealthFact(_("The disk is nearly full"), text, todo, code="disk soon", is_advice=True)
    return HealthFact(_("Disk"), f"{text} {_('The database is %(size)s.') % {'size': _database_size()}}")


def _database_size() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return f"{cursor.fetchone()[0] / 1e6:.0f} MB"


def _certificate() -> Iterator[HealthFact]:
    """Yield a fact about how long browsers will accept the site's certificate; nothing if no job has seen it yet."""
    seen, now = last_seen(), timezone.now()
    if seen is None:
        return
    if seen.refused:
        yield HealthFact(
            _("Browsers warn people not to open this site"),
            _("They do not accept its certificate: %(why)s.") % {"why": seen.refused},
            _("Check that the program that renews the certificate is running: Caddy, or certbot for nginx."),
            code="certificate refused",
        )  # fmt: skip
    elif seen.ends is None:
        yield HealthFact(
            _("We could not check the certificate"),
            _("This server cannot reach %(site)s: %(why)s.") % {"site": settings.SITE_URL, "why": seen.unreachable},
            _("Open the site on a phone. If it opens, add its name after 127.0.0.1 in /etc/hosts on the server."),
            is_advice=True, code="certificate unseen",
        )  # fmt: skip
    else:
        left, life = seen.ends - now, seen.ends - (seen.begins or now)
        days = max(0, left.days)
        title = ngettext("The certificate ends in %(n)s day", "The certificate ends in %(n)s days", days) % {"n": days}
        day = date_format(timezone.localtime(seen.ends), "j F Y")
        if left < CERTIFICATE_SOON * life:
            yield HealthFact(
                title,
                _("After %(day)s, browsers warn people not to open this site.") % {"day": day},
                _("Check that the program that renews the certificate is running: Caddy, or certbot for nginx."),
                code="certificate ends", is_advice=left > CERTIFICATE_NOW * life,
            )  # fmt: skip
        else:
            text = ngettext("Valid until %(day)s: %(n)s day left.", "Valid until %(day)s: %(n)s days left.", days)
            yield HealthFact(_("Certificate"), text % {"day": day, "n": days})


def _backups() -> Iterator[HealthFact]:
    now, records = timezone.now(), OperationRecord.objects
    last = records.last_done(OperationKind.BACKUP)
    tried = records.filter(kind=OperationKind.BACKUP).exclude(outcome=Outcome.RUNNING).first()
    restored = records.last_done(OperationKind.CHECK, OperationKind.RESTORE)
    if tried and tried.outcome == Outcome.FAILED:
        yield HealthFact(
            _("The last backup failed"), tried.detail, _("Put right the problem above, then make a backup."),
            code="backup failed", since=tried.finished_at, command=BACKUP,
        )  # fmt: skip
    elif last is None:
        yield HealthFact(
            _("No backup has been made"), _("If this server breaks, everything is lost."),
            _("Make a backup, and have the server make one every night."), code="backup none", command=BACKUP,
        )  # fmt: skip
    elif last.finished_at < now - BACKUP_AGE:
        yield HealthFact(
            _("The last backup is %(time)s old") % {"time": timesince(last.finished_at)},
            _("Everything written since then would be lost if this server broke."),
            _("Check that the server makes a backup every night."), code="backup old", since=last.finished_at,
            command=BACKUP,
        )  # fmt: skip
    else:
        yield HealthFact(_("Backup"), _figures(last), since=last.finished_at)
    if restored is None or restored.finished_at < now - RESTORE_AGE:
        when = _("Nobody has restored a backup yet") if restored is None else None
        yield HealthFact(
            when or _("Nobody has restored a backup for %(time)s") % {"time": timesince(restored.finished_at)},
            _("A backup that nobody has restored may not work."),
            _("Restore one into a temporary place. The command compares the restored copy with the backup, "
"then deletes the copy."),
            code="restore old", since=restored and restored.finished_at, command=RESTORE,
            is_advice=last is None,  # without any backup, the fact about backups is the urgent one
        )  # fmt: skip
    else:
        is_check = restored.kind == OperationKind.CHECK
        title = _("Backup checked") if is_check else _("Restored from a backup")
        yield HealthFact(title, restored_words(restored), since=restored.finished_at)


def restored_words(record: OperationRecord) -> str:
    """Return who checked a backup, or restored the site from it, and when, as text."""
    facts = {"who": record.by, "day": date_format(timezone.localtime(record.finished_at), "j F Y")}
    if record.kind == OperationKind.CHECK:
        text = _("Checked by %(who)s on %(day)s.") if record.by else _("Checked on %(day)s.")
    else:
        text = _("Restored by %(who)s on %(day)s.") if record.by else _("Restored on %(day)s.")
    return text % facts


def _figures(record: OperationRecord) -> str:
    """Return how much is in a backup, as text."""
    figures = record.figures  # a restore does not know the size of the backup
    facts = {
        "rows": f"{figures.get('rows', 0):,}",
        "files": f"{figures.get('files', 0):,}",
        "size": f"{figures.get('bytes', 0) / 1e6:,.1f}",
    }
    if "bytes" not in figures:
        return _("Rows: %(rows)s. Stored files: %(files)s.") % facts
    return _("Rows: %(rows)s. Stored files: %(files)s. Size: %(size)s MB.") % facts


def _listed(parts: Iterable[Part]) -> str:
    return ", ".join(str(part.label).lower() for part in parts)
