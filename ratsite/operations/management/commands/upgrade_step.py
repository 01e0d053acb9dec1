import datetime as dt
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.lib import own_network
from ratsite.lib.backups.manifest import BackupFault
from ratsite.operations import backup_folder, databases, erasure_register
from ratsite.operations.actions.restore import end_access, own_register
from ratsite.operations.backup_folder import MOMENT, REGISTER
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord
from ratsite.operations.queries.ended_memberships import ended_memberships, given_back

PAGES = ("/", "/account/login/", "/search/?q=help")
HEALTH_SECONDS = 600  # longer than the requests take
STEPS = ["keep", "drop", "register", "back", "end_access", "print_losses", "health", "done", "failed"]


class Command(BaseCommand):
    help = "One step of `upgrade` or `rollback`. They run it; you need not run it yourself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=STEPS)
        parser.add_argument("moment", help="names the copy of the database")
        parser.add_argument(
            "--rollback",
            dest="is_rollback",
            action="store_true",
            help="with back: keep today's database, if it differs",
        )
        for fact in ("old", "new", "began", "detail"):
            parser.add_argument(f"--{fact}", default="")

    def handle(self, *args, step: str, moment: str, **options) -> None:
        self.backend, self.copy = databases.own_database(), databases.own_database().replaced_database_name(moment)
        try:
            getattr(self, f"_{step}")(**options)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault

    def _keep(self, **options) -> None:
        self._require_stopped()
        self.backend.copy(databases.database_name(), self.copy)

    def _drop(self, **options) -> None:
        self.backend.drop(self.copy)

    def _register(self, **options) -> None:
        """Store the erasure register in the folder of backups, where the step `end_access` reads it.

        Raises CommandError if the site runs.
        """
        self._require_stopped()
        with backup_folder.lock_folder() as folder:
            kept = backup_folder.read_register(folder / REGISTER)
            backup_folder.write_register(folder, erasure_register.merge_registers(kept, own_register()))

    def _back(self, *, is_rollback: bool, **options) -> None:
        """Replace the site's database by the copy that was made before the upgrade.

        is_rollback: False after a failed upgrade: the site's database is deleted. True for a rollback: it is set aside,
        and it is replaced only if the upgrade changed tables. Does nothing if the copy is the site's database already.
        """
        self.backend.end_upgrade()
        self._require_stopped()
        if not self.backend.exists(self.copy) or (is_rollback and not self._are_tables_changed()):
            return  # the copy is the site's database already, or is not needed
        replaced = self.backend.replaced_database_name(timezone.now().astimezone(dt.UTC).strftime(MOMENT))
        self.backend.exchange(self.copy, replaced)
        if not is_rollback:
            self.backend.drop(replaced)

    def _end_access(self, **options) -> None:
        """If the copy became the site's database, end all access and erase people again, like a restore.

        The old release runs this step, because the copy is its database. Safe to repeat after a crash.
        """
        if self.backend.exists(self.copy):
            return  # the upgrade changed no table, so the database stayed
        end_access()
        erasure_register.apply_register(backup_folder.read_register(backup_folder.folder() / REGISTER))
        cache.clear()

    def _print_losses(self, **options) -> None:
        """Print what a rollback would lose, as numbers of rows, and whose membership it would give back."""
        if not self._are_tables_changed():
            self.stdout.write("The upgrade changed no table: the database stays, and nothing is lost.")
            return
        now, then = self.backend.row_counts(databases.database_name()), self.backend.row_counts(self.copy)
        self.stdout.write("The database goes back to how it was at the upgrade. Numbers of rows, then and now:")
        for table in sorted(now.keys() & then.keys()):
            if now[table] != then[table]:
                self.stdout.write(f"  {table}: {then[table]}, now {now[table]}")
        self.stdout.write("Today's database stays next to it, like one that a restore sets aside.")
        self.stdout.write("Everyone signs in again, and people who were erased since are erased again.")
        self.stdout.write("All other decisions since then are undone: memberships, roles, circles, markings, removals.")
        if ended := self._ended_since():
            names = ", ".join(f"{person} ({person.pk})" for person in ended)
            self.stdout.write(f"Memberships that ended since then and come back. End them again: {names}.")

    def _ended_since(self) -> list[User]:
        """Return the people whose membership ended since the upgrade and would come back, except erased people."""
        ended = ended_memberships()
        with databases.connected_to(self.copy):
            members_again = given_back(ended)
        return list(User.objects.filter(pk__in=members_again).order_by("pk"))

    def _health(self, **options) -> None:
        """Request pages of this release, as a visitor would if the site were open; raise CommandError if one fails."""
        call_command("migrate", check_unapplied=True, verbosity=0)
        own_network.remember(replace(own_network.own_network(), is_closed=False), HEALTH_SECONDS)
        try:
            self._request_pages()
        finally:
            own_network.clear_cache()

    def _request_pages(self) -> None:
        # The site is closed by a file in DATA_DIR. Answer these requests as if it were open.
        with override_settings(DATA_DIR=Path(settings.DATA_DIR) / "open"):
            client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
            for page in PAGES:
                code = client.get(page, secure=True).status_code
                if code != 200:
                    raise CommandError(f"{page} answers {code}.")

    def _done(self, **options) -> None:
        self._record(Outcome.DONE, **options)

    def _failed(self, **options) -> None:
        self._record(Outcome.FAILED, **options)

    def _record(self, outcome: Outcome, *, old: str, new: str, began: str, detail: str, **options) -> None:
        began_at = dt.datetime.fromtimestamp(float(began), dt.UTC)
        OperationRecord.objects.create(
            kind=OperationKind.UPGRADE,
            outcome=outcome,
            started_at=began_at,
            finished_at=timezone.now(),
            figures={"old": old, "new": new, "seconds": round((timezone.now() - began_at).total_seconds())},
            detail=detail,
        )

    def _require_stopped(self) -> None:
        if who := self.backend.in_use():
            raise CommandError(f"The site is still running ({who}). Stop it, or say how: --stop COMMAND.")

    def _are_tables_changed(self) -> bool:
        if not self.backend.exists(self.copy):
            raise CommandError("There is no copy any more of the database from before the upgrade.")
        now = set(MigrationRecorder(connection).applied_migrations())
        with databases.connected_to(self.copy):
            then = set(MigrationRecorder(connection).applied_migrations())
        return now != then
