"""`manage.py scan_identifiers`: stored texts that may identify someone, counted by kind and place."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from forum.actions.post import post_reply
from forum.actions.save_draft import reply_place
from library.models import Resource
from ratsite.files.quarantine import end_quarantine
from tests.factories import AgencyFactory, MemberFactory, make_resource, make_topic, save_draft

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PHONE, POSTCODE, PLATE, EMAIL = "07700 900123", "B11 4AA", "AB12 CDE", "ada@c.example"


def scan_output() -> str:
    out = StringIO()
    call_command("scan_identifiers", stdout=out)
    return out.getvalue()


def line(report: str, name: str) -> str:
    return next(one for one in report.splitlines() if one.startswith(f"{name}: "))


def test_nothing_stored_finds_nothing():
    assert scan_output().endswith("Nothing was found.\n")


def test_each_place_is_named_with_its_kinds_and_nothing_is_quoted(member):
    titled, topic = make_topic(author=member, title=f"A van, {PLATE}"), make_topic(author=member)
    upload = SimpleUploadedFile("ring_07700_900123_now.txt", f"Write to {EMAIL}".encode())
    post = post_reply(topic=topic, author=member, body=f"She lives at {POSTCODE}.", files=[upload])
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    save_draft(person=member, place=reply_place(topic), fields={"body": [f"Ring {PHONE}"]}, sequence=0, topic=topic)
    resource = make_resource(title="Whom to ask")
    Resource.objects.filter(pk=resource.pk).update(summary=f"Ring {PHONE} at night.")  # from before it was looked at
    report = scan_output()
    assert line(report, "topic").endswith(f"1 × vehicle registration; number {titled.pk}")
    assert line(report, "post").endswith(f"1 × full postcode; number {post.pk}")
    assert "1 × phone number" in line(report, "draft")
    assert "1 × phone number" in line(report, "file")
    assert "1 × email address" in line(report, "page of a file")
    assert "1 × phone number" in line(report, "resource")
    assert report.endswith("6 to look at.\n")
    assert [words for words in (PHONE, POSTCODE, PLATE, EMAIL, "900123") if words in report] == []


def test_published_contacts_are_left_out():
    AgencyFactory(public_contacts="0121 496 0777", what_we_do="Ring 0121 496 0777 by day.")
    assert scan_output().endswith("Nothing was found.\n")


def test_a_scan_costs_as_many_queries_for_three_rows_as_for_one(django_assert_max_num_queries):
    author = MemberFactory()
    topic = make_topic(author=author)
    for _ in range(3):
        post_reply(topic=topic, author=author, body=f"She lives at {POSTCODE}.")
    with django_assert_max_num_queries(15):
        scan_output()
