"""The original that a clean copy replaced is stored for 30 days, and only curators can download it."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import ModelLogEntry

from library.actions.clean_file import begin_clean_copy, delete_old_originals, take_original, use_clean_copy
from library.actions.edit_resource import add_resource
from library.actions.edit_version import remove_file
from library.models import ResourceVersion
from ratsite.files.models import DELETE_REPLACED_AFTER, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.tasks import check_file
from tests.files.hidden_pdf import boxed
from tests.markup import flat

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def draft(curator, *, is_to_publish: bool) -> ResourceVersion:
    """A draft with a PDF that hides words, and a clean copy of the PDF that is ready."""
    resource = add_resource(
        curator=curator,
        uploads=[SimpleUploadedFile("card.pdf", boxed("CANARYBOXED"))],
        title="Card",
        summary="What to ask.",
        kind="guidance",
        is_to_publish=is_to_publish,
    )
    version = resource.versions.get()
    file = version.files.get()
    end_quarantine(file_id=str(file.stored_file_id))
    check_file.func(str(begin_clean_copy(file_id=file.pk, curator=curator).pk))
    return ResourceVersion.objects.select_related("resource").get(pk=version.pk)


@pytest.fixture
def version(curator):
    return draft(curator, is_to_publish=True)


@pytest.fixture
def original(version) -> StoredFile:
    return version.files.get().stored_file


def address(version, name: str, *more) -> str:
    return reverse(f"library:{name}", args=[version.resource.slug, version.number, version.files.get().pk, *more])


def later(original: StoredFile, after: dt.timedelta) -> None:
    StoredFile.objects.filter(pk=original.pk).update(replaced_at=timezone.now() - after)


def test_original_and_copy_are_shown_as_pictures_before_the_copy_replaces_the_file(version, curator, sign_in, member):
    client = sign_in(curator, with_second_step=True)
    html = client.get(address(version, "copy_compare")).content.decode()
    pictures = [address(version, "copy_picture", 1, side) for side in ("before", "after")]
    for picture in pictures:
        assert f'src="{picture}"' in html
        answer = client.get(picture)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert "no-store" in answer["Cache-Control"]
        with Image.open(io.BytesIO(answer.content)) as drawn:
            assert max(drawn.size) == 900
    for wrong in ((99, "before"), (1, "beside")):
        assert client.get(address(version, "copy_picture", *wrong)).status_code == 404
    assert "Words on this page" in html
    assert client.get(address(version, "copy_compare"), {"page": 2}).status_code == 404
    assert [sign_in(member).get(picture).status_code for picture in pictures] == [404, 404]


def test_only_curators_get_the_original_and_the_log_says_who(version, original, curator, sign_in, member, moderator):
    content = Path(original.content.path).read_bytes()
    assert use_clean_copy(file_id=version.files.get().pk, curator=curator)
    version.refresh_from_db()
    assert version.is_published
    hidden = reverse("library:version_hidden", args=[version.resource.slug, version.number])
    take = address(version, "original_take")
    for person, status in ((member, 403), (moderator, 403)):
        client = sign_in(person, with_second_step=person == moderator)
        assert client.post(take).status_code == status
        with pytest.raises(PermissionDenied):
            take_original(file_id=version.files.get().pk, curator=person)
    assert "Download the original" not in client.get(hidden).content.decode()  # the moderator's
    assert not ModelLogEntry.objects.filter(action="library.hidden.original").exists()
    client = sign_in(curator, with_second_step=True)
    day = timezone.localtime(timezone.now() + DELETE_REPLACED_AFTER)
    assert f"Curators can get the original until {day.day} {day:%B %Y}." in flat(client.get(hidden).content)
    assert b"".join(client.post(take).streaming_content) == content
    assert ModelLogEntry.objects.get(action="library.hidden.original").user == curator


def test_a_replaced_original_is_deleted_after_30_days(
    version, original, curator, sign_in, django_capture_on_commit_callbacks
):
    path = Path(original.content.path)
    assert use_clean_copy(file_id=version.files.get().pk, curator=curator)
    later(original, DELETE_REPLACED_AFTER - DAY)
    assert (delete_old_originals(), path.exists()) == (0, True)
    later(original, DELETE_REPLACED_AFTER + DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_old_originals() == 1
    assert (StoredFile.objects.filter(pk=original.pk).exists(), path.exists()) == (False, False)
    entry = ModelLogEntry.objects.get(action="library.hidden.delete_original")
    assert (entry.user, entry.object_id) == (None, str(version.resource_id))
    client = sign_in(curator, with_second_step=True)
    assert client.post(address(version, "original_take")).status_code == 404
    assert delete_old_originals() == 0
    assert version.files.get().stored_file.is_clean  # readers keep the copy


def test_an_earlier_copy_that_was_refused_goes_at_once(version, original, curator, django_capture_on_commit_callbacks):
    refused = StoredFile(
        name="card.pdf", size=5, uploaded_by=curator, clean_copy_of=original, state="refused", refusal="It is marked."
    )
    refused.content.save("card.pdf", ContentFile(b"%PDF-"), save=False)
    refused.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert use_clean_copy(file_id=version.files.get().pk, curator=curator)
    assert not Path(refused.content.path).exists()
    assert set(StoredFile.objects.all()) == {original, version.files.get().stored_file}


def test_the_clock_deletes_no_file_that_was_not_replaced(version, original):
    assert (delete_old_originals(), StoredFile.objects.filter(pk=original.pk).exists()) == (0, True)


def test_a_replaced_original_is_deleted_with_its_clean_copy(curator):
    version = draft(curator, is_to_publish=False)
    file = version.files.get()
    original = file.stored_file
    assert use_clean_copy(file_id=file.pk, curator=curator)
    assert StoredFile.objects.filter(pk=original.pk).exists()
    remove_file(file_id=file.pk, curator=curator)
    assert StoredFile.objects.count() == 0
