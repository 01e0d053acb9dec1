"""An attacker writes in every field: no script runs, and nothing is fetched from another site.

A dialog, a script error, a breach of the content security policy or a request to another host fails the test.
"""

import datetime as dt
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from forum.actions.follow import follow
from forum.actions.post import post_reply
from forum.enums import HELD_POSTS, About
from forum.integrations.notifications.posts import WORDS_SHOWN
from forum.models import Post, Topic
from forum.models.post import CHARACTERS_A_WORD
from forum.text.quotes import LONGEST
from ratsite.accounts.models import User
from ratsite.lib.markup.markdown import plain_text_of, render
from ratsite.network.enums import Marking
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.dispatch import queue_emails_for
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from ratsite.notifications.notification_email import MOST_SECTIONS
from tests.accounts.applicants import make_application, token_for
from tests.corpora.xss import MARKS, PARTS, WHOLE, texts
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.journeys.visitor import Visitor
from tests.lib.markup.test_markdown import TAGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINE = "\"'><img src=//x.example/i onerror=alert(1)>{{7*7}}\u202e"
NAME = "<svg/onload=alert(1)>"
CHANGED = "\n".join([*reversed(PARTS), "Later."])
# Returns elements that a text must not create: with event handlers or with addresses that run or load something, and
# elements and ids that neither the templates nor the Markdown renderer produce.
UNSAFE_ELEMENTS = r"""tags => {
  const place = /^(\/(?!\/)|\.\.?\/|#|\?|$)/, link = /^(https?:|mailto:|tel:)/i;
  const leads = /^(href|src|srcset|srcdoc|action|formaction|data|poster|background|ping|xlink:href)$/i;
  const runs = (element, { name, value }) => /^on/i.test(name)
    || leads.test(name) && !place.test(value) && !(element.localName === "a" && link.test(value));
  const made = "main :is(script, style, iframe, object, embed, base, meta, link, template), .prose :is([id], [name])";
  const written = { a: ["href", "rel", "title"], ol: ["start"], span: ["class"] };
  const strange = element => element.closest(".post__body.prose") && !element.matches(".post__body.prose")
    && !(tags.includes(element.localName)
      && [...element.attributes].every(({ name }) => written[element.localName]?.includes(name)));
  return [...document.querySelectorAll("*")]
    .filter(element => element.matches(made) || strange(element)
      || [...element.attributes].some(attribute => runs(element, attribute)))
    .map(element => element.outerHTML.slice(0, 200));
}"""
# Returns texts whose HTML changes when it is parsed again. Such a change can make safe HTML unsafe (mutation XSS).
CHANGED_WHEN_PARSED_AGAIN = """() => [...document.querySelectorAll(".prose")].map(prose => prose.innerHTML)
  .filter(html => new DOMParser().parseFromString("<body>" + html, "text/html").body.innerHTML !== html)"""


def open_harmless(visitor: Visitor, address: str, shown: str = LINE) -> None:
    """Open the page, and assert that it shows these words as text and contains no unsafe element."""
    visitor.open(address)
    assert_harmless(visitor, shown)


def assert_harmless(visitor: Visitor, shown: str = LINE) -> None:
    """Assert that the open page shows these words as text and contains no unsafe element."""
    assert shown in visitor.page.locator("main").inner_text()
    assert visitor.page.evaluate(UNSAFE_ELEMENTS, sorted(TAGS)) == []
    assert visitor.page.evaluate(CHANGED_WHEN_PARSED_AGAIN) == []


def payloads_shown(visitor: Visitor, where: str = ".prose > h3") -> set[str]:
    """Return the marks of the payloads whose heading the page shows. A payload could hide those after it."""
    return {line for line in visitor.page.locator(where).all_text_contents() if line in MARKS}


def write(visitor: Visitor, text: str) -> None:
    visitor.page.locator("[name=body]").evaluate("(field, text) => (field.value = text)", text)


