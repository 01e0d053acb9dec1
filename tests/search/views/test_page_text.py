"""A page of a file as text: access as to the file, found words marked, and hidden from search engines."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.actions.edit_resource import change_resource
from library.enums import Audience
from library.models import ResourceDownload
from ratsite.files.enums import FileState, TextStatus
from ratsite.files.models import FileText, StoredFile
from ratsite.network.enums import Marking
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.files.test_text import pdf
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def make(*pages: str, **fields):
    """Create a resource with a PDF of these pages; return it and its file."""
    resource = make_resource(upload=SimpleUploadedFile("guide.pdf", pdf(*pages)), **fields)
    return resource, resource.current.files.get()


def url(file, number: int) -> str:
    return reverse("library:page_text", args=[file.pk, number])


@pytest.fixture
def reader(member, sign_in):
    return sign_in(member)


def test_the_text_of_a_page_is_shown_with_the_words_marked_and_links_onwards(reader):
    resource, file = make("First page", "A referral to the <b>NRM</b> & a bed", "Last page on referrals", title="Beds")
    html = flat(reader.get(url(file, 2), {"q": "national referral mechanism"}).content)
    assert "<mark>referral</mark> to the &lt;b&gt;<mark>NRM</mark>&lt;/b&gt; &amp; a bed" in html
    assert "Page 2 of 3" in html
    assert "This is only the text of the file" in html
    assert "Next check due" in html
    assert f'href="{url(file, 1)}?q=national%20referral' in html
    assert f'href="{url(file, 3)}?q=national%20referral' in html
    assert file.get_absolute_url() in html
    assert "All members" in html
    assert str(Marking(resource.marking).label) in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_resource_links_to_the_text_of_a_file_unless_it_is_a_scan_or_cannot_be_read(reader):
    resource, file = make("First page")
    link = "Read the text of guide.pdf here"
    assert link in flat(reader.get(resource.get_absolute_url()).content)
    for status in (TextStatus.SCAN, TextStatus.UNREAD):
        StoredFile.objects.filter(pk=file.stored_file_id).update(text_status=status)
        page = flat(reader.get(resource.get_absolute_url()).content)
        assert (str(status.label) in page, link in page) == (True, False)


def test_results_open_the_page_at_the_words(reader):
    _, file = make("First page", "A marmalade afternoon")
    there = f'<a href="{url(file, 2)}?q=marmalade">found on page 2 of guide.pdf</a>'
    assert there in flat(reader.get("/library/?q=marmalade").content)
    assert there in flat(reader.get("/search/?q=marmalade").content)


def test_search_engines_may_keep_pages_of_open_resources_but_no_search_of_them(client):
    _, file = make("First page", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    assert b"noindex" not in client.get(url(file, 1)).content
    assert b"noindex" in client.get(url(file, 1), {"q": "page"}).content


def test_a_person_who_may_not_have_the_file_gets_the_same_answer_as_for_no_file(reader, member, client):
    circle = CircleFactory()
    _, file = make("First page", audience=Audience.CIRCLE, circle=circle)
    missing = url(file, 1).replace(str(file.pk), "00000000-0000-4000-8000-000000000000")
    closed, none = reader.get(url(file, 1)), reader.get(missing)
    assert (closed.status_code, closed.content) == (none.status_code, none.content) == (404, none.content)
    circle.people.add(member)
    assert reader.get(url(file, 1)).status_code == 200
    StoredFile.objects.filter(pk=file.stored_file_id).update(state=FileState.REFUSED, refusal="x")
    assert reader.get(url(file, 1)).status_code == 404


def test_a_closely_marked_file_asks_why_before_its_page_is_shown_and_is_never_quoted(reader, member):
    resource, file = make("A marmalade afternoon with toast", marking=Marking.AMBER_STRICT)
    html = flat(reader.get(url(file, 1), {"q": "toast"}).content)
    assert "Why do you need this file?" in html
    assert "marmalade" not in html
    for page in ("/library/", "/search/"):
        assert "afternoon" not in flat(reader.get(page, {"q": "marmalade"}).content)
    refused = flat(reader.post(url(file, 1), {"reason": ""}).content)
    assert "Say in a few words why you need the file" in refused
    answer = reader.post(f"{url(file, 1)}?q=toast", {"reason": "to brief the night team"})
    assert answer["Location"] == f"{url(file, 1)}?q=toast"
    html = flat(reader.get(answer["Location"]).content)
    assert "marmalade afternoon with <mark>toast</mark>" in html
    assert "is-unprintable" in html
    assert ResourceDownload.objects.get().person == member


@pytest.mark.parametrize("number", [0, 3, 2**31, 2**70])
def test_pages_that_do_not_exist_are_not_found(reader, number):
    _, file = make("First page", "Second page")
    assert reader.get(url(file, number)).status_code == 404


def test_a_cover_without_words_opens_and_leads_to_the_page_with_words(reader):
    resource, file = make("", "Second page", "", title="Beds")
    assert f'href="{url(file, 1)}"' in flat(reader.get(resource.get_absolute_url()).content)
    cover = flat(reader.get(url(file, 1)).content)
    assert "We found no text here. This may be a picture." in cover
    assert "Page 1 of 3" in cover
    assert f'href="{url(file, 2)}" rel="next"' in cover
    assert "Page 2 of 3" in flat(reader.get(url(file, 2)).content)
    assert reader.get(url(file, 3)).status_code == 200
    assert reader.get(url(file, 4)).status_code == 404


def test_a_file_without_text_says_so(reader):
    _, file = make("First page")
    FileText.objects.all().delete()
    assert "We found no text here. This may be a picture." in flat(reader.get(url(file, 1)).content)


@pytest.mark.parametrize("typed", ['"', "\x00", "x" * 10_000, "NEAR(a b)", "<script>alert(1)</script>"])
def test_no_words_break_the_page(reader, typed):
    _, file = make("First page")
    answer = reader.get(url(file, 1), {"q": typed})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_the_number_of_queries_does_not_depend_on_the_number_of_pages(reader):
    def queries(file) -> int:
        with CaptureQueriesContext(connection) as caught:
            reader.get(url(file, 1), {"q": "page"})
        return len(caught)

    (_, short), (_, long) = make("A page"), make(*(f"Page {number}" for number in range(9)))
    queries(short)
    assert queries(short) == queries(long) <= 12


def test_an_earlier_version_leads_to_the_newest(reader):
    from library.actions.edit_version import add_version
    from ratsite.files.quarantine import end_quarantine

    curator = MemberFactory(roles=["Curators"])
    resource, file = make("First page")
    upload = SimpleUploadedFile("new.pdf", pdf("New page"))
    version = add_version(resource_id=resource.pk, curator=curator, note="New law", uploads=[upload])
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    assert "This file is not part of the newest version." in flat(reader.get(url(file, 1)).content)
    change_resource(resource_id=resource.pk, curator=curator, title="Another title")


def test_thumbnails_are_for_readers_and_not_of_closely_marked_files(reader, client):
    from django.core.files.base import ContentFile

    _, file = make("First page")
    file.stored_file.thumbnail.save("small", ContentFile(b"\xff\xd8\xff picture"))
    address = reverse("library:file_thumbnail", args=[file.pk])
    answer = reader.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content) == b"\xff\xd8\xff picture"
    assert address in flat(reader.get("/library/").content)
    resource = file.version.resource
    resource.marking = Marking.AMBER_STRICT
    resource.save()
    assert reader.get(address).status_code == 404
    assert address not in flat(reader.get("/library/").content)
