"""When an email may be sent: quiet hours, weekends, the hour of the summary email, and changes to summer time."""

import pytest
from django.utils import timezone

from ratsite.notifications.enums import Rhythm
from ratsite.notifications.forms import MailChoicesForm
from ratsite.notifications.models import MailChoices
from tests.clock import at


def wall(moment) -> str:
    return f"{timezone.localtime(moment):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (("2026-11-23", "09:10"), "Mon 23 Nov 09:10"),
        (("2026-11-23", "17:59"), "Mon 23 Nov 17:59"),
        (("2026-11-23", "18:00"), "Tue 24 Nov 08:00"),
        (("2026-11-24", "03:30"), "Tue 24 Nov 08:00"),
        (("2026-11-27", "18:30"), "Mon 30 Nov 08:00"),
        (("2026-11-28", "12:00"), "Mon 30 Nov 08:00"),
    ],
)
def test_an_immediate_email_is_sent_after_quiet_hours_and_weekends(now, then):
    assert wall(MailChoices().next_time_for_email(at(*now))) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (("2026-11-23", "07:59"), "Mon 23 Nov 08:00"),
        (("2026-11-23", "08:00"), "Tue 24 Nov 08:00"),
        (("2026-11-27", "09:00"), "Mon 30 Nov 08:00"),
        # The clocks go back on 25 October 2026 and forward on 28 March 2027; eight stays eight.
        (("2026-10-23", "09:00"), "Mon 26 Oct 08:00"),
        (("2027-03-26", "09:00"), "Mon 29 Mar 08:00"),
    ],
)
def test_the_daily_mail_comes_at_its_hour_whatever_the_clocks_do(now, then):
    assert wall(MailChoices().next_digest(at(*now))) == then


def test_the_weekly_mail_comes_on_its_day():
    weekly = MailChoices(rhythm=Rhythm.WEEKLY, weekday=2, hour=16)
    assert wall(weekly.next_digest(at("2026-11-23", "09:00"))) == "Wed 25 Nov 16:00"
    assert wall(weekly.next_digest(at("2026-11-25", "16:00"))) == "Wed 02 Dec 16:00"


def test_a_weekly_mail_on_a_quiet_day_waits_for_the_next_working_day():
    assert wall(MailChoices(rhythm=Rhythm.WEEKLY, weekday=6).next_digest(at("2026-11-23"))) == "Mon 30 Nov 08:00"


def test_quiet_hours_may_lie_within_a_day_or_be_none():
    lunch = MailChoices(quiet_from=12, quiet_until=13, is_quiet_at_weekends=False)
    assert wall(lunch.next_time_for_email(at("2026-11-28", "12:15"))) == "Sat 28 Nov 13:00"
    none = MailChoices(quiet_from=8, quiet_until=8, is_quiet_at_weekends=False)
    assert wall(none.next_time_for_email(at("2026-11-28", "03:00"))) == "Sat 28 Nov 03:00"


def form(**changes) -> MailChoicesForm:
    given = {"rhythm": "daily", "hour": 8, "weekday": 0, "quiet_from": 18, "quiet_until": 8, "ceiling": 7}
    return MailChoicesForm({**given, **changes})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"hour": 19}, {"hour": ["Choose an hour that is not one of your quiet hours"]}),
        ({"hour": 19, "quiet_from": 8, "quiet_until": 8}, {}),
        ({"ceiling": 0}, {"ceiling": ["Enter a whole number from 1 to 50"]}),
        ({"ceiling": ""}, {"ceiling": ["Enter a whole number from 1 to 50"]}),
        (
            {"rhythm": "weekly", "weekday": 5, "is_quiet_at_weekends": "on"},
            {"weekday": ["Choose a working day, or allow emails on Saturdays and Sundays"]},
        ),
        ({"rhythm": "weekly", "weekday": 5}, {}),
        ({"rhythm": "daily", "weekday": 5, "is_quiet_at_weekends": "on"}, {}),
        ({"hour": 24}, {"hour": ["Select a valid choice. 24 is not one of the available choices."]}),
    ],
)
def test_choices_that_cannot_be_saved_are_refused_at_the_field(changes, errors):
    assert form(**changes).errors == errors
