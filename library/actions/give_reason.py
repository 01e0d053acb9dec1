"""Store why a person downloads a closely marked file. Everyone who may read the file may give a reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from library.models import ResourceDownload, ResourceFile
from library.rules.downloads import needs_download_reason
from ratsite.accounts.actions.lock_rows import lock_actor
from ratsite.accounts.models import User
from ratsite.lib.identifiers import unresolved_names


@transaction.atomic
def give_reason(*, file_id, reader: User, reason: str) -> bool:
    """Save the reader's reason for downloading the file. Return False if none is needed or one was given recently."""
    reader = lock_actor(reader)
    files = ResourceFile.objects.visible_to(reader).clean().select_related("version__resource")
    file = files.filter(pk=file_id).first()
    if file is None or unresolved_names([reason]):
        raise PermissionDenied
    if not needs_download_reason(reader, file):
        return False
    ResourceDownload.objects.store(person=reader, reason=reason, resource=file.version.resource, file=file)
    return True


def delete_old_reasons() -> None:
    ResourceDownload.objects.old().delete()
