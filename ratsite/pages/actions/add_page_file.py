from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import store_upload
from ratsite.pages.models import PageFile


@transaction.atomic
def add_page_file(*, editor: User, title: str, upload: UploadedFile) -> PageFile:
    """Store a file that public pages can link to. Readers cannot download it until its check has ended."""
    added = PageFile.objects.create(title=title, stored_file=store_upload(upload=upload, uploader=editor))
    record(added, "pages.file.add", actor=editor)
    return added
