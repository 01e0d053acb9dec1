import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from library.actions.restore_library import Unusable, restore_context, restore_relations, restore_resource
from library.models import ImportedRow, LegalInstrument, Resource, ResourceFile
from library.queries.export import DATA, FILES, FORMAT
from library.row_import import checked_rows, error_lines, import_row, read_rows
from library.rules.resources import can_add_resource
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.packages import Package, PackageError, read_text
from ratsite.network.models import Agency

MOST_DATA = 500 * 1024 * 1024  # bytes of library.json in an export
MOST_BYTES = 200 * 1024 * 1024  # bytes of an exported file: the other site's limit may be higher


class Command(BaseCommand):
    help = "Imports resources from a spreadsheet, as drafts, or from an export. Without --apply it only reports errors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="A folder or a zip file.")
        parser.add_argument("--csv", help="The name of the spreadsheet in it. Without this it must be an export.")
        parser.add_argument("--curator", required=True, help="The email address of the curator who acts.")
        parser.add_argument("--apply", action="store_true", help="Import the resources, and not only report errors.")
        parser.add_argument("--send", action="store_true", help="With --csv: send the drafts to be checked.")

    def handle(self, *, source: Path, csv: str | None, curator: str, apply: bool, send: bool, **options) -> None:
        if send and not csv:
            raise CommandError("--send works only with --csv: an export keeps the state of each resource.")
        person = _curator(curator)
        try:
            with Package(source) as package:
                if csv:
                    self._rows(package, csv, person, apply=apply, send=send)
                else:
                    self._export(package, person, apply=apply)
        except PackageError as error:
            raise CommandError(str(error)) from error

    def _rows(self, package: Package, name: str, curator: User, *, apply: bool, send: bool) -> None:
        rows, made, right = read_rows(package.read(name, MOST_DATA)), 0, 0
        notified: set[Agency | None] = set()  # the owners that have been notified
        done = ImportedRow.objects.filter(key__in=[row.key for row in rows]).count()
        for row, form in checked_rows(rows, package, curator=curator):
            if form is None:
                continue
            if apply:
                try:
                    import_row(row, form, curator=curator, is_to_publish=send, notifies_owner=row.owner not in notified)
                except PermissionDenied:
                    row.errors.append(("id", f"{curator.email} may not import this row"))
                    continue
                except Stale:
                    row.errors.append(("id", "someone changed what this row needs while it was imported"))
                    continue
                notified.add(row.owner)
                made += 1
            right += 1
        for line in error_lines(rows):
            self.stderr.write(line)
        wrong = sum(bool(row.errors) for row in rows)
        self.stdout.write(f"{len(rows)} rows: {right} right, {wrong} with errors, {done} imported before.")
        self._end(f"Made {made} {'draft' if made == 1 else 'drafts'}.", apply=apply, is_wrong=wrong > 0)

    def _export(self, package: Package, curator: User, *, apply: bool) -> None:
        data = _data(package)
        rows, wrong = data["resources"], list(_missing(data, package))
        known = set(Resource.objects.values_list("slug", flat=True))
        new = [row for row in rows if row["slug"] not in known]
        self.stdout.write(f"{len(rows)} resources: {len(new)} new, {len(rows) - len(new)} are already here.")
        made = 0
        laws: dict[str, LegalInstrument] = {}
        if apply and not wrong:
            try:
                laws = restore_context(data)
            except (Unusable, KeyError, TypeError, ValueError, DatabaseError) as error:
                wrong.append(f"agencies, circles and laws: {error}")
        if apply and not wrong:
            for row in new:
                try:
                    restore_resource(row, curator=curator, laws=laws, content_of=partial(_content, package))
                    made += 1
                except (Unusable, PackageError, KeyError, TypeError, ValueError, DatabaseError) as error:
                    wrong.append(f"resource {row['slug']}: {error}")
            try:
                restore_relations(rows)
            except (Unusable, KeyError, TypeError, ValueError, DatabaseError) as error:
                wrong.append(f"relations and checks: {error}")
            self._check_files([row["slug"] for row in rows])
        for line in wrong:
            self.stderr.write(line)
        self._end(f"Imported {made} {'resource' if made == 1 else 'resources'}.", apply=apply, is_wrong=bool(wrong))

    def _check_files(self, slugs: list[str]) -> None:
        files = ResourceFile.objects.filter(version__resource__slug__in=slugs)
        for stored_id in files.filter(stored_file__state="quarantined").values_list("stored_file", flat=True):
            end_quarantine(file_id=str(stored_id))

    def _end(self, summary: str, *, apply: bool, is_wrong: bool) -> None:
        self.stdout.write(summary if apply else "Nothing has changed. Add --apply to import them.")
        if is_wrong:
            raise CommandError("There are errors. Correct them and run the command again. It skips what is imported.")


def _curator(email: str) -> User:
    curator = User.objects.filter(email__iexact=email).first()
    person = curator.with_second_step() if curator is not None else None
    if person is None or not can_add_resource(person):
        raise CommandError(f"{email} is not the address of a curator who may add resources today.")
    return person


def _data(package: Package) -> dict[str, Any]:
    if DATA not in package:
        raise CommandError(f"There is no {DATA}, so this is no export. To import a spreadsheet, name it with --csv.")
    try:
        data = json.loads(read_text(package.read(DATA, MOST_DATA)))
    except ValueError as error:
        raise CommandError(f"{DATA} is damaged: {error}.") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CommandError(f"{DATA} comes from another version of the software. Upgrade both sites first.")
    return data


def _content(package: Package, sha256: str) -> bytes:
    return package.read(f"{FILES}/{sha256}", MOST_BYTES)


def _missing(data: dict[str, Any], package: Package) -> Iterator[str]:
    for row in data["resources"]:
        for version in row["versions"]:
            for file in version["files"]:
                if f"{FILES}/{file['sha256']}" not in package:
                    yield f"resource {row['slug']}: the content of {file['name']} is missing"
