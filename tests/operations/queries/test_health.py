"""What /healthz and the health page say."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ratsite.jobs.enums import Part
from ratsite.jobs.heartbeats import beat
from ratsite.jobs.models import Heartbeat, Schedule
from ratsite.jobs.runner import ensure_rows
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail
from ratsite.operations.actions.record import begin, finish
from ratsite.operations.actions.watch_health import _backup_lines
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord
from ratsite.operations.queries import health
from ratsite.operations.queries.first_steps import open_steps
from ratsite.operations.queries.health import is_healthy, own_health
from tests.factories import MemberFactory
from tests.operations.conftest import live

pytestmark = pytest.mark.django_db


def failing_mail(age: dt.timedelta) -> Mail:
    mail = send_mail(to="ann@agency.example", subject="x", text="A code: 123")
    Mail.objects.filter(pk=mail.pk).update(
        error="SMTPAuthenticationError: (535, b'no')", attempts=3, created_at=timezone.now() - age,
        try_at=timezone.now() + dt.timedelta(hours=1), is_server_away=True,
    )  # fmt: skip
    return mail


def test_the_machines_check_says_yes_when_all_is_well_and_no_more(well, client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("part", Part)
def test_the_machines_check_says_no_when_a_part_of_the_background_is_dead(well, client, part):
    Heartbeat.objects.filter(part=part).update(seen_at=well.now - dt.timedelta(minutes=3))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


def test_the_machines_check_says_no_when_the_disk_is_full_or_email_waits(well, client, monkeypatch):
    failing_mail(dt.timedelta(minutes=30))
    assert client.get("/healthz").status_code == 200
    failing_mail(dt.timedelta(hours=2))
    assert client.get("/healthz").status_code == 503
    Mail.objects.all().delete()
    assert client.get("/healthz").status_code == 200
    monkeypatch.setattr(health, "_free", lambda: 1000)
    assert client.get("/healthz").status_code == 503


def test_the_machines_check_says_no_when_the_database_is_away(well, client, monkeypatch):
    from django.db import OperationalError

    def away(*args, **kwargs):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", away)
    assert client.get("/healthz").status_code == 503


def test_the_machines_check_says_no_when_a_task_or_a_job_waits_although_the_process_is_alive(well, client):
    ensure_rows()
    assert client.get("/healthz").status_code == 200
    Schedule.objects.filter(name="tidy up").update(due_at=well.now - dt.timedelta(days=2))
    assert client.get("/healthz").status_code == 503
    Schedule.objects.update(due_at=well.now)
    task = DBTaskResult.objects.create(
        status="READY", args_kwargs={"args": [], "kwargs": {}}, backend_name="default", run_after=well.now,
        task_path="x.y",
    )  # fmt: skip
    assert client.get("/healthz").status_code == 200
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=well.now - dt.timedelta(minutes=11))
    assert client.get("/healthz").status_code == 503


def test_signs_of_life_from_a_clock_that_was_ahead_count_for_nothing(well, client):
    """The clock was 60 days ahead and was corrected; the background process ended meanwhile."""
    well.forward(days=60)
    live(well)
    well.forward(days=-60)
    Heartbeat.objects.filter(seen_at__lte=well.now).delete()
    assert client.get("/healthz").status_code == 503
    assert "background dead" in codes()
    beat([Heartbeat(part=Part.CLOCK, worker="new", started_at=well.now, turned_at=well.now)])
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["new"]


def codes() -> set[str]:
    return {fact.code for fact in own_health() if fact.todo}


def test_a_site_that_is_well_needs_nobody(well):
    ensure_rows()
    assert codes() == set()


def test_each_fault_is_one_fact_that_says_what_to_do_and_since_when(well):
    ensure_rows()
    long_ago = well.now - dt.timedelta(days=3)
    Schedule.objects.filter(name="tidy up").update(due_at=long_ago)
    Schedule.objects.filter(name="verify the log").update(last_error="OSError: no")
    failing_mail(dt.timedelta(days=2))
    Mail.objects.create(
        to="b@agency.example", subject="x", state=MailState.FAILED, created_at=well.now, try_at=well.now, error="550"
    )
    Heartbeat.objects.filter(part=Part.MAIL).update(turned_at=well.now - dt.timedelta(hours=3))
    OperationRecord.objects.update(finished_at=well.now - dt.timedelta(days=200))
    facts = {fact.code: fact for fact in own_health() if fact.todo}
    assert set(facts) == {
        "jobs late", "job verify the log", "email unsent", "email given up", "background hangs", "backup old",
        "restore old",
    }  # fmt: skip
    assert facts["jobs late"].since == long_ago
    assert "SMTPAuthenticationError" in facts["email unsent"].text
    assert all(fact.since for code, fact in facts.items() if code != "job verify the log")
    finish(begin(kind=OperationKind.BACKUP), outcome=Outcome.FAILED, detail="No room on /srv/backups")
    assert "backup failed" in codes()


def test_emails_that_are_due_and_were_never_tried_are_reported(well, client):
    mail = send_mail(to="ann@agency.example", subject="x", text="A code: 123")
    Mail.objects.filter(pk=mail.pk).update(try_at=well.now - dt.timedelta(minutes=30))
    assert is_healthy()
    assert "email unsent" not in {fact.code for fact in own_health()}
    Mail.objects.filter(pk=mail.pk).update(try_at=well.now - dt.timedelta(hours=2))
    assert not is_healthy()
    assert "email unsent" in {fact.code for fact in own_health()}


def test_the_page_shows_each_fact_and_the_emails_that_wait(well, coordinator, sign_in):
    failing_mail(dt.timedelta(hours=2))
    client = sign_in(coordinator, with_second_step=True)
    page = " ".join(client.get(reverse("operations:health")).content.decode().split())
    assert "1 email has not been sent" in page
    assert re.search(r"Since \d+ \w+ 20\d\d, \d\d:\d\d", page)
    page = client.get(reverse("operations:unsent")).content.decode()
    assert "ann@agency.example" in page
    assert "A code: 123" not in page
    client.post(reverse("operations:try_again"))
    assert Mail.objects.filter(try_at__lte=timezone.now()).count() == 1


def test_the_page_says_who_to_call(well, coordinator, sign_in, settings):
    client = sign_in(coordinator, with_second_step=True)
    settings.OPERATORS = ["Owen T. 07700 900123"]
    page = " ".join(client.get(reverse("operations:health")).content.decode().split())
    assert re.search(r'<dt class="label">Server</dt>\s*<dd>\s*Owen T. 07700 900123\s*</dd>', page)
    assert "Nobody is named" in page
    assert "can name two people" in page
    assert f"{coordinator}, " in page
    settings.OPERATORS = ["Owen T. 07700 900123", "Mary B."]
    page = client.get(reverse("operations:health")).content.decode()
    assert "Nobody is named" not in page
    assert "can name two people" not in page


@pytest.mark.parametrize(("roles", "has_second_step", "sees"), [
    (["Coordinators"], True, True), (["Coordinators"], False, False), (["Moderators"], True, False), ([], False, False),
])  # fmt: skip
def test_a_coordinator_with_the_second_step_alone_sees_the_first_steps(sign_in, roles, has_second_step, sees):
    """Each step shows its state and links to a page that a coordinator may open; the first open step is marked."""
    client = sign_in(MemberFactory(roles=roles), with_second_step=has_second_step)
    page = client.get("/catch-up/").content.decode()
    assert ("First steps for a new site" in page) is sees
    waits = "Coordinators" in roles and not has_second_step
    assert ("Take the second step" in page) is waits
    if waits:
        assert client.get(reverse("operations:health"))["Location"].startswith("/account/2fa/")
    if not sees:
        return
    steps = open_steps()
    assert [client.get(step.url).status_code for step in steps if step.url] == [200] * 4
    part = page[page.index('id="first-steps"') :].split("</section>")[0]
    assert part.count("(done)") == sum(step.is_done for step in steps) < len(steps)
    buttons = re.findall(r'class="button button--small( button--quiet)?"\s+href="([^"]+)"', part)
    waiting = [step.url for step in steps if step.url and not step.is_done]
    assert buttons == [("" if url == waiting[0] else " button--quiet", url) for url in waiting]


def test_the_step_of_a_backup_says_the_next_command_to_type(db):
    typed = [open_steps()[-1].command]
    finish(begin(kind=OperationKind.BACKUP))
    typed.append(open_steps()[-1].command)
    finish(begin(kind=OperationKind.QUICK_CHECK))  # an upgrade does that, with a key of its own
    typed.append(open_steps()[-1].command)
    check = "python3 -m ratsite backup --check --identity ratsite-identity.txt"
    assert typed == ["python3 -m ratsite backup", check, check]
    finish(begin(kind=OperationKind.CHECK))
    assert open_steps()[-1].is_done


def test_the_page_costs_the_same_for_many_emails(well, coordinator, sign_in):
    client = sign_in(coordinator, with_second_step=True)
    failing_mail(dt.timedelta(hours=2))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("operations:unsent"))
    for _ in range(3):
        failing_mail(dt.timedelta(hours=2))
    with CaptureQueriesContext(connection) as four:
        client.get(reverse("operations:unsent"))
    assert len(one) == len(four)


def test_only_a_check_with_the_operators_own_key_counts_as_restored(well):
    """`upgrade` checks its backup with a temporary key, which does not show that the operator's own key works."""
    OperationRecord.objects.filter(kind=OperationKind.CHECK).delete()
    finish(begin(kind=OperationKind.QUICK_CHECK, by="ratsite"))
    assert "restore old" in codes()
    assert "Nobody has restored a backup yet." in _backup_lines()
    finish(begin(kind=OperationKind.CHECK, by="Owen T."))
    assert "restore old" not in codes()


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        (OperationKind.CHECK, "Backup checked", "Checked by Owen T. on 30 November 2026."),
        (OperationKind.RESTORE, "Restored from a backup", "Restored by Owen T. on 30 November 2026."),
    ],
)
def test_a_checked_backup_and_a_restored_site_are_told_apart(well, kind, title, text):
    well.set("2026-11-30", "09:00")
    OperationRecord.objects.filter(kind=OperationKind.CHECK).update(kind=kind, finished_at=well.now)
    assert (title, text) in [(fact.title, fact.text) for fact in own_health()]
    assert text in _backup_lines()
