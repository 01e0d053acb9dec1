"""A form sent after the session has ended is a draft, for its writer alone, when they sign in again."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions.post import post_reply
from forum.actions.save_draft import LONGEST, MOST_LOST
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Draft, Post, Revision, Topic
from forum.views import composer
from forum.views.composer import MOST_AN_HOUR
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.lib.markup import markdown
from ratsite.sanctions.enums import SanctionKind
from tests.factories import PASSWORD, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_attach_files import text_file
from tests.forum.actions.test_save_draft_files import hidden
from tests.markup import flat
from tests.membership_changes import deactivate_agency, end_membership, silence

pytestmark = pytest.mark.django_db
WORDS = "Typed for an hour"
AREA = re.compile(rf">\s*{WORDS}</textarea>")
PLACES = ["reply", "new topic", "edit"]
GO_BACK = "What you typed may still be on the previous page"
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
    """address(place): the address of that form for the member."""

    def at(place: str) -> str:
        if place == "reply":
            return reverse("forum:topic_reply", args=[topic.pk])
        if place == "new topic":
            return reverse("forum:topic_new", args=[topic.board.slug])
        post = post_reply(topic=topic, author=member, body="Hidden words of before.")
        return reverse("forum:post_edit", args=[post.pk])

    return at


def open_form(client, person, address: str) -> dict[str, str]:
    """Return the hidden fields of the form as the person's browser would send them; then end the session."""
    client.force_login(person)
    page = client.get(address).text
    names = ("submission", "draft_sequence", "signature")
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names}
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return found


def send_signed_out(client, person, address: str, then: Callable[[], None] = lambda: None, **fields) -> str:
    """Open the form, end the session, and send it. Return the address to which signing in leads back."""
    form = open_form(client, person, address)
    then()
    refused = client.post(address, {**form, **fields})
    assert urlsplit(refused.url).path == "/account/login/"
    return parse_qs(urlsplit(refused.url).query)["next"][0]


def sign_in_again(client, person) -> None:
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def body_at(client, address: str) -> str:
    return client.get(address).context["form"]["body"].value() or ""


def texts(person) -> list[str]:
    """Return the texts of all the person's drafts, oldest first."""
    return [draft.fields["body"][0] for draft in Draft.objects.filter(person=person).order_by("pk")]


@pytest.mark.parametrize("place", PLACES)
def test_a_text_sent_after_the_session_ended_returns_in_its_form_and_is_not_published(client, member, address, place):
    where = address(place)
    count, fields = Post.objects.count(), DISCUSSION if place == "new topic" else {}
    back = send_signed_out(client, member, where, body=WORDS, **fields)
    assert (Post.objects.count(), Revision.objects.count()) == (count, 0)
    sign_in_again(client, member)
    form = client.get(back).context["form"]
    assert (back, form["body"].value(), dict(form.errors)) == (where, WORDS, {})
    assert body_at(client, back) == WORDS
    listed = client.get("/drafts/").text
    assert (WORDS in listed, f'href="{back}' in listed) == (True, True)
    client.post(back, {"body": WORDS, **fields})
    assert Post.objects.order_by("pk").last().source == WORDS
    assert not Draft.objects.exists()


SAVED = "Your text is saved as a draft. Sign in, then post it."
NOT_POSTED = "This is your draft. It is not posted yet."


def test_the_sign_in_page_and_the_form_after_it_say_that_the_text_is_a_draft(client, member, address):
    where, other = address("reply"), Client()
    assert SAVED not in flat(client.get(client.get(where).url).content)
    form = open_form(client, member, where)
    to_sign_in = client.post(where, {**form, "body": WORDS}).url
    assert SAVED in flat(client.get(to_sign_in).content)
    wrong = client.post("/account/login/?draft=1", {"login": member.email, "password": "wrong"})
    assert (SAVED in flat(wrong.content), 'action="/account/login/?draft=1"' in wrong.text) == (True, True)
    assert SAVED not in flat(client.get(client.post(where, {**form, "body": " "}).url).content)
    sign_in_again(client, member)
    assert NOT_POSTED in flat(client.get(where).content)
    other.force_login(member)
    other.post(where, {"body": f"{WORDS}, and more", "save": "1", "draft_sequence": "1"})
    assert (WORDS in body_at(client, where), NOT_POSTED in flat(client.get(where).content)) == (True, False)


