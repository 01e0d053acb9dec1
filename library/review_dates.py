"""When a resource is looked at again, and what of it a curator has read then."""

import datetime as dt
import hashlib
import json

from library.models import Resource

REVIEWED_AFTER = dt.timedelta(days=365)  # law and duties in this field change every year


def version_of(resource: Resource) -> str:
    """Another one after any change of what the review's page prints."""
    files = sorted(str(pk) for pk in resource.files.values_list("pk", flat=True))
    written = [resource.title, resource.summary, resource.audience, resource.circle_id, str(resource.review_due_on)]
    return hashlib.sha256(json.dumps([*written, files]).encode()).hexdigest()
