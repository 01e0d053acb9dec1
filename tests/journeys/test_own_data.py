"""A person downloads a copy of their data, asks to be erased, and is erased."""

import datetime as dt
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.privacy.copy_task import write_data_copy
from ratsite.privacy.models import DataCopy, Erasure
from tests.factories import PASSWORD, MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_takes_a_copy(visitor):
    member = MemberFactory()
    make_topic(author=member, body="It began in autumn, we think.")
    visitor.sign_in(member)
    visitor.open("/me/")
    visitor.follow("Your personal data")
    visitor.press("Make my copy")
    write_data_copy(copy_id=DataCopy.objects.get(person=member).pk)  # done already where tasks run at once
    visitor.open("/me/data/")
    if visitor.page.get_by_text("We will ask for your password first").is_visible():
        visitor.page.get_by_role("link", name="Download").click()
        visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.press("Continue")
        assert visitor.path() == "/me/data/"  # and not a page that still asks for it, beside a file that has come
    with visitor.page.expect_download() as coming:
        visitor.page.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        data = json.loads(archive.read("data.json"))
    assert [post["source"] for post in data["lists"]["posts"]] == ["It began in autumn, we think."]
    assert data["lists"]["you"][0]["email"] == member.email


def test_a_member_asks_to_be_erased_and_a_coordinator_does_it(visit, visitor):
    member, reader = MemberFactory(first_name="Ines", last_name="Marlow"), MemberFactory()
    topic = make_topic(author=member, body="It began in autumn, we think.")
    coordinator = MemberFactory(roles=["Coordinators"])
    visitor.sign_in(member)
    visitor.open("/me/data/")
    visitor.follow("What this means, and how to ask for it")
    if visitor.path() == "/account/reauthenticate/":
        visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.press("Continue")
    visitor.press("Ask us to delete my data")
    assert visitor.page.get_by_text("You asked us to delete your data on").is_visible()
    Erasure.objects.filter(person=member).update(asked_at=timezone.now() - dt.timedelta(days=8))

    staff = visit(visitor.device)
    staff.force_sign_in(coordinator, with_second_step=True)
    staff.open("/review/people/")
    staff.follow("Requests to delete data")
    staff.follow("Ines Marlow")
    staff.press("See what this deletes")
    staff.press("Delete their data now")
    staff.open(reverse("staff_erasures:person_erase", args=[member.pk]))
    assert staff.heading() == "A former member"
    assert User.objects.get(pk=member.pk).email == f"erased-{member.pk}@invalid"

    other = visit(visitor.device)
    other.force_sign_in(reader)
    other.open(topic.get_absolute_url())
    assert other.page.get_by_text("It began in autumn, we think.").is_visible()
    assert other.page.get_by_text("Officer, Housing provider").is_visible()
    assert other.page.get_by_text("Ines").count() == 0
    visitor.allow_status(403)
    visitor.open("/forum/")
    assert visitor.path() == "/account/login/"
