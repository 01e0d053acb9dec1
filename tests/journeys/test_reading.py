"""Reading on a phone, with scripts and without: what stands before the first word, and what comes after the last."""

from forum.actions.post import post_reply
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic, make_trend_note, numbers

FIRST_WORD_ABOVE = 640  # pixels from the top, at 360 pixels wide
MOST_STOPS_A_POST = 4  # reply, quote, more, and what the agency cannot do


def test_the_first_words_of_a_trend_note_are_on_a_phone_s_first_screen(visitor):
    author = MemberFactory(agency=AgencyFactory(name=f"Union {next(numbers)} of Valeting and Warehouse Workers"))
    topic = make_trend_note(BoardFactory(), author)
    topic.title = "Workers moved between car washes after each visit"
    topic.save()
    visitor.arrive_signed_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    assert page.locator(".post__body").first.bounding_box()["y"] <= FIRST_WORD_ABOVE
    assert visitor.fits()
    # The facts are one line that opens.
    assert "The network" in visitor.words()
    assert "TLP:GREEN" not in visitor.words()
    page.get_by_text("Check before you act").click()
    assert "TLP:GREEN" in visitor.words()


def test_a_reader_jumps_to_the_reply_box_or_reaches_it_by_few_tab_stops(visitor):
    topic = make_topic(BoardFactory(), MemberFactory())
    for number in range(2, 12):
        post_reply(topic=topic, author=MemberFactory(), body=f"Reply {number}.")
    visitor.arrive_signed_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    stops = page.locator(".thread :is(a[href], button, summary, input, select):visible").count()
    assert stops <= topic.posts.count() * MOST_STOPS_A_POST
    visitor.follow("Jump to reply")
    page.wait_for_function("document.getElementById('reply').getBoundingClientRect().top < innerHeight")
    assert page.locator("h3", has_text=", post 11").count() == 1
