"""What a member's agency can signal about a trend, and what it has signalled."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from forum.enums import Frequency, SignalKind
from forum.models import ReportingMonth, Signal, Topic, TrendNote
from forum.models.signal import SIGNAL_MONTHS, month_of, months_before
from forum.queries.signal_figures import month_rows
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.disclosure import Figure
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area

MOST_SIGNALS = 12  # own signals that the box shows
FEW_AREAS = 3  # so many fit next to each other on a phone, where a list takes one more tap


@dataclass(frozen=True)
class SignalBox:
    """The box on a trend note in which a member signals for their agency.

    - areas: the areas to choose from: those of the agency, and those for which it has signalled this month. There are
      none if the agency is not recorded as able to report this month. If there are none, the box shows a link to the
      full form in place of a form of its own.
    - area: the area that is chosen at first; None if the member has to choose.
    - own: the newest signals of the agency, newest month first.
    - seen: how many agencies see the trend this month, as all readers of the topic may know it.
    """

    month: dt.date
    areas: list[Area]
    area: Area | None
    own: list[Signal]
    seen: Figure
    can_signal: bool
    kinds = SignalKind
    frequencies = Frequency

    @property
    def has_few_areas(self) -> bool:
        return 1 < len(self.areas) <= FEW_AREAS

    @property
    def asks_for_area(self) -> bool:
        """True if the box should start unfolded, so that the member can choose one of a few areas with the first tap.

        The second tap sends the signal.
        """
        return self.has_few_areas and self.area is None and not self.own_this_month

    @property
    def own_this_month(self) -> list[Signal]:
        """The agency's signals of this month. The box shows them above the fields for another signal."""
        return _of_month(self.own, self.month)


def signal_box(topic: Topic, reader: User, *, can_signal: bool, seen: Figure | None = None) -> SignalBox:
    """Return the box for this reader. Two queries if `seen` is given, otherwise four.

    seen: this month's figure for readers inside the network. Without it, the topic must have been fetched with its
    board and trend.
    """
    month = month_of(timezone.localdate())
    areas = _areas_of(reader.agency_id, topic.pk, month) if reader.agency_id and can_signal else []
    own = _newest_own(reader, topic.pk)
    signalled = [signal.area for signal in _of_month(own, month)] if can_signal else []
    offered = sorted({*areas, *signalled}, key=lambda area: (area.position, area.name))
    likely = signalled or [area for area in areas if area.is_of_note] or offered
    # Not the first of several: with one tap, the member could signal for an area that they did not mean.
    chosen = likely[0] if len(likely) == 1 else None
    seen = seen or month_rows([topic], policy_inside(), [month])[topic.pk][0].seen
    return SignalBox(month, offered, chosen, own, seen, can_signal=can_signal)


@compiled(int, int, dt.date)
def _areas_of(agency_id: int, topic_id: int, month: dt.date) -> QuerySet:
    """Return the agency's areas, each with `is_of_note`: whether the trend note names the area.

    Empty if the agency is not recorded as able to report in this month.
    """
    notes = TrendNote.objects.filter(topic=topic_id, areas=OuterRef("pk"))
    able = ReportingMonth.objects.filter(agency=agency_id, month=month)
    return Area.objects.filter(Exists(able), agencies=agency_id).annotate(is_of_note=Exists(notes))


def _of_month(signals: list[Signal], month: dt.date) -> list[Signal]:
    return [signal for signal in signals if signal.month == month]


@compiled(Reader, int)
def _newest_own(reader: User, topic_id: int) -> QuerySet:
    return own_signals(topic_id, reader)[:MOST_SIGNALS]


def own_signals(topic: Topic | int, reader: User) -> QuerySet[Signal]:
    """Return the signals of the reader's agency about the trend, newest month first. topic: the Topic or its id."""
    return Signal.objects.visible_to(reader).filter(topic=topic).select_related("reporting", "area")


def areas_for(member: User) -> list[Area]:
    """Return all areas, those of the member's agency first: an agency may see a trend outside its own areas."""
    own = set(Area.objects.filter(agencies=member.agency_id).values_list("pk", flat=True))
    return sorted(Area.objects.all(), key=lambda area: (area.pk not in own, area.position, area.name))


def months_for(member: User, topic: Topic) -> list[dt.date]:
    """Return the months for which the member's agency can signal this trend, newest first.

    Of the last 12 months, these are the ones in which the agency was recorded as able to report on the topic's board.
    For a new agency, and in the first minutes of a month, this month is not among them yet.
    """
    now = month_of(timezone.localdate())
    oldest = months_before(now, SIGNAL_MONTHS - 1)
    able = ReportingMonth.objects.of(member.agency_id, topic.board).filter(month__range=(oldest, now))
    return list(able.order_by("-month").values_list("month", flat=True))
