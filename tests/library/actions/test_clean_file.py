"""Why a file is refused, and which of these faults a clean copy mends, with one button."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.clean_file import begin_clean_copies
from library.actions.edit_resource import add_resource
from library.actions.edit_version import add_to_version
from library.actions.publish_version import submit_version
from library.models import PublicationReview, ResourceFile, ResourceVersion
from library.queries.checklist import checklist
from ratsite.files import quarantine
from ratsite.files.actions import delete_spare_files
from ratsite.files.models import FileText, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.tasks import check_file
from ratsite.notifications.models import Notification
from tests.files.hidden_pdf import boxed, drawn, scan
from tests.lib.documents.clean_copy.office import BUILDERS
from tests.markup import flat

pytestmark = pytest.mark.django_db
NHS = "943 476 5919"
SAID = f"Her NHS number is {NHS}."


def office(tmp_path, extension: str, was: str = "", now: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """Return an Office or OpenDocument file of the clean copies' tests, with one word changed or more parts."""
    path, out = BUILDERS[extension](tmp_path / f"built.{extension}"), io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w") as changed:
        for entry in archive.infolist():
            if "vbaProject" not in entry.filename:
                content = archive.read(entry)
                changed.writestr(entry.filename, content.replace(was.encode(), now.encode()) if was else content)
        for name, content in (more or {}).items():
            changed.writestr(name, content)
    return out.getvalue()


PROGRAM = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 a project", "Scripts/javascript/run.js": b"x"}
FILM = {"ppt/media/film.mp4": b"\0\0\0\x18ftypmp42 a film"}
# name: (file name, content, words of the refusal, a clean copy mends it)
CASES = {
    "macros": ("a.docx", lambda at: office(at, "docx", more=PROGRAM), "contains macros", True),
    "a program in OpenDocument": ("a.odt", lambda at: office(at, "odt", more=PROGRAM), "contains macros", True),
    "a number in speaker notes": ("a.pptx", lambda at: office(at, "pptx", "CANARYNOTES", SAID), "NHS number", True),
    "a number under a box": ("a.pdf", lambda at: boxed(SAID), "NHS number", True),
    "a number on a slide": ("a.pptx", lambda at: office(at, "pptx", "SEENfirst", SAID), "NHS number", False),
    "a number in the name": (f"NHS {NHS}.pptx", lambda at: office(at, "pptx"), "NHS number", False),
    "a number in plain text": ("a.txt", lambda at: SAID.encode(), "NHS number", False),
    "a marking that is seen": (
        "a.pptx", lambda at: office(at, "pptx", "SEENfirst", "OFFICIAL-SENSITIVE"), "protective marking", False
    ),
    "a marking that is hidden": (
        "a.pptx", lambda at: office(at, "pptx", "CANARYNOTES", "OFFICIAL-SENSITIVE"), "protective marking", False
    ),
    "macros and a marking that is hidden": (
        "a.pptx",
        lambda at: office(at, "pptx", "CANARYNOTES", "OFFICIAL-SENSITIVE", PROGRAM),
        "protective marking",
        False,
    ),
    "macros and a part that nobody can read": (
        "a.pptx", lambda at: office(at, "pptx", more=PROGRAM | FILM), "contains macros", False
    ),
    "a part that nobody can read": ("a.pptx", lambda at: office(at, "pptx", more=FILM), "whole file", False),
    "a damaged file": ("a.docx", lambda at: b"PK\x03\x04 and no more", "damaged", False),
    "another kind of file": ("a.xlsx", lambda at: office(at, "docx"), "does not match", False),
}  # fmt: skip


def refused(curator, name: str, content: bytes) -> ResourceFile:
    resource = add_resource(
        curator=curator, uploads=[SimpleUploadedFile(name, content)], title="Card", summary="What to ask.",
        kind="guidance", is_to_publish=True,
    )  # fmt: skip
    end_quarantine(file_id=str(resource.versions.get().files.get().stored_file_id))
    return ResourceFile.objects.select_related("stored_file", "version__resource").get()


def address(file: ResourceFile, name: str, *more) -> str:
    return reverse(f"library:{name}", args=[file.version.resource.slug, file.version.number, *more])


