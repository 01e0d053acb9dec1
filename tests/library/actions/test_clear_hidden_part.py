"""Each hidden part is cleared with a reason of its own, which a second person reviews and the audit log keeps."""

import io

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas
from wagtail.models import ModelLogEntry

from library.actions.clear_hidden_part import clear_hidden_part
from library.actions.edit_resource import add_resource
from library.actions.edit_version import NotADraft
from library.integrations.publication_queue import Publications
from library.models import PublicationReview, ResourceVersion
from library.queries.hashes import shown_hash_of_review
from ratsite.files.enums import HiddenKind
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.quarantine import end_quarantine, read_text
from tests.markup import flat

pytestmark = pytest.mark.django_db
WHY = "Trainers need it"
SECRET = "CANARYNOTE"


def annotated_pdf() -> bytes:
    """A PDF with a title, an author and three notes."""
    out, annotated, name = io.BytesIO(), io.BytesIO(), pikepdf.Name
    canvas = Canvas(out)
    canvas.setTitle("Card")
    canvas.setAuthor("CANARYAUTHOR")
    canvas.drawString(72, 700, "Ask about today first.")
    canvas.save()
    with pikepdf.open(out) as document:
        page = document.pages[0]
        page.obj["/Annots"] = pikepdf.Array(
            pikepdf.Dictionary(
                Type=name.Annot, Subtype=name.Text, Rect=[9, 9, 20, 20], Contents=pikepdf.String(f"{SECRET} {number}")
            )
            for number in range(3)
        )
        document.save(annotated)
    return annotated.getvalue()


@pytest.fixture
def version(curator):
    resource = add_resource(
        curator=curator,
        uploads=[SimpleUploadedFile("card.pdf", annotated_pdf())],
        title="Card",
        summary="What to ask.",
        kind="guidance",
        is_to_publish=True,
    )
    version = resource.versions.get()
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    assert list(HiddenPart.objects.to_clear().values_list("kind", flat=True)) == ["metadata", *["comment"] * 3]
    return ResourceVersion.objects.select_related("resource").get(pk=version.pk)


def part(kind: HiddenKind) -> HiddenPart:
    return HiddenPart.objects.filter(kind=kind).order_by("pk")[0]


def address(version, one: HiddenPart) -> str:
    return reverse("library:hidden_clear", args=[version.resource.slug, version.number, one.pk])


def state(version) -> str:
    return ResourceVersion.objects.get(pk=version.pk).state


def test_each_finding_gets_its_reason_and_the_last_one_sends_the_version_to_a_second_person(
    version, curator, sign_in, moderator
):
    client = sign_in(curator, with_second_step=True)
    hidden = reverse("library:version_hidden", args=[version.resource.slug, version.number])
    assert flat(client.get(hidden).content).count("The version cannot be published while this is in it") == 4
    author = part(HiddenKind.METADATA)
    assert "other part" not in flat(client.get(address(version, author)).content)
    answer = client.post(address(version, author), {"reason": "She agreed to be named"})
    assert answer.url == f"{hidden}#part-{author.pk}"
    assert flat(client.get(hidden).content).count("The version cannot be published while this is in it") == 3
    assert state(version) == "draft"
    comment = part(HiddenKind.COMMENT)
    html = flat(client.get(address(version, comment)).content)
    assert ("The same applies to 2 other parts of this kind in this file" in html, SECRET in html) == (True, False)
    said = client.post(address(version, comment), {"reason": WHY, "with_others": "on"}, follow=True)
    assert "once a second person has reviewed it." in flat(said.content)
    assert state(version) == "in_review"
    html = flat(client.get(hidden).content)
    assert (html.count(WHY), html.count("She agreed to be named"), "cannot be published" in html) == (3, 1, False)
    entries = ModelLogEntry.objects.filter(action="library.hidden.clear", user=curator)
    assert sorted(entry.data["reason"] for entry in entries) == ["She agreed to be named", *[WHY] * 3]
    assert {entry.data["part"] for entry in entries} == set(HiddenPart.objects.to_clear().values_list("pk", flat=True))
    item = Publications().find(moderator.with_second_step(), PublicationReview.objects.get().pk)
    assert item.why == ["Its files have hidden parts that do not show on their pages"]
    assert f"Comment (3): “{WHY}”" in flat(item.html)
    assert "Author or other properties (1): “She agreed to be named”" in flat(item.html)


def test_a_reason_is_needed_and_names_nobody_and_what_was_typed_stays(version, curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    one = part(HiddenKind.COMMENT)
    typed = "it is 0121 496 0123"
    for reason, error in (("", "Give a reason"), (typed, "It may identify someone")):
        html = client.post(address(version, one), {"reason": reason, "with_others": "on"}).content.decode()
        assert (error in html, reason in html, "checked" in html) == (True, True, True)
        with pytest.raises(PermissionDenied):
            clear_hidden_part(part_id=one.pk, version_id=version.pk, curator=curator, reason=reason)
    assert not HiddenPart.objects.exclude(reason="").exists()


def test_a_version_under_review_does_not_change(version, curator, sign_in):
    for one in HiddenPart.objects.to_clear():
        clear_hidden_part(part_id=one.pk, version_id=version.pk, curator=curator, reason=WHY)
    review = PublicationReview.objects.select_related("version__resource").get()
    shown = shown_hash_of_review(review)
    one = part(HiddenKind.COMMENT)
    with pytest.raises(NotADraft):
        clear_hidden_part(part_id=one.pk, version_id=version.pk, curator=curator, reason="Another")
    html = sign_in(curator, with_second_step=True).post(address(version, one), {"reason": "Another"}).content.decode()
    assert "This reason is in review or was reviewed, so you can no longer change it." in html
    HiddenPart.objects.filter(pk=one.pk).update(reason="Another")
    assert shown_hash_of_review(review) != shown


def test_only_curators_clear_and_only_parts_of_the_version(version, curator, member, moderator):
    one = part(HiddenKind.COMMENT)
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            clear_hidden_part(part_id=one.pk, version_id=version.pk, curator=person, reason=WHY)
    other = add_resource(
        curator=curator, uploads=[], title="Other", summary="Else.", kind="guidance", is_to_publish=False
    ).versions.get()
    assert clear_hidden_part(part_id=one.pk, version_id=other.pk, curator=curator, reason=WHY) == 0
    title = part(HiddenKind.TITLE)  # readers see it
    assert clear_hidden_part(part_id=title.pk, version_id=version.pk, curator=curator, reason=WHY) == 0
    assert not HiddenPart.objects.exclude(reason="").exists()


def test_reasons_stay_when_the_text_of_a_file_is_read_again(version, curator):
    one = part(HiddenKind.COMMENT)
    clear_hidden_part(part_id=one.pk, version_id=version.pk, curator=curator, reason=WHY)
    StoredFile.objects.filter(pk=one.stored_file_id).update(text_read_at=None)
    assert read_text(file_id=str(one.stored_file_id))
    again = HiddenPart.objects.exclude(reason="").get()
    assert (again.text, again.reason, again.cleared_by) == (one.text, WHY, curator)
