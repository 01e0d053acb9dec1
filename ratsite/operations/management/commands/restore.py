import getpass
import sqlite3
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from ratsite.lib.backups import reader
from ratsite.lib.backups.encryption import read_identities
from ratsite.lib.backups.manifest import BackupFault
from ratsite.operations.actions.restore import (
    Restored,
    describe_replaced_data,
    different_keys,
    different_settings,
    finish_restore,
    restore,
)
from ratsite.operations.restoration import journal


class Command(BaseCommand):
    help = "Restores the site from a backup: into an empty place, or over the stopped site after asking."
    requires_system_checks = ()  # the checks may fail, because the database may be missing

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, nargs="?", help="the file that `backup` wrote")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="the identity file that decrypts it")
        parser.add_argument(
            "--register", type=Path, action="append", default=[], metavar="FILE", help="a newer erased.json"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--finish", action="store_true", help="finish a restore that was cut off")
        parser.add_argument("--by", default="", help="who does it, for the record")

    def handle(self, *args, backup, identity, register, yes, finish, by, **options) -> None:
        try:
            if finish:
                self._say(finish_restore())
                return
            if backup is None:
                raise CommandError("Name the backup: restore FILE --identity FILE")
            identities = read_identities(identity) if identity else []
            about = reader.read_about_of_backup(backup, identities)
            self.stdout.write(f"Backup of {about.site}, made {about.made_at}, release {about.release}.")
            if names := different_keys(about):
                self.stdout.write(
                    f"This site has another {', '.join(names)} than that one had. Copy it from the old ratsite.env "
                    "first, else second steps do not work and the audit log cannot be verified."
                )
            if lines := different_settings(about):
                self.stdout.write("These settings in ratsite.env differ from that site's. See whether they should:")
                self.stdout.write("\n".join(f"  {line}" for line in lines))
            replaced = describe_replaced_data()
            if replaced:
                self.stdout.write(replaced)
            if (replaced or names) and not yes and not _agreed():
                raise CommandError("Nothing was changed.")
            self._say(restore(path=backup, identities=identities, registers=register, by=by or getpass.getuser()))
        except BackupFault as fault:
            raise _stopped(str(fault)) from fault
        # If the disk is full, the database raises its own error.
        except (OSError, DatabaseError, sqlite3.Error) as problem:
            why = getattr(problem, "strerror", "") or str(problem).strip()
            raise _stopped(f"{why[:1].upper()}{why[1:]}.") from problem

    def _say(self, restored: Restored) -> None:
        figures = restored.figures
        self.stdout.write(f"Restored {figures['rows']} rows and {figures['files']} files, as of {restored.made_at}.")
        if figures["missing"]:
            self.stdout.write(f"{figures['missing']} files were missing when the backup was made.")
        self.stdout.write("All sessions, feed addresses, links for a new password and open invitations were ended.")
        if restored.erased_again:
            numbers = ", ".join(map(str, restored.erased_again))
            self.stdout.write(f"Erased again, because they were erased after the backup: people {numbers}.")
        if restored.given_back:
            names = ", ".join(f"{person} ({person.pk})" for person in restored.given_back)
            self.stdout.write(f"Memberships that ended after the backup and came back. End them again: {names}.")
        if restored.log.problem:
            self.stdout.write(f"The audit log does not verify: {restored.log.problem}")
        else:
            self.stdout.write(
                f"The audit log verifies: {restored.log.count} entries, newest digest {restored.log.digest}."
            )
        if restored.replaced_folder.exists():
            self.stdout.write(
                f"What was here before is in {restored.replaced_folder}. `backup` deletes it after BACKUP_KEEP_DAYS."
            )


def _stopped(why: str) -> CommandError:
    if journal() is None:
        return CommandError(f"{why} Nothing was changed.")
    return CommandError(f"{why} The site stays closed. Mend what is wrong, then go on: restore --finish")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise CommandError("Nothing was changed. Add --yes to restore without being asked.")
    return input("Type yes to go on: ").strip().lower() == "yes"
