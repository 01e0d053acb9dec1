"""Write and read the heartbeats of background processes."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from ratsite.jobs.models import Heartbeat

BEAT_SECONDS = 15
DEAD_AFTER = dt.timedelta(minutes=2)  # eight beats, which is longer than the database takes to restart
DELETE_AFTER = dt.timedelta(days=1)


def beat(beats: Iterable[Heartbeat]) -> None:
    """Store that these parts of a background process are alive now. beats: one unsaved Heartbeat for each part.

    Deletes the heartbeats of processes that ended long ago, and those from a time when the server's clock was ahead.
    """
    now = timezone.now()
    for row in beats:
        row.seen_at = now
        times = {"started_at": row.started_at, "seen_at": now, "turned_at": row.turned_at, "part": row.part}
        Heartbeat.objects.update_or_create(worker=row.worker, defaults=times)
    Heartbeat.objects.filter(Q(seen_at__lt=now - DELETE_AFTER) | Q(seen_at__gt=now + DEAD_AFTER)).delete()


def alive() -> QuerySet[Heartbeat]:
    return not_of_the_future().filter(seen_at__gt=timezone.now() - DEAD_AFTER)


def not_of_the_future() -> QuerySet[Heartbeat]:
    """Return the heartbeats, except those from a time when the server's clock was ahead."""
    return Heartbeat.objects.filter(seen_at__lte=timezone.now() + DEAD_AFTER)
