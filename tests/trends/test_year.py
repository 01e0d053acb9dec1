"""A scripted year: the numbers on every page equal a count of the same facts without the site's queries."""

import csv
import datetime as dt
import io
import json
import logging
import re
from collections import Counter
from itertools import zip_longest

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.print_topic import print_topic
from forum.models import ReportingMonth, Signal
from forum.queries.signal_figures import quarter_of
from ratsite.accounts.models import User
from ratsite.demo.official import load_official_figures
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.lib.figure_words import figure_words
from ratsite.lib.personal_data import sections
from ratsite.lib.templatetags.charts import chart_value
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area
from ratsite.notifications.models import Mail, Notification
from ratsite.trends.queries.trend_page import trends_of
from ratsite.trends.views.trend_list import TRENDS_A_PAGE
from tests.markup import flat
from tests.trends.scripted_year import JUNE, MONTHS, Year

pytestmark = pytest.mark.django_db


def able_in(month: dt.date) -> int:
    return 12 if month >= JUNE else 11


def worded(number: int, able: int) -> str:
    """The disclosure rule written again for the test: hidden if fewer than 3, or within 2 of all."""
    if number < 3:
        return "fewer than 3"
    return f"{able - 2} or more" if number > able - 3 else str(number)


def test_the_year_is_as_large_as_it_says(year):
    assert (len(year.people), len(year.topics), len({one.agency for one in year.signals.values()})) == (12, 30, 12)
    assert Signal.objects.count() == len(year.signals) >= 380
    assert sum(one.is_late for one in year.signals.values()) >= 15
    assert (len(year.corrected), len(year.taken_back)) == (12, 1)


def test_every_month_of_every_trend_is_what_happened(year, sign_in, django_assert_num_queries):
    client = sign_in(year.people[0])
    for topic in year.topics:
        text = client.get(reverse("trends:trend_csv", args=[topic.pk])).content.decode()
        rows = list(csv.reader(io.StringIO(text)))[1:]
        assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
            (
                f"{month:%Y-%m}",
                worded(len(year.agencies(topic, month)), able_in(month)),
                worded(len(year.agencies(topic, month, kinds=("not_seen", "gone"))), able_in(month)),
                str(able_in(month)),
            )
            for month in MONTHS
        ]


def test_the_chart_draws_the_numbers_of_the_table(year, sign_in):
    client = sign_in(year.people[0])
    for topic in year.topics[:4]:
        page = client.get(reverse("trends:trend", args=[topic.pk]))
        drawn = page.context["line"].chart.series[0].values
        counts = [len(year.agencies(topic, month)) for month in MONTHS]
        assert [chart_value(value) for value in drawn] == [
            worded(number, able_in(month)) for number, month in zip(counts, MONTHS, strict=True)
        ]


def test_areas_are_those_of_the_last_fixed_quarter(year, sign_in):
    quarter = [dt.date(2026, month, 1) for month in (7, 8, 9)]
    seen = 0
    for topic in year.topics[:4]:
        counted = [month for month in quarter if len(year.agencies(topic, month)) >= 3]
        page = sign_in(year.people[0]).get(reverse("trends:trend", args=[topic.pk]))
        found = page.context["quarter"]
        if not counted:
            continue
        assert (found.first, found.months) == (quarter[0], counted)
        for area, figure in found.areas:
            number = len(
                {
                    one.agency
                    for one in year.signals.values()
                    if (one.topic, one.area, one.kind, one.is_late) == (topic.pk, area.pk, "seen", False)
                    and one.month in counted
                }
            )
            assert figure.value == (3 if number < 3 else min(number, 10))
            seen += figure.is_exact
        assert "out of up to 12 able to report" in page.context["areas"].statistic
        assert page.context["areas"].csv_url == reverse("trends:trend_areas_csv", args=[topic.pk])
        text = sign_in(year.people[0]).get(page.context["areas"].csv_url).content.decode()
        assert list(csv.reader(io.StringIO(text)))[1:] == [
            [
                area.name,
                figure_words(figure) if figure.is_number else "no agency works there today",
                "12",
                f"{counted[0]:%Y-%m}",
                f"{counted[-1]:%Y-%m}",
            ]
            for area, figure in found.areas
        ]
    assert seen


def test_the_remits_that_are_named_are_those_of_a_count_by_hand(year):
    """The rule written again: 3 of a remit's 6 or more agencies, if all who see it fit into others' hidden counts.

    The author's own remit is never named.
    """
    remits = {person.agency_id: person.agency.main_remit for person in year.people}
    able = Counter(remits.values())
    hidden = sum(sorted(min(2, number) for number in able.values())[:-1])
    quarter, named = [dt.date(2026, month, 1) for month in (7, 8, 9)], Counter()
    for trend in trends_of(year.topics, policy_inside()):
        months = [year.agencies(trend.topic, month) for month in quarter]
        counted = [agencies for agencies in months if len(agencies) >= 3]
        fits = sum(12 if len(agencies) > 9 else len(agencies) for agencies in counted) <= hidden
        present = Counter(remits[agency] for agency in set().union(*counted))
        expected = {remit for remit in able if fits and able[remit] >= 6 and present[remit] >= 3}
        expected -= {trend.topic.author.agency.main_remit}
        found = quarter_of(trend.topic, trend.rows, policy_inside())
        if found is not None and found.first == quarter[0]:
            assert set(found.remits) == expected
            named[bool(expected)] += 1
        else:
            assert not counted
    assert named[False]


