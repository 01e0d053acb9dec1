import datetime as dt
import os
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ratsite.files import fixity
from ratsite.files.actions import store_upload
from ratsite.files.enums import FileFault
from ratsite.files.fixity import find_orphans, verify_slice
from ratsite.files.models import OrphanedFile, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.queries.health import file_health
from ratsite.notifications.models import Mail
from ratsite.review.actions.watch_files import watch_files
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(own_storage):
    return own_storage


def stored(member, content: bytes = b"Ask first.") -> StoredFile:
    file = store_upload(upload=SimpleUploadedFile("card.txt", content), uploader=member)
    end_quarantine(file_id=str(file.pk))
    return StoredFile.objects.get(pk=file.pk)


def faults() -> dict:
    return dict(StoredFile.objects.exclude(fault="").values_list("pk", "fault"))


def test_deleted_and_altered_files_are_found_and_well_ones_are_not_named(member):
    well, missing, altered = stored(member), stored(member), stored(member)
    Path(missing.content.path).unlink()
    Path(altered.content.path).write_bytes(b"Ask later.")  # as long as before
    assert verify_slice() == 2
    assert faults() == {missing.pk: FileFault.MISSING, altered.pk: FileFault.ALTERED}
    well.refresh_from_db()
    assert well.verified_at is not None


def test_a_file_that_was_put_back_is_well_again(member):
    file = stored(member)
    content = Path(file.content.path).read_bytes()
    Path(file.content.path).unlink()
    verify_slice()
    Path(file.content.path).write_bytes(content)
    assert (verify_slice(), faults()) == (0, {})


def test_a_fault_counts_as_new_once(member):
    Path(stored(member).content.path).unlink()
    assert (verify_slice(), verify_slice()) == (1, 0)


@pytest.mark.parametrize(("limit", "size"), [("SLICE_FILES", 2), ("SLICE_BYTES", 20)])
def test_a_run_verifies_a_slice_and_the_next_continues_from_there(member, monkeypatch, limit, size):
    for _ in range(5):
        stored(member, b"0123456789")
    monkeypatch.setattr(fixity, limit, size)
    left = []
    for _ in range(3):
        verify_slice()
        left.append(StoredFile.objects.filter(verified_at=None).count())
    assert left == [3, 1, 0]


def test_files_not_verified_for_longest_come_first(member, monkeypatch):
    new, old = stored(member), stored(member)
    now = timezone.now()
    StoredFile.objects.filter(pk=new.pk).update(verified_at=now)
    StoredFile.objects.filter(pk=old.pk).update(verified_at=now - dt.timedelta(days=9))
    monkeypatch.setattr(fixity, "SLICE_FILES", 1)
    verify_slice()
    assert StoredFile.objects.get(pk=new.pk).verified_at == now
    assert StoredFile.objects.get(pk=old.pk).verified_at > now


def test_old_files_that_nothing_names_are_orphans_and_new_ones_are_not_yet(member, own_storage):
    file = stored(member)
    for name, age in (("old", 2), ("new", 0)):
        path = own_storage / "ab" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(b"123")
        day = time.time() - age * 86_400
        os.utime(path, (day, day))
    day = time.time() - 2 * 86_400
    os.utime(file.content.path, (day, day))
    assert find_orphans() == 1
    assert list(OrphanedFile.objects.values_list("path", "size")) == [("ab/old", 3)]
    (own_storage / "ab" / "old").unlink()
    assert (find_orphans(), OrphanedFile.objects.count()) == (0, 0)


def test_the_operator_gets_one_email_about_what_is_wrong_and_none_if_all_is_well(member, settings):
    file = stored(member)
    assert (watch_files(), Mail.objects.count()) == ([], 0)  # that no scanner is set up can wait
    Path(file.content.path).unlink()
    verify_slice()
    watch_files()
    mail = Mail.objects.get()
    assert mail.to == settings.CONTACT_EMAIL
    assert "1 stored file is missing" in mail.text
    assert file.content.name in mail.text
    assert file.name not in mail.text


def test_the_health_page_names_faults_by_path_and_says_when_all_is_well(member, coordinator, sign_in):
    file = stored(member)
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("operations:health")).content)
    assert "None is missing" in page
    Path(file.content.path).write_bytes(b"other")
    verify_slice()
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("operations:health")).content)
    assert "1 stored file was altered" in page
    assert file.content.name in page
    assert file.name not in page


def test_the_health_page_says_that_the_scanner_is_away_and_how_many_files_wait(member, coordinator, settings, sign_in):
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("operations:health")).content)
    assert "No virus scanner is set up" in page
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    stored(member)
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("operations:health")).content)
    assert "The virus scanner is not responding" in page
    assert "1 file is waiting" in page  # from the first minute


def test_a_file_that_no_record_names_is_advice_and_no_alarm(own_storage):
    path = own_storage / "ab" / "old"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"123")
    day = time.time() - 2 * 86_400
    os.utime(path, (day, day))
    assert (watch_files(), Mail.objects.count()) == ([], 0)
    fact = next(fact for fact in file_health() if fact.code == "files orphaned")
    assert (fact.title, fact.is_advice) == ("1 file on the server is not linked to any record", True)
