"""Show the names of the people who downloaded a resource's files. The audit log records who looked."""

from django.db import transaction

from library.models import FileDownload, Resource
from library.rules.downloads import can_open_names
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record

MOST_NAMES = 500  # the newest


@transaction.atomic
def reveal_downloaders(*, resource: Resource, actor: User, reason: str) -> list[FileDownload]:
    """Return the newest MOST_NAMES downloads, each with its person. The audit log records who looked, and why."""
    actor = recheck(actor, can_open_names, resource)
    record(resource, "library.downloads.names", actor=actor, reason=reason)
    downloads = FileDownload.objects.visible_to(actor).filter(resource=resource)
    return list(downloads.select_related("person", "agency", "file__stored_file")[:MOST_NAMES])
