"""Taking a file in."""

import hashlib
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.files.tasks import check_file
from ratsite.lib.sniffing import KINDS, clean_name, extension_of


@transaction.atomic
def store_upload(*, upload: UploadedFile, uploader: User) -> StoredFile:
    """Keep a file that PrivateFileField has accepted; it stays closed until the check that follows has ended."""
    name = clean_name(upload.name or "")
    stored = StoredFile(
        name=name,
        size=upload.size or 0,
        media_type=KINDS[extension_of(name)].media_type,
        sha256=_sha256(upload),
        uploaded_by=uploader,
    )
    stored.content.save(name, upload, save=False)
    stored.save()
    transaction.on_commit(partial(check_file.enqueue, str(stored.pk)))
    return stored


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
