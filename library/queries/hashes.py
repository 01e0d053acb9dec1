"""Hashes of what a curator or reviewer was shown (optimistic lock)."""

import datetime as dt

from library.identifier_check import READ_BY_OTHERS
from library.models import Resource, ResourceSecondReview
from ratsite.lib.optimistic_lock import content_hash

# The fields of a curator's form that READ_BY_OTHERS does not name.
FACTS = ("kind", "issued_on", "law_as_at", "audience", "circle_id", "marking", "review_due_on", "state")
WRITTEN = (*READ_BY_OTHERS, *FACTS)
SETS = ("forms", "affected", "remits")
REVIEWED_AFTER = dt.timedelta(days=365)  # law and duties in this field change every year


def shown_hash_of(resource: Resource) -> str:
    """Return the hash of what the page for reviewing a resource shows (optimistic lock)."""
    files = sorted(str(pk) for pk in resource.files.values_list("pk", flat=True))
    written = [resource.title, resource.summary, resource.audience, resource.circle_id, str(resource.review_due_on)]
    return content_hash([*written, files])


def shown_hash_of_texts(resource: Resource) -> str:
    """Return the hash of the description that a curator edits in a resource's form (optimistic lock)."""
    sets = [sorted(getattr(resource, name).values_list("pk", flat=True)) for name in SETS]
    return content_hash([[str(getattr(resource, name)) for name in WRITTEN], sets])


def shown_hash_of_second_review(review: ResourceSecondReview) -> str:
    """Return the hash of what a second review shows: the texts and the audience (optimistic lock).

    A file never changes.
    """
    resource = review.resource
    written = [getattr(resource, name) for name in READ_BY_OTHERS]
    return content_hash(
        [review.pk, review.spoken_for, written, resource.audience, resource.circle_id, resource.marking]
    )
