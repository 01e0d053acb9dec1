"""Read on a phone, with and without scripts: what comes before the first post and after the last."""

import pypdfium2
from django.utils import timezone

from forum.actions.post import post_reply
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic, make_trend_note, numbers
from tests.journeys.conftest import DESKTOP

FIRST_WORD_ABOVE = 640  # pixels from the top, at 360 pixels wide
MOST_LOADS = 9
MOST_STOPS_A_POST = 6  # the author, reply, quote, thank (one press away), more, and what the agency cannot do


def test_a_trend_note_begins_on_the_first_screen_of_a_phone(visitor):
    author = MemberFactory(agency=AgencyFactory(name=f"Union {next(numbers)} of Valeting and Warehouse Workers"))
    topic = make_trend_note(BoardFactory(), author)
    topic.title = "Workers moved between car washes after each visit"
    topic.save()
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    assert page.locator(".post__body").first.bounding_box()["y"] <= FIRST_WORD_ABOVE
    assert visitor.fits_screen()
    # The facts are one line that opens.
    assert "The network" in visitor.text()
    assert "TLP:GREEN" not in visitor.text()
    page.get_by_text("Check before you act").click()
    assert "TLP:GREEN" in visitor.text()


def test_a_panel_that_opens_under_a_post_leaves_its_button_in_place(visitor):
    topic = make_topic(BoardFactory(), MemberFactory())
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    more = page.locator(".post > footer summary").first
    more.scroll_into_view_if_needed()
    place = more.bounding_box()
    visitor.more_for_post(1)
    report = page.get_by_role("link", name="Report post").bounding_box()
    assert (more.bounding_box(), report["y"] >= place["y"] + place["height"]) == (place, True)
    assert visitor.fits_screen()


def test_a_name_is_in_one_line_on_a_phone_and_the_date_is_below_it_where_it_must(visitor):
    long = MemberFactory(first_name="Aleksandra", last_name="Krasniqi")
    topic = make_topic(BoardFactory(), long)
    post_reply(topic=topic, author=MemberFactory(first_name="Jo", last_name="Li"), body="Here too.")
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    names = [name.bounding_box() for name in page.locator(".post hgroup h3").all()]
    dates = [date.bounding_box()["y"] for date in page.locator(".post > header > p").all()]
    assert names[0]["height"] == names[1]["height"]
    assert [date >= name["y"] + name["height"] for name, date in zip(names, dates, strict=True)] == [True, False]


def test_a_reader_jumps_to_the_reply_box_or_reaches_it_by_few_tab_stops(visitor):
    topic = make_topic(BoardFactory(), MemberFactory())
    for number in range(2, 12):
        post_reply(topic=topic, author=MemberFactory(), body=f"Reply {number}.")
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    stops = page.locator(".thread :is(a[href], button, summary, input, select):visible").count()
    assert stops <= topic.posts.count() * MOST_STOPS_A_POST
    visitor.follow("Jump to reply")
    page.wait_for_function("document.getElementById('reply').getBoundingClientRect().top < innerHeight")
    assert page.locator("h3", has_text=", post 11").count() == 1


def test_six_topics_are_read_and_one_is_answered_in_nine_page_loads(visitor):
    board = BoardFactory()
    reader = MemberFactory(approved_at=timezone.now())
    topics = [make_topic(board, MemberFactory(agency=reader.agency), title=f"Topic {n}") for n in range(1, 7)]
    visitor.force_sign_in(reader)
    page = visitor.open("/catch-up/")
    loads: list[str] = [page.url]
    page.on("framenavigated", lambda frame: loads.append(frame.url) if frame.url.partition("#")[0] else None)
    visitor.click(page.locator("main").get_by_role("link", name="Topic 6", exact=True))
    for number in range(6, 1, -1):
        assert visitor.heading() == f"Topic {number}"
        if number == 4:
            page.get_by_label("Your reply").fill("Here too.")
            visitor.press("Post reply")
            assert "Your post is published" in visitor.text()
        assert f"{number - 1} left" in visitor.text()
        visitor.follow("Next unread")
    assert visitor.heading() == "Topic 1"
    assert "Nothing else is new" in visitor.text()
    visitor.follow("Back to catch up")
    assert all(topic.title not in visitor.text() for topic in topics)
    assert visitor.fits_screen()
    assert len(loads) <= MOST_LOADS


def test_a_printed_topic_has_its_marking_reader_and_address_and_no_controls(visit):
    topic = make_topic(BoardFactory(), MemberFactory())
    visitor = visit(DESKTOP)
    visitor.force_sign_in(reader := MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    on_screen = page.locator("body").inner_text()
    for words in ("Reply", "Jump to reply", "Notifications", "Before you post", "Sign out", "Post reply"):
        assert words in on_screen
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    for words in ("Reply", "Jump to reply", "Notifications", "Before you post", "Sign out", "Post reply", "More"):
        assert words not in printed
    for words in (topic.title, "It began in autumn.", "TLP:GREEN", "We cannot enter a private let.", str(reader)):
        assert words in printed
    assert f"from {page.url}" in printed


def test_every_sheet_of_a_printed_topic_has_its_marking_and_the_readers_name(visit, tmp_path):
    topic = make_topic(BoardFactory(), MemberFactory())
    for number in range(6):
        post_reply(topic=topic, author=topic.author, body="\n\n".join([f"Reply {number} goes on."] * 12))
    visitor = visit(DESKTOP)
    visitor.force_sign_in(reader := MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    assert not page.get_by_text(f"Printed by {reader}").is_visible()
    page.pdf(path=tmp_path / "topic.pdf", format="A4")
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(tmp_path / "topic.pdf")]
    assert len(sheets) > 2
    assert [("TLP:GREEN" in sheet, f"Printed by {reader}" in sheet) for sheet in sheets] == [(True, True)] * len(sheets)
