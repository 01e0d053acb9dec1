"""Report that a resource looks out of date. Every reader may; a signed-out one without words of their own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.models import OutdatedReport, Resource
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User


@transaction.atomic
def report_outdated(*, resource_id: int, reader: User | None, words: str = "") -> OutdatedReport | None:
    """Store a report of this resource and return it; None if the reader has an open one.

    reader: None for a signed-out reader, who may report public resources and write no words. The caller limits how
    often they do.
    """
    resources = Resource.objects.public() if reader is None else Resource.objects.visible_to(as_now(reader)).published()
    resource = resources.select_for_update(of=("self",), no_key=True).filter(pk=resource_id).first()
    if resource is None:
        raise PermissionDenied
    if reader is None:
        return OutdatedReport.objects.create(resource=resource, created_at=timezone.now())
    if OutdatedReport.objects.open().filter(resource=resource, person=reader).exists():
        return None
    return OutdatedReport.objects.create(resource=resource, person=reader, words=words, created_at=timezone.now())
