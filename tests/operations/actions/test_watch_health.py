"""Coordinators get an email about a fault that lasts, and one each week about the backups."""

import datetime as dt

import pytest

from ratsite.notifications.models import Mail
from ratsite.operations.actions.watch_health import watch_health, write_weekly
from ratsite.operations.models import KnownFact, OperationRecord
from tests.operations.conftest import live

pytestmark = pytest.mark.django_db


def test_coordinators_are_emailed_once_about_a_lasting_fault_and_not_about_a_restart(well, coordinator):
    mailbox = Mail.objects.filter(to=coordinator.email)
    well.forward(minutes=3)
    watch_health()
    assert mailbox.count() == 0
    well.forward(minutes=25)
    watch_health()
    watch_health()
    assert mailbox.count() == 1
    assert "Background work has stopped" in mailbox.get().text
    live(well)
    watch_health()
    assert not KnownFact.objects.filter(code="background dead").exists()
    well.forward(minutes=3)
    watch_health()
    well.forward(minutes=25)
    watch_health()
    assert mailbox.count() == 2


def test_the_weekly_email_says_when_a_backup_was_made_and_who_checked_one(well, coordinator):
    well.set("2026-11-24", "09:00")
    assert write_weekly() is False
    well.set("2026-11-30", "09:00")
    OperationRecord.objects.update(finished_at=well.now - dt.timedelta(days=1))
    assert write_weekly() is True
    text = Mail.objects.get(to=coordinator.email).text
    assert "Last backup: 29 November 2026." in text
    assert "Checked by Owen T. on 29 November 2026." in text
    assert "http://testserver/review/health/" in text
