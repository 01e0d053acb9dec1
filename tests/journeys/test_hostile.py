"""Somebody who means harm writes wherever one may write: nothing of it runs, and nothing is fetched from elsewhere.

The watch of the visitors fails the test on a dialog, a script error, a breach of the policy, a request to another host.
"""

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.editing import edit_post
from forum.actions.following import follow
from forum.enums import About
from forum.models import Post
from ratsite.notifications.enums import Level
from tests.accounts.joining import make_application, token_for
from tests.corpora.xss import PAYLOADS
from tests.factories import AgencyFactory, BoardFactory, MemberFactory
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINE = "\"'><img src=//x.example/i onerror=alert(1)>{{7*7}}\u202e"
NAME = "<svg/onload=alert(1)>"
BODY = "\n\n".join(payload.replace("\x00", "") for payload in PAYLOADS)
# What the text may not have made: handlers, addresses that run or load something, elements and ids that are not ours.
LOOK = r"""() => {
  const place = /^(\/(?!\/)|#|\?|$)/, link = /^(https?:|mailto:|tel:)/i;
  const leads = /^(href|src|srcset|srcdoc|action|formaction|data|poster|background|ping|xlink:href)$/i;
  const runs = (element, { name, value }) => /^on/i.test(name)
    || leads.test(name) && !place.test(value) && !(element.localName === "a" && link.test(value));
  const made = "main :is(script, style, iframe, object, embed, base, meta, link, template), .prose :is([id], [name])";
  return [...document.querySelectorAll("*")]
    .filter(element => element.matches(made) || [...element.attributes].some(attribute => runs(element, attribute)))
    .map(element => element.outerHTML.slice(0, 200));
}"""


def look_at(visitor: Visitor, address: str, shown: str = LINE) -> None:
    """The page shows the words as words, and made nothing of them."""
    visitor.open(address)
    look(visitor, shown)


def look(visitor: Visitor, shown: str = LINE) -> None:
    assert shown in visitor.page.locator("main").inner_text()
    assert visitor.page.evaluate(LOOK) == []


def test_nothing_that_anybody_writes_runs_in_a_readers_browser(visit):
    agency = AgencyFactory(name=f"{NAME} {LINE}", what_we_cannot_do=LINE)
    author = MemberFactory(first_name=NAME, last_name=LINE, job_title=LINE, agency=agency)
    reader = MemberFactory(first_name="<b/onfocus=alert(1)", last_name="autofocus>")
    board = BoardFactory(name=LINE, aim=LINE)
    follow(person=reader, about=About.BOARD, level=Level.DIGEST, target=board)

    writer = visit()
    writer.arrive_signed_in(author)
    writer.open(reverse("forum:topic_new", args=[board.slug]))
    writer.page.locator("[name=title]").fill(LINE)
    writer.page.locator("[name=body]").evaluate("(field, text) => (field.value = text)", f"Ask @{reader}.\n\n{BODY}")
    writer.press("Preview")
    look(writer, "<script>alert(1)</script>")
    file = {"name": f"{NAME}{LINE.replace('/', '')}.txt", "mimeType": "text/plain", "buffer": BODY.encode()}
    writer.page.locator("[name=files]").set_input_files(file)
    writer.press("Start the topic")
    look(writer)
    post = Post.objects.get(author=author)
    assert (post.is_live, post.mentions.get().person) == (True, reader)

    visitor = visit()
    visitor.arrive_signed_in(reader)
    for address in ("/notifications/", "/catch-up/", board.get_absolute_url()):
        look_at(visitor, address)
    for query in ("alert", f"x.example {LINE}"):
        look_at(visitor, f"/search/?q={quote(query)}")
    look_at(visitor, post.topic.get_absolute_url())
    reply_to(visitor, post)
    Post.objects.update(published_at=timezone.now() - dt.timedelta(hours=1))
    edit_post(post_id=post.pk, editor=author, body=BODY[::-1], content_note=LINE, reason=LINE)
    look_at(visitor, reverse("forum:post_history", args=[post.pk]))
    look_at(visitor, post.topic.get_absolute_url())
    look_at(writer, "/notifications/")


def reply_to(visitor: Visitor, post: Post) -> None:
    """Quoted by the script, with the author's name offered by it, and seen before it is sent."""
    text = visitor.page.get_by_label("Your reply")
    visitor.page.locator("[data-quote]").first.click()
    visitor.page.wait_for_function("() => document.querySelector('[name=body]').value.includes('wrote:')")
    text.press("End")
    text.press_sequentially("@<sv")
    visitor.page.locator("#offers li").first.click()
    assert str(post.author) in text.input_value()
    visitor.press("Preview")
    look(visitor, "wrote:")
    visitor.press("Post reply")
    look(visitor, "wrote:")


TYPED = ("agency_name", "job_title", "duties", "agency_does", "agency_cannot", "referee_name", "statement")


def test_nothing_that_an_applicant_or_an_inviter_writes_runs_in_a_coordinators_browser(visit):
    inviter = MemberFactory(first_name=NAME, last_name=LINE)
    words = dict.fromkeys(TYPED, LINE)
    token = token_for("evil@lock.example", inviter, memo=LINE)
    application = make_application(email="evil@lock.example", token=token, first_name=NAME, **words)
    coordinator = visit()
    coordinator.arrive_signed_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    for address in ("/review/", reverse("applications:application", args=[application.pk])):
        look_at(coordinator, address)
    applicant = visit()
    look_at(applicant, application.get_absolute_url())
    member = visit()
    member.arrive_signed_in(inviter)
    look_at(member, "/people/invite/")
