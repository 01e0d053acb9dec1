"""Record why a person downloads a closely marked file. Everyone who may read the file can download it with a reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.models import Attachment, DownloadReason
from forum.rules.posts import needs_download_reason
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.actions.lock_rows import lock_actor
from ratsite.accounts.models import User


@transaction.atomic
def give_reason(*, attachment_id, reader: User, reason: str) -> bool:
    """Store the reader's reason for a download; return False if no reason is needed or the reader gave one recently."""
    reader = lock_actor(reader)
    files = Attachment.objects.visible_to(reader).served().select_related("post__topic")
    attachment = files.filter(pk=attachment_id).first()
    if attachment is None or may_identify_someone([reason]):
        raise PermissionDenied
    if not needs_download_reason(reader, attachment):
        return False
    DownloadReason.objects.store(person=reader, reason=reason, post=attachment.post, attachment=attachment)
    return True


def delete_old_reasons() -> None:
    """Delete the reasons for downloads that are older than a year."""
    DownloadReason.objects.old().delete()
