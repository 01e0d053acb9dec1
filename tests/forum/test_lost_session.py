"""What somebody sends after their session has ended comes back once they have signed in: to them and to nobody else."""

import re
import uuid
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Draft, Post, Revision, Topic
from ratsite.lib.kept_text import LONGEST, MOST_AN_HOUR, MOST_FORMS
from ratsite.lib.markup import markdown
from tests.factories import PASSWORD, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.membership_changes import silence

pytestmark = pytest.mark.django_db
WORDS = "Typed for an hour"
AREA = re.compile(rf">\s*{WORDS}</textarea>")
PLACES = ["reply", "new topic", "edit"]
DISCUSSION = {"title": "Who has the keys?", "marking": "clear", "may_act": "check"}


@pytest.fixture
def circle(member):
    found = CircleFactory()
    found.people.add(member)
    return found


@pytest.fixture
def topic(circle):
    return make_topic(BoardFactory(circle=circle, name="Hidden board"), title="Hidden title")


@pytest.fixture
def address(member, topic) -> Callable[[str], str]:
    """address(place): where that form is, for the member."""

    def at(place: str) -> str:
        if place == "reply":
            return reverse("forum:topic_reply", args=[topic.pk])
        if place == "new topic":
            return reverse("forum:topic_new", args=[topic.board.slug])
        post = post_reply(topic=topic, author=member, body="Hidden words of before.")
        return reverse("forum:post_edit", args=[post.pk])

    return at


def send_signed_out(client, person, address: str, then: Callable[[], None] = lambda: None, **fields) -> str:
    """Open the form there, lose the session, and send it; the address to which signing in leads back."""
    client.force_login(person)
    mark = re.search(r'name="written_by" value="([^"]+)"', client.get(address).text)[1]
    del client.cookies[settings.SESSION_COOKIE_NAME]
    then()
    refused = client.post(address, {"written_by": mark, **fields})
    assert urlsplit(refused.url).path == "/account/login/"
    return parse_qs(urlsplit(refused.url).query)["next"][0]


def sign_in_again(client, person) -> None:
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def body_at(client, address: str) -> str:
    return client.get(address).context["form"]["body"].value() or ""


@pytest.mark.parametrize("place", PLACES)
def test_it_stands_in_its_form_again_once_and_is_not_published(client, member, address, place):
    where = address(place)
    count, before = Post.objects.count(), "Hidden words of before." if place == "edit" else ""
    back = send_signed_out(client, member, where, body=WORDS, **(DISCUSSION if place == "new topic" else {}))
    sign_in_again(client, member)
    form = client.get(back).context["form"]
    assert (back, form["body"].value(), dict(form.errors)) == (where, WORDS, {})
    assert body_at(client, back) == before
    assert (Post.objects.count(), Revision.objects.count()) == (count, 0)


def test_a_new_topic_and_a_change_come_back_with_every_field(client, member, address):
    place = f"{address('new topic')}?kind=question"
    back = send_signed_out(client, member, place, title="Who rings?", body=WORDS, asked_remits=["1", "2"])
    sign_in_again(client, member)
    form = client.get(back).context["form"]
    assert [form[name].value() for name in ("title", "body", "asked_remits")] == ["Who rings?", WORDS, ["1", "2"]]
    fields = {"body": "At seven.", "content_note": "about a child", "reason": "I looked it up"}
    back = send_signed_out(client, member, address("edit"), **fields)
    sign_in_again(client, member)
    form = client.get(back).context["form"]
    assert {name: form[name].value() for name in fields} == fields


def lock(member) -> None:
    Topic.objects.update(is_locked=True, lock_reason="It is settled")


def archive_topic(member) -> None:
    Topic.objects.update(is_archived=True)


def archive_board(member) -> None:
    Board.objects.update(state="archived")


