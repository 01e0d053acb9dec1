"""Keep the history of a resource's description, from which readers learn what changed since their last visit."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from library.models import Resource, ResourceChange
from library.queries.description_changes import description_of
from ratsite.accounts.models import User


@contextmanager
def history_kept(resource: Resource, changed_by: User | None) -> Iterator[None]:
    """Store which fields of the description the block changes. changed_by: None for the clock.

    The caller has locked the resource, and saves what it changes inside the block.
    """
    before = description_of(resource)
    yield
    after = description_of(resource)
    changed = {name: [before[name], text] for name, text in after.items() if text != before[name]}
    if changed:
        ResourceChange.objects.create(
            resource=resource, changed_by=changed_by, changed_at=timezone.now(), fields=changed
        )
