"""A person who may no longer do something gets back what they typed: the refusal shows it once more."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ratsite.accounts.enums import Role
from tests.factories import CircleFactory, MemberFactory, make_resource, make_topic, take_second_step
from tests.markup import text_of
from tests.membership_changes import remove_roles, silence

pytestmark = pytest.mark.django_db
SUMMARY = "What to ask first, & whom."
AREA = '<textarea id="typed-1" class="input" rows="5" readonly>{}</textarea>'
NOTE = "What you had written"


@pytest.fixture
def curator(client):
    person = MemberFactory(roles=[Role.CURATOR])
    client.force_login(person)
    take_second_step(client, person)
    return person


def address(name: str, resource) -> str:
    return reverse(f"library:{name}", args=[resource.slug])


@pytest.mark.parametrize(
    ("name", "field"), [("resource_add", "summary"), ("resource_edit", "summary"), ("version_add", "note")]
)
@pytest.mark.parametrize("happens", [remove_roles, silence])
def test_a_former_curator_reads_the_text_that_they_had_typed(client, curator, name, field, happens):
    resource = make_resource(curator)
    happens(curator)
    where = reverse("library:resource_add") if name == "resource_add" else address(name, resource)
    answer = client.post(where, {field: SUMMARY})
    assert answer.status_code == 403
    assert AREA.format("What to ask first, &amp; whom.") in answer.text


def test_a_person_who_left_the_circle_reads_their_own_text_and_nothing_of_the_resource(client, curator):
    circle = CircleFactory()
    circle.people.add(curator)
    resource = make_resource(curator, audience="circle", circle=circle, title="Of a closed circle")
    gone = address("resource_edit", resource).replace(resource.slug, "there-is-no-such-one")
    circle.people.remove(curator)
    answers = [client.post(where, {"summary": SUMMARY}) for where in (address("resource_edit", resource), gone)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert AREA.format("What to ask first, &amp; whom.") in answers[0].text
    assert "Of a closed circle" not in answers[0].text
    assert answers[0].content == answers[1].content


def test_a_former_moderator_reads_the_reason_that_they_had_typed(client):
    topic = make_topic()
    moderator = MemberFactory(roles=[Role.MODERATOR])
    client.force_login(moderator)
    take_second_step(client, moderator)
    remove_roles(moderator)
    answer = client.post(
        reverse("forum:topic_rename", args=[topic.pk]), {"title": "Another name", "reason": "It is clearer"}
    )
    assert answer.status_code == 403
    assert answer.text.index("Another name") < answer.text.index("It is clearer")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/library/suggest/?title=New#top", "%2Flibrary%2Fsuggest%2F%3Ftitle%3DNew"),
        ("https://elsewhere.example/library/", "%2Flibrary%2Fsuggest%2F"),
        ("", "%2Flibrary%2Fsuggest%2F"),
        ("http://[::1", "%2Flibrary%2Fsuggest%2F"),
    ],
)
def test_a_writer_whose_session_ended_reads_their_text_and_is_led_back_to_the_form(client, referer, back):
    sent = {"why": SUMMARY, "files": SimpleUploadedFile("list.txt", b"Whom to ring")}
    answer = client.post("/library/suggest/", sent, headers={"referer": referer})
    assert answer.status_code == 403
    assert AREA.format("What to ask first, &amp; whom.") in answer.text
    assert f'href="/account/login/?next={back}"' in answer.text
    assert "choose your files again" in answer.text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "null"}, {"origin": "https://elsewhere.example"}, {"referer": "https://elsewhere.example/"}],
)
def test_a_form_of_another_site_shows_nothing_that_it_sent(headers):
    answer = Client(enforce_csrf_checks=True).post("/library/suggest/", {"why": SUMMARY}, headers=headers)
    assert (answer.status_code, "may still be on the previous page" in answer.text) == (403, True)
    assert "whom." not in answer.text


@pytest.mark.parametrize(
    "headers", [{"origin": "http://testserver"}, {"referer": "http://testserver/library/suggest/"}]
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_writer_whose_browser_lost_its_cookies_reads_their_text(member, headers, is_signed_in):
    client = Client(enforce_csrf_checks=True)
    if is_signed_in:
        client.force_login(member)
    sent = {"why": SUMMARY, "how": "<script>alert(1)</script> and more", "password": "four words as one"}
    answer = client.post("/library/suggest/", sent, headers=headers)
    assert (answer.status_code, "Nothing was sent" in answer.text) == (403, True)
    assert AREA.format("What to ask first, &amp; whom.") in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; and more</textarea>" in answer.text
    assert ("<script>alert" in answer.text, "four words" in answer.text) == (False, False)
    assert ("may still be on the previous page" in answer.text, "no-store" in answer["Cache-Control"]) == (False, True)


@pytest.mark.parametrize("path", ["/join/apply/", "/join/apply/prove/", "/contact/", "/join/apply/own/no-token/"])
def test_a_visitor_whose_browser_lost_its_cookies_is_not_told_to_sign_in(member, path):
    client = Client(enforce_csrf_checks=True)
    told = "If your browser refuses cookies from this site, allow them first."
    page = client.post(path, {"statement": SUMMARY}, headers={"origin": "http://testserver"}).text
    assert (told in page, "sign in, do so first" in page, "saved as a draft" in page) == (True, False, False)
    assert AREA.format("What to ask first, &amp; whom.") in page
    assert "It is not saved, so copy what you need." in page
    client.force_login(member)
    page = client.post(path, {"statement": SUMMARY}, headers={"origin": "http://testserver"}).text
    assert (told in page, "sign in, do so first" in page) == (False, True)


def test_a_form_without_words_leads_to_the_sign_in_page(client):
    assert client.post("/forum/topics/987654/lock/", {"lock": "1"})["Location"].startswith("/account/login/")


def test_marks_of_a_form_and_passwords_are_not_shown(client, member):
    client.force_login(member)
    answer = client.post("/no/such/page/", {"seen": "a1b2c3", "password": "four words as one"})
    assert answer.status_code == 404
    assert NOTE not in answer.text


def test_a_stranger_and_a_reader_of_a_missing_page_get_no_such_box(client, member):
    assert NOTE not in text_of(client.post("/no/such/page/", {"body": SUMMARY}), status=404)
    client.force_login(member)
    assert NOTE not in text_of(client.get("/no/such/page/", {"body": SUMMARY}), status=404)


def test_a_text_that_is_saved_as_a_draft_is_not_called_lost(client, member):
    client.force_login(member)
    answer = client.post("/forum/topics/987654/reply/", {"body": SUMMARY})
    assert "your drafts" in answer.text
    assert AREA.format("What to ask first, &amp; whom.") in answer.text
    assert "not saved" not in answer.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"broken", "multipart/form-data"),
        (b"body=two+words", "application/x-www-form-urlencoded; charset=latin1"),
        (b"&".join(b"field=two+words" for _ in range(10_001)), "application/x-www-form-urlencoded"),
        (b"body=two+" + b"x" * 10_000_000, "application/x-www-form-urlencoded"),
    ],
)
def test_what_cannot_be_read_breaks_no_refusal(client, member, body, content_type):
    client.force_login(member)
    answer = client.post("/no/such/page/", body, content_type=content_type)
    assert answer.status_code == 404
    assert NOTE not in answer.text