def test_several_drafts_for_one_form_are_one_notice_above_it(client, member, address):
    where = address("reply")
    forms = [open_form(client, member, where) for _ in range(3)]
    for number, form in enumerate(forms):
        client.post(where, {**form, "body": f"Text {number}"})
    sign_in_again(client, member)
    page = client.get(where)
    html = flat(page.content)
    assert html.count("There are 2 other versions of this draft. The latest was saved") == 1
    assert '<a href="/drafts/">See your drafts</a>' in html
    assert ("another version of this draft" in html, "See all side by side" in html) == (False, True)
    assert client.post(where, {**hidden(page), "body": "Text 2"}).status_code == 302
    assert flat(client.get(where).content).count("You have 2 drafts here. The latest was saved") == 1


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
        *((place, silence, "you can read, but not write") for place in PLACES),
    ],
)
def test_a_text_for_a_place_that_closed_meanwhile_comes_back_with_the_reason(
    client, member, address, place, happens, why
):
    where, count = address(place), Post.objects.count()
    back = send_signed_out(client, member, where, lambda: happens(member), body=WORDS, title="", reason="To be clear")
    sign_in_again(client, member)
    page = client.get(back)
    assert (page.status_code, bool(AREA.search(page.text))) == (403, True)
    assert why in " ".join(page.context["form"].non_field_errors())
    if place == "edit":
        assert 'value="To be clear"' in page.text
    again = client.get(back)
    assert (again.status_code, WORDS in again.text) == (403, True)
    drafts = client.get("/drafts/").text
    assert (WORDS in drafts, escape(why) in drafts, back in drafts) == (True, True, False)
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
def test_a_writer_who_lost_the_place_gets_their_own_text_and_nothing_else(client, member, circle, address, place):
    where, fields = address(place), {"body": f"{WORDS} <b>&", "title": "A title of mine", "reason": "To be clear"}
    back = send_signed_out(client, member, where, lambda: circle.people.remove(member), **fields)
    sign_in_again(client, member)
    page = client.get(back)
    assert (page.status_code, "Hidden" in page.text) == (404, False)
    assert 'What you wrote is not lost. It is in <a href="/drafts/">your drafts</a>.' in flat(page.content)
    drafts = client.get("/drafts/").text
    assert [escape(text) in drafts for text in fields.values()] == [True] * 3
    assert ("Hidden" in drafts, back in drafts) == (False, False)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_one_may_not_read_is_not_found_by_a_person_who_wrote_nothing_there(client, member, address, place):
    where = address(place)
    send_signed_out(client, member, where, body=WORDS)
    sign_in_again(client, other := MemberFactory())
    nowhere = reverse("forum:topic_reply", args=[987654])
    pages = [client.get(asked) for asked in (where, nowhere)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
    assert not Draft.objects.filter(person=other).exists()


def test_an_address_beyond_any_number_is_not_there(client, member):
    client.force_login(member)
    number = "9" * 30
    assert client.get(f"/forum/topics/{number}/reply/").status_code == 404
    assert client.get(f"/forum/posts/{number}/edit/").status_code == 404


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_inside", [True, False], ids=["a colleague", "somebody from outside"])
def test_another_person_who_signs_in_there_reads_none_of_it_and_its_writer_does(
    client, member, circle, address, place, is_inside
):
    other = MemberFactory()
    if is_inside:
        circle.people.add(other)
    back = send_signed_out(client, member, address(place), body=WORDS, title="Mine alone", reason="Mine alone")
    kept = dict(client.session)
    sign_in_again(client, other)
    pages = [client.get(where) for where in (back, back, "/drafts/", "/catch-up/")]
    assert not any(WORDS in page.text or "Mine alone" in page.text for page in pages)
    assert WORDS not in repr([kept, *client.session.values()])
    assert texts(other) == []
    client.post(reverse("account_logout"))
    sign_in_again(client, member)
    assert body_at(client, back) == WORDS


def test_a_person_who_signs_in_after_another_finds_nothing_of_theirs(client, member, circle, address):
    circle.people.add(other := MemberFactory())
    back = send_signed_out(client, member, address("reply"), body=WORDS)
    client.force_login(member)
    client.force_login(other)
    assert body_at(client, back) == ""


def test_a_forged_form_cannot_name_its_writer(client, member, topic, address):
    where, number = address("reply"), str(uuid.uuid4())
    said = [member.pk, f"reply-{topic.pk}", {"topic_id": topic.pk}, number]
    right, other = (signing.dumps(said, salt=salt) for salt in (composer.SALT, "another"))
    theirs = signing.dumps([MemberFactory().pk, *said[1:]], salt=composer.SALT)
    mixed = ":".join([right.split(":")[0], *theirs.split(":")[1:]])
    for signature in ("", str(member.pk), f"{member.pk}:x", "\x00:", "é:é:é", other, mixed, right[:-1], f"{right}x"):
        answer = client.post(where, {"body": WORDS, "signature": signature})
        assert urlsplit(answer.url).path == "/account/login/"
        assert not Draft.objects.exists()
        assert not client.cookies  # and no session is made
    client.post(f"{where}?signature={right}", {"body": WORDS})
    client.get(where, {"body": WORDS, "signature": right})
    assert not Draft.objects.exists()
    client.post(where, {"body": WORDS, "signature": right})
    assert texts(member) == [WORDS]


def exclude(person) -> None:
    User.objects.filter(pk=person.pk).update(excluded_until=timezone.now() + dt.timedelta(days=1))


def lapse(person) -> None:
    User.objects.filter(pk=person.pk).update(state=MemberState.LAPSED, is_active=False)


def erase(person) -> None:
    end_membership(person)
    User.objects.filter(pk=person.pk).update(email=f"erased-{person.pk}@erased.invalid", first_name="", last_name="")


NO_MEMBERS = {
    "excluded": exclude,
    "lapsed": lapse,
    "left": end_membership,
    "agency left": deactivate_agency,
    "erased": erase,
}


@pytest.mark.parametrize("happens", NO_MEMBERS.values(), ids=NO_MEMBERS)
def test_nothing_is_saved_for_a_former_member(client, member, address, happens):
    send_signed_out(client, member, address("reply"), lambda: happens(member), body=WORDS)
    assert not Draft.objects.exists()


def test_a_person_who_was_excluded_meanwhile_is_told_so_when_they_sign_in(client, member, address, sanction):
    send_signed_out(client, member, address("reply"), lambda: sanction(member, SanctionKind.EXCLUDE), body=WORDS)
    refused = client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD}, follow=True).text
    assert ("You are excluded until 30 November 2026" in refused, WORDS in refused) == (True, False)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("happens", [exclude, deactivate_agency])
