"""Importing an article makes a draft and never overwrites a published page; an article with a fault adds nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from ratsite.pages.models import HistoryPage
from tests.markup import flat
from tests.pages.factories import make_part

pytestmark = pytest.mark.django_db
FIXTURE = Path(__file__).parents[2] / "corpora" / "articles" / "part-four.txt"
REAL = Path(__file__).parents[4] / "shared" / "data" / "history" / "part-two.txt"


def bring_in(file, **options) -> str:
    from io import StringIO

    output = StringIO()
    call_command("import_article", str(file), stdout=output, **options)
    return output.getvalue()


def body(page) -> list[str]:
    return [str(block.value.source) for block in page.body]


def test_an_article_becomes_a_draft_part(client):
    said = bring_in(FIXTURE)
    page = HistoryPage.objects.get()
    assert said == f"Part 4, “The Wednesday Table”, is a draft. Check it at /cms/pages/{page.pk}/edit/.\n"
    assert (page.live, page.number, page.byline, page.slug) == (False, 4, "Ottilie Marsh-Grey", "the-wednesday-table")
    assert (page.relationship, page.source_site) == ("reproduced", "www.wednesdaytable.example")
    assert body(page) == [f"<p>{line}</p>" for line in FIXTURE.read_text(encoding="utf-8").splitlines()[1:4]]
    assert client.get("/history/the-wednesday-table/").status_code == 404


@pytest.mark.skipif(not REAL.exists(), reason="the shared folder with the real article is not beside this checkout")
def test_the_real_article_comes_in_as_part_two():
    bring_in(REAL, part=2, series="history")
    page = HistoryPage.objects.get()
    assert (page.title, page.number, page.byline) == ("Development of the RAT Network", 2, "Kerry Scarlett")
    assert page.source_site == "www.humantraffickingfoundation.org"
    assert len(page.body) == 6
    assert page.live is False


def test_running_again_updates_the_same_draft(tmp_path):
    bring_in(FIXTURE)
    changed = tmp_path / "changed.txt"
    changed.write_text(FIXTURE.read_text(encoding="utf-8").replace("seven chairs", "eight chairs"), encoding="utf-8")
    bring_in(changed)
    page = HistoryPage.objects.get()
    assert Revision.objects.for_instance(page).count() == 2
    assert "eight chairs" in body(page.get_latest_revision_as_object())[0]


def test_a_published_part_stays_as_it_is_and_gets_a_draft(client, history):
    part = make_part(history, 4, title="As published", slug="published")
    bring_in(FIXTURE)
    assert HistoryPage.objects.count() == 1
    assert "<h1>As published</h1>" in flat(client.get("/history/published/").content)
    draft = HistoryPage.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.slug, draft.pk) == ("The Wednesday Table", "published", part.pk)
    assert HistoryPage.objects.get().has_unpublished_changes is True


def test_the_draft_can_be_published_as_it_is(client):
    bring_in(FIXTURE)
    HistoryPage.objects.get().latest_revision.publish()
    html = flat(client.get("/history/the-wednesday-table/").content)
    assert "Written by <strong>Ottilie Marsh-Grey</strong>" in html
    assert "This article was first published on www.wednesdaytable.example." in html


def write(tmp_path, name: str, content: bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


BROKEN = {
    "no number": ("a.txt", b"Title\n\nWritten by Ann Other\n\nWords.", "Say it with --part"),
    "no author": ("a.txt", b"Part 1: Title\n\nWords.", "--author-of-record"),
    "empty": ("a.txt", b"", "empty"),
    "binary": ("a.txt", b"\x00\x01\x02", "not a text file"),
    "wrong encoding": ("a.txt", b"Title\n\n\x81", "could not be read"),
    "no Word file": ("a.docx", b"PK\x03\x04", "not a Word file"),
    "title too long": ("a.txt", b"Part 1: " + b"T" * 300 + b"\n\nWritten by Ann Other\n\nWords.", "255"),
    "number too large": ("a.txt", b"Part 99999999999: T\n\nWritten by Ann Other\n\nWords.", "less than or equal"),
    "an address of the site": ("a.txt", b"Part 1: Timeline\n\nWritten by Ann Other\n\nWords.", "The site already uses"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_faulty_article_is_refused_in_words_and_adds_nothing(tmp_path, kind):
    name, content, reason = BROKEN[kind]
    pages, revisions = Page.objects.count(), Revision.objects.count()
    with pytest.raises(CommandError, match=reason):
        bring_in(write(tmp_path, name, content))
    assert (Page.objects.count(), Revision.objects.count()) == (pages, revisions)


def test_fifty_megabytes_are_refused_unread(tmp_path):
    file = tmp_path / "large.txt"
    with file.open("wb") as large:
        large.truncate(50 * 1024 * 1024)
    with pytest.raises(CommandError, match="larger than 5 MB"):
        bring_in(file)


@pytest.mark.parametrize("name", ["nowhere.txt", "."])
def test_a_file_that_cannot_be_opened_is_named_in_words(tmp_path, name):
    with pytest.raises(CommandError, match="could not be opened"):
        bring_in(tmp_path / name)


def test_options_fill_in_what_the_file_does_not_say(tmp_path):
    file = write(tmp_path, "a.txt", b"Title\n\nWords.")
    bring_in(file, part=3, author_of_record="Ann Other", source_url="https://www.example.org/a")
    page = HistoryPage.objects.get()
    assert (page.number, page.byline, page.source_url) == (3, "Ann Other", "https://www.example.org/a")


def test_a_number_that_contradicts_the_title_is_refused():
    with pytest.raises(CommandError, match="part 4, and you said part 2"):
        bring_in(FIXTURE, part=2)


def test_an_unknown_series_is_refused():
    with pytest.raises(CommandError, match="no series at /nowhere/"):
        bring_in(FIXTURE, series="nowhere")


def test_a_value_that_the_file_lacks_stays_and_is_named(tmp_path, history):
    source = {"source_site": "www.old.example", "source_url": "https://www.old.example/a", "relationship": "adapted"}
    make_part(history, 3, introduction="The old introduction.", period="2012", **source)
    said = bring_in(write(tmp_path, "a.txt", b"Part 3: New\n\nWritten by Ann Other\n\nWords."))
    draft = HistoryPage.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.byline, draft.introduction) == ("New", "Ann Other", "The old introduction.")
    assert {name: getattr(draft, name) for name in source} == source
    assert (
        "so it kept: its introduction, where it was first published, the address of the original, its period." in said
    )


def test_an_option_replaces_the_article_s_earlier_value(tmp_path, history):
    make_part(history, 3, introduction="The old introduction.", source_url="https://www.old.example/a")
    file = write(tmp_path, "a.txt", b"Part 3: New\n\nWritten by Ann Other\n\nWords.")
    said = bring_in(file, introduction="In short.", source_url="https://www.new.example/b")
    draft = HistoryPage.objects.get().get_latest_revision_as_object()
    assert (draft.introduction, draft.source_url) == ("In short.", "https://www.new.example/b")
    assert "so it kept" not in said


def test_parts_of_an_article_that_could_not_be_imported_are_named(tmp_path):
    html = b'<h1>Part 1: T</h1><p>Written by Ann Other</p><p>Words.</p><img src="a.png" alt="A ring of chairs">'
    assert "Not brought in: a picture: A ring of chairs." in bring_in(write(tmp_path, "a.html", html))