@pytest.mark.parametrize("case", CASES)
def test_a_clean_copy_is_offered_only_of_files_that_it_can_clean(case, curator, tmp_path, sign_in):
    name, build, words, is_mended = CASES[case]
    file = refused(curator, name, build(tmp_path))
    stored = file.stored_file
    assert words in stored.refusal
    assert stored.can_be_cleaned is is_mended
    client = sign_in(curator, with_second_step=True)
    page = flat(client.get(address(file, "version_hidden")).content)
    begin = address(file, "copy_begin", file.pk)
    assert stored.refusal in page
    assert (begin in page, "A clean copy cannot remove this" in page) == (is_mended, not is_mended)
    version_page = flat(client.get(file.version.get_absolute_url()).content)
    assert (f"Make a clean copy of {name}" in version_page, "without it" in version_page) == (is_mended, False)
    detail = next(one.detail for one in checklist(file.version).checks if one.label == "Its files were checked")
    assert detail.startswith(
        "Make a clean copy of the files that we refused" if is_mended else "Remove the files that we refused"
    )
    assert client.post(begin).status_code == (302 if is_mended else 404)
    assert StoredFile.objects.filter(clean_copy_of=stored).exists() is is_mended
    if not is_mended:
        return
    copy = StoredFile.objects.get(clean_copy_of=stored)
    check_file.func(str(copy.pk))
    copy.refresh_from_db()
    assert (copy.state, copy.refusal) == ("clean", "")
    assert not copy.hidden_parts.exists()
    assert not copy.texts.filter(text__contains=NHS).exists()


def test_the_copy_replaces_the_refused_file_which_is_deleted_and_the_version_can_be_published(
    curator, tmp_path, sign_in, django_capture_on_commit_callbacks
):
    name, build, *_ = CASES["a number in speaker notes"]
    file = refused(curator, name, build(tmp_path))
    original, client = file.stored_file, sign_in(curator, with_second_step=True)
    client.post(address(file, "copy_begin", file.pk))
    copy = StoredFile.objects.get(clean_copy_of=original)
    check_file.func(str(copy.pk))
    compare = address(file, "copy_compare", file.pk)
    shown = flat(client.get(compare).content)
    assert "We do not store the text of a refused file." in shown
    assert "We will delete the refused file immediately." in shown
    assert "You have asked to publish this version." in shown
    assert ("SEENfirst" in shown, NHS in shown) == (True, False)
    with django_capture_on_commit_callbacks(execute=True):
        after = flat(client.post(compare, follow=True).content)
    assert "has replaced the refused file, which we have deleted" in after
    assert "The resource is published. Readers can find it now." in after
    file.refresh_from_db()
    assert (file.stored_file, file.version.__class__.objects.get().is_published) == (copy, True)
    assert not StoredFile.objects.filter(pk=original.pk).exists()
    assert not Path(original.content.path).exists()
    assert ModelLogEntry.objects.filter(action="library.hidden.clean").count() == 1


def test_a_page_that_becomes_a_picture_keeps_its_text_and_what_the_check_found_in_it(
    curator, sign_in, django_capture_on_commit_callbacks
):
    """The page of a copy cannot be read: without its text, a name on it would be published with no second person."""
    person = "Mrs Maria Lopez, born 3 May 1985, phone 07700 900456"

    def draw(canvas):
        canvas.drawString(72, 640, person)
        canvas.setFillGray(1)
        canvas.drawString(72, 600, "White on white")

    file = refused(curator, "a.pdf", drawn(draw))
    assert (file.stored_file.refusal, "phone number" in file.identifiers) == ("", True)
    client = sign_in(curator, with_second_step=True)
    client.post(address(file, "copy_begin", file.pk))
    copy = StoredFile.objects.get(clean_copy_of=file.stored_file)
    check_file.func(str(copy.pk))
    copy.refresh_from_db()
    assert (copy.text_status, copy.texts.exists()) == ("scan", False)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(file, "copy_compare", file.pk))
    file.refresh_from_db()
    assert file.stored_file == copy
    assert {"name", "phone number", "date of birth"} <= {*file.identifiers.split(", ")}
    assert [person in text for text in copy.texts.values_list("text", flat=True)] == [True]
    copy.refresh_from_db()
    assert copy.text_status == "whole"
    assert "White" not in copy.texts.get().text
    version = ResourceVersion.objects.get()
    assert (version.is_draft, checklist(version).needs_curator) == (True, True)


def with_copy(curator, client, draw) -> tuple[ResourceFile, StoredFile]:
    """Return a PDF with a hidden line and what `draw` draws, and its checked clean copy, whose page is a picture."""

    def draw_both(canvas):
        draw(canvas)
        unseen(canvas)

    file = refused(curator, "a.pdf", drawn(draw_both))
    client.post(address(file, "copy_begin", file.pk))
    copy = StoredFile.objects.get(clean_copy_of=file.stored_file)
    check_file.func(str(copy.pk))
    return file, copy