@pytest.mark.parametrize(
    ("place", "happens", "why"),
    [
        *((place, lock, "It is settled") for place in ("reply", "edit")),
        *((place, archive_topic, "This topic is archived") for place in ("reply", "edit")),
        *((place, archive_board, "This board is archived") for place in PLACES),
        *((place, silence, "you can read and not write") for place in PLACES),
    ],
)
def test_where_the_place_closed_meanwhile_it_comes_back_and_says_why(client, member, address, place, happens, why):
    where, count = address(place), Post.objects.count()
    back = send_signed_out(client, member, where, lambda: happens(member), body=WORDS, title="", reason="To be clear")
    sign_in_again(client, member)
    page = client.get(back)
    assert (page.status_code, bool(AREA.search(page.text))) == (403, True)
    assert why in " ".join(page.context["form"].non_field_errors())
    if place == "edit":
        assert 'value="To be clear"' in page.text
    again = client.get(back)
    assert (again.status_code, WORDS in again.text) == (403, False)
    assert (WORDS in client.get("/drafts/").text) == (place != "edit")  # a change has no draft
    assert (Post.objects.count(), Revision.objects.count()) == (count, 0)


def test_a_change_to_a_post_withdrawn_meanwhile_comes_back_and_says_why(client, member, address):
    where = address("edit")
    post = Post.objects.get(author=member)
    back = send_signed_out(
        client, member, where, lambda: withdraw_post(post_id=post.pk, author=member), body=WORDS, reason="To be clear"
    )
    sign_in_again(client, member)
    page = client.get(back)
    assert (page.status_code, bool(AREA.search(page.text))) == (403, True)
    assert "You withdrew this post" in page.text


def test_in_slow_mode_a_reply_comes_back_with_the_moment_from_which_it_may_be_posted(client, member, topic, address):
    post_reply(topic=topic, author=member, body="The first.")
    back = send_signed_out(client, member, address("reply"), lambda: Topic.objects.update(slow_minutes=60), body=WORDS)
    sign_in_again(client, member)
    page = client.get(back)
    assert (page.status_code, bool(AREA.search(page.text))) == (200, True)
    assert "You can reply again at" in page.text


@pytest.mark.parametrize("place", PLACES)
def test_of_a_place_that_is_no_longer_theirs_they_get_their_own_words_and_nothing_else(
    client, member, circle, address, place
):
    where, fields = address(place), {"body": f"{WORDS} <b>&", "title": "A title of mine", "reason": "To be clear"}
    back = send_signed_out(client, member, where, lambda: circle.people.remove(member), **fields)
    sign_in_again(client, member)
    page = client.get(back)
    assert page.status_code == 404
    assert [f">{escape(text)}</textarea>" in page.text for text in fields.values()] == [True] * 3
    assert "What you wrote is not lost" in page.text
    assert "Hidden" not in page.text
    again = client.get(back)
    assert (again.status_code, WORDS in again.text) == (404, False)
    drafts = client.get("/drafts/").text
    assert (escape(fields["body"]) in drafts, "Hidden" in drafts) == (True, False)


def test_a_place_that_is_no_longer_theirs_answers_as_one_that_is_not_there(client, member, circle, address):
    where = address("reply")
    pages = []
    for nowhere in (where, reverse("forum:topic_reply", args=[987654])):
        circle.people.add(member)
        client.force_login(member)
        mark = client.get(where).context["form"].written_by()
        client.logout()
        circle.people.remove(member)
        client.post(nowhere, {"written_by": mark, "body": WORDS})
        sign_in_again(client, member)
        pages.append(client.get(nowhere))
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_inside", [True, False], ids=["a colleague", "somebody from outside"])
def test_whoever_else_signs_in_there_reads_none_of_it_and_nor_does_its_writer_after_them(
    client, member, circle, address, place, is_inside
):
    other = MemberFactory()
    if is_inside:
        circle.people.add(other)
    back = send_signed_out(client, member, address(place), body=WORDS, title="Mine alone", reason="Mine alone")
    sign_in_again(client, other)
    pages = [client.get(where) for where in (back, back, "/drafts/", "/catch-up/")]
    assert not any(WORDS in page.text or "Mine alone" in page.text for page in pages)
    assert not client.session.get("kept_texts")
    client.post(reverse("account_logout"))
    sign_in_again(client, member)
    assert WORDS not in client.get(back).text
    assert not Draft.objects.exists()


