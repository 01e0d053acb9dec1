"""Only a curator can choose which page of a document becomes its thumbnail."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.actions.clean_file import begin_clean_copy, use_clean_copy
from library.actions.edit_version import choose_thumbnail
from library.models import Resource, ResourceFile
from ratsite.files import sandbox
from ratsite.files.models import StoredFile
from ratsite.files.thumbnails import draw_page
from ratsite.network.enums import Marking
from tests.factories import MemberFactory, make_resource, make_version
from tests.files.test_text import pdf
from tests.markup import flat

pytestmark = pytest.mark.django_db
OFFER = "Choose the picture that lists show for card.pdf"


@pytest.fixture
def curator(db):
    curator = MemberFactory(roles=["Curators"])
    curator.has_taken_second_step = True
    return curator


@pytest.fixture
def file(curator, happen) -> ResourceFile:
    happen(make_resource, curator, upload=SimpleUploadedFile("card.pdf", pdf("One", "Two", "Three")))
    return ResourceFile.objects.get()


def address(file: ResourceFile) -> str:
    return reverse("library:thumbnail_choose", args=[file.version.resource.slug, file.version.number, file.pk])


def drawn(file: ResourceFile) -> bytes:
    with StoredFile.objects.get(pk=file.stored_file_id).thumbnail.open("rb") as picture:
        return picture.read()


def test_a_curator_chooses_the_page_and_readers_get_its_picture(file, curator, sign_in, happen):
    client = sign_in(curator, with_second_step=True)
    assert OFFER in flat(client.get(file.version.resource.get_absolute_url()).content)
    assert 'value="1"' in flat(client.get(address(file)).content)
    first = drawn(file)
    answer = happen(client.post, address(file), {"page": "3"})
    assert answer["Location"] == file.version.get_absolute_url()
    assert "Lists will show a picture of page 3" in flat(client.get(answer["Location"]).content)
    assert drawn(file) != first
    sent = sign_in(MemberFactory()).get(reverse("library:file_thumbnail", args=[file.pk]))
    assert b"".join(sent.streaming_content) == drawn(file)


@pytest.mark.parametrize("page", ["0", "4", "", "x", "99999999999"])
def test_a_page_that_the_file_does_not_have_is_refused_with_its_last_page(file, curator, sign_in, page):
    html = flat(sign_in(curator, with_second_step=True).post(address(file), {"page": page}).content)
    assert html.count("Enter a page from 1 to 3") == 2  # in the summary and by the field
    assert StoredFile.objects.get().thumbnail_page == 1


def test_choosing_the_same_page_draws_and_logs_nothing(file, curator, sign_in):
    assert choose_thumbnail(file_id=file.pk, curator=curator, page=2) is True
    assert choose_thumbnail(file_id=file.pk, curator=curator, page=2) is False
    assert ModelLogEntry.objects.filter(action="library.file.thumbnail").count() == 1
    answer = sign_in(curator, with_second_step=True).post(address(file), {"page": "2"}, follow=True)
    assert "You changed nothing" in flat(answer.content)


def test_a_page_that_was_chosen_while_another_was_drawn_is_the_one_that_lists_show(file, curator, monkeypatch, happen):
    draw = sandbox.draw_page

    def draw_slowly(path, number, side):
        if number == 2:  # meanwhile a curator chooses page 3, and another process draws it
            StoredFile.objects.update(thumbnail_page=3)
            assert draw_page(stored=StoredFile.objects.get())
        return draw(path, number, side)

    monkeypatch.setattr(sandbox, "draw_page", draw_slowly)
    happen(choose_thumbnail, file_id=file.pk, curator=curator, page=2)
    shown = drawn(file)
    monkeypatch.undo()
    assert draw_page(stored=StoredFile.objects.get())
    assert (StoredFile.objects.get().thumbnail_page, drawn(file) == shown) == (3, True)


def test_a_clean_copy_keeps_the_page_that_was_chosen(curator, happen):
    card = pdf("One", "Two", "Three")
    resource = make_resource(curator)
    version = happen(make_version, resource, curator, content=card, name="card.pdf", is_to_publish=False)
    file = version.files.get()
    happen(choose_thumbnail, file_id=file.pk, curator=curator, page=2)
    happen(begin_clean_copy, file_id=file.pk, curator=curator)
    happen(choose_thumbnail, file_id=file.pk, curator=curator, page=3)
    shown = drawn(file)
    assert happen(use_clean_copy, file_id=file.pk, curator=curator)
    file.refresh_from_db()
    assert (file.stored_file.clean_copy_of_id is None, file.stored_file.thumbnail_page) == (False, 3)
    assert drawn(file) == shown


def test_members_are_not_offered_it_and_cannot(file, member, sign_in):
    client = sign_in(member)
    assert OFFER not in flat(client.get(file.version.resource.get_absolute_url()).content)
    assert [client.get(address(file)).status_code, client.post(address(file)).status_code] == [403, 403]
    with pytest.raises(PermissionDenied):
        choose_thumbnail(file_id=file.pk, curator=member, page=2)


def test_a_file_without_a_picture_or_with_one_page_offers_no_choice_of_pages(file, curator, sign_in, happen):
    client = sign_in(curator, with_second_step=True)
    for upload in (SimpleUploadedFile("card.pdf", pdf("One")), SimpleUploadedFile("card.txt", b"One")):
        other = happen(make_resource, curator, upload=upload)
        only = other.current.files.get()
        assert "Choose the picture" not in flat(client.get(other.get_absolute_url()).content)
        assert client.get(address(only)).status_code == 403
    Resource.objects.filter(pk=file.version.resource_id).update(marking=Marking.AMBER_STRICT)
    assert OFFER not in flat(client.get(file.version.resource.get_absolute_url()).content)
    assert client.get(address(file)).status_code == 403
    with pytest.raises(PermissionDenied):
        choose_thumbnail(file_id=file.pk, curator=curator, page=2)