def test_no_text_of_a_member_runs_in_a_readers_browser(visit):
    agency = AgencyFactory(name=f"{NAME} {LINE}", what_we_cannot_do=LINE)
    author = MemberFactory(first_name=NAME, last_name=LINE, job_title=LINE, agency=agency)
    reader = MemberFactory(first_name="<b/onfocus=alert(1)", last_name="autofocus>")
    board = BoardFactory(name=LINE, aim=LINE)
    follow(person=reader, about=About.BOARD, level=Level.DIGEST, target=board)

    writer = visit()
    writer.force_sign_in(author)
    writer.open(reverse("forum:topic_new", args=[board.slug]))
    writer.page.locator("[name=title]").fill(LINE)
    write(writer, f"Ask @{reader}.\n\n{WHOLE}")
    preview(writer)
    assert_harmless(writer, "<script>alert(1)</script>")
    assert payloads_shown(writer) == set(MARKS)
    file = {"name": f"{NAME}{LINE.replace('/', '')}.txt", "mimeType": "text/plain", "buffer": WHOLE.encode()}
    writer.page.locator("[name=files]").set_input_files(file)
    writer.press("Start the topic")
    assert_harmless(writer)
    post = Post.objects.get(author=author)
    assert (post.is_live, post.mentions.get().person) == (True, reader)

    visitor = visit()
    visitor.force_sign_in(reader)
    for address in ("/notifications/", "/catch-up/", board.get_absolute_url()):
        open_harmless(visitor, address)
    for query in ("alert", f"x.example {LINE}"):
        open_harmless(visitor, f"/search/?q={quote(query)}&tab=forum&board={board.slug}")
    open_harmless(visitor, post.topic.get_absolute_url())
    assert payloads_shown(visitor) == set(MARKS)
    reply_to(visitor, post)
    Post.objects.update(published_at=timezone.now() - dt.timedelta(hours=1))
    edit_post_as(writer, post)
    open_harmless(visitor, reverse("forum:post_history", args=[post.pk]))
    open_harmless(visitor, post.topic.get_absolute_url())
    open_harmless(writer, "/notifications/")


def preview(visitor: Visitor) -> None:
    """Press Preview, and wait until the script has put the preview above the form."""
    visitor.press("Preview")
    visitor.page.locator("#preview-head").wait_for()


def reply_to(visitor: Visitor, post: Post) -> None:
    """Quote the post and mention its author with the scripts' help, preview the reply, and post it."""
    text = visitor.page.get_by_label("Your reply")
    visitor.page.locator('a[href*="?quote="]').first.click()
    visitor.page.wait_for_function("() => document.querySelector('[name=body]').value.includes('> [Post ')")
    text.press("End")
    text.press_sequentially("@<sv")
    visitor.page.locator("#offers li").first.click()
    assert str(post.author) in text.input_value()
    preview(visitor)
    assert_harmless(visitor, "wrote:")
    visitor.press("Post reply")
    assert_harmless(visitor, "wrote:")


def edit_post_as(writer: Visitor, post: Post) -> None:
    """Let the author edit the post with hostile text in every field, preview it, and save it."""
    writer.open(reverse("forum:post_edit", args=[post.pk]))
    write(writer, CHANGED)
    for name in ("content_note", "reason"):
        writer.page.locator(f"[name={name}]").fill(LINE)
    preview(writer)
    assert_harmless(writer, "Later.")
    assert payloads_shown(writer, "#preview .prose > h3") == set(MARKS)
    writer.press("Change the post")
    assert_harmless(writer)
    assert payloads_shown(writer) == set(MARKS)


def test_no_quoted_text_runs_in_a_readers_browser(visit):
    """A quote has a maximum length, so the payloads are in several posts, and their quotes in two replies."""
    first, *rest = texts(lambda text: len(text) <= LONGEST)
    author = MemberFactory()
    topic = make_topic(author=author, body=first)
    for text in rest:
        post_reply(topic=topic, author=author, body=text)
    visitor = visit()
    visitor.force_sign_in(MemberFactory())
    half = (1 + len(rest)) // 2
    for some in (range(half), range(half, 1 + len(rest))):
        visitor.open(topic.get_absolute_url())
        for count, number in enumerate(some, start=1):
            visitor.page.locator('a[href*="?quote="]').nth(number).click()
            quotes = "count => document.querySelector('[name=body]').value.split('> [Post ').length === count + 1"
            visitor.page.wait_for_function(quotes, arg=count)
        preview(visitor)
        assert_harmless(visitor, "wrote:")
        visitor.press("Post reply")
        assert_harmless(visitor, "wrote:")
    assert payloads_shown(visitor, ".prose > blockquote > h3") == set(MARKS)


