"""The command `doctor` prints each fact about the site's health, and its exit code is that of the worst."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from ratsite.jobs.models import Heartbeat, Schedule
from ratsite.jobs.runner import ensure_rows
from ratsite.operations.enums import OperationKind
from ratsite.operations.models import OperationRecord
from ratsite.operations.queries import health
from tests.operations.queries.test_health import failing_mail

pytestmark = pytest.mark.django_db


def doctor(*flags: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("doctor", *flags, stdout=out, no_color=True)
    return end.value.code, out.getvalue()


def test_doctor_prints_the_same_and_its_exit_code_says_the_worst(well, monkeypatch, settings):
    ensure_rows()
    code, said = doctor()
    assert code == 1, said  # no virus scanner, and nobody has checked the helplines
    assert "SOON      No virus scanner is set up" in said
    assert "NEEDS YOU" not in said
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    code, said = doctor()
    assert code == 2
    assert said.startswith("NEEDS YOU The email server does not let us in")


def test_doctor_lets_an_upgrade_begin_on_a_site_that_rested_and_whose_backups_nobody_restored(well, monkeypatch):
    ensure_rows()
    OperationRecord.objects.filter(kind=OperationKind.CHECK).delete()
    rested = well.now - dt.timedelta(days=1)
    Schedule.objects.update(due_at=rested)
    Heartbeat.objects.update(seen_at=rested)
    failing_mail(dt.timedelta(hours=20))
    task = {"status": "READY", "args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default", "task_path": "x.y"}
    waits = DBTaskResult.objects.create(**task, run_after=rested)
    DBTaskResult.objects.filter(pk=waits.pk).update(enqueued_at=rested)
    code, said = doctor()
    assert (code, said.count("NEEDS YOU")) == (2, 5), said
    code, said = doctor("--before-upgrade")
    assert (code, said.count("NEEDS YOU")) == (0, 0), said
    monkeypatch.setattr(health, "DISK_FULL", 10**18)
    code, said = doctor("--before-upgrade")
    assert code == 2
    assert said.startswith("NEEDS YOU The disk is full")


def test_doctor_says_that_a_public_site_has_no_email_server(well, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = "/srv/ratsite/data/mail"
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert "No email server" not in doctor()[1]
    settings.SITE_URL = "https://network.example"
    assert "SOON      No email server is set up" in doctor()[1]
