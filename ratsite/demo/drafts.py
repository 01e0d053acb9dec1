"""Create the work of the demo's editor: drafts, a page that waits for a second check, a correction and checked pages.

An event gets files to download.
"""

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from library.models import Resource
from ratsite.accounts.models import User
from ratsite.demo.content_files import load
from ratsite.demo.documents import pdf
from ratsite.files.quarantine import end_quarantine
from ratsite.pages.actions.add_page_file import add_page_file
from ratsite.pages.actions.check_page import confirm_page
from ratsite.pages.actions.correct_page import correct_page, draft_hash
from ratsite.pages.models import (
    EventPage,
    HistoryIndexPage,
    HistoryPage,
    NewsIndexPage,
    NewsPage,
    PageFile,
    StandardPage,
)
from ratsite.pages.models.public import PublicPage
from ratsite.pages.site_tree import page_from

EVENT = "reading-a-tenancy-file"


def load_drafts(editor: User) -> None:
    """Create the editor's drafts and the event's files, unless there is a page file already."""
    if PageFile.objects.exists():
        return
    content = load("drafts")
    _news(content["news"], editor)
    waiting = _news(content["waiting"], editor)
    waiting.get_workflow().start(waiting, editor)
    part = page_from(HistoryPage, content["part"])
    part.number, part.byline = content["part"]["number"], content["part"]["byline"]
    _draft(HistoryIndexPage.objects.get(), part, editor)
    _offer_files(content["file"], editor)
    _correct(content["correction"], editor)
    for slug in content["checked"]:
        confirm_page(page_id=StandardPage.objects.get(slug=slug).pk, editor=editor)


def _news(row: dict, writer: User) -> PublicPage:
    page = page_from(NewsPage, row)
    page.author = "The editors"
    return _draft(NewsIndexPage.objects.get(), page, writer)


def _draft(parent: PublicPage, page: PublicPage, writer: User) -> PublicPage:
    page.live, page.owner = False, writer
    parent.add_child(instance=page)
    page.save_revision(user=writer)
    return page


def _offer_files(row: dict, editor: User) -> None:
    """Add two downloads to the page of an event: a file of its own, and a resource that is open to the public."""
    upload = SimpleUploadedFile("questions-on-one-page.pdf", pdf(row["title"], row["paragraphs"]))
    file = add_page_file(editor=editor, title=row["title"], upload=upload)
    end_quarantine(file_id=str(file.stored_file_id))
    opened = Resource.objects.public().earliest("posted_at")
    chosen = ({"file": str(file.pk), "resource": ""}, {"file": None, "resource": opened.slug})
    event = EventPage.objects.get(slug=EVENT)
    event.materials = json.dumps([{"type": "download", "value": value} for value in chosen])
    event.save_revision(user=editor).publish()


def _correct(row: dict, editor: User) -> None:
    """Change one sentence of published news, and publish it as a correction."""
    page = NewsPage.objects.get(slug=row["slug"])
    body = json.dumps(list(page.body.raw_data))
    page.body = body.replace(row["wrong"], row["right"])
    page.save_revision(user=editor)
    page.refresh_from_db()
    correct_page(
        page_id=page.pk,
        editor=editor,
        shown_hash=draft_hash(page),
        text=row["notice"],
        keeps_earlier=True,
    )
