"""Identifiers in a held text are masked until a person who may decide asks for them; each time is logged."""

import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.edit import edit_post
from forum.actions.post import post_reply, start_topic
from forum.models import Post, Revision
from ratsite.lib.identifiers.masks import Mask, with_masks
from ratsite.lib.identifiers.passages import scan
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.pages import opened

pytestmark = pytest.mark.django_db
PHONE = "07700 900461"
WHY = "0 7 7 0 0 is how our own desk begins"


def held_reply(body: str = f"Ring **{PHONE[:5]}** {PHONE[6:]} or {PHONE} by day.", author=None) -> Post:
    topic = make_topic()
    return post_reply(topic=topic, author=author or MemberFactory(), body=body, explanation=WHY)


def url_of(post: Post) -> str:
    return reverse("review:item", args=["posts", post.pk])


def shown() -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(action="moderation.found.show"))


def test_a_found_value_is_hidden_in_the_text_and_in_the_list_until_it_is_shown(moderator, sign_in):
    post = held_reply()
    client = sign_in(moderator, with_second_step=True)
    page = flat(client.get(url_of(post)).content)
    assert PHONE not in page
    assert "900461" not in page
    assert "<strong>Phone number</strong> in the text" in page
    assert 'or <span class="spot">' in page
    assert shown() == []
    page = flat(client.post(url_of(post), {"show": "1"}).content)
    assert f"<mark>{PHONE}</mark>" in page
    assert f"or {PHONE} by day." in page
    assert 'name="show"' not in page


def test_each_showing_is_logged_with_who_and_which_item_and_never_the_value(moderator, sign_in):
    post = held_reply()
    client = sign_in(moderator, with_second_step=True)
    client.post(url_of(post), {"show": "1"})
    client.post(url_of(post), {"show": "1"})
    first, second = shown()
    assert (first.user, first.object_id) == (moderator, str(post.pk))
    assert first.data == second.data == {"reason": "", "queue": "posts", "item": post.pk}
    assert "900461" not in f"{first.label}{first.data}"


def test_showing_keeps_the_choice_and_the_reason_and_decides_nothing(moderator, sign_in):
    post = held_reply()
    typed = {"show": "1", "choice": "reject", "reason": "Take the number out, please."}
    page = flat(sign_in(moderator, with_second_step=True).post(url_of(post), typed).content)
    assert "Take the number out, please.</textarea>" in page
    assert re.search(r'<input[^>]*value="reject"[^>]* checked', page)
    assert "There is a problem" not in page
    post.refresh_from_db()
    assert post.state == "held"


def test_nobody_approves_what_they_have_not_shown_but_can_reject_it(moderator, sign_in):
    post, rejected = held_reply(), held_reply()
    client = sign_in(moderator, with_second_step=True)
    seen = opened(client, url_of(post))
    page = flat(client.post(url_of(post), {"choice": "approve", "shown_hash": seen}).content)
    assert "Choose “Show what is hidden” and read it before you approve" in page
    post.refresh_from_db()
    assert (post.state, shown()) == ("held", [])
    page = flat(client.post(url_of(post), {"choice": "approve", "shown_hash": seen, "shown_found": seen[::-1]}).content)
    assert "Choose “Show what is hidden” and read it before you approve" in page  # what they have shown has changed
    page = flat(client.post(url_of(post), {"show": "1", "choice": "approve"}).content)
    fields = dict(re.findall(r'<input type="hidden" name="(shown_found|shown_hash)" value="(\w+)"', page))
    client.post(url_of(post), {"choice": "approve", **fields})
    post.refresh_from_db()
    assert (post.state, len(shown())) == ("live", 1)
    sent = {"choice": "reject", "reason": "Take the number out.", "shown_hash": opened(client, url_of(rejected))}
    client.post(url_of(rejected), sent)
    rejected.refresh_from_db()
    assert (rejected.state, len(shown())) == ("rejected", 1)


def test_a_person_who_may_not_decide_sees_masked_values_and_cannot_show_them(moderator, sign_in):
    post = held_reply(author=MemberFactory(agency=moderator.agency))
    client = sign_in(moderator, with_second_step=True)
    page = flat(client.get(url_of(post)).content)
    assert "900461" not in page
    assert 'name="show"' not in page
    answer = client.post(url_of(post), {"show": "1"})
    assert answer.status_code == 403
    assert "900461" not in flat(answer.content)
    assert shown() == []


def test_an_edit_hides_what_was_found_in_both_versions_and_in_the_reason(moderator, sign_in):
    post = make_topic().posts.get()
    edit_post(post_id=post.pk, editor=post.author, body=f"Ring {PHONE}.", reason=f"It was {PHONE}", explanation=WHY)
    address = reverse("review:item", args=["edits", Revision.objects.pending().get().pk])
    client = sign_in(moderator, with_second_step=True)
    assert "900461" not in flat(client.get(address).content)
    assert PHONE in flat(client.post(address, {"show": "1"}).content)


def test_the_title_of_a_held_topic_hides_it_in_the_queue_and_on_the_page(moderator, sign_in):
    author, board = MemberFactory(), BoardFactory()
    words = {"title": f"Call {PHONE}", "body": "Please.", "marking": "green", "may_act": "check"}
    start_topic(board=board, author=author, explanation=WHY, **words)
    client = sign_in(moderator, with_second_step=True)
    address = url_of(Post.objects.get(state="held"))
    for page in ("/review/", address):
        assert "900461" not in flat(client.get(page).content)
    assert PHONE in flat(client.post(address, {"show": "1"}).content)


def test_a_post_in_which_nothing_was_found_has_nothing_to_show(moderator, sign_in):
    board = BoardFactory(holds_topics=True)
    post = make_topic(board, MemberFactory()).posts.get()
    client = sign_in(moderator, with_second_step=True)
    assert 'name="show"' not in flat(client.get(url_of(post)).content)
    assert client.post(url_of(post), {"show": "1"}).status_code == 200
    assert shown() == []


def mask_of(text: str) -> Mask:
    return Mask(scan([("body", "the text", text)], lambda: ()).passages)


def test_a_mask_hides_each_repetition_in_any_case_and_spacing():
    mask = mask_of("Mail jo.bloggs@example.org soon.")
    hidden = mask.hide("JO.BLOGGS@example.org and jo.bloggs@example.org")
    assert "example.org" not in hidden.lower()
    assert with_masks(hidden).count('<span class="spot">') == 2


def test_a_mask_has_no_line_break_which_the_difference_of_an_edit_would_show():
    mask = mask_of("Mail jo.bloggs@example.org soon.")
    assert "\n" not in with_masks(mask.hide("Mail jo.bloggs@example.org soon."))


def test_a_mask_inside_a_link_leaves_the_tag_whole():
    mask = mask_of("Mail jo.bloggs@example.org soon.")
    html = mask.hide('<a href="mailto:jo.bloggs@example.org">jo.bloggs@example.org</a>')
    printed = with_masks(html)
    assert printed.startswith('<a href="mailto:"><span class="spot">')
    assert "jo.bloggs" not in printed
