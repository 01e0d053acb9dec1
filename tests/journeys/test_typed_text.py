"""No text is lost: what a member typed is shown again after errors, refusals, restarts and other people's changes."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from forum.actions.post import post_reply
from forum.models import Draft, Post, Topic
from ratsite.lib.markup import markdown
from tests.factories import PASSWORD, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.journeys.conftest import DESKTOP, WITH_SCRIPTS, WITHOUT_SCRIPTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUOTED = re.compile(r"\[Post 1\]")
TEXT = "From the housing side, the useful question is"


@pytest.fixture
def topic():
    return make_topic(title="Rooms let again and again")


def write(visitor, words: str) -> None:
    visitor.page.get_by_label("Your reply").fill(words)


def written(visitor) -> str:
    return visitor.page.get_by_label("Your reply").input_value()


@dataclass(frozen=True)
class Place:
    """A form in which a post's text is written: the labels of its field and its button."""

    label: str
    button: str

    def open(self, visitor, topic, person) -> Locator:
        """Return the text field, focused."""
        if self == EDIT:
            post = post_reply(topic=topic, author=person, body="Before.")
            visitor.open(f"/forum/posts/{post.pk}/edit/")
        elif self == NEW_TOPIC:
            visitor.open(f"/forum/{topic.board.slug}/new/").get_by_label("Title", exact=True).fill("Who has the keys?")
        else:
            visitor.open(topic.get_absolute_url())
        field = visitor.page.get_by_label(self.label)
        field.fill("")
        return field


REPLY = Place("Your reply", "Post reply")
NEW_TOPIC = Place("What you want to say", "Start the topic")
EDIT = Place("Your post", "Change the post")


def test_a_draft_saved_on_one_device_is_finished_on_another(visitor, visit, topic):
    person = MemberFactory()
    visitor.force_sign_in(person)
    visitor.open(topic.get_absolute_url())
    write(visitor, TEXT)
    visitor.press("Save draft")
    other = visit(visitor.device)
    other.force_sign_in(person)
    other.open("/drafts/")
    other.follow("Reply to “Rooms let again and again”")
    assert written(other) == TEXT
    write(other, f"{TEXT} who holds the keys.")
    other.press("Post reply")
    assert "Your post is published" in other.page.locator("main").inner_text()
    assert written(other) == ""
    assert not Draft.objects.filter(person=person).exists()


def lose_the_session(visitor) -> None:
    session = next(cookie for cookie in visitor.context.cookies() if cookie["name"] == "sessionid")
    visitor.context.clear_cookies(name=session["name"])