def test_what_text_recognition_misreads_in_a_copy_is_still_found(curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    file, copy = with_copy(curator, client, lambda canvas: canvas.drawString(72, 640, "Phone 07700 900456"))
    FileText.objects.create(stored_file=copy, page=1, text="Phone D77UD gUD4S6")
    StoredFile.objects.filter(pk=copy.pk).update(text_status="whole")
    client.post(address(file, "copy_compare", file.pk))
    file.refresh_from_db()
    assert (file.stored_file, "phone number" in file.identifiers) == (copy, True)


def test_the_copy_of_a_file_whose_text_was_never_read_does_not_count_as_read(curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    file, copy = with_copy(curator, client, lambda canvas: None)
    file.stored_file.texts.all().delete()
    StoredFile.objects.filter(pk=file.stored_file_id).update(text_status="", text_read_at=None)
    client.post(address(file, "copy_compare", file.pk))
    copy.refresh_from_db()
    file.refresh_from_db()
    assert (file.stored_file, copy.has_unread_pages) == (copy, True)


def unseen(canvas):
    canvas.setFillGray(1)
    canvas.drawString(72, 100, "White on white")


@pytest.mark.parametrize("draw", [None, unseen], ids=["alone", "with hidden words"])
def test_a_scan_is_published_only_with_a_reason_and_by_a_second_person(curator, draw):
    version = refused(curator, "a.pdf", scan(draw)).version
    version.refresh_from_db()
    found = checklist(version)
    assert (version.is_draft, found.needs_curator) == (True, True)
    assert any("text in pictures, which we cannot read" in one.detail for one in found.checks)
    if draw is None:
        submit_version(version_id=version.pk, curator=curator, justification="I looked: it is an empty form.")
        version.refresh_from_db()
        assert (version.is_published, PublicationReview.objects.waiting().count()) == (False, 1)


def test_a_copy_that_still_identifies_a_person_is_refused_before_it_replaces_anything(curator, tmp_path, sign_in):
    content = office(tmp_path, "docx", "SEEN one", SAID, more=PROGRAM)
    file = refused(curator, "a.docx", content)
    assert "macros" in file.stored_file.refusal
    client = sign_in(curator, with_second_step=True)
    client.post(address(file, "copy_begin", file.pk))
    copy = StoredFile.objects.get(clean_copy_of=file.stored_file)
    check_file.func(str(copy.pk))
    copy.refresh_from_db()
    assert ("NHS number" in copy.refusal, copy.is_clean) == (True, False)
    assert copy.refusal in flat(client.get(address(file, "version_hidden")).content)
    assert client.get(address(file, "copy_compare", file.pk)).status_code == 302


def test_no_copy_is_made_of_a_file_with_a_virus(curator, tmp_path, monkeypatch):
    monkeypatch.setattr(quarantine, "virus_refusal", lambda path: "The scanner found a virus.")
    file = refused(curator, "a.docx", office(tmp_path, "docx", more=PROGRAM))
    assert (file.stored_file.refusal, file.stored_file.can_be_cleaned) == ("The scanner found a virus.", False)


@pytest.mark.parametrize("what", ["a refused copy", "a copy that was not used", "a refused upload"])
def test_files_of_no_use_are_deleted_after_30_days(what, curator, tmp_path, django_capture_on_commit_callbacks):
    def is_there_after(days: int) -> bool:
        StoredFile.objects.update(created_at=timezone.now() - dt.timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            delete_spare_files()
        is_there = StoredFile.objects.filter(pk=spare.pk).exists()
        assert Path(spare.content.path).exists() is is_there
        return is_there

    held = refused(curator, "a.docx", office(tmp_path, "docx", more=PROGRAM)).stored_file
    spare = StoredFile(name="a.pdf", size=5, uploaded_by=curator)
    if what != "a refused upload":
        spare.clean_copy_of = held
    if what != "a copy that was not used":
        spare.state, spare.refusal = "refused", "It is marked."
    spare.content.save("a.pdf", ContentFile(b"%PDF-"), save=False)
    spare.save()
    lost = StoredFile.objects.create(name="b.pdf", size=5, uploaded_by=curator, state="clean")
    assert [is_there_after(days) for days in (29, 31)] == [True, False]
    assert set(StoredFile.objects.all()) == {held, lost}  # what a version holds, and what the operator decides on


def test_a_file_of_a_version_post_draft_or_page_is_never_deleted_as_unused():
    holders = {relation.related_model._meta.label for relation in StoredFile._meta.related_objects}
    files = {"files.StoredFile", "files.FileText", "files.HiddenPart"}
    assert holders - files == {"library.ResourceFile", "forum.Attachment", "forum.DraftFile", "pages.PageFile"}
    asked = str(StoredFile.objects.unused().query)
    tables = [one.related_model._meta.db_table for one in StoredFile._meta.related_objects]
    assert sum(table in asked for table in set(tables) - {"files_storedfile"}) == len(holders - files)


def test_a_second_refused_file_in_the_same_draft_is_notified_again(
    curator, sign_in, django_capture_on_commit_callbacks
):
    def unread() -> int:
        return Notification.objects.unread().filter(person=curator, source="checked-versions").count()

    with django_capture_on_commit_callbacks(execute=True):
        version = refused(curator, "a.txt", SAID.encode()).version
    assert unread() == 1
    sign_in(curator, with_second_step=True).get(version.get_absolute_url())
    assert unread() == 0
    with django_capture_on_commit_callbacks(execute=True):
        add_to_version(version_id=version.pk, curator=curator, uploads=[SimpleUploadedFile("b.txt", SAID.encode())])
        end_quarantine(file_id=str(version.files.get(stored_file__name="b.txt").stored_file_id))
    assert unread() == 1
    sign_in(curator, with_second_step=True).get(version.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        add_to_version(version_id=version.pk, curator=curator, uploads=[SimpleUploadedFile("c.txt", b"Ask first.")])
        end_quarantine(file_id=str(version.files.get(stored_file__name="c.txt").stored_file_id))
    assert unread() == 0  # nothing was found in this one
    ResourceVersion.objects.filter(pk=version.pk).update(is_to_publish=False)
    with django_capture_on_commit_callbacks(execute=True):
        add_to_version(version_id=version.pk, curator=curator, uploads=[SimpleUploadedFile("d.txt", SAID.encode())])
        end_quarantine(file_id=str(version.files.get(stored_file__name="d.txt").stored_file_id))
    assert Notification.objects.filter(person=curator, source="checked-versions").count() == 1


def test_one_button_copies_the_refused_files_too(curator, tmp_path):
    file = refused(curator, "a.docx", office(tmp_path, "docx", more=PROGRAM))
    assert [begin_clean_copies(version_id=file.version_id, curator=curator) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    ("is_refused", "result", "words"),
    [(False, "waits", "Not checked yet."), (True, "failed", "We could not check this, because we refused a file.")],
)
def test_no_check_has_passed_on_the_words_of_a_file_that_nobody_could_open(curator, is_refused, result, words):
    if is_refused:
        version = refused(curator, "a.txt", SAID.encode()).version
    else:
        upload = SimpleUploadedFile("a.txt", SAID.encode())
        fields = {"title": "Card", "summary": "What to ask.", "kind": "guidance"}
        version = add_resource(curator=curator, uploads=[upload], **fields).versions.get()
    checks = {one.label: (one.result, one.detail) for one in checklist(version).checks}
    names = checks["An automatic check looked for contact details, names and reference numbers"]
    assert names == checks["Nothing is hidden in its files"] == (result, words)
    assert checklist(version).second_person == []  # nothing was found either


def test_a_curator_who_publishes_a_version_with_a_refused_file_reads_what_to_do(curator, sign_in):
    version = refused(curator, "a.txt", SAID.encode()).version
    client, todo = (
        sign_in(curator, with_second_step=True),
        "while it contains a file that we refused. Remove the file or",
    )
    assert todo in flat(client.get(version.get_absolute_url()).content)
    page = flat(client.post(version.get_absolute_url(), {}, follow=True).content)
    assert "The resource is still a draft, because we refused one of its files." in page
    assert "once its checks have passed" not in page
    assert ResourceVersion.objects.get(pk=version.pk).is_draft


def test_a_curator_reads_that_a_file_waits_for_a_scanner_that_is_away(curator, sign_in, settings):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    version = refused(curator, "a.txt", SAID.encode()).version  # it waits instead
    client, said = (
        sign_in(curator, with_second_step=True),
        "The virus scanner is not working, so we cannot check this file yet.",
    )
    assert said in flat(client.get(version.get_absolute_url()).content)
    settings.CLAMD_SOCKET = ""
    page = flat(client.get(version.get_absolute_url()).content)
    assert (said in page, "We are checking this file." in page) == (False, True)