def test_a_member_shut_out_while_writing_gets_the_text_back_to_copy(client, member, address, happens):
    client.force_login(member)
    happens(member)
    refused = client.post(address("reply"), {"body": WORDS})
    assert (refused.status_code, flat(refused.content).count(WORDS)) == (403, 1)
    assert "It is not saved, so copy what you need" in flat(refused.content)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("state", ["as before", *NO_MEMBERS, "a newer draft", "posted", "nothing typed"])
def test_a_person_who_sends_another_person_s_form_learns_nothing_about_them(client, member, topic, address, state):
    where, stranger = address("reply"), Client()
    form = open_form(client, member, where)
    body = "" if state == "nothing typed" else WORDS
    if state in NO_MEMBERS:
        NO_MEMBERS[state](member)
    elif state == "a newer draft":
        client.force_login(member)
        client.post(where, {"body": "Newer", "save": "1"})
    elif state == "posted":
        post_reply(topic=topic, author=member, body=WORDS, submission=uuid.UUID(form["submission"]))
    answer = stranger.post(where, {**form, "body": body})
    says_saved = "draft=1&" if body else ""
    assert (answer.status_code, answer.url) == (302, f"/account/login/?{says_saved}next={where}")
    assert (answer.content, dict(answer.cookies)) == (b"", {})
    assert member.email not in stranger.get(answer.url).text


