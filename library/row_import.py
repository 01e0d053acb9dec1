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
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from library.actions.edit_resource import add_resource
from library.actions.hand_over import hand_over
from library.actions.relate_resource import change_uses
from library.enums import ResourceKind
from library.forms.remit_uses import UseLineForm
from library.forms.resources import NewResourceForm
from library.models import ImportedRow, LegalInstrument, Resource
from library.queries.owners import possible_owners
from ratsite.accounts.models import User
from ratsite.lib.packages import Package, PackageError, read_text
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit

# {column of the spreadsheet: field of the form}. Other columns are refused, so that a misspelt one is not overlooked.
COLUMNS = {
    "id": "id", "file": "files", "title": "title", "summary": "summary", "limits": "limits", "type": "kind",
    "creators": "creators", "publisher": "publisher", "language": "language", "jurisdiction": "jurisdiction",
    "law_as_at": "law_as_at", "issued_on": "issued_on", "licence": "licence", "origin": "origin",
    "permission": "permission", "permission_until": "permission_until", "audience": "audience", "circle": "circle",
    "marking": "marking", "review_due_on": "review_due_on", "remits": "remits", "forms": "forms",
    "affected": "affected", "instruments": "instruments", "link": "url", "link_title": "url_title",
    "link_type": "url_kind", "why_public": "explanation", "owner": "agency", "deputy": "deputy", "use_for": "uses",
}  # fmt: skip
NEEDED = ("id", "title", "summary", "type")
TERMS = {"remits": Remit, "forms": ExploitationForm, "affected": AffectedGroup, "instruments": LegalInstrument}
# The columns that are no field of the form, or that name several rows of a table.
OF_THE_ROW = ("id", "file", "owner", "use_for", *TERMS)
DEFAULTS = {"language": "en", "audience": "members", "marking": "green", "jurisdiction": "England and Wales"}
MOST_TABLE = 20 * 1024 * 1024  # bytes of the spreadsheet


@dataclass
class Row:
    """One row: its line number in the spreadsheet, its cells by column, and its errors as (column, message).

    owner: the agency that looks after the resource; None if that is the curator's. uses: {slug of a remit: what that
    remit can use the resource for}.
    """

    line: int
    cells: dict[str, str]
    errors: list[tuple[str, str]] = field(default_factory=list)
    owner: Agency | None = None
    uses: dict[str, str] = field(default_factory=dict)

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
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header)
        rows = [_row(header, cells, reader.line_num) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise PackageError(f"Line {reader.line_num} is not CSV: {error}.") from error
    seen: dict[str, int] = {}
    for row in rows:
        if row.key and row.key in seen:
            row.errors.append(("id", f"line {seen[row.key]} has the same id"))
        seen.setdefault(row.key, row.line)
    return rows


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in header]
    if unknown or missing or len(set(header)) != len(header):
        problems = [f"unknown: {', '.join(unknown)}"] if unknown else []
        problems += [f"missing: {', '.join(missing)}"] if missing else []
        problems += ["a column is there twice"] if len(set(header)) != len(header) else []
        raise PackageError(f"The first line must name the columns. {'; '.join(problems).capitalize()}.")


def _row(header: list[str], cells: list[str], line: int) -> Row:
    row = Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=False)})
    if len(cells) != len(header):
        row.errors.append(("id", f"the line has {len(cells)} cells and the first line has {len(header)}"))
    if not row.key:
        row.errors.append(("id", "is empty"))
    return row


def checked_rows(rows: list[Row], package: Package, *, curator: User) -> Iterator[tuple[Row, NewResourceForm | None]]:
    """Yield a pair (row, form) for each row that was not imported before. The form is None if the row has errors.

    The errors that the form finds are added to the row.
    """
    done = set(ImportedRow.objects.values_list("key", flat=True))
    for row in rows:
        if row.key in done:
            continue
        form = None if row.errors else _form(row, package, curator)
        if form is not None and not form.is_valid():
            named = {name: column for column, name in COLUMNS.items()}
            row.errors += [(named.get(name, "id"), text) for name, texts in form.errors.items() for text in texts]
        yield row, None if row.errors else form


