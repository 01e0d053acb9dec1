"""The source of a briefing, the initial texts of its form, and how many agencies used the briefing."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.enums import TopicKind
from forum.models import Topic
from forum.queries.signal_figures import last_months, month_rows
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.lib.charts.disclosed import value_of
from ratsite.lib.charts.values import Value
from ratsite.lib.disclosure.figures import count
from ratsite.lib.figure_words import figure_words
from ratsite.network.enums import Marking
from ratsite.network.figures import policy_inside, policy_outside
from ratsite.network.models import Agency, Area
from ratsite.pages.models import Helpline
from ratsite.pages.models.help import EMERGENCY
from ratsite.trends.enums import BriefingKind
from ratsite.trends.models import Briefing
from ratsite.trends.rules import can_make_from

MOST_HELPLINES = 2
LONGEST_TITLE = Briefing._meta.get_field("title").max_length


@dataclass(frozen=True)
class Source:
    """The source of a briefing. At most one of topic, resource and area is set."""

    kind: BriefingKind
    topic: Topic | None = None
    resource: Resource | None = None
    area: Area | None = None

    @property
    def made_from(self) -> dict[str, Topic | Resource | None]:
        return {"topic": self.topic, "resource": self.resource}


def briefing_source(reader: User, topic: int | None, resource: int | None, area: str) -> Source | None:
    """Return what the user chose to make a briefing from; None if they chose nothing or may not use it.

    topic, resource, area: the chosen topic's or resource's ID, or the chosen area's slug.
    """
    if topic is not None:
        source_topic = (
            Topic.objects.visible_to(reader).published().select_related("board", "trend").filter(pk=topic).first()
        )
        is_trend = source_topic is not None and source_topic.kind == TopicKind.TREND
        kind = BriefingKind.TREND if is_trend else BriefingKind.OUTCOME
        return Source(kind, topic=source_topic) if source_topic and can_make_from(source_topic) else None
    if resource is not None:
        entry = Resource.objects.visible_to(reader).published().filter(pk=resource).first()
        return Source(BriefingKind.RESOURCE, resource=entry) if entry and can_make_from(entry) else None
    place = Area.objects.filter(slug=area).first()
    return Source(BriefingKind.ADVICE, area=place) if place else None


def first_text(source: Source) -> dict[str, str]:
    """Return the form's initial texts: what the source says, without repeating anybody's words."""
    ring = [_("Someone is in danger now: %(number)s") % {"number": "999"}]
    lines = Helpline.objects.exclude(phone__in=["", EMERGENCY])
    ring += [f"{line.name}: {line.phone}" for line in lines[:MOST_HELPLINES]]
    area = source.area
    if area and area.front_door_phone:
        ring.append(f"{area.front_door_name}, {area.name}: {area.front_door_phone}")
    else:
        ring.append(_("Someone is, or may be, under 18: your council’s children’s services"))
    texts = {
        "ring": "\n".join(ring),
        "questions": "\n".join(
            [
                _("Who in this team would notice this first?"),
                _("What could we ask that puts nobody at risk?"),
                _("Who would we tell, and what would we leave out?"),
            ]
        ),
        "marking": Marking.GREEN.value,
    }
    if source.topic:
        return texts | {"title": source.topic.title[:LONGEST_TITLE], "why_here": _seen_by(source.topic)}
    if source.resource:
        return texts | {
            "title": source.resource.title[:LONGEST_TITLE],
            "what": source.resource.summary[:700],
            "marking": Marking(source.resource.marking).value,
        }
    return texts | {
        "title": _("What practitioners in %(area)s say about children") % {"area": area.name if area else ""}
    }


def _seen_by(topic: Topic) -> str:
    """Return a sentence on how many agencies saw the trend in the newest fixed month that outsiders may be told about.

    Returns "" for topics that are no trend, and if outsiders may be told about no month.
    """
    rows = month_rows([topic], policy_outside(), last_months())[topic.pk] if topic.kind == TopicKind.TREND else []
    shown = [row for row in rows if row.is_fixed and row.seen.is_number]
    if not shown:
        return ""
    row = shown[-1]
    return _("In %(month)s, %(count)s of the network’s agencies saw this. %(able)s agencies were able to report.") % {
        "month": date_format(row.month, "F Y"),
        "count": figure_words(row.seen),
        "able": row.able,
    }


def used_by(briefing: Briefing) -> Value:
    """Return how many agencies used the briefing, as a value that may be shown (ratsite.lib.disclosure)."""
    able = Agency.objects.filter(is_active=True).count()
    return value_of(count(briefing.uses.count(), able=able, policy=policy_inside()))
