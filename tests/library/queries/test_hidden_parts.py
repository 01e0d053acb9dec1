"""A version with hidden data waits until the data is cleared with a reason, or a clean copy replaces the file."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.clean_file import begin_clean_copies, begin_clean_copy, show_hidden_part, use_clean_copy
from library.actions.clear_hidden_part import clear_hidden_part
from library.actions.edit_resource import add_resource
from library.actions.edit_version import NotADraft, add_to_version
from library.actions.publish_version import submit_version
from library.models import ResourceFile, ResourceVersion
from library.queries.checklist import Result, checklist
from library.queries.hidden_parts import hidden_rows
from library.views.page import with_content
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.tasks import check_file
from tests.lib.documents.clean_copy.office import slides
from tests.markup import flat

pytestmark = pytest.mark.django_db
SECRET, SEEN = "CANARYNOTES", "SEENfirst"  # of tests.lib.documents.clean_copy.office


@pytest.fixture
def version(curator, tmp_path):
    upload = SimpleUploadedFile("handout.pptx", slides(tmp_path / "handout.pptx").read_bytes())
    resource = add_resource(
        curator=curator, uploads=[upload], title="Handout", summary="What to ask.", kind="guidance", is_to_publish=True
    )
    version = resource.versions.get()
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    return ResourceVersion.objects.select_related("resource__current").get(pk=version.pk)


def page(version) -> str:
    return reverse("library:version_hidden", args=[version.resource.slug, version.number])


def hidden_check(version):
    return next(check for check in checklist(version).checks if "hidden" in check.label)


def clear_all(version, curator) -> None:
    for part in HiddenPart.objects.to_clear():
        clear_hidden_part(part_id=part.pk, version_id=version.pk, curator=curator, reason="They agreed to be named")


def copied(version, curator) -> StoredFile:
    file = version.files.get()
    copy = begin_clean_copy(file_id=file.pk, curator=curator)
    check_file.func(str(copy.pk))
    copy = StoredFile.objects.get(pk=copy.pk)
    assert (copy.state, copy.refusal) == ("clean", "")
    return copy


def test_a_version_with_speaker_notes_stays_a_draft(version, curator):
    assert (version.is_draft, hidden_check(version).result) == (True, Result.FAILED)
    assert "Speaker notes (" in hidden_check(version).detail
    assert submit_version(version_id=version.pk, curator=curator).is_draft


def test_the_passed_check_of_hidden_parts_does_not_say_that_there_are_none(version, curator):
    clear_all(version, curator)
    check = hidden_check(ResourceVersion.objects.select_related("resource__current").get(pk=version.pk))
    assert (check.result, "Nothing is hidden" in check.label) == (Result.PASSED, False)
    assert "Speaker notes (" in check.detail


def test_one_reason_for_the_version_clears_nothing_that_is_hidden(version, curator):
    assert submit_version(version_id=version.pk, curator=curator, justification="They agreed to be named").is_draft
    assert hidden_check(version).result == Result.FAILED


def test_words_are_masked_until_they_are_shown_and_the_log_says_who_looked(version, curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    html = client.get(page(version)).content.decode()
    assert ("Speaker notes" in html, SECRET in html) == (True, False)
    part = HiddenPart.objects.filter(text__contains=SECRET).first()
    assert SECRET in client.post(page(version), {"part": part.pk}).content.decode()
    entry = ModelLogEntry.objects.get(action="library.hidden.show")
    assert (entry.user, entry.data["kind"]) == (curator, part.kind)
    assert client.post(page(version), {"part": 999_999}).status_code == 404
    assert ModelLogEntry.objects.filter(action="library.hidden.show").count() == 1


def test_one_button_makes_clean_copies_of_all_files_that_hide_something(version, curator, sign_in, tmp_path):
    content = slides(tmp_path / "second.pptx").read_bytes()
    names = {"second.pptx": content, "plain.txt": b"Ask about today first."}
    add_to_version(
        version_id=version.pk, curator=curator, uploads=[SimpleUploadedFile(*upload) for upload in names.items()]
    )
    for file in version.files.all():
        end_quarantine(file_id=str(file.stored_file_id))
    client = sign_in(curator, with_second_step=True)
    assert "Make clean copies of all 2 files" in flat(client.get(page(version)).content)
    address = reverse("library:copies_begin", args=[version.resource.slug, version.number])
    assert "We are making 2 clean copies." in flat(client.post(address, follow=True).content)
    copies = StoredFile.objects.filter(clean_copy_of__isnull=False)
    assert set(copies.values_list("name", flat=True)) == {"handout.pptx", "second.pptx"}
    assert "No file needs another clean copy." in flat(client.post(address, follow=True).content)
    assert copies.count() == ModelLogEntry.objects.filter(action="library.hidden.copy").count() == 2


def test_nobody_else_makes_clean_copies_of_all(version, member, moderator):
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            begin_clean_copies(version_id=version.pk, curator=person)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_file_and_for_three(version, curator, count, django_assert_num_queries):
    version.files.all().delete()
    for number in range(count):
        about = {"name": f"{number}.pdf", "size": 1, "uploaded_by": curator, "state": "clean"}
        original = StoredFile.objects.create(**about, replaced_at=timezone.now())
        stored = StoredFile.objects.create(**about, clean_copy_of=original)
        HiddenPart.objects.create(stored_file=stored, kind="comment", place="page 1", text=SECRET)
        ResourceFile.objects.create(version=version, stored_file=stored, position=number)
    shown = with_content(ResourceVersion.objects.all(), curator).get()
    with django_assert_num_queries(3):
        rows = hidden_rows(shown)
    assert [(row.original.name, len(row.parts)) for row in rows] == [(f"{number}.pdf", 1) for number in range(count)]


def test_members_do_not_see_what_is_hidden(version, member, moderator, sign_in):
    assert sign_in(member).get(page(version)).status_code == 404
    client = sign_in(moderator, with_second_step=True)
    assert client.get(page(version)).status_code == 404  # a draft is no moderator's
    part = HiddenPart.objects.first()
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            show_hidden_part(part_id=part.pk, version=version, person=person)


def test_the_clean_copy_is_compared_and_replaces_the_file(
    version, curator, sign_in, django_capture_on_commit_callbacks
):
    original = version.files.get().stored_file
    client = sign_in(curator, with_second_step=True)
    assert "Make a clean copy" in client.get(page(version)).content.decode()
    copy = copied(version, curator)
    file = version.files.get()
    compare = reverse("library:copy_compare", args=[version.resource.slug, version.number, file.pk])
    assert compare in client.get(page(version)).content.decode()
    html = client.get(compare).content.decode()
    assert (SEEN in html, SECRET in html) == (True, False)
    client.post(compare)
    file.refresh_from_db()
    original.refresh_from_db()
    assert (file.stored_file, original.replaced_at is not None) == (copy, True)
    assert (original.texts.count(), original.hidden_parts.count()) == (0, 0)
    version.refresh_from_db()
    assert version.is_published
    assert ModelLogEntry.objects.filter(action="library.hidden.clean").count() == 1


def test_a_phone_number_in_a_clean_copy_is_found_again(curator, tmp_path):
    upload = SimpleUploadedFile("handout.pptx", slides(tmp_path / "handout.pptx").read_bytes())
    resource = add_resource(
        curator=curator, uploads=[upload], title="Handout", summary="What to ask.", kind="guidance", is_to_publish=False
    )
    version = resource.versions.get()
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    copy = copied(version, curator)
    copy.texts.update(text="Ring 0121 496 0123")
    assert use_clean_copy(file_id=version.files.get().pk, curator=curator) is True
    assert "phone" in version.files.get().identifiers


def test_nobody_replaces_the_file_of_a_version_in_review(version, curator):
    copied(version, curator)
    clear_all(version, curator)
    for act in (begin_clean_copy, use_clean_copy):
        with pytest.raises(NotADraft):
            act(file_id=version.files.get().pk, curator=curator)


def test_only_curators_make_clean_copies(version, member, moderator):
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            begin_clean_copy(file_id=version.files.get().pk, curator=person)
