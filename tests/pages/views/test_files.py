"""Files that public pages offer: how editors add them, who can download them; Wagtail's documents are closed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from wagtail.blocks.struct_block import StructBlockValidationError

from library.enums import Audience, ResourceState
from library.models import Resource
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.blocks import DownloadBlock
from ratsite.pages.models import PageFile, StandardPage
from tests.crawl import body_of
from tests.factories import MemberFactory, make_resource, take_second_step
from tests.files.hidden_pdf import scan
from tests.markup import flat
from tests.pages.factories import make_event

pytestmark = pytest.mark.django_db
ADD = "/cms/snippets/pages/pagefile/add/"
CHOOSE = reverse("wagtailsnippetchoosers_pages_pagefile:create")
SLIDES = b"Ask about today first."


def upload(content: bytes = SLIDES, name: str = "slides.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_file(editor, content: bytes = SLIDES, *, is_checked: bool = True, title: str = "Slides") -> PageFile:
    made = add_page_file(editor=editor, title=title, upload=upload(content))
    if is_checked:
        end_quarantine(file_id=str(made.stored_file_id))
    return PageFile.objects.select_related("stored_file").get(pk=made.pk)


def offer(*rows: dict) -> str:
    """Publish the page Join with these downloads, and return its address."""
    page = StandardPage.objects.get(slug="join")
    page.body = json.dumps([{"type": "download", "value": {"file": None, "resource": "", **row}} for row in rows])
    page.save_revision().publish()
    return "/join/"


@pytest.mark.parametrize("address", [ADD, CHOOSE])
def test_an_editor_adds_a_file_that_is_quarantined_first(staff_client, editor, monkeypatch, address):
    monkeypatch.setattr("ratsite.files.tasks.quarantine.end_quarantine", lambda file_id: None)
    assert staff_client.post(address, {"title": "Slides", "upload": upload()}).status_code in (200, 302)
    made = PageFile.objects.get()
    assert (made.title, made.stored_file.uploaded_by, made.stored_file.is_quarantined) == ("Slides", editor, True)
    missing = staff_client.get("/files/00000000-0000-4000-8000-000000000000/slides.txt")
    closed = staff_client.get(made.get_absolute_url())
    assert (closed.status_code, closed.content) == (404, missing.content)
    assert made.get_absolute_url() not in flat(staff_client.get(offer({"file": str(made.pk)})).content)


@pytest.mark.parametrize("address", [ADD, CHOOSE])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("page.svg", b"<svg></svg>"),
        ("big.txt", b"x" * 2000),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_once(staff_client, settings, address, name, content):
    settings.MAX_FILE_BYTES = 1000
    staff_client.post(address, {"title": "Page", "upload": upload(content, name)})
    assert StoredFile.objects.count() == 0


def test_a_checked_file_is_a_download_for_everybody(client, editor):
    made = make_file(editor)
    assert f'href="{made.get_absolute_url()}"' in flat(client.get(offer({"file": str(made.pk)})).content)
    response = client.get(made.get_absolute_url())
    assert (response.status_code, body_of(response)) == (200, SLIDES)
    assert response["Content-Disposition"] == 'attachment; filename="slides.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Ring Karen on 07700 900461.", "The file may contain this"),
        (b"OFFICIAL-SENSITIVE: not for the web", "protective marking"),
    ],
)
def test_a_file_that_identifies_someone_is_never_served(client, staff_client, editor, content, why):
    made = make_file(editor, content)
    assert why in made.state_label
    assert made.get_absolute_url() not in flat(client.get(offer({"file": str(made.pk)})).content)
    client.logout()
    assert client.get(made.get_absolute_url()).status_code == 404


def test_the_list_of_files_says_why_one_was_refused(staff_client, editor):
    made = make_file(editor, b"Ring Karen on 07700 900461.")
    assert made.stored_file.refusal in flat(staff_client.get("/cms/snippets/pages/pagefile/").content)


def test_a_published_contact_passes(editor, client):
    from ratsite.pages.models import Helpline

    Helpline.objects.update_or_create(name="Ours", defaults={"phone": "0121 496 0110", "position": 99})
    assert make_file(editor, b"Ring us on 0121 496 0110.").stored_file.is_clean


def test_a_scan_is_refused_because_nobody_can_check_its_text(editor):
    made = add_page_file(editor=editor, title="Card", upload=upload(scan(), "card.pdf"))
    end_quarantine(file_id=str(made.stored_file_id))
    made.stored_file.refresh_from_db()
    assert "without scanned pages" in made.stored_file.refusal
    assert not made.stored_file.is_mendable  # a clean copy would have the same page


def test_a_file_that_could_not_be_read_to_its_end_is_refused(editor, monkeypatch):
    from ratsite.files.sandbox import Opened

    monkeypatch.setattr("ratsite.files.quarantine.open_file", lambda *args: Opened(pages=[(1, "a")], is_read=False))
    assert "could not read the whole file" in make_file(editor).state_label


def test_a_deleted_file_is_gone_from_the_disk(staff_client, editor, django_capture_on_commit_callbacks):
    one, another = make_file(editor), make_file(editor)
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(f"/cms/snippets/pages/pagefile/delete/{one.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(f"/cms/bulk/pages/pagefile/delete/?id={another.pk}&next=/cms/")
    assert (PageFile.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert not one.stored_file.content.storage.exists(one.stored_file.content.name)
    assert not another.stored_file.content.storage.exists(another.stored_file.content.name)


def test_a_title_changes_and_the_file_stays(staff_client, editor):
    made = make_file(editor)
    staff_client.post(f"/cms/snippets/pages/pagefile/edit/{made.pk}/", {"title": "Handout", "upload": upload(b"other")})
    changed = PageFile.objects.get()
    assert (changed.title, changed.stored_file_id) == ("Handout", made.stored_file_id)


@pytest.mark.parametrize("role", ["Coordinators", "Moderators", "Curators"])
def test_only_editors_add_files(client, role):
    person = MemberFactory(roles=[role])
    client.force_login(person)
    take_second_step(client, person)
    for address in (ADD, CHOOSE):
        client.post(address, {"title": "Slides", "upload": upload()})
    assert PageFile.objects.count() == 0


def test_a_page_links_an_open_resource_only_while_it_is_open(client):
    resource = make_resource(title="Pay card", audience=Audience.PUBLIC, marking="clear")
    address = offer({"resource": resource.slug})
    assert f'href="{resource.get_absolute_url()}"' in flat(client.get(address).content)
    for change in ({"state": ResourceState.WITHDRAWN}, {"audience": Audience.MEMBERS}):
        Resource.objects.update(**{"state": ResourceState.PUBLISHED, "audience": Audience.PUBLIC} | change)
        assert "Pay card" not in flat(client.get(address).content)


def test_an_editor_chooses_among_open_resources_alone(staff_client):
    make_resource(title="CANARY members", audience=Audience.MEMBERS)
    make_resource(title="Pay card", audience=Audience.PUBLIC, marking="clear")
    page = StandardPage.objects.get(slug="join")
    html = flat(staff_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content)
    assert ("Pay card" in html, "CANARY members" in html) == (True, False)


def test_a_download_is_either_a_file_or_an_open_resource(editor):
    make_resource(title="CANARY members", slug="members-card", audience=Audience.MEMBERS)
    opened = make_resource(title="Pay card", audience=Audience.PUBLIC, marking="clear")
    made, block = make_file(editor), DownloadBlock()
    for row in ({"file": None, "resource": ""}, {"file": str(made.pk), "resource": opened.slug}):
        with pytest.raises(StructBlockValidationError):
            block.clean(block.to_python(row))
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"file": None, "resource": "members-card"}))
    for row in ({"file": str(made.pk), "resource": ""}, {"file": None, "resource": opened.slug}):
        assert block.get_prep_value(block.clean(block.to_python(row))) == row


def test_ten_downloads_cost_as_many_queries_as_one(client, editor):
    made = [{"file": str(make_file(editor).pk)} for _ in range(5)]
    opened = [{"resource": make_resource(audience=Audience.PUBLIC, marking="clear").slug} for _ in range(5)]
    costs = []
    for rows in ([made[0], opened[0]], [*made, *opened]):
        address = offer(*rows)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).content.count(b'class="file"') == len(rows)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_materials_of_an_event_are_downloads(client, events, editor):
    made, page = make_file(editor), make_event(events)
    page.materials = json.dumps([{"type": "download", "value": {"file": str(made.pk), "resource": ""}}])
    page.save_revision().publish()
    assert f'href="{made.get_absolute_url()}"' in flat(client.get(page.get_url()).content)


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from views(pattern.url_patterns)


def test_no_address_leads_to_wagtails_documents():
    callbacks = [getattr(one.callback, "view_class", one.callback) for one in views(get_resolver().url_patterns)]
    assert len(callbacks) > 200
    assert [one for one in callbacks if one.__module__.startswith("wagtail.documents")] == []
    assert [one.name for one in views(get_resolver().url_patterns) if (one.name or "").startswith("wagtaildocs")] == []


def test_no_text_editor_offers_links_to_documents(staff_client):
    page = StandardPage.objects.get(slug="join")
    html = staff_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    assert (b"&quot;LINK&quot;" in html, b"&quot;DOCUMENT&quot;" in html) == (True, False)
    assert b"/cms/documents/" not in staff_client.get("/cms/").content


def test_a_page_that_had_a_document_is_still_read(client):
    page = StandardPage.objects.get(slug="join")
    old = [
        {"type": "paragraph", "value": '<p>Read <a linktype="document" id="3">the card</a> first.</p>'},
        {"type": "document", "value": 3},
        {"type": "heading", "value": "What comes after"},
    ]
    page.body = json.dumps(old)
    page.save_revision().publish()
    html = flat(client.get("/join/").content)
    assert "the card</a> first." in html
    assert "What comes after" in html
    assert "linktype" not in html
