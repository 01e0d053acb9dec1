import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ratsite.files.actions import retry_overdue_checks, store_upload
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine

pytestmark = pytest.mark.django_db


def stored(member, name="card.txt", content=b"Ask first.") -> StoredFile:
    return store_upload(upload=SimpleUploadedFile(name, content), uploader=member)


def test_a_new_file_is_quarantined_and_knows_its_hash(member):
    file = stored(member)
    assert (file.state, file.sha256) == (FileState.QUARANTINED, hashlib.sha256(b"Ask first.").hexdigest())


def test_a_new_file_is_stored_outside_media_under_a_name_that_reveals_nothing(member, settings):
    file = stored(member, name="someone's name.txt")
    assert str(settings.MEDIA_ROOT) not in file.content.path
    assert "name" not in file.content.name


def test_a_good_file_is_clean_after_its_check_and_the_check_runs_once(member):
    file = stored(member)
    assert end_quarantine(file_id=str(file.pk)) is True
    file.refresh_from_db()
    assert file.state == FileState.CLEAN
    assert end_quarantine(file_id=str(file.pk)) is False


def test_a_bad_file_is_refused_with_a_reason(member):
    file = stored(member, name="card.pdf", content=b"%PDF-1.7 broken")
    end_quarantine(file_id=str(file.pk))
    file.refresh_from_db()
    assert (file.state, "damaged" in file.refusal) == (FileState.REFUSED, True)


def test_the_check_starts_by_itself_after_the_commit(member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = stored(member)
    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_a_file_whose_worker_died_is_checked_later(member):
    file = stored(member)
    assert retry_overdue_checks() == 0
    StoredFile.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    assert retry_overdue_checks() == 1
    file.refresh_from_db()
    assert file.state == FileState.CLEAN
