"""Fill the site's database with trend notes and signals: one signal for every ten posts, in the last two years."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from forum.models import ReportingMonth, Signal, Topic, TrendNote
from forum.models.signal import month_of, months_before
from ratsite.network.models import Area
from tests.bench import bulk
from tests.bench.plan import ORDINARY

POSTS_A_SIGNAL, SIGNALS_A_TREND = 10, 500
MONTHS, AREAS = 24, 11
READ = 16  # trends whose pages are measured


def fill_signals(posts: int) -> list[int]:
    """Make the newest ordinary topics trend notes with signals; return the ids of those to read.

    Needs bench_member and the topics (tests.bench.site_data).
    """
    signals, now = posts // POSTS_A_SIGNAL, month_of(timezone.localdate())
    months = [months_before(now, back) for back in range(MONTHS)]
    # The topics up to ORDINARY are measured as what they are.
    topics = Topic.objects.filter(pk__gt=ORDINARY + 1, board__circle=None)
    trends = list(topics.values_list("pk", flat=True)[: max(1, signals // SIGNALS_A_TREND)])
    bulk.copy("bench_trend", "n int, id int", enumerate(trends))
    bulk.copy("bench_month", "n int, month date", enumerate(months))
    Topic.objects.filter(pk__in=trends).update(kind="trend")
    note = {"topic_id": "t.id", "first_month": f"'{months[-1]}'", "last_month": f"'{now}'", "confidence": "'seen'"}
    bulk.insert(TrendNote, note, "FROM bench_trend t")
    Area.objects.bulk_create(Area(slug=f"area-{n}", name=f"Area number {n}", position=n) for n in range(AREAS))
    every = "FROM network_agency a CROSS JOIN bench_month m"
    bulk.insert(ReportingMonth, {"agency_id": "a.id", "month": "m.month", "remit_id": "a.main_remit_id"}, every)
    _areas()
    _signals(signals, len(trends))
    check(trends, now)
    return trends[:READ]


def _areas() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO forum_trendnote_areas (trendnote_id, area_id) "
            "SELECT note.id, area.id FROM forum_trendnote note "
            "JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM network_area) area "
            "ON mod(note.id, 4) + 1 = area.n"
        )


def _signals(signals: int, trends: int) -> None:
    """Add the signals. Every third agency looked and did not see it.

    If chance gives an agency the same area and month twice, it makes one signal.
    """
    reporting = "(SELECT id, row_number() OVER (ORDER BY month, agency_id) - 1 AS n FROM forum_reportingmonth)"
    count = ReportingMonth.objects.count()
    drawn = f"""
        SELECT DISTINCT ON (t.id, r.id, area.id) t.id AS topic, r.id AS reporting, area.id AS area, g.n
        FROM generate_series(1, {signals}) g(n)
        JOIN bench_trend t ON t.n = {bulk.chance("g.n", 21, trends)}
        JOIN {reporting} r ON r.n = {bulk.chance("g.n", 22, count)}
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM network_area) area
        ON area.n = {bulk.chance("g.n", 23, AREAS)}
    """
    is_seen = "mod(s.n, 3) > 0"
    known = {
        "topic_id": "s.topic",
        "reporting_id": "s.reporting",
        "area_id": "s.area",
        "kind": f"CASE WHEN {is_seen} THEN 'seen' ELSE 'not_seen' END",
        "frequency": f"CASE WHEN {is_seen} THEN 'few' ELSE '' END",
        "confidence": f"CASE WHEN {is_seen} THEN 'seen' ELSE '' END",
        "made_at": "now()",
        "changed_at": "now()",
    }
    bulk.insert(Signal, known, f"FROM ({drawn}) s")


def check(trends: list[int], now: dt.date) -> None:
    """Raise AssertionError if a trend has no signals of this month."""
    seen = Signal.objects.filter(topic__in=trends, reporting__month=now).values("topic").distinct().count()
    assert seen > len(trends) // 2, seen
