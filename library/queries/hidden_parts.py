"""List the hidden parts of a version's files, with their text masked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, prefetch_related_objects

from library.models import ResourceFile, ResourceVersion
from ratsite.files.enums import HiddenKind
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.queries.hidden_parts import findings_in, hidden_parts_of
from ratsite.lib.identifiers import Allow
from ratsite.pages.contacts import published_contacts

LETTER = re.compile(r"[^\W_]")
MOST_MASKED = 160  # characters of a masked text: enough to see how long it is


@dataclass(frozen=True)
class HiddenRow:
    """One hidden part. text: masked unless the user asked to see it. names: the kinds of identifiers in the text."""

    part: HiddenPart
    text: str
    is_shown: bool
    names: str

    @property
    def is_title(self) -> bool:
        """True if the part is the document's title. Readers see it anyway, so nobody has to give a reason for it."""
        return self.part.kind == HiddenKind.TITLE


@dataclass(frozen=True)
class FileRow:
    """A file with its hidden parts, its newest clean copy, if any, and the original that the file replaced, if any."""

    file: ResourceFile
    parts: list[HiddenRow]
    copy: StoredFile | None
    original: StoredFile | None

    @property
    def waits_for_copy(self) -> bool:
        """True if the file needs a clean copy and has none, or only one that was refused."""
        return self.is_mended_by_copy and (self.copy is None or bool(self.copy.refusal))

    @property
    def is_mended_by_copy(self) -> bool:
        """True if a clean copy can be made and would remove hidden parts, or what the file was refused for."""
        hides = any(not part.is_title for part in self.parts) or self.file.stored_file.is_mendable
        return hides and self.file.stored_file.can_be_cleaned


@dataclass(frozen=True)
class ReasonGiven:
    """A curator's reason why hidden parts of one kind may stay in a file, and the number of parts with this reason."""

    kind: str
    count: int
    reason: str


def reasons_given(version: ResourceVersion) -> list[ReasonGiven]:
    """Return the reasons why hidden parts of a version's files may stay, without the parts' text. Costs one query."""
    cleared = HiddenPart.objects.exclude(reason="").filter(stored_file__resource_file__version=version)
    rows = cleared.order_by("kind", "reason").values_list("kind", "reason").annotate(count=Count("pk"))
    return [ReasonGiven(str(HiddenKind(kind).label), count, reason) for kind, reason, count in rows]


def hidden_rows(version: ResourceVersion, shown: int | None = None) -> list[FileRow]:
    """Return the version's files, each with its hidden parts. Costs at most six queries, however many files there are.

    version: fetched with `readable_files`, the files that the reader may see. shown: the id of the one hidden part
    whose text is not masked.
    """
    files = version.readable_files
    prefetch_related_objects([file.stored_file for file in files], "clean_copy_of", "clean_copies", "hidden_parts")
    allowed = cache(published_contacts)
    return [_file_row(file, shown, allowed) for file in files]


def _file_row(file: ResourceFile, shown: int | None, allowed: Callable[[], Allow]) -> FileRow:
    stored = file.stored_file
    parts = findings_in(hidden_parts_of(stored), allowed) if stored.is_clean else []
    rows = [
        HiddenRow(
            part=row.part,
            text=row.part.text if row.part.pk == shown else mask_letters(row.part.text),
            is_shown=row.part.pk == shown,
            names=", ".join(dict.fromkeys(finding.name for finding in row.findings)),
        )
        for row in parts
    ]
    newest = next(iter(stored.clean_copies.all()), None)
    return FileRow(file, rows, newest, stored.replaced_original)


def mask_letters(text: str) -> str:
    """Return the text with a dot in place of every letter and digit, shortened to MOST_MASKED characters."""
    return LETTER.sub("•", text[:MOST_MASKED])
