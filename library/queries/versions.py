"""When a resource is looked at again, and what of it somebody has read who decides."""

import datetime as dt

from library.identifier_check import READ_BY_OTHERS
from library.models import Resource, SecondLook
from ratsite.lib.versions import word_of

# What a curator's form writes, beside what READ_BY_OTHERS names.
FACTS = ("kind", "issued_on", "law_as_at", "audience", "circle_id", "marking", "review_due_on", "state")
WRITTEN = (*READ_BY_OTHERS, *FACTS)
SETS = ("forms", "affected", "remits")
REVIEWED_AFTER = dt.timedelta(days=365)  # law and duties in this field change every year


def version_of(resource: Resource) -> str:
    """Another one after any change of what the review's page prints."""
    files = sorted(str(pk) for pk in resource.files.values_list("pk", flat=True))
    written = [resource.title, resource.summary, resource.audience, resource.circle_id, str(resource.review_due_on)]
    return word_of([*written, files])


def version_of_words(resource: Resource) -> str:
    """Another one after any change of what a curator writes about it."""
    sets = [sorted(getattr(resource, name).values_list("pk", flat=True)) for name in SETS]
    return word_of([[str(getattr(resource, name)) for name in WRITTEN], sets])


def version_of_look(look: SecondLook) -> str:
    """Another one after any change of the words that wait, and of who could read them. A file never changes."""
    resource = look.resource
    written = [getattr(resource, name) for name in READ_BY_OTHERS]
    return word_of([look.pk, look.spoken_for, written, resource.audience, resource.circle_id, resource.marking])
