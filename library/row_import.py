"""Import resources from a spreadsheet and a folder of files: read the rows, report what is wrong, create drafts.

The library stores the `id` of each imported row, and skips a row whose id it has stored.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from library.actions.edit_resource import add_resource
from library.forms.resources import NewResourceForm
from library.models import ImportedRow, LegalInstrument, Resource
from ratsite.accounts.models import User
from ratsite.lib.packages import Package, PackageError, read_text
from ratsite.network.models import AffectedGroup, Circle, ExploitationForm, Remit

# {column of the spreadsheet: field of the form}. Other columns are refused, so that a misspelt one is not overlooked.
COLUMNS = {
    "id": "id", "file": "files", "title": "title", "summary": "summary", "limits": "limits", "type": "kind",
    "creators": "creators", "publisher": "publisher", "language": "language", "jurisdiction": "jurisdiction",
    "law_as_at": "law_as_at", "issued_on": "issued_on", "licence": "licence", "origin": "origin",
    "permission": "permission", "permission_until": "permission_until", "audience": "audience", "circle": "circle",
    "marking": "marking", "review_due_on": "review_due_on", "remits": "remits", "forms": "forms",
    "affected": "affected", "instruments": "instruments", "link": "url", "link_title": "url_title",
    "link_type": "url_kind", "why_public": "spoken_for",
}  # fmt: skip
NEEDED = ("id", "title", "summary", "type")
TERMS = {"remits": Remit, "forms": ExploitationForm, "affected": AffectedGroup, "instruments": LegalInstrument}
DEFAULTS = {"language": "en", "audience": "members", "marking": "green", "jurisdiction": "England and Wales"}
MOST_TABLE = 20 * 1024 * 1024  # bytes of the spreadsheet


@dataclass
class Row:
    """One row: its line number in the spreadsheet, its cells by column, and its errors as (column, message)."""

    line: int
    cells: dict[str, str]
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.cells.get("id", "")


def read_rows(content: bytes) -> list[Row]:
    """Return the rows of a CSV file. Raises PackageError if its encoding or its first line is wrong."""
    if len(content) > MOST_TABLE:
        raise PackageError("The spreadsheet is larger than 20 MB.")
    text = read_text(content)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        _check_head(head)
        rows = [_row(head, cells, reader.line_num) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise PackageError(f"Line {reader.line_num} is not CSV: {error}.") from error
    seen: dict[str, int] = {}
    for row in rows:
        if row.key and row.key in seen:
            row.errors.append(("id", f"line {seen[row.key]} has the same id"))
        seen.setdefault(row.key, row.line)
    return rows


def _check_head(head: list[str]) -> None:
    unknown = [name for name in head if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in head]
    if unknown or missing or len(set(head)) != len(head):
        problems = [f"unknown: {', '.join(unknown)}"] if unknown else []
        problems += [f"missing: {', '.join(missing)}"] if missing else []
        problems += ["a column is there twice"] if len(set(head)) != len(head) else []
        raise PackageError(f"The first line must name the columns. {'; '.join(problems).capitalize()}.")


def _row(head: list[str], cells: list[str], line: int) -> Row:
    row = Row(line, {name: cell.strip() for name, cell in zip(head, cells, strict=False)})
    if len(cells) != len(head):
        row.errors.append(("id", f"the line has {len(cells)} cells and the first line has {len(head)}"))
    if not row.key:
        row.errors.append(("id", "is empty"))
    return row


def checked_rows(rows: list[Row], package: Package, *, curator: User) -> Iterator[tuple[Row, NewResourceForm | None]]:
    """Yield each row that was not imported before, with its form; None instead of the form if the row has errors."""
    done = set(ImportedRow.objects.values_list("key", flat=True))
    for row in rows:
        if row.key in done:
            continue
        form = None if row.errors else _form(row, package, curator)
        if form is not None and not form.is_valid():
            named = {name: column for column, name in COLUMNS.items()}
            row.errors += [(named.get(name, "id"), str(text)) for name, texts in form.errors.items() for text in texts]
        yield row, None if row.errors else form


@transaction.atomic
def bring_in(row: Row, form: NewResourceForm, *, curator: User, is_to_publish: bool) -> Resource:
    """Create a draft from a row with a valid form, store the row's id, and return the resource."""
    resource = add_resource(curator=curator, is_to_publish=is_to_publish, **form.description(), **form.content())
    ImportedRow.objects.create(key=row.key, resource=resource)
    return resource


def _form(row: Row, package: Package, curator: User) -> NewResourceForm | None:
    data: MultiValueDict[str, Any] = MultiValueDict()
    for name, default in DEFAULTS.items():
        data[name] = default
    for column, value in row.cells.items():
        if value and column not in ("id", "file", *TERMS):
            data[COLUMNS[column]] = value
    _add_choices(row, data, curator)
    files: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
    if name := row.cells.get("file", ""):
        try:
            files["files"] = SimpleUploadedFile(name.rpartition("/")[2], package.read(name, settings.MAX_FILE_BYTES))
        except PackageError as error:
            row.errors.append(("file", f"{name}: {error}"))
    return None if row.errors else NewResourceForm(data, files, curator=curator)


def _add_choices(row: Row, data: MultiValueDict, curator: User) -> None:
    """Add the ids of the terms and the circle that the row names to the form's data.

    An unknown name becomes an error of the row.
    """
    for column, model in TERMS.items():
        for name in filter(None, (part.strip() for part in row.cells.get(column, "").split("|"))):
            choice = model.objects.filter(slug=name.lower()).first() or model.objects.filter(name__iexact=name).first()
            if choice is None:
                more = " (add it under Curate, Law and statutory guidance)" if model is LegalInstrument else ""
                row.errors.append((column, f"“{name}” is not known{more}; several are parted by |"))
            else:
                data.appendlist(column, str(choice.pk))
    if name := row.cells.get("circle", ""):
        circle = Circle.objects.of(curator).filter(slug=name.lower()).first()
        if circle is None:
            row.errors.append(("circle", f"“{name}” is no circle of {curator.email}"))
        else:
            data["circle"] = str(circle.pk)


def as_lines(rows: list[Row]) -> Iterator[str]:
    """Return each error as a line, such as "line 7, column type: Select a valid choice"."""
    for row in rows:
        for column, message in row.errors:
            yield f"line {row.line}, column {column}: {message}"
