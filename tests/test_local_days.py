"""A moment is stored in UTC; its day is the day in the site's time zone, also in the first hour of a summer's day."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest

from ratsite.pages.models import HistoryPage
from ratsite.search.sources.pages import _day
from tests.databases import ROOT

OF_UTC = re.compile(r"(?<!%Y\"\))\.date\(\)")  # a text that was parsed is a day without a time
JUST_AFTER_MIDNIGHT = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)


def test_no_code_takes_the_day_of_a_moment_as_it_is_stored():
    """timezone.localdate(moment) gives its day."""
    paths = [path for app in ("forum", "library", "ratsite") for path in (ROOT / app).rglob("*.py")]
    found = [str(path.relative_to(ROOT)) for path in paths if OF_UTC.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.django_db
def test_a_page_is_of_the_day_on_which_it_was_published_here():
    first_of_july = dt.date(2026, 7, 1)
    assert HistoryPage(first_published_at=JUST_AFTER_MIDNIGHT).published_on == first_of_july
    assert _day(SimpleNamespace(first_published_at=JUST_AFTER_MIDNIGHT)) == first_of_july
