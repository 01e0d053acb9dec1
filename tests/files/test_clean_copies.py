import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ratsite.files.actions import delete_stored, make_clean_copy, store_upload
from ratsite.files.clean_copies import PageBeforeAndAfter, page_picture, side_by_side, write_clean_copy
from ratsite.files.enums import FileState
from ratsite.files.fixity import verify_slice
from ratsite.files.models import CLEANED, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.queries.hidden_parts import hidden_parts_of
from ratsite.files.tasks import check_file
from ratsite.lib.documents.clean_copy.__main__ import CLEANERS
from ratsite.lib.documents.pictures import FORMATS
from tests.lib.documents.clean_copy.office import BUILDERS, photo
from tests.lib.documents.clean_copy.pdfs import COVERED, PLAIN, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(own_storage):
    return own_storage


def stored(member, path: Path) -> StoredFile:
    file = store_upload(upload=SimpleUploadedFile(path.name, path.read_bytes()), uploader=member)
    end_quarantine(file_id=str(file.pk))
    return StoredFile.objects.get(pk=file.pk)


def copied(original: StoredFile, person) -> StoredFile:
    copy = make_clean_copy(stored=original, person=person)
    check_file.func(str(copy.pk))
    return StoredFile.objects.get(pk=copy.pk)


@pytest.fixture
def original(member, tmp_path) -> StoredFile:
    return stored(member, pdf(tmp_path / "card.pdf"))


def test_the_copy_goes_through_the_same_checks_and_hides_nothing(original, member, curator):
    assert hidden_parts_of(original)
    copy = copied(original, curator)
    assert (copy.state, copy.clean_copy_of, copy.uploaded_by, copy.name) == (
        FileState.CLEAN,
        original,
        curator,
        "card.pdf",
    )
    assert hidden_parts_of(copy) == []
    content = Path(copy.content.path).read_bytes()
    assert (copy.size, copy.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("extension", sorted(set(BUILDERS) - {"docx"}))
def test_office_files_too(member, curator, tmp_path, extension):
    original = stored(member, BUILDERS[extension](tmp_path / f"card.{extension}"))
    copy = copied(original, curator)
    assert copy.state == FileState.CLEAN
    assert hidden_parts_of(copy) == []
    pages = side_by_side(copy)
    assert [page.before for page in pages] == [page.after for page in pages] != []


def test_a_file_that_was_refused_for_its_macros_has_a_clean_copy(member, curator, tmp_path):
    original = stored(member, BUILDERS["docx"](tmp_path / "card.docx"))
    assert (original.state, "macros" in original.refusal) == (FileState.REFUSED, True)
    copy = copied(original, curator)
    assert (copy.state, hidden_parts_of(copy)) == (FileState.CLEAN, [])


def test_the_original_stays_as_it_is_and_nothing_is_replaced(original, curator):
    before = (original.sha256, Path(original.content.path).read_bytes())
    copied(original, curator)
    original.refresh_from_db()
    assert (original.sha256, Path(original.content.path).read_bytes()) == before


def test_a_copy_is_offered_of_each_kind_of_file_that_can_be_cleaned():
    assert sorted(CLEANED) == sorted([*CLEANERS, *FORMATS, "pdf"])


def test_asking_twice_makes_one_copy_and_a_new_one_after_a_refusal(original, curator):
    first = make_clean_copy(stored=original, person=curator)
    assert make_clean_copy(stored=original, person=curator) == first
    StoredFile.objects.filter(pk=first.pk).update(state=FileState.REFUSED, refusal="It failed.")
    assert make_clean_copy(stored=original, person=curator) != first


def test_no_copy_of_a_copy_of_plain_text_or_of_what_is_still_checked(original, member, curator, tmp_path):
    (tmp_path / "a.txt").write_text("Ask first.")
    waiting = store_upload(upload=SimpleUploadedFile("a.png", photo()), uploader=member)
    for file in (copied(original, curator), stored(member, tmp_path / "a.txt"), waiting):
        with pytest.raises(ValueError, match="no clean copy"):
            make_clean_copy(stored=file, person=curator)


def test_a_copy_that_cannot_be_made_is_refused_with_a_reason_and_is_no_fault(original, curator):
    Path(original.content.path).unlink()
    copy = copied(original, curator)
    assert (copy.state, "could not make a clean copy" in copy.refusal) == (FileState.REFUSED, True)
    verify_slice()
    copy.refresh_from_db()
    assert copy.fault == ""


def test_a_copy_is_written_once_and_not_checked_before_it_is_written(original, curator):
    copy = make_clean_copy(stored=original, person=curator)
    assert end_quarantine(file_id=str(copy.pk)) is False
    assert [write_clean_copy(file_id=str(copy.pk)) for _ in range(2)] == [True, False]
    assert end_quarantine(file_id=str(copy.pk)) is True


def test_the_copy_starts_by_itself_after_the_commit(original, curator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        copy = make_clean_copy(stored=original, person=curator)
    copy.refresh_from_db()
    assert copy.is_clean


def test_side_by_side_shows_each_page_before_and_after(original, curator, django_assert_num_queries):
    copy = StoredFile.objects.get(pk=copied(original, curator).pk)
    with django_assert_num_queries(3):
        pages = side_by_side(copy)
    assert pages[PLAIN - 1] == PageBeforeAndAfter(PLAIN, "SEEN plain page", "SEEN plain page")
    covered = pages[COVERED - 1]
    assert (covered.before, covered.after, covered.is_picture) == ("SEEN covered page", "", True)


def test_a_page_is_drawn_small_and_only_of_a_pdf(original, curator, member, tmp_path):
    for file in (original, copied(original, curator)):
        picture = page_picture(file, COVERED)
        assert picture is not None
        with Image.open(io.BytesIO(picture)) as drawn:
            assert (drawn.format, max(drawn.size)) == ("JPEG", 900)
    assert page_picture(original, 99) is None
    assert page_picture(stored(member, BUILDERS["odt"](tmp_path / "a.odt")), 1) is None


def test_a_rejected_copy_is_deleted_and_a_deleted_original_leaves_its_copy(original, curator):
    copy = copied(original, curator)
    path = Path(copy.content.path)
    delete_stored(stored=original)
    copy.refresh_from_db()
    assert (copy.clean_copy_of, path.exists()) == (None, True)
    assert [page.before for page in side_by_side(copy) if page.before] == []
