"""List the hidden parts of a version's files, with their words masked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, prefetch_related_objects

from library.models import ResourceFile, ResourceVersion
from ratsite.files.enums import HiddenKind
from ratsite.files.hidden_parts import findings_in, hidden_parts_of
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.lib.identifiers import Allow
from ratsite.pages.contacts import published_contacts

LETTER = re.compile(r"[^\W_]")
MOST_MASKED = 160  # characters: enough to see how long it is


@dataclass(frozen=True)
class HiddenRow:
    """One hidden part. words: as it is if the user asked to see it, else masked; names: kinds of identifiers in it."""

    part: HiddenPart
    words: str
    is_shown: bool
    names: str

    @property
    def is_title(self) -> bool:
        """True for the title of a document, which readers see, so that nobody has to clear it."""
        return self.part.kind == HiddenKind.TITLE


@dataclass(frozen=True)
class FileRow:
    """A file with its hidden parts, the clean copy that is being made or ready, and the original that it replaced."""

    file: ResourceFile
    parts: list[HiddenRow]
    copy: StoredFile | None
    original: StoredFile | None

    @property
    def waits_for_copy(self) -> bool:
        """True if a clean copy would mend the file, and there is none that was not refused."""
        return self.is_mended_by_copy and (self.copy is None or bool(self.copy.refusal))

    @property
    def is_mended_by_copy(self) -> bool:
        """True if a clean copy can be made, and the file hides something or was refused for what a copy leaves out."""
        hides = any(not part.is_title for part in self.parts) or self.file.stored_file.is_mendable
        return hides and self.file.stored_file.can_be_cleaned


@dataclass(frozen=True)
class ReasonGiven:
    """Why hidden parts of one kind harm nobody, and how many parts the reason is for."""

    kind: str
    count: int
    reason: str


def reasons_given(version: ResourceVersion) -> list[ReasonGiven]:
    """Return the reasons for the hidden parts of a version's files, without their words. Costs one query."""
    cleared = HiddenPart.objects.exclude(reason="").filter(stored_file__resource_file__version=version)
    rows = cleared.order_by("kind", "reason").values_list("kind", "reason").annotate(count=Count("pk"))
    return [ReasonGiven(str(HiddenKind(kind).label), count, reason) for kind, reason, count in rows]


def hidden_rows(version: ResourceVersion, shown: int | None = None) -> list[FileRow]:
    """Return the files of the version in their order: its readable_files, which the caller has fetched for the reader.

    shown: the id of the hidden part to show unmasked. Costs six queries at most, however many files there are.
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
            words=row.part.text if row.part.pk == shown else mask_letters(row.part.text),
            is_shown=row.part.pk == shown,
            names=", ".join(dict.fromkeys(finding.name for finding in row.findings)),
        )
        for row in parts
    ]
    newest = next(iter(stored.clean_copies.all()), None)
    return FileRow(file, rows, newest, stored.replaced_original)


def mask_letters(text: str) -> str:
    """Return the text with a dot for every letter and digit, so that its shape can be seen and not its words."""
    return LETTER.sub("•", text[:MOST_MASKED])