def test_whoever_signs_in_over_another_person_finds_nothing_in_their_session(client, member, circle, address):
    circle.people.add(other := MemberFactory())
    back = send_signed_out(client, member, address("reply"), body=WORDS)
    sign_in_again(client, other)
    client.force_login(member)
    assert body_at(client, back) == ""


def test_nobody_but_the_site_says_whose_words_they_are(client, member, address):
    where, other = address("reply"), MemberFactory()
    marks = ["", str(member.pk), f"{member.pk}:", f"{member.pk}:x", Signer(salt="another").sign(member.pk), "\x00:"]
    client.force_login(other)
    client.logout()
    for mark in marks:
        client.post(where, {"body": WORDS, "written_by": mark})
        assert not client.session.get("kept_texts")
    sign_in_again(client, member)
    assert body_at(client, where) == ""


@pytest.mark.parametrize("person", [None, "", "None", 0, "other"])
def test_a_record_that_names_nobody_or_another_person_is_given_to_nobody(client, member, address, person):
    where = address("reply")
    client.force_login(member)
    session = client.session
    session["kept_texts"] = {where: {"fields": {"body": [WORDS]}, "is_too_long": False, "person": person}}
    session.save()
    assert body_at(client, where) == ""
    assert not client.session.get("kept_texts")


def test_an_invented_session_holds_nothing(client, member, address):
    back = send_signed_out(client, member, address("reply"), body=WORDS)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    sign_in_again(client, member)
    assert body_at(client, back) == ""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", ["</textarea><script>alert(1)</script> & more", "A\x00b and c"])