def test_late_signals_are_listed_and_change_no_figure(year, sign_in):
    client = sign_in(year.people[0])
    shown = 0
    for topic in year.topics[:4]:
        late = {one.month for one in year.signals.values() if one.topic == topic.pk and one.is_late}
        found = client.get(reverse("trends:trend", args=[topic.pk])).context["late"]
        assert {one.month for one in found} == late
        for one in found:
            before = len(year.agencies(topic, one.month))
            after = len(year.agencies(topic, one.month, late=True))
            may = all(3 <= number <= able_in(one.month) - 3 for number in (before, after))
            figures = (one.revision.fixed and one.revision.fixed.value, one.revision.now and one.revision.now.value)
            assert figures == ((before, after) if may else (None, None))
            shown += may
    assert shown


def test_the_page_says_that_one_more_agency_could_report_from_june(year, sign_in):
    page = flat(sign_in(year.people[0]).get(reverse("trends:trend", args=[year.topics[0].pk])).content)
    assert "One more agency could report from June 2026" in page


def test_the_first_check_is_by_another_main_remit(year):
    agencies = {person.agency_id: person.agency.main_remit_id for person in year.people}
    first, shown = year.people[0].agency.main_remit_id, 0
    for trend in trends_of(year.topics, policy_inside()):
        own = trend.topic.author.agency.main_remit_id
        assert trend.shows_check == (own == first and reveals_no_agency(year, trend.topic))
        shown += trend.shows_check
        days = [one.day for one in year.signals.values() if one.topic == trend.topic.pk and agencies[one.agency] != own]
        assert trend.checked_on == (min(days, default=None) if trend.shows_check else None)
    assert 0 < shown < len(year.topics)


