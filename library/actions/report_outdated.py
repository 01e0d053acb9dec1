"""Report that a resource looks out of date. Every reader may; only members may add text."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.models import OutdatedReport, Resource
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User


@transaction.atomic
def report_outdated(*, resource_id: int, reader: User | None, text: str = "") -> OutdatedReport | None:
    """Store a report that this resource looks out of date. Return None if the reader has an open report of it already.

    reader: None for a signed-out reader, who may report only public resources and may not add text. The caller limits
    how often a signed-out reader can report.
    """
    resources = (
        Resource.objects.public() if reader is None else Resource.objects.visible_to(reloaded(reader)).published()
    )
    resource = resources.select_for_update(of=("self",), no_key=True).filter(pk=resource_id).first()
    if resource is None:
        raise PermissionDenied
    if reader is None:
        return OutdatedReport.objects.create(resource=resource, created_at=timezone.now())
    if OutdatedReport.objects.open().filter(resource=resource, person=reader).exists():
        return None
    return OutdatedReport.objects.create(resource=resource, person=reader, text=text, created_at=timezone.now())
