"""Restore the site from a backup: all of it or nothing. The data that was there before is set aside, not deleted."""

import os
from dataclasses import dataclass
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ratsite.accounts.models import Invitation, User
from ratsite.audit.verification import Verdict, verify
from ratsite.feeds.models import FeedToken
from ratsite.lib.backups.manifest import About, BackupFault, Erased
from ratsite.lib.backups.reader import unpack
from ratsite.network.models import NetworkSettings
from ratsite.operations import databases, erasure_register, restoration, stored_files
from ratsite.operations.actions.back_up import configuration_without_secrets, fingerprints
from ratsite.operations.actions.check_backup import load, require_engine
from ratsite.operations.backup_folder import REGISTER, read_register
from ratsite.operations.backup_folder import folder as backup_folder
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord
from ratsite.operations.queries.ended_memberships import Ended, ended_memberships, given_back
from ratsite.operations.releases import Site
from ratsite.settings.configuration import FILE_NAME
from ratsite.settings.embedded import ROOT


@dataclass(frozen=True)
class Restored:
    """The result of a restore, as it is shown to the operator."""

    made_at: str
    replaced_folder: Path
    figures: dict
    erased_again: list[int]
    given_back: list[User]  # members again, although their membership had ended before the restore
    log: Verdict


def describe_replaced_data() -> str:
    """Return, in one sentence, what a restore would set aside; "" if the site has no data yet."""
    backend = databases.own_database()
    if backend.is_empty():
        return ""
    try:
        counts = backend.row_counts(databases.database_name())
    except backend.UNREADABLE:
        text = _("The data of the current site will be set aside. Its database %s cannot be read.")
        return text % databases.database_name()
    facts = {
        "people": counts.get("accounts_user", 0),
        "rows": sum(counts.values()),
        "database": databases.database_name(),
    }
    text = _(
        "The data of the current site will be set aside, with its files. People: %(people)d. Rows: "
        "%(rows)d, in %(database)s."
    )
    return text % facts


def different_keys(about: About) -> list[str]:
    """Return the settings, such as "FIELD_KEYS", that lack a key which the backup's site had."""
    ours = set(fingerprints().values())
    return sorted({name.split()[0] for name, fingerprint in about.keys.items() if fingerprint not in ours})


def different_settings(about: About) -> list[str]:
    """Return a line of text for each setting in the backup that has another value on this site, or is not set here."""
    ours = configuration_without_secrets()
    text = _("%(name)s: %(theirs)s there, %(ours)s here")
    return [
        text % {"name": name, "theirs": theirs or _("empty"), "ours": ours.get(name) or _("empty")}
        for name, theirs in sorted(about.settings.items())
        if theirs != ours.get(name, "")
    ]


def restore(*, path: Path, identities: list, registers: list[Path], by: str = "") -> Restored:
    """Restore a backup in place of the site, which must be stopped.

    registers: paths of further erasure registers (lists of erased people) that may be newer than the backup. Those of
    this site, of its folder of backups and of the folder of this backup are always used.

    Raises BackupFault. Nothing was changed if this happens before the restored data is on the disk; later,
    finish_restore can continue the restore.
    """
    for register in registers:
        if not register.is_file():
            raise BackupFault(_("There is no list of erased people at %s.") % register)
    if restoration.journal() is not None:
        raise BackupFault(_("An earlier restore was interrupted. Finish it first: restore --finish."))
    backend = databases.own_database()
    if who := backend.in_use():
        raise BackupFault(_("The site is running (%s). Stop it first, then restore.") % who)
    began = timezone.now()
    restoration.discard()
    try:
        journal = _stage(path, identities, registers, by)
        journal.began_at = began.isoformat()
        os.sync()  # all unpacked data is on the disk before any of the site's data is replaced
        journal.store()
    except BaseException:
        restoration.discard()
        raise
    return finish_restore()


def finish_restore() -> Restored:
    """Exchange the site's data for the restored data, which is on the disk, and open the site.

    Safe to repeat after a crash. Raises BackupFault if no restore has put its data on the disk.
    """
    journal = restoration.journal()
    if journal is None:
        raise BackupFault(_("No restore was interrupted. There is nothing to finish."))
    connection.close()
    if not journal.is_switched:
        restoration.switch_data(journal)
    end_access()
    erased_again = erasure_register.apply_register(journal.erased)
    verdict = verify()
    _record(journal, erased_again, verdict)
    cache.clear()
    call_command("collectstatic", interactive=False, verbosity=0)  # static files are in no backup
    _link_release()
    restoration.finish(journal)
    members_again = list(User.objects.filter(pk__in=given_back(journal.ended)).order_by("pk"))
    return Restored(journal.made_at, journal.replaced_folder, journal.figures, erased_again, members_again, verdict)


