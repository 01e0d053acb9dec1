"""Members write, wait, decide and download a file, all of it with the keyboard."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forum.models import Board, Post
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write_topic(visitor, board: Board, title: str, body: str) -> None:
    visitor.open(f"/forum/{board.slug}/")
    visitor.follow("Start a topic")
    visitor.page.get_by_label("Title", exact=True).fill(title)
    visitor.page.get_by_label("What you want to say").fill(body)


def test_starting_a_topic_with_a_preview_replying_and_following_a_permanent_link(visitor):
    author, board = MemberFactory(), BoardFactory()
    page = visitor.page
    visitor.sign_in(author)
    write_topic(visitor, board, "Beds in one room", "Six **beds** were seen.\n\n> Who has seen this?")
    visitor.press("Preview")
    preview = page.get_by_role("region", name="Preview: nobody else has seen this")
    assert preview.locator("strong").inner_text() == "beds"
    assert not Post.objects.filter(author=author).exists()
    assert page.get_by_label("Title", exact=True).input_value() == "Beds in one room"
    visitor.press("Start the topic")
    assert "Your post is published" in page.get_by_role("status").first.inner_text()
    assert visitor.heading() == "Beds in one room"

    page.get_by_label("Your reply").fill("A second thought.")
    visitor.press("Post reply")
    reply = Post.objects.get(author=author, number=2)
    assert page.locator(f"#{reply.anchor}").inner_text().count("A second thought.") == 1
    visitor.more_for_post(2)
    visitor.follow("Link")
    assert page.url.endswith(f"#{reply.anchor}")
    assert page.locator(f"#{reply.anchor}").is_visible()


def test_a_newcomer_s_post_is_held_until_a_moderator_approves_it(visit, visitor):
    newcomer, moderator, reader = MemberFactory(), MemberFactory(roles=["Moderators"]), MemberFactory()
    board = BoardFactory(holds_newcomers=True)
    title = f"A first note on {board.slug}"
    visitor.sign_in(newcomer)
    write_topic(visitor, board, title, "I am new here.")
    visitor.press("Start the topic")
    assert "waiting for a moderator" in visitor.page.get_by_role("status").first.inner_text()
    assert "Only you and the moderators can see this post" in visitor.page.locator("main").inner_text()
    address = visitor.path()

    other = visit(visitor.device)
    other.allow_status(404)
    other.sign_in(reader)
    other.open(address)
    assert other.heading() == "There is nothing at this address"

    decider = visit(visitor.device)
    decider.sign_in(moderator, then="/review/")
    decider.follow(title)
    assert "must read everyone’s first three posts" in decider.page.locator("main").inner_text()
    decider.press("Decide")
    assert decider.page.title().startswith("Error: ")
    decider.page.get_by_label("Approve: it will be published, and readers will see it as new").check()
    decider.press("Decide")
    assert "Approved" in decider.page.get_by_role("status").first.inner_text()
    assert decider.page.get_by_role("link", name=title).count() == 0

    other.open(f"/forum/{board.slug}/")
    other.follow(title)
    assert "I am new here." in other.page.locator("main").inner_text()


def test_a_members_file_comes_byte_for_byte_and_does_not_exist_for_anyone_else(visit, visitor):
    content = b"Ask about today first.\n" * 300
    resource = make_resource(upload=SimpleUploadedFile("card for members.txt", content))
    visitor.sign_in(MemberFactory())
    visitor.open("/library/")
    visitor.follow(resource.title)
    link = visitor.page.locator("a.file")
    address = link.get_attribute("href")
    with visitor.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "card for members.txt"
    with open(download.value.path(), "rb") as saved:
        assert saved.read() == content

    stranger = visit(visitor.device)
    stranger.allow_status(404)
    missing = address.replace(address.split("/")[3], "00000000-0000-4000-8000-000000000000")
    assert missing != address
    for refused, never_there in [(address, missing), (resource.get_absolute_url(), "/library/never-there/")]:
        closed, absent = stranger.page.goto(refused), None
        body = closed.body()
        absent = stranger.page.goto(never_there)
        assert (closed.status, body) == (absent.status, absent.body())
        assert closed.status == 404
    assert stranger.context.cookies() == []


def is_outlined(page) -> bool:
    """Return True if the focused element shows its focus: by the ring, or by the heavier border of fields."""
    return page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_the_first_two_tab_stops_are_the_skip_link_and_the_exit(visit):
    visitor = visit()
    page = visitor.open("/history/a-network-and-its-name/")
    for words in ("Skip to the page", "Exit this page"):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.inner_text() == words
        assert focused.is_visible()
        assert is_outlined(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_a_reply_is_written_with_the_keyboard_alone(visit):
    author, topic, visitor = MemberFactory(), make_topic(), visit()
    page = visitor.page
    visitor.force_sign_in(author)
    visitor.open(topic.get_absolute_url())
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if not is_outlined(page):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        if page.evaluate("document.activeElement.name") == "body":
            break
    assert unseen == []
    page.keyboard.type("Written without a mouse.")
    for name in ("Content note, how you are named, files", "Save draft", "Preview"):
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == name
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Post reply"
    page.keyboard.press("Enter")
    page.get_by_text("Your post is published").wait_for()
    assert Post.objects.get(author=author).source == "Written without a mouse."


@pytest.mark.parametrize("path", ["/", "/get-help/", "/contact/", "/account/login/", "/library/", "/search/"])
def test_every_element_that_takes_the_focus_shows_it(visit, path):
    visitor = visit()
    page = visitor.open(path)
    page.evaluate("document.activeElement.blur()")
    stops = 0
    while stops < 80:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        assert is_outlined(page), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    assert stops > 15
