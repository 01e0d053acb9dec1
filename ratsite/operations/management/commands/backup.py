import getpass
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from ratsite.lib.backups.encryption import make_identity, one_time_key, read_identities
from ratsite.lib.backups.manifest import BackupFault
from ratsite.operations import backup_folder
from ratsite.operations.actions.back_up import back_up
from ratsite.operations.actions.check_backup import check_backup
from ratsite.operations.models import OperationRecord

NEWEST = Path("newest")


class Command(BaseCommand):
    help = "Writes one encrypted backup of database, files and configuration. --check restores one and compares it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="write this new file; without it, one in BACKUP_DIR"
        )
        parser.add_argument(
            "--recipient", action="append", default=[], help="encrypt for this age key (BACKUP_RECIPIENTS)"
        )
        parser.add_argument(
            "--plain", action="store_true", help="do not encrypt; anyone who gets the file reads all of it"
        )
        parser.add_argument(
            "--check",
            type=Path,
            nargs="?",
            const=NEWEST,
            metavar="FILE",
            help="restore this backup, or the newest, into a temporary place, and compare",
        )
        parser.add_argument("--identity", type=Path, metavar="FILE", help="the identity file that decrypts it")
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="make a new identity file and print its recipient"
        )
        parser.add_argument("--checked", action="store_true", help="check the new backup at once, with a one-time key")
        parser.add_argument("--list", action="store_true", help="print the backups in BACKUP_DIR")
        parser.add_argument("--by", default="", help="who does it, for the record")

    def handle(self, *args, **options) -> None:
        try:
            self._do(**{**options, "by": options["by"] or _operator()})
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        # If the disk is full, the database raises its own error.
        except (OSError, DatabaseError, sqlite3.Error) as problem:
            why = getattr(problem, "strerror", "") or str(problem).strip()
            raise CommandError(f"{why[:1].upper()}{why[1:]}. No backup was written under its name.") from problem

    def _do(self, *, to, recipient, plain, check, checked, identity, new_key, by, **options) -> None:
        if new_key:
            day = timezone.localdate().isoformat()
            made = make_identity(new_key, site=settings.SITE_URL, day=day)
            self.stdout.write(f"Wrote {new_key}. Keep it off this server, in two places: without it no backup opens.")
            self.stdout.write(f"Add to ratsite.env: BACKUP_RECIPIENTS={','.join([*settings.BACKUP_RECIPIENTS, made])}")
        elif options["list"]:
            for made_at, path in backup_folder.backups(backup_folder.folder()):
                self.stdout.write(f"{made_at:%Y-%m-%d %H:%M} UTC  {path.stat().st_size / 1e6:10.1f} MB  {path}")
        elif check:
            path = _newest() if check == NEWEST else check
            self.stdout.write(f"Checking {path}")
            record = check_backup(path=path, identities=read_identities(identity) if identity else [], by=by)
            self._say(record)
            self.stdout.write("OK: every table has its rows, and every file is what was written.")
        else:
            identities, once = one_time_key()
            extra = [once] if checked and not plain else []
            path = back_up(to=to, encrypted_for=recipient, and_for=extra, is_plain=plain, by=by)
            self._say(OperationRecord.objects.order_by("-pk")[0])
            self.stdout.write(f"Wrote {path}")
            if plain:
                self.stdout.write("It is not encrypted. Anyone who gets it reads everything.")
            if checked:
                self._say(check_backup(path=path, identities=identities, by=by, is_one_time_key=True))
                self.stdout.write("OK: it was restored into a temporary place, and is what was written.")

    def _say(self, record: OperationRecord) -> None:
        figures = record.figures
        seconds = (record.finished_at - record.started_at).total_seconds()
        self.stdout.write(f"{figures['rows']} rows, {figures['files']} files, {seconds:.1f} seconds")
        if figures["missing"]:
            self.stdout.write(f"{figures['missing']} files were missing on the disk; the backup names them.")


def _newest() -> Path:
    backups = backup_folder.backups(backup_folder.folder())
    if not backups:
        raise BackupFault(f"There is no backup in {settings.BACKUP_DIR}.")
    return backups[-1][1]


def _operator() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