@pytest.mark.parametrize("place", PLACES)
def test_the_form_of_one_person_sends_nothing_in_the_name_of_another(client, member, circle, address, place):
    where, count = address(place), Post.objects.count()
    form = open_form(client, member, where)
    circle.people.add(other := MemberFactory())
    client.force_login(other)
    for button in ("post", "preview", "save"):
        answer = client.post(where, {**form, **DISCUSSION, "body": WORDS, button: "1"})
        assert (answer.status_code, GO_BACK in flat(answer.content), WORDS in answer.text) == (403, True, False)
    assert (Post.objects.count(), Revision.objects.count()) == (count, 0)
    assert (texts(member), texts(other)) == ([], [])  # whose text it is nobody can say; it is still in the form


@pytest.mark.parametrize("who", ["writer", "another"])
def test_a_form_from_before_another_sign_in_is_not_sent_and_saved_for_its_writer_alone(member, circle, address, who):
    where, count = address("reply"), Post.objects.count()
    browser = Client(enforce_csrf_checks=True)
    circle.people.add(other := MemberFactory())
    browser.force_login(member)
    page = browser.get(where).text
    names = ("csrfmiddlewaretoken", "submission", "draft_sequence", "signature")
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names}
    browser.cookies.pop(settings.SESSION_COOKIE_NAME)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(reverse("account_login")).text)[1]
    person = member if who == "writer" else other
    sign_in = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(reverse("account_login"), sign_in).status_code == 302
    refused = browser.post(where, {**form, "body": WORDS})
    assert (refused.status_code, GO_BACK in flat(refused.content), WORDS in refused.text) == (403, True, False)
    assert body_at(browser, where) == (WORDS if who == "writer" else "")
    # What another person sends may be their own text: it is still in the form, and in nobody's drafts.
    saved = [WORDS] if who == "writer" else []
    assert (texts(member), texts(other), Post.objects.count()) == (saved, [], count)


