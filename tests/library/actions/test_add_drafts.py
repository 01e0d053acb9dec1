"""Several files are added at once: each becomes a draft with suggested fields, and one form corrects them all."""

import io
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas

from library.enums import Audience, ResourceState, VersionState
from library.models import Resource, SketchValue
from library.queries.duplicates import duplicates_of
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.network.enums import Marking
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("library:draft_add"), reverse("library:own_drafts")
WELSH = "Os ydych yn meddwl bod rhywun mewn perygl, ffoniwch yr heddlu. Nid oes yn rhaid i chi fod yn sicr o hyn."
WORDS = [f"word{number}" for number in range(500)]


def pdf(name: str, *pages: str, title: str = "") -> SimpleUploadedFile:
    content = io.BytesIO()
    canvas = Canvas(content, invariant=1)
    canvas.setTitle(title or "untitled")
    for page in pages or ("Ask first.",):
        for line, start in enumerate(range(0, len(page), 90)):
            canvas.drawString(40, 800 - 12 * line, page[start : start + 90])
        canvas.showPage()
    canvas.save()
    return SimpleUploadedFile(name, content.getvalue())


def a_text(seed: int, length: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


@pytest.fixture
def staff_client(curator, sign_in):
    return sign_in(curator, with_second_step=True)


def drop(staff_client, *files) -> list[Resource]:
    staff_client.post(ADD, {"files": files})
    for stored in StoredFile.objects.quarantined():
        end_quarantine(file_id=str(stored.pk))
    return list(Resource.objects.filter(state=ResourceState.DRAFT).order_by("pk"))


def form_of(staff_client, **changes) -> dict:
    """Return what the page's form would send, with these fields changed in every row."""
    rows = staff_client.get(LIST).context["rows"]
    sent: dict = {"shown": [row.resource.pk for row in rows]}
    for row in rows:
        for name, field in row.form.fields.items():
            value = changes.get(name, row.form.get_initial_for_field(field, name))
            if value not in (None, False):
                sent[f"draft-{row.resource.pk}-{name}"] = value
        sent[f"shown-{row.resource.pk}"] = row.shown_hash
    return sent


def test_each_file_becomes_a_draft_with_what_it_says_of_itself(staff_client, curator):
    drop(
        staff_client,
        pdf("NRM_guidance-v2.pdf", "Who can refer. Updated 20 October 2024.", "Page two.", title="Referring a victim"),
        SimpleUploadedFile("cerdyn 2023-02-30.txt", WELSH.encode()),
        SimpleUploadedFile("tools_2023-04-05.txt", b"Ask about tools."),
    )
    rows = {row.file.stored_file.name: row for row in staff_client.get(LIST).context["rows"]}
    first, second = rows["NRM_guidance-v2.pdf"], rows["cerdyn 2023-02-30.txt"]
    assert rows["tools_2023-04-05.txt"].form.initial["issued_on"].isoformat() == "2023-04-05"
    assert second.form.initial["issued_on"] is None  # no such day
    assert first.form.initial["title"] == "Referring a victim"
    assert first.form.initial["summary"] == "Who can refer. Updated 20 October 2024. Page two."
    assert first.form.initial["issued_on"].isoformat() == "2024-10-20"
    assert first.file.stored_file.page_count == 2
    assert (second.form.initial["title"], second.form.initial["language"]) == ("Cerdyn 2023 02 30", "cy")
    page = flat(staff_client.get(LIST).content)
    assert "2 pages" in page
    assert all(row.resource.posted_by == curator for row in rows.values())


def test_a_name_becomes_the_title_where_the_file_has_no_sensible_one(staff_client):
    drop(staff_client, pdf("first_ten.minutes-card.pdf", title="Microsoft Word - card final.docx"))
    (row,) = staff_client.get(LIST).context["rows"]
    assert row.form.initial["title"] == "First ten minutes card"


def test_refused_files_are_explained_and_the_others_become_drafts(staff_client):
    answer = staff_client.post(
        ADD,
        {
            "files": [
                SimpleUploadedFile("good.txt", b"Ask first."),
                SimpleUploadedFile("bad.exe", b"MZ"),
                SimpleUploadedFile("false.pdf", b"no pdf"),
                SimpleUploadedFile("Call 07700 900123.txt", b"Ask."),
                SimpleUploadedFile("empty.txt", b""),
            ]
        },
        follow=True,
    )
    page = flat(answer.content)
    assert "1 draft made" in page
    for name in ("bad.exe", "false.pdf", "empty.txt"):
        assert page.count(name) == 1
    assert "may contain this: phone number" in page
    assert Resource.objects.get().title == "Good"


def test_the_form_does_not_call_the_files_optional(staff_client):
    assert "(optional)" not in text_of(staff_client.get(reverse("library:draft_add")))


def test_nothing_is_made_of_more_files_than_the_form_takes(staff_client):
    files = [SimpleUploadedFile(f"card{number}.txt", b"Ask.") for number in range(21)]
    assert "at most 20 files" in flat(staff_client.post(ADD, {"files": files}).content)
    assert "at least one file" in flat(staff_client.post(ADD, {}).content)
    assert not Resource.objects.exists()


def test_one_form_corrects_all_and_saves_them_as_drafts(staff_client):
    drop(staff_client, pdf("a.pdf"), pdf("b.pdf", "Other words."))
    sent = form_of(staff_client, title="Corrected", kind="briefing", language="pl", issued_on="2024-03-01")
    assert staff_client.post(LIST, sent).url == LIST
    for draft in Resource.objects.all():
        assert (draft.title, draft.kind, draft.language, draft.state) == ("Corrected", "briefing", "pl", "draft")
        assert draft.versions.get().issued_on.isoformat() == "2024-03-01"
        assert draft.versions.get().state == VersionState.DRAFT
    rows = staff_client.get(LIST).context["rows"]
    assert {row.form.initial["title"] for row in rows} == {"Corrected"}  # what was saved wins over what is proposed


def test_sent_drafts_are_published_or_held_for_a_second_person_and_one_stays_a_draft(staff_client, curator):
    circle = CircleFactory()
    circle.people.add(curator)
    members, in_circle, left = drop(staff_client, pdf("a.pdf"), pdf("b.pdf", "Other."), pdf("c.pdf", "Third."))
    sent = form_of(staff_client) | {"send": "1"}
    sent[f"draft-{in_circle.pk}-audience"] = f"circle-{circle.pk}"
    sent[f"draft-{left.pk}-is_left"] = "on"
    page = flat(staff_client.post(LIST, sent, follow=True).content)
    assert "1 resource is published." in page
    assert "1 resource has been sent to review." in page
    assert "1 draft is saved" in page
    states = {one.pk: (one.state, one.versions.get().state, one.circle) for one in Resource.objects.all()}
    assert states == {
        members.pk: ("published", "published", None),
        in_circle.pk: ("draft", "in_review", circle),
        left.pk: ("draft", "draft", None),
    }


def test_nothing_typed_is_lost_if_one_row_is_wrong(staff_client):
    one, other = drop(staff_client, pdf("a.pdf"), pdf("b.pdf", "Other."))
    sent = form_of(staff_client) | {"send": "1"}
    sent |= {
        f"draft-{one.pk}-title": "Kept title",
        f"draft-{other.pk}-summary": "",
        f"draft-{other.pk}-title": "Ask 07700 900123",
    }
    answer = staff_client.post(LIST, sent)
    page = flat(answer.content)
    assert "Nothing is saved yet" in page
    assert 'value="Kept title"' in page
    assert 'value="Ask 07700 900123"' in page
    assert "Write a summary, or leave it as a draft" in page
    assert set(Resource.objects.values_list("title", flat=True)) == {"A", "B"}


def test_a_draft_without_a_title_is_named_by_its_file_in_the_summary_of_errors(staff_client):
    (draft,) = drop(staff_client, pdf("a.pdf"))
    page = flat(staff_client.post(LIST, form_of(staff_client) | {f"draft-{draft.pk}-title": ""}).content)
    assert re.search(rf'<a href="#draft-{draft.pk}">\s*a.pdf\s*</a>', page)


def test_a_sent_draft_that_needs_its_curator_says_why_in_the_list(staff_client):
    named, _other = drop(staff_client, pdf("a.pdf", "Call 07700 900123"), pdf("b.pdf", "Other."))
    assert "it needs you before it can be published" not in flat(staff_client.get(LIST).content)
    sent = form_of(staff_client, summary="What to ask.") | {"send": "1"}
    page = flat(staff_client.post(LIST, sent, follow=True).content)
    assert [row.resource for row in staff_client.get(LIST).context["rows"]] == [named]
    assert "it needs you before it can be published" in page
    assert "Say why that does not identify a private person, or remove it." in page


@pytest.mark.parametrize("shown", ["9" * 20, "²", "-1", "x"])
def test_a_tampered_form_causes_no_error(sign_in, curator, shown):
    client = sign_in(curator, with_second_step=True)
    assert client.post(LIST, {"shown": shown}).status_code == 200


def test_a_curator_corrects_their_own_drafts_alone(staff_client, sign_in, curator):
    (draft,) = drop(staff_client, pdf("a.pdf"))
    sent = form_of(staff_client, title="Taken")
    other = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    assert other.get(LIST).context["rows"] == []
    other.post(LIST, sent)
    draft.refresh_from_db()
    assert draft.title == "A"


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_for_one_draft_and_for_four(staff_client, count, django_assert_num_queries):
    drop(staff_client, *(pdf(f"{number}.pdf", a_text(number)) for number in range(count)))
    staff_client.get(LIST)
    with django_assert_num_queries(13):
        staff_client.get(LIST)


def test_a_file_that_the_library_has_is_reported_with_a_link_to_a_new_version(staff_client, curator):
    content = pdf("card.pdf", a_text(1)).read()
    known = make_resource(curator, title="First card", upload=SimpleUploadedFile("card.pdf", content))
    (draft,) = drop(staff_client, SimpleUploadedFile("again.pdf", content))
    page = flat(staff_client.get(LIST).content)
    assert "Same file as “First card”, version 1" in page
    join = reverse("library:draft_join", args=[draft.slug, known.slug])
    assert f'href="{join}"' in page
    assert "Same file as “First card”" in flat(staff_client.get(draft.versions.get().get_absolute_url()).content)
    assert "Fill in “What changed”" in flat(staff_client.post(join, {"note": ""}).content)
    assert staff_client.post(join, {"note": "The same again"}).url == f"{known.get_absolute_url()}versions/2/"
    version = known.versions.get(number=2)
    assert (version.state, version.note, version.files.get().stored_file.name) == (
        "draft",
        "The same again",
        "again.pdf",
    )
    assert not Resource.objects.filter(pk=draft.pk).exists()


def test_nearly_the_same_text_is_reported_in_tenths(staff_client, curator):
    words = a_text(7, 500).split()
    make_resource(curator, title="Long card", upload=SimpleUploadedFile("card.txt", " ".join(words).encode()))
    words[100:125] = ["changed"] * 25  # one in twenty
    drop(
        staff_client,
        SimpleUploadedFile("new.txt", " ".join(words).encode()),
        SimpleUploadedFile("x.txt", a_text(8).encode()),
    )
    page = flat(staff_client.get(LIST).content)
    assert "About 9 in 10 words are the same as in “Long card”, version 1" in page
    assert page.count("“Long card”") == 1


def test_nobody_is_shown_a_duplicate_that_they_may_not_see(staff_client, curator):
    content = a_text(3).encode()
    make_resource(
        title="CLOSED",
        audience=Audience.CIRCLE,
        circle=CircleFactory(),
        upload=SimpleUploadedFile("card.txt", content),
    )
    (_, draft) = drop(
        staff_client, SimpleUploadedFile("one.txt", content), SimpleUploadedFile("two.txt", content + b" more")
    )[-2:]
    page = flat(staff_client.get(LIST).content)
    assert "CLOSED" not in page
    assert "words are the same as in “One”" in page
    assert SketchValue.objects.filter(file__version__resource=draft).exists()


def test_members_and_visitors_are_shown_only_duplicates_that_they_may_read(curator, member):
    from django.contrib.auth.models import AnonymousUser

    content = a_text(4).encode()
    public = {"audience": Audience.PUBLIC, "marking": Marking.CLEAR}
    make_resource(curator, title="Open", upload=SimpleUploadedFile("a.txt", content), **public)
    make_resource(curator, title="Members", upload=SimpleUploadedFile("b.txt", content + b" one"))
    asked = make_resource(curator, title="Asked", upload=SimpleUploadedFile("c.txt", content + b" two"), **public)
    file = asked.current.files.select_related("stored_file", "version").get()
    heard = {
        name: {one.resource.title for one in duplicates_of(reader, [file])[file.pk]}
        for name, reader in (("visitor", AnonymousUser()), ("member", member))
    }
    assert heard == {"visitor": {"Open"}, "member": {"Open", "Members"}}


def test_the_comparison_is_bounded_whatever_the_library_holds(curator, django_assert_num_queries):
    content = a_text(6).encode()
    for number in range(5):
        make_resource(curator, upload=SimpleUploadedFile(f"{number}.txt", content + str(number).encode()))
    file = make_resource(curator, upload=SimpleUploadedFile("n.txt", content)).current.files.get()
    with django_assert_num_queries(7):
        assert len(duplicates_of(curator, [file])[file.pk]) == 5


def test_a_text_that_another_curator_wrote_meanwhile_is_not_lost(staff_client, curator):
    one, two = drop(staff_client, pdf("one.pdf"), pdf("two.pdf"))
    sent = form_of(staff_client, summary="Mine")
    Resource.objects.filter(pk=one.pk).update(summary="Theirs")
    answer = staff_client.post(LIST, sent)
    assert "Someone else changed this draft after you opened this page" in flat(answer.content)
    assert [Resource.objects.get(pk=pk).summary for pk in (one.pk, two.pk)] == ["Theirs", "Mine"]
    shown = answer.context["rows"][0].shown_hash
    staff_client.post(LIST, {**sent, "shown": [one.pk], f"shown-{one.pk}": shown})
    assert Resource.objects.get(pk=one.pk).summary == "Mine"


@pytest.mark.parametrize("theirs", [{"kind": "research"}, {"language": "cy"}])
def test_a_choice_that_another_curator_made_meanwhile_is_not_undone(staff_client, curator, theirs):
    (draft,) = drop(staff_client, pdf("one.pdf"))
    sent = form_of(staff_client, summary="Mine")
    Resource.objects.filter(pk=draft.pk).update(**theirs)
    answer = staff_client.post(LIST, sent)
    assert "Someone else changed this draft after you opened this page" in flat(answer.content)
    assert Resource.objects.filter(pk=draft.pk, **theirs).exists()


def test_an_issue_date_that_another_curator_entered_meanwhile_is_not_undone(staff_client):
    (draft,) = drop(staff_client, pdf("one.pdf"))
    sent = form_of(staff_client, summary="Mine")
    draft.versions.update(issued_on="2024-03-01")
    answer = staff_client.post(LIST, sent)
    assert "Someone else changed this draft after you opened this page" in flat(answer.content)
    assert str(draft.versions.get().issued_on) == "2024-03-01"


def test_a_draft_for_named_people_keeps_its_marking_until_a_curator_changes_it(staff_client, curator):
    (draft,) = drop(staff_client, pdf("one.pdf"))
    circle = CircleFactory()
    circle.people.add(curator)
    Resource.objects.filter(pk=draft.pk).update(audience=Audience.CIRCLE, circle=circle, marking=Marking.RED)
    answer = staff_client.post(LIST, form_of(staff_client, audience="members"))
    assert "Choose another marking on its page first" in flat(answer.content)
    draft.refresh_from_db()
    assert (draft.audience, draft.marking) == (Audience.CIRCLE, Marking.RED)
