"""Trends on a phone: a trend note, a signal, a ground check with a library draft, and a printed briefing."""

import itertools
from dataclasses import dataclass

import pypdfium2
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator

from forum.actions.signal import record_reporting_agencies, signal
from forum.enums import SignalKind, TopicKind
from forum.models import Signal, Topic
from forum.models.signal import month_of
from library.models import Suggestion
from ratsite.demo.official import load_official_figures
from ratsite.lib.charts.tiles import tile_grid
from ratsite.lib.charts.values import HiddenValue
from ratsite.network.models import Area
from ratsite.related.forms.library_draft import CHECKS
from ratsite.trends.actions.write_briefing import add_briefing, ask_to_sign, sign_briefing
from ratsite.trends.enums import BriefingKind
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic, make_trend_note
from tests.forum.actions.test_run_ground_check import answer, end, moderator_of, person_of, propose, sign
from tests.trends.actions.test_write_briefing import TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# On how many lines each of some texts is.
LINES = """texts => texts.map(text => {
    const range = document.createRange()
    range.selectNodeContents(text)
    return range.getClientRects().length
})"""

# Whether an element ends within the text of the sheet of paper around it.
INSIDE_SHEET = """part => {
    const sheet = part.closest(".a4")
    const edge = sheet.getBoundingClientRect().right - parseFloat(getComputedStyle(sheet).paddingRight)
    return part.getBoundingClientRect().right <= edge
}"""


@dataclass
class Taps:
    """Counts taps. Typing is not a tap; choosing in a list is two."""

    count: int = 0

    def on(self, what: Locator, visitor) -> None:
        self.count += 1
        visitor.click(what)

    def choose(self, what: Locator, index: int) -> None:
        self.count += 2
        what.select_option(index=index)


def test_a_trend_note_takes_fewer_than_ten_taps(visitor):
    board, taps = BoardFactory(name=f"What we see {visitor.device.scripts}"), Taps()
    visitor.force_sign_in(MemberFactory(agency=AgencyFactory()))
    page = visitor.open(board.get_absolute_url())
    taps.on(page.get_by_role("link", name="Start a topic"), visitor)
    taps.on(page.get_by_role("button", name="Trend note"), visitor)
    for label, words in (("What is changing, in one line", "Rooms let again"), ("Tell us more", "Within a week.")):
        taps.on(page.get_by_label(label), visitor)
        page.get_by_label(label).fill(words)
    taps.on(page.get_by_label("Dudley", exact=True), visitor)
    taps.choose(page.get_by_label("Since when"), 1)
    taps.on(page.get_by_label("We heard it from the people it happened to"), visitor)
    assert visitor.fits_screen()
    taps.on(page.get_by_role("button", name="Publish the note"), visitor)
    assert Topic.objects.get(board=board).kind == TopicKind.TREND
    assert "Your post is published" in visitor.text()
    assert taps.count < 10


def test_a_signal_takes_two_taps(visitor):
    topic, taps = make_trend_note(BoardFactory(), MemberFactory(agency=AgencyFactory())), Taps()
    member = MemberFactory(agency=AgencyFactory())
    member.agency.areas.set(Area.objects.filter(slug="dudley"))
    record_reporting_agencies()
    visitor.force_sign_in(member)
    page = visitor.open(topic.get_absolute_url())
    summary = page.locator("#signal-box > summary")
    if page.locator("#signal-box[open]").count() == 0:
        taps.on(summary, visitor)
    taps.on(page.get_by_role("button", name="A few times"), visitor)
    assert Signal.objects.get(topic=topic).reporting.agency == member.agency
    assert taps.count <= 2
    assert visitor.fits_screen()


@pytest.mark.parametrize("count", [2, 4])
def test_the_questions_of_the_signal_box_are_apart_on_a_phone(visitor, count):
    topic = make_trend_note(BoardFactory(), MemberFactory(agency=AgencyFactory()))
    member = MemberFactory(agency=AgencyFactory())
    member.agency.areas.set(Area.objects.all()[:count])
    record_reporting_agencies()
    visitor.force_sign_in(member)
    box = visitor.open(reverse("trends:trend", args=[topic.pk])).locator("#signal-box")
    bottom = box.locator("select[name=area], .pick").evaluate("choices => choices.getBoundingClientRect().bottom")
    top = box.get_by_text("How often?").evaluate("legend => legend.getBoundingClientRect().top")
    assert top - bottom >= 15


def test_the_sentences_under_a_chart_are_paragraphs_apart(visitor):
    topic = make_trend_note(BoardFactory(), MemberFactory(agency=AgencyFactory()))
    record_reporting_agencies()
    visitor.force_sign_in(MemberFactory(agency=AgencyFactory()))
    page = visitor.open(reverse("trends:trend", args=[topic.pk]))
    begins = ("We cannot show areas yet.", "We cannot name a remit.", "We never name the remit")
    boxes = [page.get_by_text(words).evaluate("one => one.getBoundingClientRect().toJSON()") for words in begins]
    gaps = [after["top"] - before["bottom"] for before, after in itertools.pairwise(boxes)]
    assert min(gaps) >= 10
    assert visitor.fits_screen()


def test_a_table_of_all_quarters_is_folded_on_a_phone_and_open_on_a_wide_screen(visitor):
    load_official_figures()
    visitor.force_sign_in(MemberFactory(agency=AgencyFactory()))
    page = visitor.open(reverse("trends:official"))
    table = page.locator(".fold table").first
    assert (table.is_visible(), visitor.fits_screen()) == (False, True)
    page.locator(".fold > summary").first.click()
    assert (table.is_visible(), visitor.fits_screen()) == (True, True)
    page.locator(".fold > summary").first.click()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert table.is_visible()