@transaction.atomic
def end_access() -> None:
    """End every session, feed address, reset link and open invitation.

    Some of them may have been ended after the backup was made, and the restored database still has them.
    """
    Session.objects.all().delete()
    UserSession.objects.all().delete()
    FeedToken.objects.all().delete()
    Invitation.objects.open().update(revoked_at=timezone.now())
    NetworkSettings.objects.update(restored_at=timezone.now())  # part of every reset link (ratsite.accounts.tokens)


def _stage(path: Path, identities: list, registers: list[Path], by: str) -> restoration.Journal:
    """Unpack a backup next to the site, load it, migrate it to this release, and compare it with its manifest.

    Returns the journal of the restore, which is not stored yet.
    """
    backend, folder = databases.own_database(), restoration.staging_folder()
    folder.mkdir(mode=0o700)
    about, manifest = unpack(path, identities, folder, keep=_is_wanted)
    require_engine(about.engine)
    for alias in stored_files.ALIASES:
        (folder / stored_files.FOLDER / alias).mkdir(parents=True, exist_ok=True)
    staging = backend.staging_name(restoration.STAGING)
    load(backend, folder, staging, manifest)
    with databases.connected_to(staging):
        _migrate()
    return restoration.Journal(
        backup=path.name,
        made_at=about.made_at,
        moment=restoration.new_moment(),
        staging=staging,
        figures={"file": path.name, **manifest.figures},
        erased=erasure_register.merge_registers(
            about.erased,
            own_register(),
            *map(read_register, [backup_folder() / REGISTER, path.parent / REGISTER, *registers]),
        ),
        ended=_own_ended_memberships(),
        by=by,
        was_closed=(restoration.journal_path().parent / restoration.CLOSED).exists(),
    )


def _is_wanted(name: str) -> bool:
    """True for the entries of a backup that a restore unpacks: the database and the stored files."""
    return name == databases.own_database().ENTRY or name.startswith(
        tuple(f"{stored_files.FOLDER}/{alias}/" for alias in stored_files.ALIASES)
    )


def _migrate() -> None:
    """Migrate the restored database to this release. Raises BackupFault if the backup is from a later release."""
    loader = MigrationLoader(connection)
    ours = {app for app, _name in loader.disk_migrations}
    later = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and not _is_known(loader, app, name)
    )
    if later:
        raise BackupFault(
            _("A later release of the site made this backup (%s). Restore it with that release.") % later[0]
        )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _is_known(loader: MigrationLoader, app: str, name: str) -> bool:
    if (app, name) in loader.disk_migrations:
        return True
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())


def own_register() -> list[Erased]:
    """Return the erasure register of the site's database before a restore or rollback; [] if it cannot be read."""
    if databases.own_database().is_empty():
        return []
    try:
        return erasure_register.register()
    except DatabaseError:  # the database is damaged, or older than the erasure register
        return []


def _own_ended_memberships() -> Ended:
    """Return the memberships that have ended in the site's database before a restore; [] if it cannot be read."""
    if databases.own_database().is_empty():
        return []
    try:
        return ended_memberships()
    except DatabaseError:  # the database is damaged, or of an earlier release
        return []


def _link_release() -> None:
    """Make this release the current one of its site, if none is: units, cron lines and `upgrade` need a current one."""
    site = Site.around(ROOT)
    if site and (site.folder / FILE_NAME).is_file():
        site.link_own_release()


def _record(journal: restoration.Journal, erased_again: list[int], verdict: Verdict) -> None:
    """Record the restore in the restored database, and close the records of operations that it has as running."""
    running = OperationRecord.objects.filter(outcome=Outcome.RUNNING)
    made_at = parse_datetime(journal.made_at)
    # The backup's own record was still running when it was copied. All other operations that ran then were cut off.
    running.filter(kind=OperationKind.BACKUP).update(outcome=Outcome.DONE, finished_at=made_at, figures=journal.figures)
    running.update(
        outcome=Outcome.FAILED, finished_at=made_at, detail=_("Cut off, or still running when the backup was made")
    )
    OperationRecord.objects.create(
        kind=OperationKind.RESTORE,
        outcome=Outcome.DONE,
        by=journal.by[:100],
        started_at=parse_datetime(journal.began_at),
        finished_at=timezone.now(),
        figures={**journal.figures, "erased_again": len(erased_again), "log_entries": verdict.count},
        detail=verdict.problem,
    )