def sign_in_here(visitor, person) -> None:
    """Sign in on the page that is open."""
    visitor.page.get_by_label("Work email address").fill(person.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Sign in")


def test_a_session_that_ended_while_typing_loses_no_text(visitor, topic):
    person = MemberFactory()
    visitor.force_sign_in(person)
    visitor.open(topic.get_absolute_url())
    write(visitor, TEXT)
    lose_the_session(visitor)
    visitor.press("Post reply")
    sign_in_here(visitor, person)
    assert written(visitor) == TEXT
    visitor.press("Post reply")
    assert Post.objects.filter(author=person).get().source == TEXT


def test_a_session_that_ended_while_editing_a_post_loses_neither_the_text_nor_the_reason(visitor, topic):
    person = MemberFactory()
    post = post_reply(topic=topic, author=person, body="At six.")
    visitor.force_sign_in(person)
    page = visitor.open(f"/forum/posts/{post.pk}/edit/")
    page.get_by_label("Your post").fill(TEXT)
    page.get_by_label("Why you change it").fill("It was too short")
    lose_the_session(visitor)
    visitor.press("Change the post")
    sign_in_here(visitor, person)
    assert page.get_by_label("Your post").input_value() == TEXT
    assert page.get_by_label("Why you change it").input_value() == "It was too short"
    visitor.press("Change the post")
    post.refresh_from_db()
    assert post.source == TEXT


def test_a_text_for_a_topic_that_closed_during_a_lost_session_is_shown_again_with_the_reason(visitor, topic):
    person = MemberFactory()
    visitor.force_sign_in(person)
    visitor.allow_status(403)
    visitor.open(topic.get_absolute_url())
    write(visitor, TEXT)
    lose_the_session(visitor)
    Topic.objects.filter(pk=topic.pk).update(is_locked=True, lock_reason="It is settled.")
    visitor.press("Post reply")
    sign_in_here(visitor, person)
    assert written(visitor) == TEXT
    assert "The moderator’s reason: It is settled." in visitor.text()
    visitor.open("/drafts/")
    assert TEXT in visitor.text()


@pytest.mark.parametrize("place", [REPLY, NEW_TOPIC, EDIT], ids=["reply", "new-topic", "edit"])
def test_a_text_that_its_writer_may_no_longer_post_is_shown_again_only_to_the_writer(visitor, place):
    circle, person, other = CircleFactory(), MemberFactory(), MemberFactory()
    circle.people.add(person, other)
    topic = make_topic(BoardFactory(circle=circle), title="A closed matter")
    visitor.force_sign_in(person)
    visitor.allow_status(403, 404)
    for reader in (other, person):
        visitor.force_sign_in(person)
        place.open(visitor, topic, person).fill(TEXT)
        lose_the_session(visitor)
        circle.people.remove(person)
        visitor.press(place.button)
        sign_in_here(visitor, reader)
        if reader == person:
            visitor.follow("your drafts")
            assert (TEXT in visitor.page.content(), "A closed matter" in visitor.text()) == (True, False)
        else:
            assert TEXT not in visitor.page.content()
        circle.people.add(person)


def test_typed_text_is_saved_automatically_and_the_tools_work_with_the_keyboard(visit, topic):
    person, visitor = MemberFactory(), visit(DESKTOP)
    visitor.force_sign_in(person)
    page = visitor.open(topic.get_absolute_url())
    field = page.get_by_label("Your reply")
    field.click()
    page.keyboard.type("Ask ")
    page.keyboard.press("Control+b")
    page.keyboard.type("today")
    page.get_by_text("Draft saved at").wait_for()
    assert Draft.objects.get(person=person).text == "Ask **today**"
    field.press("Control+a")
    page.get_by_role("button", name="List", exact=True).press("Enter")
    assert field.input_value() == "- Ask **today**"
    page.get_by_text("Draft saved at").wait_for()
    page.reload()
    assert field.input_value().endswith("Ask **today**")


@pytest.mark.parametrize("button", ["Preview", "Post reply"])
def test_a_button_that_is_pressed_while_the_draft_is_being_saved_waits_for_that(visit, topic, button):
    person, visitor = MemberFactory(), visit(DESKTOP)
    visitor.force_sign_in(person)
    page, held = visitor.open(topic.get_absolute_url()), []
    is_save = re.compile(r"(^|&)save=1(&|$)")
    page.route(
        "**/reply/",
        lambda route: held.append(route) if is_save.search(route.request.post_data or "") else route.continue_(),
    )
    page.get_by_label("Your reply").click()
    page.keyboard.type("Ask today")
    while not held:
        page.wait_for_timeout(100)
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("button", name=button, exact=True).click(no_wait_after=True)
    page.wait_for_timeout(1_500)
    assert "POST" not in sent
    held[0].continue_()
    done = page.get_by_role("heading", name="Preview") if button == "Preview" else page.locator("#post-2")
    done.wait_for()
    assert "in another tab" not in visitor.text()
    texts = [draft.text for draft in Draft.objects.filter(person=person)]
    assert texts == (["Ask today"] if button == "Preview" else [])


def test_a_post_is_quoted_and_the_quote_leads_back(visitor, topic):
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    write(visitor, "Before.")
    if not visitor.device.scripts:
        visitor.press("Save draft")
        visitor.open(topic.get_absolute_url())
    visitor.follow("Quote post 1")
    expect(visitor.page.get_by_label("Your reply")).to_have_value(QUOTED)
    assert written(visitor).startswith("Before.\n\n> [")
    write(visitor, f"{written(visitor)}After.")
    visitor.press("Post reply")
    visitor.page.locator("#post-2 blockquote a").click()
    assert visitor.page.url.endswith("#post-1")


def test_a_reply_to_one_post_says_so_before_and_after(visitor):
    topic = make_topic(author=MemberFactory(first_name="Ann", last_name="Bee"), replies=1)
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    visitor.follow("Reply to post 2")
    expect(visitor.page.get_by_label("Reply to post 2 (Ann Bee)")).to_be_checked()
    write(visitor, "Which street?")
    visitor.press("Post reply")
    visitor.page.locator("#post-3").get_by_role("link", name="In reply to #2").click()
    assert visitor.page.url.endswith("#post-2")


def test_a_reply_to_one_post_stays_in_the_topic_with_what_was_typed(visit, topic):
    visitor = visit(DESKTOP)
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    write(visitor, "Which street")
    visitor.follow("Reply to post 1")
    expect(visitor.page.get_by_label("Reply to post 1")).to_be_checked()
    expect(visitor.page.get_by_label("Your reply")).to_be_focused()
    assert visitor.path() == topic.get_absolute_url()
    assert written(visitor) == "Which street"


def test_a_preview_is_above_the_form_on_the_same_page(visitor, topic):
    """Without scripts the preview is a page of its own, which also shows the post being answered."""
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    visitor.follow("Reply to post 1")
    write(visitor, "Which **street**?")
    visitor.press("Preview")
    preview = page.get_by_role("region", name="Preview: nobody else has seen this")
    expect(preview.locator("strong")).to_have_text("street")
    assert (visitor.path() == topic.get_absolute_url()) == visitor.device.scripts
    assert page.locator("article", has_text=topic.posts.get().source).is_visible()
    expect(page.get_by_label("Reply to post 1")).to_be_checked()
    assert written(visitor) == "Which **street**?"
    visitor.press("Post reply")
    notice = page.locator("#post-2").get_by_role("status")
    expect(notice).to_have_text("Your post is published. Thank you.")
    expect(notice).to_be_in_viewport()
    if visitor.device.scripts:
        expect(notice).to_be_focused()


def test_a_link_works_at_the_second_press_if_nothing_can_be_saved(visit, topic):
    visitor = visit(DESKTOP)
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    page.route("**/reply/", lambda route: route.fulfill(status=503))
    visitor.allowed_statuses.add(503)
    write(visitor, "Which street")
    page.get_by_role("link", name="Agencies").click()
    expect(page.get_by_text("Not saved: the site did not answer as it should")).to_be_in_viewport()
    assert written(visitor) == "Which street"
    visitor.follow("Agencies")
    page.wait_for_url("**/agencies/")


def test_only_the_selected_text_of_a_post_is_quoted(visit):
    topic = make_topic(body="Not this.\n\nOnly these words.\n\nNor that.")
    visitor = visit(WITH_SCRIPTS)
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(topic.get_absolute_url())
    page.get_by_text("Only these words.").click(click_count=3)
    visitor.follow("Quote post 1")
    expect(page.get_by_label("Your reply")).to_have_value(QUOTED)
    head, _, words = written(visitor).partition("\n>\n")
    assert (head.endswith("/):"), words) == (True, "> Only these words.\n\n")


@pytest.mark.parametrize("place", [REPLY, NEW_TOPIC, EDIT], ids=["reply", "new-topic", "edit"])
def test_people_are_offered_after_an_at_and_chosen_with_the_keyboard(visit, topic, place):
    visitor, person = visit(WITH_SCRIPTS), MemberFactory()
    first = f"Otto{person.pk}line"  # the rows of other tests are still there
    MemberFactory(first_name=first, last_name="Ames")
    MemberFactory(first_name=first, last_name="Byrne")
    visitor.force_sign_in(person)
    field, page = place.open(visitor, topic, person), visitor.page
    page.keyboard.type(f"Does @{first[:-1].lower()}")
    offers = page.locator("[role=listbox] [role=option]")  # a plain choice has options too
    expect(offers).to_have_count(2)
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == offers.nth(1).get_attribute("id")
    page.keyboard.press("Enter")
    page.keyboard.type("know?")
    assert field.input_value() == f"Does @{first} Byrne know?"
    page.keyboard.type(f" @{first.lower()}")
    expect(offers).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox").and_(page.locator("[role=listbox]"))).to_have_count(0)
    visitor.press(place.button)
    assert page.locator(".mention").inner_text() == f"@{first} Byrne"


@pytest.mark.parametrize("place", [NEW_TOPIC, EDIT], ids=["new-topic", "edit"])
def test_the_tools_work_with_the_keyboard_and_the_characters_left_are_counted_wherever_a_post_is_written(
    visit, topic, place
):
    visitor, person = visit(WITH_SCRIPTS), MemberFactory()
    visitor.force_sign_in(person)
    field, page = place.open(visitor, topic, person), visitor.page
    page.keyboard.type("Ask ")
    page.keyboard.press("Control+b")
    page.keyboard.type("today")
    field.press("End")
    page.keyboard.type(" or ")
    page.keyboard.press("Control+i")
    page.keyboard.type("soon")
    assert field.input_value() == "Ask **today** or *soon*"
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Link", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert field.input_value() == "- Ask **today** or *soon*"
    expect(field).to_be_focused()
    field.fill("x" * (markdown.MAX_SOURCE - 10))
    expect(page.get_by_text("10 characters left")).to_be_visible()
    field.fill("Ask **today**")
    visitor.press(place.button)
    assert page.locator(".post__body strong").last.inner_text() == "today"


@pytest.mark.parametrize("place", [REPLY, NEW_TOPIC, EDIT], ids=["reply", "new-topic", "edit"])
def test_without_scripts_no_button_is_shown_that_would_do_nothing(visit, topic, place):
    visitor, person = visit(WITHOUT_SCRIPTS), MemberFactory()
    visitor.force_sign_in(person)
    place.open(visitor, topic, person).fill("Ask **today**")
    expect(visitor.page.get_by_role("button", name="Bold")).to_have_count(0)
    visitor.press(place.button)
    assert visitor.page.locator(".post__body strong").last.inner_text() == "today"


def test_topics_with_a_similar_title_are_shown_before_a_new_one_is_started(visitor):
    topic = make_topic(title="Four beds in a box room")
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(f"/forum/{topic.board.slug}/new/")
    page.get_by_label("Title", exact=True).press_sequentially("Beds in box rooms")
    if not visitor.device.scripts:
        page.get_by_label("What you want to say").fill("Seen again.")
        visitor.press("Preview")
    page.get_by_role("link", name="Four beds in a box room").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Four beds in a box room")


def test_an_old_tab_says_that_the_draft_changed_elsewhere_and_saves_both(visit, topic):
    person, visitor = MemberFactory(), visit(WITH_SCRIPTS)
    visitor.force_sign_in(person)
    visitor.allow_status(409)
    old = visitor.open(topic.get_absolute_url())
    new = visitor.context.new_page()
    new.goto(topic.get_absolute_url())
    new.get_by_label("Your reply").fill("Newer")
    new.get_by_text("Draft saved at").wait_for()
    old.get_by_label("Your reply").fill("Older")
    old.get_by_text("Both versions are saved. Yours is another version of the draft.").wait_for()
    assert sorted(draft.text for draft in Draft.objects.filter(person=person)) == ["Newer", "Older"]
    assert old.get_by_label("Your reply").input_value() == "Older"
    old.get_by_role("link", name="Drafts", exact=True).click()
    old.wait_for_url("**/drafts/")


def test_catching_up_takes_one_button(visitor):
    reader, topic = MemberFactory(), make_topic(title="Papers kept in a drawer", replies=1)
    visitor.force_sign_in(reader)
    page = visitor.open("/catch-up/")
    assert "2 new" in page.locator("li", has_text="Papers kept in a drawer").inner_text()
    visitor.follow("Papers kept in a drawer")
    assert visitor.page.url.endswith("#post-1")
    visitor.open("/catch-up/")
    assert "Papers kept" not in page.locator("main").inner_text()
    post_reply(topic=topic, author=topic.author, body="A third word.")
    visitor.open("/catch-up/")
    visitor.press("I have caught up")
    assert "There is nothing new since you last looked." in page.locator("main").inner_text()
