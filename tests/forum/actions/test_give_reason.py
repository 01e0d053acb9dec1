"""Files of closely marked topics: readers must give a reason, which moderators can read until it is deleted."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import reverse

from forum.actions.edit import edit_post
from forum.actions.give_reason import delete_old_reasons, give_reason
from forum.models import Attachment, DownloadReason, Topic
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.network.models import Remit
from tests.crawl import body_of
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory
from tests.forum.actions.test_attach_files import photo, shared, text_file, thumbnail
from tests.markup import flat

pytestmark = pytest.mark.django_db
WHY = "To brief the night team"


@pytest.fixture
def file() -> Attachment:
    return closely(shared())


def closely(attachment: Attachment, marking: str = "amber_strict") -> Attachment:
    Topic.objects.filter(pk=attachment.post.topic_id).update(marking=marking)
    return attachment


def answer(client, url: str, **options) -> tuple[int, bytes]:
    response = client.get(url, **options)
    return response.status_code, body_of(response)


def asks(client, url: str, **options) -> bool:
    """Return True if the response is the page that asks for a reason."""
    status, body = answer(client, url, **options)
    assert status == 200
    return b"Why do you need this file?" in body


@pytest.mark.parametrize(("marking", "is_asked"), [("clear", False), ("green", False), ("amber_strict", True)])
def test_only_closely_marked_topics_ask_for_a_reason(member, sign_in, marking, is_asked):
    assert asks(sign_in(member), closely(shared(), marking).get_absolute_url()) is is_asked


def test_a_red_file_is_asked_about_in_its_circle_and_unknown_outside(member, sign_in):
    circle, author = CircleFactory(), MemberFactory()
    circle.people.add(author, member)
    file = closely(shared(board=BoardFactory(circle=circle, ceiling="red"), author=author), "red")
    assert asks(sign_in(member), file.get_absolute_url())
    client = sign_in(MemberFactory())
    for send in (client.get, client.head, client.post):
        closed, missing = send(file.get_absolute_url()), send("/forum/files/00000000-0000-4000-8000-000000000000/a.txt")
        assert (closed.status_code, closed.content) == (404, missing.content)
        assert dict(closed.headers) == dict(missing.headers)


def test_a_reason_is_stored_and_the_file_asks_for_no_other_for_a_day(file, member, sign_in, clock):
    client, url = sign_in(member), file.get_absolute_url()
    response = client.post(url, {"reason": f"  {WHY} "})
    assert (response.status_code, response["Location"]) == (302, url)
    assert answer(client, url) == (200, b"Ask first.")
    given = DownloadReason.objects.get()
    assert (given.person, given.agency, given.attachment, given.post) == (member, member.agency, file, file.post)
    assert (given.reason, given.created_at) == (WHY, clock.now)
    clock.now += dt.timedelta(hours=23, minutes=59)
    assert not asks(client, url)
    clock.now += dt.timedelta(minutes=1)
    assert asks(client, url)


def test_the_question_can_be_walked_around_by_nothing(file, member, sign_in):
    client, url = sign_in(member), file.get_absolute_url()
    assert asks(client, url, headers={"range": "bytes=0-3"})
    assert asks(client, url, headers={"if-modified-since": "Mon, 23 Nov 2026 09:00:00 GMT"})
    head = client.head(url)
    assert (head.status_code, head["Content-Type"], "Content-Disposition" in head) == (
        200, "text/html; charset=utf-8", False,
    )  # fmt: skip
    assert client.put(url).status_code == 405
    assert asks(client, f"{url}?reason={WHY}")
    assert asks(sign_in(MemberFactory()), url)
    assert not DownloadReason.objects.exists()


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "Say in a few words why you need the file"),
        ("    .   ", "Say in a few words why you need the file"),
        ("x" * 201, "at most 200 characters"),
        ("She rang from 07700 900123", "It may identify someone (phone number)"),
    ],
)
def test_a_faulty_reason_is_explained_at_its_field_and_shown_again(file, member, sign_in, reason, message):
    client, url = sign_in(member), file.get_absolute_url()
    html = flat(client.post(url, {"reason": reason}).content)
    assert message in html
    assert f'value="{reason}"' in html or not reason.strip(" .")
    assert asks(client, url)
    assert not DownloadReason.objects.exists()


def test_a_reason_for_one_file_opens_no_other_and_nobody_else_s(file, member, sign_in):
    other = closely(shared(text_file("other.txt")))
    client = sign_in(member)
    client.post(file.get_absolute_url(), {"reason": WHY, "person": other.post.author_id, "attachment": str(other.pk)})
    assert DownloadReason.objects.get().person == member
    assert asks(client, other.get_absolute_url())
    assert asks(sign_in(MemberFactory()), file.get_absolute_url())


def test_the_author_is_not_asked_and_a_moderator_is(file, moderator, sign_in):
    assert not asks(sign_in(file.post.author), file.get_absolute_url())
    assert asks(sign_in(moderator), file.get_absolute_url())


def test_the_picture_in_the_page_is_not_asked_about_and_its_file_is(member, sign_in):
    file, client = closely(shared(photo())), sign_in(member)
    assert answer(client, thumbnail(file))[1].startswith(b"\xff\xd8")
    assert asks(client, file.get_absolute_url())


def test_a_reason_sent_twice_is_stored_once_and_an_open_file_stores_none(file, member):
    about = {"attachment_id": file.pk, "reader": member, "reason": WHY}
    assert [give_reason(**about), give_reason(**about)] == [True, False]
    closely(file, "green")
    assert not give_reason(attachment_id=file.pk, reader=MemberFactory(), reason=WHY)
    assert DownloadReason.objects.count() == 1


def test_a_person_who_may_no_longer_read_it_cannot_give_a_reason(file, member):
    coordinator = MemberFactory(roles=["Coordinators"])
    about = {"person_id": member.pk, "state": MemberState.SUSPENDED, "coordinator": coordinator, "reason": "x"}
    set_member_state(**about)
    member.refresh_from_db()
    with pytest.raises(PermissionDenied):
        give_reason(attachment_id=file.pk, reader=member, reason=WHY)


def test_moderators_of_the_board_read_who_and_why_and_a_coordinator_does_not(file, member, moderator, sign_in):
    give_reason(attachment_id=file.pk, reader=member, reason="<b>To brief</b> them")
    url = reverse("forum:topic_downloads", args=[file.post.topic_id])
    client = sign_in(moderator, with_second_step=True)
    assert url in flat(client.get(reverse("forum:topic_manage", args=[file.post.topic_id])).content)
    html = flat(client.get(url).content)
    assert [text in html for text in (str(member), member.agency.name, "&lt;b&gt;To brief", "card.txt")] == [True] * 4
    file.post.topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    for person in (moderator, member, file.post.author, MemberFactory(roles=["Coordinators"])):
        assert sign_in(person, with_second_step=True).get(url).status_code == 403


def test_the_reason_outlives_the_file_and_the_name_goes_with_it(file, member, moderator, sign_in):
    give_reason(attachment_id=file.pk, reader=member, reason=WHY)
    edit_post(post_id=file.post_id, editor=file.post.author, body="Without it.", reason="Old", remove=[file.pk])
    client = sign_in(moderator, with_second_step=True)
    html = flat(client.get(reverse("forum:topic_downloads", args=[file.post.topic_id])).content)
    assert (WHY in html, "A file that has been removed" in html, "card.txt" in html) == (True, True, False)


def test_the_author_sees_how_many_downloaded_a_file_by_remit_and_no_name(file, sign_in):
    police = Remit.objects.get(slug="policing")
    people = [MemberFactory(), MemberFactory(), MemberFactory(agency=AgencyFactory(main_remit=police))]
    for person in people:
        give_reason(attachment_id=file.pk, reader=person, reason=WHY)
    page = file.post.topic.get_absolute_url()
    html = flat(sign_in(file.post.author).get(page).content)
    assert "2 people (Housing)" in html
    assert f"1 person ({police.name})" in html
    assert [str(person) for person in people if str(person) in html] == []
    assert "People who downloaded it" not in flat(sign_in(people[0]).get(page).content)


def test_reasons_are_deleted_after_a_year(file, member, clock):
    give_reason(attachment_id=file.pk, reader=member, reason=WHY)
    delete_old_reasons()
    assert DownloadReason.objects.count() == 1
    DownloadReason.objects.update(created_at=F("created_at") - dt.timedelta(days=367))
    delete_old_reasons()
    assert DownloadReason.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(file, moderator, sign_in, count, django_assert_num_queries):
    for _ in range(count):
        give_reason(attachment_id=file.pk, reader=MemberFactory(), reason=WHY)
    client = sign_in(moderator, with_second_step=True)
    with django_assert_num_queries(8):  # session, person, roles, topic, may they, count, reasons, copies
        client.get(reverse("forum:topic_downloads", args=[file.post.topic_id]))