@transaction.atomic
def import_row(
    row: Row, form: NewResourceForm, *, curator: User, is_to_publish: bool, notifies_owner: bool = True
) -> Resource:
    """Create a draft from a row with a valid form, store the row's id, and return the resource.

    If the row names another agency as the owner, the resource is handed over to that agency. notifies_owner: True to
    notify the agency's curators of this; the caller passes True once for each agency in an import.
    """
    resource = add_resource(curator=curator, is_to_publish=is_to_publish, **form.description(), **form.content())
    if row.uses:
        lines = {use.pk: row.uses[use.remit.slug] for use in resource.uses.all() if use.remit.slug in row.uses}
        change_uses(resource_id=resource.pk, curator=curator, uses=lines)
    if row.owner is not None and row.owner != curator.agency:
        reason = _("The spreadsheet of an import names it as the owner.")
        notifies = ["received"] if notifies_owner else []
        hand_over(resource_id=resource.pk, curator=curator, agency=row.owner, reason=reason, notifies=notifies)
        resource.refresh_from_db(fields=["agency", "handed_over_by"])
    ImportedRow.objects.create(key=row.key, resource=resource)
    return resource


def _form(row: Row, package: Package, curator: User) -> NewResourceForm | None:
    data: MultiValueDict[str, Any] = MultiValueDict()
    for name, default in DEFAULTS.items():
        data[name] = default
    for column, value in row.cells.items():
        if value and column not in (*OF_THE_ROW, "deputy", "circle"):
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
    """Add the ids of the terms, agencies and the circle that the row names to the form's data.

    An unknown name becomes an error of the row.
    """
    for column, model in TERMS.items():
        for name in _parts(row, column):
            choice = _named(model.objects.all(), name)
            if choice is None:
                more = " (add it under Curate, Law and statutory guidance)" if model is LegalInstrument else ""
                row.errors.append((column, f"“{name}” is not known{more}; separate several with |"))
            else:
                data.appendlist(column, str(choice.pk))
    _add_uses(row, data)
    circle = None
    if name := row.cells.get("circle", ""):
        circle = Circle.objects.of(curator).filter(slug=name.lower()).first()
        if circle is None:
            row.errors.append(("circle", f"“{name}” is no circle of {curator.email}"))
        else:
            data["circle"] = str(circle.pk)
    _add_agencies(row, data, curator, circle)


def _add_uses(row: Row, data: MultiValueDict) -> None:
    """Store in the row what each remit can use the resource for: "Housing: what to ask first | Policing: …".

    The id of each named remit is added to the form's data, because the resource is useful for it. A line that cannot be
    read becomes an error of the row.
    """
    for part in _parts(row, "use_for"):
        name, colon, line = (text.strip() for text in part.partition(":"))
        remit = _named(Remit.objects.all(), name)
        if not colon or not line:
            error = f"“{part}” needs a remit, a colon and a line, such as “Housing: what to ask first”"
        elif remit is None:
            error = f"“{name}” is not a known remit; separate several lines with |"
        elif remit.slug in row.uses:
            error = f"“{name}” is there twice"
        elif wrong := UseLineForm({"use": line}).errors.get("use"):
            error = f"{name}: {' '.join(wrong)}"
        else:
            row.uses[remit.slug] = line
            if str(remit.pk) not in data.getlist("remits"):
                data.appendlist("remits", str(remit.pk))
            continue
        row.errors.append(("use_for", error))


def _add_agencies(row: Row, data: MultiValueDict, curator: User, circle: Circle | None) -> None:
    if name := row.cells.get("owner", ""):
        row.owner = _named(possible_owners(curator, circle), name)
        if row.owner is None:
            row.errors.append(("owner", f"“{name}” is no agency whose members can read the resource"))
        elif row.owner != curator.agency and row.cells.get("type") == ResourceKind.CASE:
            row.errors.append(("owner", "case learning stays with the agency of its curator"))
        elif curator.agency is None:
            row.errors.append(("owner", f"{curator.email} has no agency that could hand the resource over"))
    if name := row.cells.get("deputy", ""):
        deputy = _named(Agency.objects.visible_to(curator), name)
        if deputy is None:
            row.errors.append(("deputy", f"“{name}” is no agency of the network"))
        else:
            data["deputy"] = str(deputy.pk)


def _parts(row: Row, column: str) -> Iterator[str]:
    """Return the texts that the character | separates in a cell."""
    return filter(None, (part.strip() for part in row.cells.get(column, "").split("|")))


def _named(rows: QuerySet, name: str) -> Any:
    """Return the row whose slug is `name`, else the row whose name it is; None if there is neither."""
    return rows.filter(slug=name.lower()).first() or rows.filter(name__iexact=name).first()


def error_lines(rows: list[Row]) -> Iterator[str]:
    """Yield each error as a line, such as "line 7, column type: Select a valid choice"."""
    for row in rows:
        for column, message in row.errors:
            yield f"line {row.line}, column {column}: {message}"