@pytest.mark.parametrize("how", ["open", "closed", "gone"])
def test_odd_text_comes_back_as_text_and_breaks_no_page(client, member, circle, address, place, text, how):
    happens = {
        "open": lambda: None,
        "closed": lambda: archive_board(member),
        "gone": lambda: circle.people.remove(member),
    }
    back = send_signed_out(client, member, address(place), happens[how], body=text)
    sign_in_again(client, member)
    page = client.get(back)
    assert page.status_code == {"open": 200, "closed": 403, "gone": 404}[how]
    assert f"{escape(text)}</textarea>" in page.text
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("how", ["open", "gone"])
def test_all_that_could_have_been_posted_is_kept_and_what_is_too_long_for_it_is_said(
    client, member, circle, address, place, how
):
    where = address(place)
    leave = (lambda: None) if how == "open" else (lambda: circle.people.remove(member))
    room = "wörd " * (markdown.MAX_SOURCE // 5)
    longest = {"body": room, "title": "T" * 150, "content_note": "n" * 80, "reason": "r" * 200}
    back = send_signed_out(client, member, where, leave, **longest)
    sign_in_again(client, member)
    page = client.get(back)
    assert room.strip() in page.text
    assert "too long" not in page.text
    circle.people.add(member)
    back = send_signed_out(client, member, where, leave, body="word " * (LONGEST // 5))
    sign_in_again(client, member)
    pages = client.get(back).text + client.get("/catch-up/").text
    assert "word word" not in pages
    assert pages.count("too long to be kept while you signed in. A post has room for 20,000") == 1


def test_what_another_person_wrote_at_too_great_a_length_is_said_to_nobody_else(client, member, address, circle):
    circle.people.add(other := MemberFactory())
    back = send_signed_out(client, member, address("reply"), body="x" * (LONGEST + 1))
    sign_in_again(client, other)
    assert "too long" not in client.get(back).text + client.get("/catch-up/").text


def test_many_names_of_fields_fill_no_table(client, member, address):
    fields = {f"{number}-{'n' * 500}": "" for number in range(100)}
    send_signed_out(client, member, address("reply"), body="Short", **fields)
    assert [one["fields"] for one in client.session["kept_texts"].values()] == [{}]


def test_a_page_that_goes_on_saving_by_itself_costs_no_word(client, member, address):
    where = address("reply")
    back = send_signed_out(client, member, where, body="Version 0")
    mark = Signer(salt="kept_text").sign(member.pk)
    for number in range(1, MOST_AN_HOUR + 10):
        client.post(where, {"body": f"Version {number}", "save": "1", "written_by": mark})
    sign_in_again(client, member)
    assert body_at(client, back) == f"Version {MOST_AN_HOUR + 9}"


def test_a_newer_draft_of_another_device_is_not_written_over(client, member, address):
    where, phone = address("reply"), Client()
    back = send_signed_out(client, member, where, body=WORDS, draft_sequence="0")
    phone.force_login(member)
    phone.post(where, {"body": "Newer, from the phone", "save": "1", "draft_sequence": "0"})
    sign_in_again(client, member)
    page = client.get(back)
    assert page.context["form"]["body"].value() == WORDS
    saved = client.post(where, {"body": WORDS, "save": "1", "draft_sequence": page.context["desk"].sequence})
    assert "changed in another tab or on another device" in saved.text
    assert Draft.objects.get().fields["body"] == ["Newer, from the phone"]


def test_a_flood_from_one_person_is_not_kept_and_costs_nobody_else_theirs(client, member, circle, address):
    where = address("reply")
    circle.people.add(other := MemberFactory())
    for _ in range(MOST_AN_HOUR):
        send_signed_out(client, member, where, body="Spam")
    assert client.session["kept_texts"]
    send_signed_out(client, member, where, body="Spam")
    assert not client.session.get("kept_texts")
    send_signed_out(client, other, where, body=WORDS)
    assert client.session["kept_texts"]


def test_each_of_several_tabs_gets_its_own_words_back(client, member, address):
    places = [address("reply"), address("new topic")]
    for where in places:
        client.force_login(member)
        mark = re.search(r'name="written_by" value="([^"]+)"', client.get(where).text)[1]
    client.logout()
    for where in places:
        client.post(where, {"body": f"{WORDS} for {where}", "written_by": mark})
    sign_in_again(client, member)
    assert [body_at(client, where) for where in places] == [f"{WORDS} for {where}" for where in places]
    assert [body_at(client, where) for where in places] == ["", ""]


def test_of_very_many_tabs_the_oldest_goes(client, member, address):
    where, mark = address("new topic"), Signer(salt="kept_text").sign(member.pk)
    for number in range(MOST_FORMS + 1):
        client.post(f"{where}?tab={number}", {"body": WORDS, "written_by": mark})
    assert list(client.session["kept_texts"]) == [f"{where}?tab={number}" for number in range(1, MOST_FORMS + 1)]


def test_what_was_posted_before_the_session_ended_is_not_posted_twice(client, member, address):
    where, number = address("reply"), str(uuid.uuid4())
    client.force_login(member)
    client.post(where, {"body": WORDS, "submission": number})
    back = send_signed_out(client, member, where, body=WORDS, submission=number)
    sign_in_again(client, member)
    page = client.get(back)
    assert not page.context["form"]["body"].value()
    assert "had arrived already" in page.text


def test_other_words_from_a_form_that_was_posted_before_come_back(client, member, address):
    where, number = address("reply"), str(uuid.uuid4())
    client.force_login(member)
    client.post(where, {"body": WORDS, "submission": number})
    back = send_signed_out(client, member, where, body="One more thing.", submission=number)
    sign_in_again(client, member)
    page = client.get(back)
    assert page.context["form"]["body"].value() == "One more thing."
    assert "had arrived already" not in page.text


@pytest.mark.parametrize("asked", ["to", "quote"])
def test_words_come_along_to_the_form_for_one_post(client, member, address, asked):
    """As when a page that saves by itself was signed out, and “Reply” beside a post is pressed on it."""
    where = address("reply")
    send_signed_out(client, member, where, body=WORDS)
    sign_in_again(client, member)
    assert body_at(client, f"{where}?{asked}=0") == WORDS