def reveals_no_agency(year: Year, topic) -> bool:
    """The rule written again: six agencies share the first remit, seven from June on."""
    quarters: Counter = Counter()
    for month in MONTHS:
        alike, able = 7 if month >= JUNE else 6, able_in(month)
        seen, looked, later = (
            len(year.agencies(topic, month, **values))
            for values in ({}, {"kinds": ("not_seen", "gone")}, {"late": True})
        )
        quarters[month.year, (month.month + 2) // 3] += min(seen, able - 2) if seen >= 3 else 0
        printed = [looked, later] if seen >= 3 and later <= able - 3 else [looked]
        if any(number >= 3 and min(number, able - 2) > alike - 3 for number in printed):
            return False
    return all(number <= (3 if quarter < (2026, 2) else 4) for quarter, number in quarters.items())


@pytest.mark.parametrize(("count", "cost"), [(1, 24), (30, 26)])
def test_the_list_costs_no_more_for_thirty_trends_whose_checks_may_be_shown(
    year, sign_in, django_assert_num_queries, count, cost
):
    for topic in year.topics[count:]:
        type(topic).objects.filter(pk=topic.pk).update(is_archived=True)
    client = sign_in(year.people[0])
    client.get(reverse("trends:trend_list"))
    # session, person, four filters, count, topics, areas, able, signals, able by remit, remits of the notes, official
    # figures; ten for the coverage grid; and if a check may be told, the figures and the first signals
    # of these trends
    with django_assert_num_queries(cost):
        page = client.get(reverse("trends:trend_list"))
    assert len(page.context["rows"]) == min(count, TRENDS_A_PAGE)


def test_the_trend_page_costs_the_same_with_few_and_with_many_signals(year, sign_in, django_assert_num_queries):
    client = sign_in(year.people[0])
    few, many = sorted(year.topics, key=lambda topic: sum(one.topic == topic.pk for one in year.signals.values()))[::29]
    costs = []
    for topic in (few, many):
        client.get(reverse("trends:trend", args=[topic.pk]))
        with django_assert_num_queries(100, exact=False) as seen:
            client.get(reverse("trends:trend", args=[topic.pk]))
        costs.append(len(seen))
    assert costs[0] <= costs[1] <= 24


WAYS = ("trends:trend_list", "catchup:catch_up", "forum:latest", "notifications:notification_list", "search:search")


def test_no_page_says_which_agency_signalled(year, sign_in, moderator, coordinator):
    """Two worlds differ only in who signalled: readers of other agencies get exactly the same bytes."""
    topic, reader = year.topics[0], year.people[1]
    pages = [reverse(way) for way in WAYS]
    pages += [topic.get_absolute_url(), *(reverse(f"trends:{one}", args=[topic.pk]) for one in ("trend", "trend_csv"))]
    pages += [reverse("review:log"), reverse("agencies:agency_list"), year.people[2].agency.get_absolute_url()]
    load_official_figures()
    pages += [reverse("trends:trend_areas_csv", args=[topic.pk]), reverse("library:coverage")]
    pages += [reverse("trends:official"), reverse("trends:official_csv", args=["network"])]
    pages += [f"{reverse('trends:briefing_add')}?topic={topic.pk}", reverse("trends:briefing_list")]
    pages += [f"{reverse('trends:briefing_add')}?area=birmingham", reverse("forum:topic_print", args=[topic.pk])]
    pages += [reverse("agencies:joining"), reverse("forum:topic_signal", args=[topic.pk])]
    readers = [(reader, False), (moderator, True), (coordinator, True)]
    User.objects.update(date_joined=timezone.now() - dt.timedelta(days=1))  # not the real day, which is later
    feeds = [
        reverse(f"private:{kind}", args=[make_token(person=one, kind=kind)])
        for one, _is_steward in readers
        for kind in FeedKind
    ]
    for one, _is_steward in readers:
        print_topic(topic_id=topic.pk, reader=one)

    def everything() -> list[str]:
        found = []
        for one, steward in readers:
            client = sign_in(one, with_second_step=steward)
            found += [_read(client, page) for page in pages]
            found.append(json.dumps(_copied(one), default=str))
        return found + [_read(Client(), feed) for feed in feeds]

    everything()  # reading marks what is read
    before = everything()
    _swap(year.people[2], year.people[6])  # of one main remit, both here all year
    after = everything()
    assert [line for old, new in zip(before, after, strict=True) for line in _differing(old, new)] == []
    assert Signal.objects.visible_to(year.people[2]).exists()


def _read(client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200 or page == reverse("review:log"), page  # the log is for stewards
    return _without_tokens(answer.content.decode())


def _copied(person) -> dict:
    """Return everything in this person's data copy."""
    return {section.key: [section.row(row) for row in section.rows(person)] for section in sections()}


def _swap(first, second) -> None:
    """Exchange the signals of two agencies."""
    months = ReportingMonth.objects.filter(agency__in=[first.agency_id, second.agency_id])
    pairs = {(row.agency_id, row.month): row.pk for row in months}
    moves = []
    for signal in Signal.objects.filter(reporting__in=months).select_related("reporting"):
        other = second.agency_id if signal.reporting.agency_id == first.agency_id else first.agency_id
        moves.append((signal.pk, pairs[other, signal.reporting.month]))
    rows = {row.pk: row for row in Signal.objects.filter(pk__in=[pk for pk, _ in moves])}
    Signal.objects.filter(pk__in=rows).delete()
    for pk, reporting in moves:
        rows[pk].reporting_id, rows[pk].pk = reporting, None
        rows[pk].person = second if rows[pk].person_id == first.pk else first
    Signal.objects.bulk_create(rows.values())


def _differing(old: str, new: str) -> list[tuple[str, str]]:
    lines = zip_longest(old.splitlines(), new.splitlines(), fillvalue="")
    return [pair for pair in lines if pair[0] != pair[1]]


def _without_tokens(page: str) -> str:
    """Return the page without what differs each time: hidden fields, nonces, signed values, an empty feed's time."""
    page = re.sub("<updated>[^<]+</updated>", "", page)
    page = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", page)
    return re.sub(r'nonce="[^"]+"|[0-9A-Za-z]{32,}', "", page)


def test_a_signal_leaves_no_trace_in_log_mail_or_notifications(year, mailoutbox):
    assert not ModelLogEntry.objects.filter(action__contains="signal").exists()
    assert not Notification.objects.filter(person__in=year.people).exists()
    assert not Mail.objects.filter(person__in=year.people).exists()
    assert mailoutbox == []


def test_a_signal_leaves_no_line_in_the_process_log(year, sign_in, caplog):
    person, topic = year.people[2], year.topics[0]
    sent = {"kind": "seen", "frequency": "few", "area": Area.objects.first().pk, "month": "2026-11-01"}
    client = sign_in(person)
    with caplog.at_level(logging.DEBUG):
        assert client.post(reverse("forum:topic_signal", args=[topic.pk]), sent).status_code == 302
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [line for line in told if person.agency.name in line or person.email in line or "signal" in line] == []


def test_a_data_copy_has_the_person_s_own_signals_and_nothing_of_others(year):
    [section] = [one for one in sections() if one.key == "signals"]
    person = year.people[3]
    copied = [section.row(row) for row in section.rows(person)]
    assert len(copied) == sum(one.agency == person.agency_id for one in year.signals.values()) > 0
    assert {key for row in copied for key in row} == {
        *("topic", "area", "kind", "frequency", "confidence", "made_at", "changed_at", "month")
    }