def test_no_text_that_a_moderator_changes_runs(visit):
    author = MemberFactory(first_name=NAME, last_name=LINE)
    topic = make_topic(BoardFactory(name=LINE, holds_replies=True), title=LINE)
    post = post_reply(topic=topic, author=author, body=WHOLE, content_note=LINE)
    moderator = visit()
    moderator.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    open_harmless(moderator, "/review/")
    open_harmless(moderator, reverse("review:item", args=[HELD_POSTS, post.pk]))
    assert payloads_shown(moderator) == set(MARKS)
    moderator.follow("Change and approve")
    assert_harmless(moderator)
    write(moderator, CHANGED)
    moderator.page.locator("[name=reason]").fill(LINE)
    moderator.press("Preview")
    assert_harmless(moderator, "Later.")
    assert payloads_shown(moderator, "#preview .prose > h3") == set(MARKS)
    moderator.press("Approve with these changes")
    assert "Published with your changes." in moderator.text()
    open_harmless(moderator, post.topic.get_absolute_url())
    assert payloads_shown(moderator) == set(MARKS)
    open_harmless(moderator, "/review/log/")
    writer = visit()
    writer.force_sign_in(author)
    open_harmless(writer, reverse("forum:post_history", args=[post.pk]))
    assert "<script>alert(1)</script>" in writer.text()
    open_harmless(writer, reverse("forum:post_edit", args=[post.pk]))


# The elements and attributes that the email's own template contains, and the headers of an email.
MAIL = {"html", "head", "meta", "title", "body", "div", "p", "a"}
MAIL_ATTRIBUTES = {"lang", "charset", "name", "content", "style", "href"}
MAIL_HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Auto-Submitted", "Message-ID", "List-Unsubscribe",
    "List-Unsubscribe-Post",
}  # fmt: skip
ELEMENTS = """() => [...document.querySelectorAll("*")].map(element =>
  [element.localName, [...element.attributes].map(({ name }) => name), element.getAttribute("href")])"""


def as_line(text: str) -> str:
    return " ".join(text.split())


def is_whole_in_email(text: str) -> bool:
    """Return True if an email quotes the whole text as the first words of a post."""
    words = plain_text_of(render(text)).split()
    return len(words) <= WORDS_SHOWN and len(" ".join(words)) <= WORDS_SHOWN * CHARACTERS_A_WORD


def title_of(text: str) -> str:
    """Return as much of the text as fits in a topic's title."""
    return as_line(text)[: Topic._meta.get_field("title").max_length].strip()


def reader_with_email(texts_of_topics: list[str], author: User) -> User:
    """Return a member who was sent one email about new topics with these texts as their titles."""
    reader, board = MemberFactory(first_name=NAME), BoardFactory()
    follow(person=reader, about=About.BOARD, level=Level.DIGEST, target=board)
    choose_mail(person=reader, quiet_from=8, quiet_until=8, is_quiet_at_weekends=False)  # whenever this runs
    for text in texts_of_topics:
        make_topic(board, author, title=title_of(text), body=text, marking=Marking.CLEAR)
    Notification.objects.filter(person=reader).update(due_at=timezone.now())
    queue_emails_for(person_id=reader.pk)
    return reader


def test_no_text_runs_in_a_readers_mail_program(visit, sink):
    """The email is opened as delivered, where no content policy stops scripts. It has every word as typed."""
    author = MemberFactory(agency=AgencyFactory(name=NAME))
    page = visit().page
    every = texts(is_whole_in_email)
    for start in range(0, len(every), MOST_SECTIONS):
        some = every[start : start + MOST_SECTIONS]
        (message,) = sink.of(reader_with_email(some, author))
        assert set(message.keys()) <= MAIL_HEADERS
        plain, drawn = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
        page.set_content(drawn)
        for name, attributes, link in page.evaluate(ELEMENTS):
            assert name in MAIL
            assert set(attributes) <= MAIL_ATTRIBUTES
            assert link is None or link.startswith(f"{settings.SITE_URL}/")
        for said in (as_line(plain), as_line(page.locator("body").text_content())):
            assert [text for text in some if f"{title_of(text)} New topic" not in said] == []
            assert [text for text in some if f"“{as_line(plain_text_of(render(text)))}”" not in said] == []


TYPED = ("agency_name", "job_title", "duties", "agency_does", "agency_cannot", "referee_name", "statement")


def test_no_text_of_an_applicant_or_inviter_runs_in_a_coordinators_browser(visit):
    inviter = MemberFactory(first_name=NAME, last_name=LINE)
    words = dict.fromkeys(TYPED, LINE)
    token = token_for("evil@lock.example", inviter, memo=LINE)
    application = make_application(email="evil@lock.example", token=token, first_name=NAME, **words)
    coordinator = visit()
    coordinator.force_sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    for address in ("/review/", reverse("applications:application", args=[application.pk])):
        open_harmless(coordinator, address)
    applicant = visit()
    open_harmless(applicant, application.get_absolute_url())
    member = visit()
    member.force_sign_in(inviter)
    open_harmless(member, "/people/invite/")