def test_a_form_that_is_too_old_is_not_saved_and_its_sender_is_told_to_go_back(
    client, member, circle, address, monkeypatch
):
    where = address("reply")
    circle.people.add(other := MemberFactory())
    form = open_form(client, member, where)
    monkeypatch.setattr(composer, "SIGNATURE_LASTS", -composer.SIGNATURE_LASTS)
    answer = client.post(where, {**form, "body": WORDS})
    assert (answer.status_code, GO_BACK in flat(answer.content)) == (403, True)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    client.force_login(other)
    client.post(where, {**form, "body": WORDS})
    assert (Draft.objects.count(), Post.objects.filter(source=WORDS).count()) == (0, 0)


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
    drafts = client.get("/drafts/").text
    came = escape(text.replace("\x00", ""))  # no database takes that character
    assert (f"{came}</textarea>" in page.text) == (how != "gone")
    assert came in drafts
    assert "<script>alert" not in page.text + drafts


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("how", ["open", "gone"])
def test_all_that_could_have_been_posted_is_saved(client, member, circle, address, place, how):
    where = address(place)
    leave = (lambda: None) if how == "open" else (lambda: circle.people.remove(member))
    room = "wörd " * (markdown.MAX_SOURCE // 5)
    longest = {"body": room, "title": "T" * 150, "content_note": "n" * 80, "reason": "r" * 200}
    back = send_signed_out(client, member, where, leave, **longest)
    sign_in_again(client, member)
    assert room.strip() in client.get(back if how == "open" else "/drafts/").text


@pytest.mark.parametrize("place", PLACES)
def test_a_person_whose_text_is_too_long_to_save_is_told_to_go_back(client, member, address, place):
    where = address(place)
    form = open_form(client, member, where)
    for happens in (lambda person: None, exclude):
        happens(member)
        answer = client.post(where, {**form, "body": "word " * (LONGEST // 5)})
        assert (answer.status_code, GO_BACK in flat(answer.content)) == (403, True)
        assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Draft.objects.exists()


def test_many_names_of_fields_fill_no_table(client, member, address):
    where, fields = address("reply"), {f"{number}-{'n' * 500}": "" for number in range(100)}
    client.post(where, {**open_form(client, member, where), **fields, "body": "Short"})
    assert not Draft.objects.exists()


def test_an_empty_form_is_not_saved_and_does_not_count(client, member, address):
    where = address("reply")
    form = open_form(client, member, where)
    for empty in ["", " ", "\x00"] * MOST_AN_HOUR:
        client.post(where, {**form, "body": empty, "voice": "name"})
    assert not Draft.objects.exists()
    client.post(where, {**form, "body": WORDS})
    assert texts(member) == [WORDS]


def test_a_page_that_saves_automatically_loses_no_text(client, member, address):
    where = address("reply")
    form = open_form(client, member, where)
    for number in range(MOST_AN_HOUR + 10):
        client.post(where, {**form, "body": f"Version {number}", "save": "1"}, headers={"Accept": "application/json"})
    sign_in_again(client, member)
    assert body_at(client, where) == f"Version {MOST_AN_HOUR + 9}"
    assert Draft.objects.count() == 1


def test_a_draft_that_was_saved_automatically_before_the_session_ended_is_continued(client, member, address):
    where = address("reply")
    client.force_login(member)
    client.post(where, {"body": "Typed", "save": "1"})
    form = open_form(client, member, where)
    client.force_login(member)
    client.post(where, {**form, "body": "Typed for", "save": "1"}, headers={"Accept": "application/json"})
    client.logout()
    for words in (f"{WORDS}, and", WORDS):
        client.post(where, {**form, "draft_sequence": "2", "body": words})
    assert texts(member) == [WORDS]


@pytest.mark.parametrize("sent", ["0", "1", "2", "x"])
def test_a_draft_that_was_saved_with_a_session_is_not_written_over(client, member, address, sent):
    where, phone = address("reply"), Client()
    form = open_form(client, member, where)
    phone.force_login(member)
    phone.post(where, {"body": "Newer, from the phone", "save": "1", "draft_sequence": "0"})
    for number in range(3):
        client.post(where, {**form, "draft_sequence": sent, "body": f"{WORDS} {number}"})
    stale = phone.post(where, {"body": "Newer still", "save": "1", "draft_sequence": "1"}, follow=True)
    assert "changed in another tab or on another device" in stale.text
    sign_in_again(client, member)
    page, drafts = client.get(where), client.get("/drafts/").text
    assert page.context["form"]["body"].value() == f"{WORDS} 2"
    assert '<a href="/drafts/">All your drafts</a>' in page.text
    assert texts(member) == ["Newer, from the phone", f"{WORDS} 2", "Newer still"]
    assert (f"{WORDS} 2" in drafts, "Newer, from the phone" in drafts) == (True, True)


def test_a_form_sent_again_and_again_deletes_no_draft_of_its_writer(client, member, address):
    where, stranger = address("reply"), Client()
    forms = [open_form(client, member, where) for _ in range(2)]
    client.force_login(member)
    client.post(where, {"body": WORDS, "save": "1"})
    for number in range(2 * MOST_LOST):
        for form in forms:
            stranger.post(where, {**form, "body": f"Spam {number}"})
    assert WORDS in texts(member)
    assert Draft.objects.count() == 4  # the newest text, one of each form, and the writer's own
    send_signed_out(client, member, address("new topic"), body="Another text")  # and no allowance is used up
    assert "Another text" in texts(member)


def test_beyond_the_hourly_limit_the_sender_is_told_that_nothing_was_saved(client, member, circle, address):
    """A former member gets the same response."""
    where = address("reply")
    circle.people.add(other := MemberFactory())
    forms = [open_form(client, member, where) for _ in range(MOST_AN_HOUR + 1)]
    for number, form in enumerate(forms[:-1]):
        client.post(where, {**form, "body": f"Text {number}"})
    again = client.post(where, {**forms[0], "body": "Text 0, and more"})
    over = client.post(where, {**forms[-1], "body": WORDS})
    end_membership(member)
    gone = client.post(where, {**forms[-1], "body": WORDS})
    assert (again.status_code, over.status_code, GO_BACK in flat(over.content)) == (302, 403, True)
    assert (gone.status_code, gone.content) == (403, over.content)
    assert len(texts(member)) == MOST_AN_HOUR + 1  # the first form has sent two
    assert ("Text 0, and more" in texts(member), WORDS in texts(member)) == (True, False)
    send_signed_out(client, other, where, body=WORDS)
    assert texts(other) == [WORDS]


def test_a_text_that_another_one_displaces_keeps_its_choices_and_its_form(client, member, address):
    where, phone = address("reply"), Client()
    form = open_form(client, member, where)
    phone.force_login(member)
    chosen = {"voice": "role", "content_note": "about a child"}
    phone.post(where, {"body": "From the phone", **chosen, "save": "1", "draft_sequence": "0"})
    client.post(where, {**form, "body": WORDS})
    page = phone.get(where)
    other = page.context["composer"].others[0]
    assert (body_at(phone, where), f'href="{other.get_absolute_url()}"' in page.text) == (WORDS, True)
    shown = phone.get(other.get_absolute_url()).context["form"]
    assert {name: shown[name].value() for name in ("body", *chosen)} == {"body": "From the phone", **chosen}


def test_a_file_that_was_sent_without_a_session_waits_with_the_draft(client, member, address):
    where = address("reply")
    form = open_form(client, member, where)
    for _ in range(2):
        answer = client.post(where, {**form, "body": WORDS, "files": [text_file(), SimpleUploadedFile("a.exe", b"x")]})
        assert answer.status_code == 302
    sign_in_again(client, member)
    page = client.get(where)
    assert [file.name for file in page.context["composer"].files] == ["card.txt"]
    assert "card.txt" in flat(page.content)


def test_each_of_several_tabs_gets_its_own_text_back(client, member, address):
    places = [address("reply"), address("new topic"), address("edit")]
    for where, form in [(where, open_form(client, member, where)) for where in places]:
        client.post(where, {**form, "body": f"{WORDS} for {where}"})
    sign_in_again(client, member)
    assert [body_at(client, where) for where in places] == [f"{WORDS} for {where}" for where in places]


def test_two_tabs_with_one_form_save_both_texts(client, member, address):
    where = address("reply")
    forms = [open_form(client, member, where) for _ in range(2)]
    for number, form in enumerate(forms):
        client.post(where, {**form, "body": f"{WORDS} {number}"})
    assert texts(member) == [f"{WORDS} 0", f"{WORDS} 1"]


def test_a_text_posted_before_the_session_ended_is_not_posted_twice(client, member, topic, address):
    where = address("reply")
    form = open_form(client, member, where)
    post_reply(topic=topic, author=member, body=WORDS, submission=uuid.UUID(form["submission"]))
    client.post(where, {**form, "body": WORDS})
    sign_in_again(client, member)
    page = client.get(where)
    assert not page.context["form"]["body"].value()
    assert "had already arrived before you signed in again" in page.text
    assert not Draft.objects.exists()
    assert "had already arrived" not in client.get(where).text


def test_another_text_from_a_form_that_was_already_posted_comes_back(client, member, topic, address):
    where = address("reply")
    form = open_form(client, member, where)
    post_reply(topic=topic, author=member, body=WORDS, submission=uuid.UUID(form["submission"]))
    client.post(where, {**form, "body": "One more thing."})
    sign_in_again(client, member)
    page = client.get(where)
    assert page.context["form"]["body"].value() == "One more thing."
    assert "had already arrived" not in page.text


def test_a_restored_text_that_may_identify_a_person_is_asked_about_when_it_is_posted(client, member, topic, address):
    where, count = address("reply"), Post.objects.count()
    send_signed_out(client, member, where, body="Ring 07700 900123 at night.")
    sign_in_again(client, member)
    assert body_at(client, where) == "Ring 07700 900123 at night."
    assert "This may identify someone" in client.post(where, {"body": body_at(client, where)}).text
    assert Post.objects.count() == count


@pytest.mark.parametrize("asked", ["to", "quote"])
def test_a_draft_continues_in_the_form_for_a_reply_to_one_post(client, member, address, asked):
    """The draft was saved on the topic's page; the person then presses “Reply” on a single post."""
    where = address("reply")
    send_signed_out(client, member, where, body=WORDS)
    sign_in_again(client, member)
    assert body_at(client, f"{where}?{asked}=0") == WORDS


def test_another_choice_in_a_form_that_was_posted_before_comes_back(client, member, address):
    where = address("new topic")
    form = open_form(client, member, where)
    sent = {**form, **DISCUSSION, "body": WORDS}
    client.force_login(member)
    client.post(where, sent)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    client.post(where, {**sent, "may_act": "no"})
    sign_in_again(client, member)
    page = client.get(where)
    assert page.context["form"]["may_act"].value() == "no"
    assert "had already arrived" not in page.text
