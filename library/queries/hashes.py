"""Hashes of what a curator or reviewer was shown (optimistic lock). If a hash has changed, the page is outdated."""

from collections.abc import Iterable

from library.identifier_check import READ_BY_OTHERS
from library.models import (
    CASE_ANSWERS,
    FieldNote,
    LegalInstrument,
    PublicationReview,
    ReadingList,
    ReadingListReport,
    Resource,
    ResourceFile,
    ResourceVersion,
)
from library.queries.hidden_parts import reasons_given
from ratsite.lib.optimistic_lock import content_hash

# Further fields of a curator's form, which READ_BY_OTHERS does not name.
FACTS = (
    "kind", "language", "law_as_at", "permission_until", "audience", "circle_id", "marking", "review_due_on", "state",
    "deputy_id",
)  # fmt: skip
WRITTEN = (*READ_BY_OTHERS, *FACTS)
SETS = ("forms", "affected", "remits", "instruments")


def shown_hash_of_check(resource: Resource) -> str:
    """Return the hash of what a curator sees when they check a resource (optimistic lock). Costs no query."""
    written = [getattr(resource, name) for name in READ_BY_OTHERS]
    facts = [resource.audience, resource.circle_id, resource.current_id, str(resource.review_due_on)]
    return content_hash([resource.pk, written, facts])


def shown_hash_of_draft(version: ResourceVersion) -> str:
    """Return the hash of what one form on the page of several drafts replaces: a draft's description and issue date.

    Optimistic lock. Costs no query if the version's resource is fetched.
    """
    resource = version.resource
    written = [str(getattr(resource, name)) for name in WRITTEN]
    return content_hash([resource.pk, resource.current_id, written, str(version.issued_on)])


def shown_hash_of_owner(resource: Resource) -> str:
    """Return the hash of a resource's owner, which a curator who hands it over is shown (optimistic lock)."""
    return content_hash([resource.pk, resource.agency_id])


def shown_hash_of_texts(resource: Resource) -> str:
    """Return the hash of the description that a curator edits in a resource's form (optimistic lock)."""
    sets = [sorted(getattr(resource, name).values_list("pk", flat=True)) for name in SETS]
    return content_hash([[str(getattr(resource, name)) for name in WRITTEN], sets])


def shown_hash_of_review(review: PublicationReview) -> str:
    """Return the hash of what a publication review shows: texts, audience, files and links (optimistic lock)."""
    version, resource = review.version, review.version.resource
    written = [getattr(resource, name) for name in READ_BY_OTHERS]
    files = sorted(str(pk) for pk in version.files.values_list("pk", flat=True))
    links = sorted(version.links.values_list("url", flat=True))
    audience = [review.audience, review.marking, resource.audience, resource.circle_id, resource.marking]
    published = [resource.state, resource.current_id, str(resource.review_due_on)]
    cleared = [[given.kind, given.count, given.reason] for given in reasons_given(version)]
    answers = [getattr(version, name) for name in CASE_ANSWERS]
    return content_hash(
        [review.pk, version.justification, written, audience, published, files, links, cleared, answers]
    )


def shown_hash_of_answers(version: ResourceVersion) -> str:
    """Return the hash of a draft's explanation and case learning answers, which its form replaces (optimistic lock)."""
    return content_hash([getattr(version, name) for name in ("justification", *CASE_ANSWERS)])


def shown_hash_of_label(file: ResourceFile) -> str:
    """Return the hash of a file's label, which the form that puts the file on request replaces (optimistic lock)."""
    return content_hash([file.label])


def shown_hash_of_law(law: LegalInstrument) -> str:
    """Return the hash of a law's name and address, which its form replaces (optimistic lock)."""
    return content_hash([law.name, law.url])


def shown_hash_of_note(note: FieldNote) -> str:
    """Return the hash of what the review of a field note shows (optimistic lock)."""
    return content_hash([note.pk, note.kind, note.text, note.is_by_role])


def shown_hash_of_list(reading_list: ReadingList, open_reports: Iterable[ReadingListReport] | None = None) -> str:
    """Return the hash of what the review of a reported list shows: its texts, its items and its open reports.

    The hash is compared when a decision is sent (optimistic lock). open_reports: None to fetch them now. A page passes
    the reports that it shows: a report that arrives while the page is made must not be in the hash.
    """
    items = list(reading_list.items.values_list("resource", "note"))
    shown = reading_list.reports.open() if open_reports is None else open_reports
    reports = sorted([report.pk, report.reason, report.text] for report in shown)
    return content_hash([reading_list.pk, reading_list.title, reading_list.about, items, reports])
