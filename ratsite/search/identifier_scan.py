"""Scan all stored text for identifiers. The result has the kinds found and the rows' primary keys, never the text."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet, Value
from django.db.models.functions import Replace

from forum.models import Draft, Post, Quotation, Revision, Topic
from library.identifier_check import READ_BY_OTHERS
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.files.models import FileText, StoredFile
from ratsite.lib.identifiers import Allow, unresolved
from ratsite.network.models import Agency, AgencyProfile
from ratsite.pages.contacts import published_contacts
from ratsite.search.models import Meaning

AT_A_TIME = 500  # rows in memory at once

# What members have written for others or may still send, by the type of row: (queryset, text columns).
WRITTEN = {
    "topic": (Topic.objects.all(), ("title", "closing_line")),
    "post": (Post.objects.all(), ("source", "content_note")),
    "change of a post": (Revision.objects.all(), ("source", "content_note", "reason")),
    "quote in a post": (Quotation.objects.all(), ("text",)),
    "draft": (Draft.objects.all(), ("fields",)),
    "file": (StoredFile.objects.annotate(name_words=Replace("name", Value("_"), Value(" "))), ("name_words",)),
    "page of a file": (FileText.objects.all(), ("text",)),
    "resource": (Resource.objects.all(), tuple(READ_BY_OTHERS)),
    "line of the glossary": (Meaning.objects.all(), ("text",)),
    "agency": (Agency.objects.all(), ("what_we_do", "what_we_cannot_do")),
    "agency beside earlier posts": (AgencyProfile.objects.all(), ("what_we_cannot_do",)),
    "person": (User.objects.all(), ("job_title",)),
}


@dataclass
class ScanResult:
    """The result of the scan of one type of row.

    read: the number of scanned rows. kinds: the number of findings of each kind. rows: the primary keys of the rows
    with findings.
    """

    read: int = 0
    kinds: Counter = field(default_factory=Counter)
    rows: list[int] = field(default_factory=list)


def scan_stored_text() -> Iterator[tuple[str, ScanResult]]:
    """Look for identifiers in what people wrote. Yield pairs (type of row, ScanResult), one for each entry of WRITTEN.

    Findings that are only advice are left out.
    """
    allow = published_contacts()
    for name, (rows, columns) in WRITTEN.items():
        yield name, _scan(rows.order_by("pk"), columns, allow)


def _scan(rows: QuerySet, columns: tuple[str, ...], allow: Allow) -> ScanResult:
    result = ScanResult()
    for pk, *texts in rows.values_list("pk", *columns).iterator(chunk_size=AT_A_TIME):
        result.read += 1
        findings = unresolved(map(_text, texts), allow)
        if findings:
            result.rows.append(pk)
            result.kinds.update(finding.name for finding in findings)
    return result


def _text(value: str | dict[str, list[str]]) -> str:
    """Return the text to scan: a text unchanged, or all fields of a draft joined, each on lines of its own."""
    return value if isinstance(value, str) else "\n".join(text for texts in value.values() for text in texts)
