"""An attacker writes in every field: no script runs, and nothing is fetched from another site.

The visitors fail the test on a dialog, a script error, a breach of the content policy, or a request to another host.
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
# What the text may not have made: handlers, addresses that run or load something, elements and ids that are not ours.
LOOK = r"""tags => {
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
# Text that means something else when it is read once more is how a safe page turns into an unsafe one.
SHIFTS = """() => [...document.querySelectorAll(".prose")].map(prose => prose.innerHTML)
  .filter(html => new DOMParser().parseFromString("<body>" + html, "text/html").body.innerHTML !== html)"""


def look_at(visitor: Visitor, address: str, shown: str = LINE) -> None:
    """Open the page, and fail if it does not show these words as text or made other elements of them."""
    visitor.open(address)
    axe_violations(visitor, shown)


def axe_violations(visitor: Visitor, shown: str = LINE) -> None:
    assert shown in visitor.page.locator("main").inner_text()
    assert visitor.page.evaluate(LOOK, sorted(TAGS)) == []
    assert visitor.page.evaluate(SHIFTS) == []


def met(visitor: Visitor, where: str = ".prose > h3") -> set[str]:
    """Return the numbers of the payloads that the page shows as headings, outside what other payloads left open."""
    return {line for line in visitor.page.locator(where).all_text_contents() if line in MARKS}


def write(visitor: Visitor, text: str) -> None:
    visitor.page.locator("[name=body]").evaluate("(field, text) => (field.value = text)", text)


def test_nothing_that_anybody_writes_runs_in_a_readers_browser(visit):
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
    axe_violations(writer, "<script>alert(1)</script>")
    assert met(writer) == set(MARKS)
    file = {"name": f"{NAME}{LINE.replace('/', '')}.txt", "mimeType": "text/plain", "buffer": WHOLE.encode()}
    writer.page.locator("[name=files]").set_input_files(file)
    writer.press("Start the topic")
    axe_violations(writer)
    post = Post.objects.get(author=author)
    assert (post.is_live, post.mentions.get().person) == (True, reader)

    visitor = visit()
    visitor.force_sign_in(reader)
    for address in ("/notifications/", "/catch-up/", board.get_absolute_url()):
        look_at(visitor, address)
    for query in ("alert", f"x.example {LINE}"):
        look_at(visitor, f"/search/?q={quote(query)}&tab=forum&board={board.slug}")
    look_at(visitor, post.topic.get_absolute_url())
    assert met(visitor) == set(MARKS)
    reply_to(visitor, post)
    Post.objects.update(published_at=timezone.now() - dt.timedelta(hours=1))
    change(writer, post)
    look_at(visitor, reverse("forum:post_history", args=[post.pk]))
    look_at(visitor, post.topic.get_absolute_url())
    look_at(writer, "/notifications/")


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
    axe_violations(visitor, "wrote:")
    visitor.press("Post reply")
    axe_violations(visitor, "wrote:")


def change(writer: Visitor, post: Post) -> None:
    """Let the author edit the post with hostile text in every field, preview it, and save it."""
    writer.open(reverse("forum:post_edit", args=[post.pk]))
    write(writer, CHANGED)
    for name in ("content_note", "reason"):
        writer.page.locator(f"[name={name}]").fill(LINE)
    preview(writer)
    axe_violations(writer, "Later.")
    assert met(writer, "#preview .prose > h3") == set(MARKS)
    writer.press("Change the post")
    axe_violations(writer)
    assert met(writer) == set(MARKS)


def test_nothing_that_anybody_quotes_runs(visit):
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
        axe_violations(visitor, "wrote:")
        visitor.press("Post reply")
        axe_violations(visitor, "wrote:")
    assert met(visitor, ".prose > blockquote > h3") == set(MARKS)


def test_nothing_that_a_moderator_changes_runs(visit):
    author = MemberFactory(first_name=NAME, last_name=LINE)
    topic = make_topic(BoardFactory(name=LINE, holds_replies=True), title=LINE)
    post = post_reply(topic=topic, author=author, body=WHOLE, content_note=LINE)
    moderator = visit()
    moderator.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    look_at(moderator, "/review/")
    look_at(moderator, reverse("review:item", args=[HELD_POSTS, post.pk]))
    assert met(moderator) == set(MARKS)
    moderator.follow("Change and approve")
    axe_violations(moderator)
    write(moderator, CHANGED)
    moderator.page.locator("[name=reason]").fill(LINE)
    moderator.press("Preview")
    axe_violations(moderator, "Later.")
    assert met(moderator, "#preview .prose > h3") == set(MARKS)
    moderator.press("Approve with these changes")
    assert "Published with your changes." in moderator.text()
    look_at(moderator, post.topic.get_absolute_url())
    assert met(moderator) == set(MARKS)
    look_at(moderator, "/review/log/")
    writer = visit()
    writer.force_sign_in(author)
    look_at(writer, reverse("forum:post_history", args=[post.pk]))
    assert "<script>alert(1)</script>" in writer.text()
    look_at(writer, reverse("forum:post_edit", args=[post.pk]))


# What a mail's own template makes of elements and attributes, and what stands above it.
MAIL = {"html", "head", "meta", "title", "body", "div", "p", "a"}
MAIL_ATTRIBUTES = {"lang", "charset", "name", "content", "style", "href"}
MAIL_HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Auto-Submitted", "Message-ID", "List-Unsubscribe",
    "List-Unsubscribe-Post",
}  # fmt: skip
MADE = """() => [...document.querySelectorAll("*")].map(element =>
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


def mailed(texts_of_topics: list[str], author: User) -> User:
    """Return a member who was sent one email about new topics with these texts as their titles."""
    reader, board = MemberFactory(first_name=NAME), BoardFactory()
    follow(person=reader, about=About.BOARD, level=Level.DIGEST, target=board)
    choose_mail(person=reader, quiet_from=8, quiet_until=8, is_quiet_at_weekends=False)  # whenever this runs
    for text in texts_of_topics:
        make_topic(board, author, title=title_of(text), body=text, marking=Marking.CLEAR)
    Notification.objects.filter(person=reader).update(due_at=timezone.now())
    queue_emails_for(person_id=reader.pk)
    return reader


def test_nothing_that_is_written_runs_in_a_readers_mail_program(visit, sink):
    """The email is opened as delivered, where no content policy stops scripts. It has every word as typed."""
    author = MemberFactory(agency=AgencyFactory(name=NAME))
    page = visit().page
    every = texts(is_whole_in_email)
    for start in range(0, len(every), MOST_SECTIONS):
        some = every[start : start + MOST_SECTIONS]
        (message,) = sink.of(mailed(some, author))
        assert set(message.keys()) <= MAIL_HEADERS
        plain, drawn = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
        page.set_content(drawn)
        for name, attributes, link in page.evaluate(MADE):
            assert name in MAIL
            assert set(attributes) <= MAIL_ATTRIBUTES
            assert link is None or link.startswith(f"{settings.SITE_URL}/")
        for said in (as_line(plain), as_line(page.locator("body").text_content())):
            assert [text for text in some if f"{title_of(text)} New topic" not in said] == []
            assert [text for text in some if f"“{as_line(plain_text_of(render(text)))}”" not in said] == []


TYPED = ("agency_name", "job_title", "duties", "agency_does", "agency_cannot", "referee_name", "statement")


def test_nothing_that_an_applicant_or_an_inviter_writes_runs_in_a_coordinators_browser(visit):
    inviter = MemberFactory(first_name=NAME, last_name=LINE)
    words = dict.fromkeys(TYPED, LINE)
    token = token_for("evil@lock.example", inviter, memo=LINE)
    application = make_application(email="evil@lock.example", token=token, first_name=NAME, **words)
    coordinator = visit()
    coordinator.force_sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    for address in ("/review/", reverse("applications:application", args=[application.pk])):
        look_at(coordinator, address)
    applicant = visit()
    look_at(applicant, application.get_absolute_url())
    member = visit()
    member.force_sign_in(inviter)
    look_at(member, "/people/invite/")
