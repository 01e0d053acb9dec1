"""Every stored file of the site is checked, not only uploads. Files that can be made again are made again."""

from pathlib import Path
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from willow.image import UnrecognisedImageFormatError

from ratsite.files.enums import FileFault
from ratsite.files.models import FaultyPath, StoredFile
from ratsite.files.other_files import check_other_files
from ratsite.files.thumbnails import draw_page
from ratsite.notifications.models import Mail
from ratsite.pages.models import SiteImage, SiteRendition
from ratsite.privacy.models import DataCopy
from ratsite.review.actions.watch_files import watch_files
from tests.factories import make_resource
from tests.files.test_text import pdf
from tests.markup import flat
from tests.pages.factories import draw
from tests.pages.test_pictures import submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(own_storage):
    return own_storage


def picture() -> SiteImage:
    return SiteImage.objects.create(title="A hall", file=ImageFile(draw((600, 400)), name="hall.png"))


def handout(*pages: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("card.pdf", pdf(*pages))


def faults() -> dict[str, str]:
    check_other_files()
    return dict(FaultyPath.objects.values_list("path", "fault"))


def test_nothing_is_wrong_with_files_as_they_were_stored():
    picture().get_rendition("width-100")
    make_resource(upload=handout("One"))
    assert faults() == {}


def test_a_missing_picture_of_a_public_page_is_reported_until_it_is_put_back(coordinator, sign_in):
    stored = picture()
    path = Path(stored.file.path)
    content = path.read_bytes()
    path.unlink()
    assert [fact.code for fact in watch_files()] == ["files missing"]
    named = f"media/{stored.file.name}"
    assert named in Mail.objects.get().text
    page = flat(sign_in(coordinator, with_second_step=True).get(reverse("operations:health")).content)
    assert "1 stored file is missing" in page
    assert named in page
    path.write_bytes(content)
    assert (watch_files(), FaultyPath.objects.count()) == ([], 0)


def test_an_altered_picture_is_reported_and_one_that_an_editor_replaced_is_not():
    stored = picture()
    assert faults() == {}  # the first check stores what the picture is
    Path(stored.file.path).write_bytes(draw((600, 401)).read())
    assert list(faults().values()) == [FileFault.ALTERED]
    SiteImage.objects.all().delete()
    form = submit(draw((10, 10), kind="JPEG", comment=b"Taken by Ada").getvalue())
    form.save()  # it stores the picture redrawn
    assert (SiteImage.objects.get().file_hash != "", faults()) == (True, {})


def test_a_missing_size_of_a_picture_is_made_again():
    stored = picture()
    path = Path(stored.get_rendition("width-100").file.path)
    path.unlink()
    assert faults() == {}
    assert path.exists()
    assert SiteRendition.objects.count() == 1


def test_a_missing_size_of_a_missing_picture_is_no_second_fault():
    stored = picture()
    small = stored.get_rendition("width-100")
    for file in (stored.file, small.file):
        Path(file.path).unlink()
    assert list(faults().values()) == [FileFault.MISSING]


def test_a_picture_size_that_cannot_be_made_again_is_reported_each_day_until_it_can(monkeypatch):
    small = picture().get_rendition("width-100")
    Path(small.file.path).unlink()
    with monkeypatch.context() as broken:
        broken.setattr(SiteImage, "get_rendition", Mock(side_effect=UnrecognisedImageFormatError))
        for _day in range(2):
            assert [fact.code for fact in watch_files()] == ["files missing"]
            assert f"media/{small.file.name}" in Mail.objects.latest("pk").text
    assert faults() == {}
    assert Path(SiteRendition.objects.get().file.path).exists()


def test_an_unreadable_picture_is_reported_and_the_others_are_still_compared():
    unreadable, altered = picture(), picture()
    assert faults() == {}
    Path(unreadable.file.path).unlink()
    Path(unreadable.file.path).mkdir()  # a folder cannot be read as a file
    Path(altered.file.path).write_bytes(b"no picture")
    assert faults()[f"media/{altered.file.name}"] == FileFault.ALTERED
    assert f"media/{unreadable.file.name}" in faults()


def test_the_email_about_uploads_is_sent_even_if_the_look_at_other_files_fails(monkeypatch):
    make_resource(upload=handout("One"))
    StoredFile.objects.update(fault=FileFault.MISSING)
    monkeypatch.setattr("ratsite.review.actions.watch_files.check_other_files", Mock(side_effect=OSError))
    with pytest.raises(OSError):  # noqa: PT011 the job records it
        watch_files()
    assert "1 stored file is missing" in Mail.objects.get().text


def test_a_missing_thumbnail_is_drawn_again_the_same_page(happen):
    happen(make_resource, upload=handout("One", "Two"))
    stored = StoredFile.objects.get()
    first = Path(stored.thumbnail.path).read_bytes()
    StoredFile.objects.update(thumbnail_page=2)
    Path(stored.thumbnail.path).unlink()
    happen(check_other_files)
    stored.refresh_from_db()
    second = Path(stored.thumbnail.path).read_bytes()
    assert draw_page(stored=stored)
    stored.refresh_from_db()
    assert (second == first, second == Path(stored.thumbnail.path).read_bytes()) == (False, True)
    assert not FaultyPath.objects.exists()


def test_a_missing_copy_of_personal_data_is_reported(member):
    copy = DataCopy.objects.create(person=member, asked_at=timezone.now())
    copy.content.save("copy.zip", ContentFile(b"zip"))
    Path(copy.content.path).unlink()
    assert faults() == {copy.content.name: FileFault.MISSING}


@pytest.mark.parametrize(
    "label",
    [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    ],
)
def test_each_field_that_stores_a_file_is_checked(label, monkeypatch):
    """Each file field is in this check, or has the content of uploads, which another job compares."""
    with CaptureQueriesContext(connection) as asked:
        check_other_files()
    model, _, name = label.rpartition(".")
    table = apps.get_model(model)._meta.db_table
    is_asked = any(f'"{table}"."{name}"' in query["sql"] for query in asked)
    assert is_asked is (label != "files.StoredFile.content")


def test_the_check_costs_the_same_for_one_picture_and_for_three():
    def cost() -> int:
        picture().get_rendition("width-100")
        check_other_files()
        with CaptureQueriesContext(connection) as asked:
            check_other_files()
        return len(asked)

    one = cost()
    cost()
    assert cost() == one