def test_what_an_agency_said_is_apart_from_the_button_above_it(visitor):
    topic = make_trend_note(BoardFactory(), MemberFactory(agency=AgencyFactory()))
    member = MemberFactory(agency=AgencyFactory())
    record_reporting_agencies()
    facts = {"area": Area.objects.get(slug="dudley"), "month": month_of(timezone.localdate()), "frequency": "few"}
    signal(topic_id=topic.pk, person=member, kind=SignalKind.SEEN, **facts)
    visitor.force_sign_in(member)
    page = visitor.open(reverse("forum:topic_signal", args=[topic.pk]))
    bottom = page.get_by_role("button", name="Send signal").evaluate("one => one.getBoundingClientRect().bottom")
    top = page.locator("main details.disclose").evaluate("one => one.getBoundingClientRect().top")
    assert top - bottom >= 20
    assert visitor.fits_screen()


def test_the_list_of_trends_draws_the_twelve_months_on_a_phone(visitor):
    make_trend_note(BoardFactory(), MemberFactory(agency=AgencyFactory()))
    visitor.force_sign_in(MemberFactory(agency=AgencyFactory()))
    page = visitor.open(reverse("trends:trend_list"))
    assert page.locator(".trend-spark").first.is_visible()
    assert visitor.fits_screen()


def test_no_name_of_an_area_is_broken_in_its_tile_on_a_phone(visitor):
    rows = [(area.name, HiddenValue(3), area.place) for area in Area.objects.all()]
    html = render_to_string("charts/tiles.html", {"chart": tile_grid("Agencies", rows), "figure": {"name": "areas"}})
    visitor.force_sign_in(MemberFactory(agency=AgencyFactory()))
    page = visitor.open(reverse("trends:trend_list"))
    page.locator("#main").evaluate("(main, html) => { main.innerHTML = html }", html)
    names = page.locator(".tile > span:first-child")
    assert names.count() == len(rows)
    assert set(names.evaluate_all(LINES)) == {1}


def test_a_long_word_in_a_statement_stays_on_a_phone(visitor):
    check = propose(make_topic(), None, "x" * 160)
    visitor.force_sign_in(person_of("health"))
    visitor.open(check.get_absolute_url())
    assert visitor.fits_screen()


def test_three_remits_answer_a_ground_check_and_its_summary_becomes_a_library_draft(visitor, visit):
    topic = make_topic(title=f"Rooms let again {visitor.device.scripts}")
    check = propose(topic)
    for slug in ("housing", "policing", "health"):
        for _ in range(2 if slug == "health" else 3):
            answer(check, person_of(slug))
    visitor.force_sign_in(person_of("health"))
    page = visitor.open(check.get_absolute_url())
    page.get_by_role("group", name="Rooms are let again.").get_by_label("Agree", exact=True).check()
    visitor.press("Save my answers")
    assert "Answers from 3 remits" in visitor.text()
    assert visitor.fits_screen()
    sign(end(check), moderator_of("housing"))
    steward, moderator = visit(visitor.device), moderator_of("policing")
    steward.force_sign_in(moderator, with_second_step=True)
    page = steward.open(check.get_absolute_url())
    steward.press("Sign the summary")
    steward.open(topic.get_absolute_url())
    assert "We agree that rooms are let again." in steward.text()
    steward.open(check.get_absolute_url())
    steward.follow("Make a library draft")
    page.get_by_label("Why it is useful").fill("For new members.")
    for label in CHECKS.values():
        page.get_by_label(str(label)).check()
    steward.press("Make the draft")
    assert "We have sent the draft to the curators" in steward.text()
    assert Suggestion.objects.filter(suggested_by=moderator).exists()
    assert steward.fits_screen()


def test_a_briefing_prints_on_one_page_without_the_sites_frame(visitor, tmp_path):
    topic, author = make_trend_note(BoardFactory(), MemberFactory(agency=AgencyFactory())), person_of("housing")
    briefing = add_briefing(author=author, kind=BriefingKind.TREND, topic=topic, **TEXTS)
    ask_to_sign(briefing_id=briefing.pk, author=author)
    signer = moderator_of("policing").with_second_step()
    assert sign_briefing(briefing_id=briefing.pk, signer=signer, seen=briefing.changed_at)
    visitor.force_sign_in(MemberFactory(agency=AgencyFactory()))
    page = visitor.open(briefing.get_absolute_url())
    assert visitor.fits_screen()
    visitor.click(page.get_by_role("button", name="We used it in our team"))
    assert "Nobody can see which agencies used it" in visitor.text()
    page.pdf(path=tmp_path / "briefing.pdf", format="A4")
    pages = list(pypdfium2.PdfDocument(tmp_path / "briefing.pdf"))
    text = "".join(one.get_textpage().get_text_range() for one in pages)
    assert len(pages) == 1
    assert TEXTS["monday"] in text
    assert "We used it in our team" not in text
    assert "Nobody can see which agencies used it" not in text
    assert "Catch up" not in text


def test_a_long_address_stays_on_the_sheet_of_a_briefing_in_large_text(visitor):
    ring = "Someone is under 18: Children’s Services, Coventry: https://childrens-services.coventry.example/refer"
    author = person_of("housing")
    briefing = add_briefing(author=author, kind=BriefingKind.ADVICE, **TEXTS | {"ring": ring})
    visitor.force_sign_in(author)
    page = visitor.open(briefing.get_absolute_url())
    for text in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.locator(".a4 .table").evaluate(INSIDE_SHEET), text
        assert visitor.fits_screen(), text
