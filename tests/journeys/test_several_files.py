"""Twenty PDFs are added at once, from the folder to their checks, with few taps and little waiting."""

import time

import pytest
from playwright.sync_api import expect

from library.models import Resource
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from tests.factories import MemberFactory
from tests.journeys.conftest import DESKTOP
from tests.library.actions.test_add_drafts import a_text, pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = 20
MOST_TAPS = 12  # three for everything that is proposed rightly, and three for each of three corrections
MOST_SECONDS = 60  # of waiting for the site, checks included


def test_twenty_pdfs_are_corrected_and_sent_in_one_sitting(visit):
    curator, visitor = MemberFactory(roles=["Curators"]), visit(DESKTOP)
    page, taps = visitor.page, 0
    files = [pdf(f"card_{number}.pdf", a_text(number, 200), title=f"Card number {number}") for number in range(FILES)]
    visitor.force_sign_in(curator, with_second_step=True)
    # Here the request that stores the files also reads them and draws their first pages; a worker does so elsewhere.
    page.set_default_timeout(MOST_SECONDS * 1000)
    visitor.open("/library/add/several/")
    start = time.monotonic()
    page.locator("input[type=file]").set_input_files(
        [{"name": file.name, "mimeType": "application/pdf", "buffer": file.read()} for file in files]
    )
    page.get_by_role("button", name="Make drafts").click()
    taps += 2
    expect(page.get_by_role("heading", level=1, name="Your drafts")).to_be_visible()
    for stored in StoredFile.objects.quarantined():
        end_quarantine(file_id=str(stored.pk))  # as the worker does meanwhile
    page.reload()
    rows = page.locator("section[id^=draft-]")
    assert rows.count() == FILES
    assert {rows.nth(place).locator("[name$=title]").input_value() for place in range(FILES)} == {
        f"Card number {number}" for number in range(FILES)
    }
    for place in range(3):
        rows.nth(place).locator("[name$=title]").fill(f"Corrected {place}")
        rows.nth(place).locator("[name$=kind]").select_option("briefing")
        rows.nth(place).locator("[name$=language]").select_option("pl")
        taps += 3
    page.get_by_role("button", name="Save all and send to be checked").click()
    taps += 1
    expect(page.get_by_text("20 resources are published.")).to_be_visible()
    seconds = time.monotonic() - start
    assert Resource.objects.published().filter(posted_by=curator).count() == FILES
    assert Resource.objects.filter(posted_by=curator, title__startswith="Corrected", kind="briefing").count() == 3
    assert (taps <= MOST_TAPS, seconds <= MOST_SECONDS) == (True, True)
