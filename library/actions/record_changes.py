"""Store each change of a resource's description, so that readers can see what changed since their last visit."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from library.models import Resource, ResourceChange
from library.queries.description_changes import description_of, text_to_store
from ratsite.accounts.models import User


@contextmanager
def changes_recorded(resource: Resource, changed_by: User | None, reason: str = "") -> Iterator[None]:
    """Store which fields of the resource's description are changed inside the `with` block, before and after.

    For texts that curators wrote, only a hash is stored. The caller has locked the resource, and saves it inside the
    block. changed_by: None if a job makes the change. reason: why the resource is handed over; "" for other changes.
    """
    before = description_of(resource)
    yield
    after = description_of(resource)
    changed = {
        name: [text_to_store(name, before[name]), text_to_store(name, text)]
        for name, text in after.items()
        if text != before[name]
    }
    if changed:
        ResourceChange.objects.create(
            resource=resource, changed_by=changed_by, changed_at=timezone.now(), fields=changed, reason=reason
        )
