"""Signal what an agency sees of a trend, correct a signal, and take it back.

Signals are not in the audit log, and nobody is notified of them: a log entry or a notification would tell which agency
signalled.
"""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forum.actions.lock_rows import lock_topic
from forum.enums import Confidence, Frequency, SignalKind
from forum.models import ReportingMonth, Signal, TrendNote
from forum.models.signal import SIGNAL_MONTHS, is_frozen, month_of, months_before
from forum.rules.boards import can_see
from forum.rules.topics import can_signal
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.network.models import Agency, Area


@transaction.atomic
def signal(
    *,
    topic_id: int,
    person: User,
    area: Area,
    month: dt.date,
    kind: SignalKind,
    frequency: str = "",
    confidence: str = "",
    made_at: dt.datetime | None = None,
) -> Signal:
    """Save what the person's agency sees of the trend in this area and month, or correct its earlier signal.

    If the month is frozen, a first signal is saved as late and changes no figure.

    Raises PermissionDenied:
    - if the month is frozen and the signal would correct an earlier one;
    - if the month is in the future or too long ago;
    - if the agency is not recorded as able to report in that month or, for a trend on a circle's board, as in the
      circle in that month.

    A signal never makes the record that its agency was able to report: otherwise the number of agencies able to report
    would grow with the first signal of an agency, and readers who compare the page before and after would learn who has
    signalled.

    confidence: how the agency knows that it sees the trend. If it is empty, a correction keeps the earlier answer.
    made_at: the time of the signal, for the demo; None means now.
    """
    topic = lock_topic(topic_id)
    person = recheck(person, can_signal, topic)
    if not can_see(person, topic.board) or person.agency is None:
        raise PermissionDenied
    now = made_at or timezone.now()
    today = timezone.localdate(now)
    if month != month_of(month) or not months_before(month_of(today), SIGNAL_MONTHS - 1) <= month <= month_of(today):
        raise PermissionDenied
    reporting = ReportingMonth.objects.of(person.agency_id, topic.board).filter(month=month).first()
    if reporting is None:
        raise PermissionDenied
    is_late = is_frozen(month, today)
    place = {"topic": topic, "reporting": reporting, "area": area}
    before = Signal.objects.filter(**place).values_list("confidence", flat=True).first()
    fields = {
        "person": person,
        "kind": kind,
        "frequency": Frequency(frequency) if kind == SignalKind.SEEN else "",
        "confidence": _checked(confidence or before) if kind == SignalKind.SEEN else "",
    }
    defaults = {**fields, "is_late": is_late, "made_at": now, "changed_at": now}
    current, created = Signal.objects.get_or_create(**place, defaults=defaults)
    if not created and any(getattr(current, name) != value for name, value in fields.items() if name != "person"):
        if is_late:
            raise PermissionDenied
        for name, value in fields.items():
            setattr(current, name, value)
        current.changed_at = now
        current.save()
    return current


def _checked(confidence: str | None) -> str:
    """Return the Confidence with this value; "" for none. Raises ValueError for any other value."""
    return Confidence(confidence) if confidence else ""


@transaction.atomic
def take_back_signal(*, signal_id: int, person: User) -> bool:
    """Delete a signal of the person's own agency; return False if there is none.

    Raises PermissionDenied if its month is frozen, or if the person may not signal any more.
    """
    signal = Signal.objects.visible_to(person).filter(pk=signal_id).first()
    if signal is None:
        return False
    topic = lock_topic(signal.topic_id)
    person = recheck(person, can_signal, topic)
    if not can_see(person, topic.board) or signal.reporting.agency_id != person.agency_id or signal.is_frozen:
        raise PermissionDenied
    signal.delete()
    return True


def record_reporting_agencies(today: dt.date | None = None) -> None:
    """Record which agencies are able to report this month: active ones with a member who can sign in.

    Runs every few minutes, for all agencies together, so that the time of a record tells nothing about signals.
    """
    agencies = Agency.objects.filter(pk__in=User.objects.approved().exclude(agency=None).values("agency"))
    record_reporting(agencies, month_of(today or timezone.localdate()))


def record_reporting(agencies: Iterable[Agency], month: dt.date) -> None:
    """Record that these agencies were able to report in this month, and in which circles. Keep earlier records.

    An agency is in a circle that names the agency, one of its remits or one of its people. A circle that it was in
    earlier in the month stays recorded.
    """
    remits = {agency.pk: agency.main_remit_id for agency in agencies}
    reporting = ReportingMonth.objects.filter(month=month, agency__in=remits).order_by()
    known = set(reporting.values_list("agency", flat=True))
    rows = [ReportingMonth(agency_id=pk, month=month, remit_id=remits[pk]) for pk in remits if pk not in known]
    ReportingMonth.objects.bulk_create(rows, ignore_conflicts=True)
    ways = ("agency__circles", "agency__remits__circles", "agency__people__circles")
    pairs = {pair for way in ways for pair in reporting.filter(**{f"{way}__isnull": False}).values_list("pk", way)}
    InCircle = ReportingMonth.circles.through
    known_pairs = InCircle.objects.filter(reportingmonth__in=reporting).values_list("reportingmonth", "circle")
    new_pairs = sorted(pairs.difference(known_pairs))
    in_circles = [InCircle(reportingmonth_id=row, circle_id=circle) for row, circle in new_pairs]
    InCircle.objects.bulk_create(in_circles, ignore_conflicts=True)


def count_from_next_month(notes: QuerySet[TrendNote]) -> None:
    """Hide these trends' figures up to and including this month, because their readers change.

    With other readers, the figures of these months would count other agencies. By subtracting them from the figures
    shown before, people could find out what some of the agencies signalled.
    """
    notes.update(counted_from=months_before(month_of(timezone.localdate()), -1))
