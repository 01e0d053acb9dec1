"""Count the downloads of resources' files by members."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from library.models import FileDownload, ResourceFile
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import User

COUNTED_AGAIN_AFTER = dt.timedelta(minutes=10)  # browsers fetch one file in parts, and people click twice


@transaction.atomic
def count_download(*, file: ResourceFile, reader: User) -> bool:
    """Count a download of the file. Return False if this person's last download of it counted less than 10 minutes ago.

    The caller has checked that the reader may have the file.
    """
    lock_person(reader.pk)  # parts of one download arrive at the same time
    now = timezone.now()
    lately = FileDownload.objects.filter(file=file, person=reader, downloaded_at__gt=now - COUNTED_AGAIN_AFTER)
    if lately.exists():
        return False
    FileDownload.objects.create(
        resource=file.version.resource, file=file, person=reader, agency=reader.agency, downloaded_at=now
    )
    return True


def delete_old_downloads() -> None:
    FileDownload.objects.old().delete()
