import datetime as dt
import time

import pytest
from django.core.management import call_command
from django.utils import timezone

from ratsite.jobs import registry
from ratsite.jobs.models import Schedule
from ratsite.jobs.runner import claim, ensure_rows, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ticks(monkeypatch):
    """One job that counts its runs, in a registry of its own; connections stay open for the test's transaction."""
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


def test_a_job_is_claimed_once(ticks):
    job = registry.jobs()["count"]
    assert (claim(job), claim(job)) == (True, False)


def test_a_job_that_fails_says_so_and_stops_no_other(ticks, monkeypatch):
    def broken():
        raise RuntimeError("no disk")

    jobs = {"broken": registry.Job("broken", dt.timedelta(minutes=5), broken), **registry.jobs()}
    monkeypatch.setattr(registry, "_jobs", jobs)
    ensure_rows()
    assert run_due() == ["broken", "count"]
    assert Schedule.objects.get(name="broken").last_error == "RuntimeError: no disk"


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
    call_command("scheduler", once=True)
    page.refresh_from_db()
    assert page.live is True
