"""The handover page says who to call and which tasks only one person can do, and shows nothing of a circle."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from ratsite.operations.actions.record import finish, recorded
from ratsite.operations.enums import OperationKind
from ratsite.operations.queries.handover import handover
from ratsite.pages.models import Helpline
from ratsite.records.models import Complaint
from tests.factories import AgencyFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat
from tests.world.world import PUBLISHED

pytestmark = pytest.mark.django_db


def section(title: str) -> list[str]:
    return next(one.lines for one in handover() if one.title == title)


def test_a_role_of_one_is_named_until_there_is_a_second():
    only = MemberFactory(roles=["Moderators"])
    assert f"Moderator: only {only}" in section("Looked after by one person only")
    assert "Curator: nobody" in section("Looked after by one person only")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    gone = AgencyFactory(is_active=False)
    unable = [MemberFactory(roles=["Moderators"], **about) for about in ({"terms_by": yesterday}, {"agency": gone})]
    assert f"Moderator: only {only}" in section("Looked after by one person only")
    assert not [line for line in section("Who to call") if any(person.email in line for person in unable)]
    MemberFactory(roles=["Moderators"])
    assert [line for line in section("Looked after by one person only") if line.startswith("Moderator")] == []


@pytest.mark.parametrize(
    ("operators", "lines", "alone"),
    [
        ([], ["Server: Nobody is named", "Deputy for the server: Nobody is named"], "The server: nobody is named."),
        (["Owen T. 07700 900123"], ["Server: Owen T. 07700 900123", "Deputy for the server: Nobody is named"],
         "The server: only Owen T. 07700 900123"),
        (["Owen", "Mary", "Jo"], ["Server: Owen", "Deputy for the server: Mary", "Server: Jo"], None),
    ],
)  # fmt: skip
def test_the_operator_is_named_with_a_deputy(settings, operators, lines, alone):
    settings.OPERATORS = operators
    assert section("Who to call")[: len(lines)] == lines
    said = [line for line in section("Looked after by one person only") if line.startswith("The server")]
    assert [line.startswith(alone) for line in said] == ([True] if alone else [])


def test_a_resource_without_a_deputy_counts_by_its_agency():
    resource = make_resource()
    line = f"1 resource of {resource.agency.name} has no deputy"
    assert line in section("Looked after by one person only")
    resource.deputy = MemberFactory().agency
    resource.save()
    assert line not in section("Looked after by one person only")


@pytest.mark.parametrize(("days", "is_listed"), [(-1, True), (90, True), (91, False)])
def test_ninety_days_are_listed_and_no_more(days, is_listed):
    today = timezone.localdate()
    Helpline.objects.all().delete()
    Helpline.objects.create(
        name="A line", phone="0800 000", checked_on=today, review_due_on=today + dt.timedelta(days=days)
    )
    assert any("A line" in line for line in section("Due within 90 days")) == is_listed


def test_the_handover_page_says_who_restored_last(tmp_path, settings):
    settings.BACKUP_DIR = str(tmp_path)
    assert "Last restored: never" in section("How to restore")
    with recorded(kind=OperationKind.RESTORE, by="Amina") as record:
        pass
    finish(record)
    day = timezone.localdate()
    assert f"Last restored: {day.day} {day:%B %Y} by Amina" in section("How to restore")


def test_the_page_for_paper_holds_the_same_and_only_its_owner_may_read_it(tmp_path, capsys, settings):
    make_topic(body=PUBLISHED)
    settings.BACKUP_DIR = str(tmp_path)
    page = tmp_path / "handover.html"
    call_command("handover")
    printed = capsys.readouterr().out
    call_command("handover", page=page)
    assert page.stat().st_mode & 0o077 == 0
    for text in (printed, page.read_text()):
        assert "Who to call" in text
        assert PUBLISHED not in text
    with pytest.raises(CommandError, match="already exists"):
        call_command("handover", page=page)


def test_its_number_of_open_complaints_tells_nobody_that_one_is_about_them(coordinator, sign_in):
    other = MemberFactory(roles=["Coordinators"])
    about = {"received_at": timezone.now(), "channel": "form", "subject": "member", "summary": "One was rude."}
    for concerns in (coordinator, None):
        Complaint.objects.create(entered_by=other, concerns=concerns, **about)
    counts = {}
    for reader in (coordinator, other):
        page = flat(sign_in(reader, with_second_step=True).get(reverse("operations:handover")).content)
        counts[reader] = page.partition("Complaints are answered within 30 days. Open now: ")[2][:1]
    assert counts == {coordinator: "1", other: "2"}
    assert "Complaints are answered within 30 days. Open now: 2" in section("What we have promised")


def test_coordinators_print_it_from_the_health_page(client, sign_in, member):
    only = MemberFactory(roles=["Coordinators"])
    browser = sign_in(only, with_second_step=True)
    assert reverse("operations:handover") in browser.get(reverse("operations:health")).content.decode()
    page = flat(browser.get(reverse("operations:handover")).content)
    assert [line for one in handover() for line in one.lines if escape(line) not in page] == []
    assert sign_in(member).get(reverse("operations:handover")).status_code == 403
