import datetime as dt
import time

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ratsite.jobs import registry, runner
from ratsite.jobs.heartbeats import beat
from ratsite.jobs.models import Heartbeat, Schedule
from ratsite.jobs.runner import claim, ensure_rows, run_due
from ratsite.jobs.upkeep import release_stuck_tasks
from tests.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ticks(monkeypatch):
    """A registry with one job that counts its runs. Connections stay open, because the test is in a transaction."""
    runs = []
    job = registry.Job("count", dt.timedelta(minutes=5), lambda: runs.append(1))
    monkeypatch.setattr(registry, "_jobs", {"count": job})
    monkeypatch.setattr("ratsite.jobs.runner.close_old_connections", lambda: None)
    ensure_rows()
    return runs


def test_a_new_job_is_due_at_once_and_then_when_its_time_has_come(ticks):
    assert run_due() == ["count"]
    assert run_due() == []
    Schedule.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))
    assert run_due() == ["count"]
    assert len(ticks) == 2


def test_a_clock_that_was_60_days_wrong_for_one_look_puts_no_job_off(ticks, monkeypatch):
    clock = Clock(monkeypatch, timezone.now())
    clock.forward(days=60)
    assert run_due() == ["count"]
    clock.forward(days=-60)
    assert run_due() == ["count"]
    assert run_due() == []


def test_jobs_wait_a_while_after_the_clock_was_set(ticks, monkeypatch):
    now = {"wall": 1e9, "steady": 0.0}
    monkeypatch.setattr(runner.time, "time", lambda: now["wall"])
    monkeypatch.setattr(runner.time, "monotonic", lambda: now["steady"])
    job_clock = runner.JobClock()
    job_clock.run_jobs()
    assert len(ticks) == 1
    Schedule.objects.update(due_at=timezone.now())
    now["wall"] += 60 * 86400
    job_clock.run_jobs()
    assert len(ticks) == 1
    now["wall"], now["steady"] = now["wall"] + 901, now["steady"] + 901
    job_clock.run_jobs()
    assert len(ticks) == 2


@pytest.mark.parametrize("days", [60, -60])
def test_jobs_wait_a_while_where_the_process_starts_with_a_wrong_clock(ticks, monkeypatch, days):
    steady = {"now": 0.0}
    monkeypatch.setattr(runner.time, "monotonic", lambda: steady["now"])
    job_clock = runner.JobClock()
    Schedule.objects.update(last_started_at=timezone.now() - dt.timedelta(days=days))
    job_clock.run_jobs()
    assert ticks == []
    steady["now"] += 901
    monkeypatch.setattr(runner.time, "time", lambda: job_clock.offset + steady["now"])
    job_clock.run_jobs()
    assert len(ticks) == 1


def test_a_task_of_a_dead_worker_or_that_the_database_failed_is_put_back():
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    beat([Heartbeat(part="tasks", worker="alive", started_at=long_ago, turned_at=long_ago)])

    def task(status, *workers, error=""):
        return DBTaskResult.objects.create(
            status=status, worker_ids=workers, exception_class_path=error, started_at=long_ago, task_path="x.y",
            args_kwargs={"args": [], "kwargs": {}}, backend_name="default", run_after=long_ago, traceback=error,
        ).pk  # fmt: skip

    ahead = timezone.now() + dt.timedelta(days=60)  # it was begun by a clock that was ahead
    begun_later = task("RUNNING", "dead")
    DBTaskResult.objects.filter(pk=begun_later).update(started_at=ahead)
    back = {
        begun_later,
        task("RUNNING", "dead"),
        task("RUNNING", "alive", "dead"),
        task("FAILED", "alive", error="django.db.utils.OperationalError"),
    }
    stays = {
        task("RUNNING", "dead", "alive"),
        task("FAILED", "alive", error="builtins.ValueError"),
        task("FAILED", *["alive"] * 10, error="django.db.utils.OperationalError"),
        task("SUCCESSFUL", "dead"),
    }
    assert release_stuck_tasks() == 4
    ready = set(DBTaskResult.objects.ready().values_list("pk", flat=True))
    assert (ready, ready & stays) == (back, set())


def test_a_job_is_claimed_once(ticks):
    job = registry.jobs()["count"]
    assert (claim(job), claim(job)) == (True, False)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (OSError(28, "No space left on device"), "OSError: No space left on device"),
        (ValueError("Key (email)=(ada@agency.example) exists already"), "ValueError"),
    ],
)
def test_a_job_that_fails_says_so_quotes_nobody_and_stops_no_other(ticks, monkeypatch, error, shown):
    def broken():
        raise error

    jobs = {"broken": registry.Job("broken", dt.timedelta(minutes=5), broken), **registry.jobs()}
    monkeypatch.setattr(registry, "_jobs", jobs)
    ensure_rows()
    assert run_due() == ["broken", "count"]
    assert Schedule.objects.get(name="broken").last_error == shown


def test_a_job_that_is_gone_loses_its_row(ticks, monkeypatch):
    monkeypatch.setattr(registry, "_jobs", {})
    ensure_rows()
    assert Schedule.objects.count() == 0


def test_the_scheduler_publishes_a_page_whose_time_has_come(monkeypatch):
    from wagtail.models import Page

    from ratsite.pages.models import StandardPage

    monkeypatch.setattr("ratsite.jobs.runner.close_old_connections", lambda: None)
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=StandardPage(title="From today", slug="from-today", live=False))
    page.go_live_at = timezone.now() + dt.timedelta(seconds=1)
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.live is False
    time.sleep(1.1)
    call_command("background", once=True, only=["clock"])
    page.refresh_from_db()
    assert page.live is True
