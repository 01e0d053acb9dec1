"""Make a personal data copy. A background task calls this."""

import tempfile

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from ratsite.privacy.copy_file import write_copy
from ratsite.privacy.enums import COPIES, WHY_ASKED, CopyState
from ratsite.privacy.models import DELETE_COPIES_AFTER, DataCopy


def write_data_copy(*, copy_id: int) -> bool:
    """Write the file of a personal data copy and notify the person.

    Returns False if the copy is already made, was deleted, or its person is no longer a member. The file is written
    outside a transaction, because that may take a minute. The state is checked again under a lock: if two workers make
    the same copy, only one stores its file.
    """
    copy = DataCopy.objects.select_related("person").filter(pk=copy_id, state=CopyState.MAKING).first()
    if copy is None or not copy.person.is_member:
        return False
    with tempfile.TemporaryFile() as archive:
        write_copy(copy.person, archive)
        archive.seek(0)
        with transaction.atomic():
            making = DataCopy.objects.select_for_update(of=("self",), no_key=True).filter(state=CopyState.MAKING)
            current = making.filter(pk=copy_id).first()
            if current is None:
                return False
            _store(current, File(archive))
    return True


def _store(copy: DataCopy, archive: File) -> None:
    copy.content.save(copy.filename, archive, save=False)
    copy.size, copy.state = copy.content.size, CopyState.READY
    copy.expires_at = timezone.now() + DELETE_COPIES_AFTER
    copy.save()
    recipients = {copy.person_id: Reason(Level.AT_ONCE, WHY_ASKED)}
    notify(source=COPIES, item_id=copy.pk, group=COPIES, verb="ready", people=recipients)
