"""The source of a briefing, the initial texts of its form, and how many agencies used the briefing."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.enums import TopicKind
from forum.models import GroundCheck, Topic
from forum.queries.ground_check import ground_checks_of, statements_with
from forum.queries.signal_figures import last_months, month_rows
from forum.text.identifier_check import CHILDREN
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.charts.disclosed import value_of
from ratsite.lib.charts.values import Value
from ratsite.lib.common_ground import Verdict
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.disclosure.figures import count
from ratsite.lib.figure_words import figure_words
from ratsite.network.enums import Marking
from ratsite.network.figures import policy_inside, policy_outside
from ratsite.network.models import Agency, Area
from ratsite.pages.models import Helpline
from ratsite.pages.models.help import EMERGENCY
from ratsite.trends.enums import BriefingKind
from ratsite.trends.models import Briefing
from ratsite.trends.models.briefing import LONGEST
from ratsite.trends.queries.trend_list import trends_for
from ratsite.trends.rules import can_make_from

MOST_HELPLINES = 2
MOST_SENTENCES = 3  # counts of trends in advice to a partnership: more do not fit its part of the page
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

    @cached_property
    def ground_check(self) -> GroundCheck | None:
        """The topic's newest published ground check. One query, and none without a topic."""
        return ground_checks_of(self.topic).published if self.topic else None


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
        source_resource = Resource.objects.visible_to(reader).published().with_freshness().filter(pk=resource).first()
        is_usable = source_resource is not None and can_make_from(source_resource)
        return Source(BriefingKind.RESOURCE, resource=source_resource) if is_usable else None
    source_area = Area.objects.filter(slug=area).first()
    return Source(BriefingKind.ADVICE, area=source_area) if source_area else None


def first_text(source: Source, reader: User) -> dict[str, str]:
    """Return the initial texts of the briefing's form, by field name. They quote no post.

    For a topic with a published ground check, the text of `what` is the check's summary, which two moderators have
    signed, and its open differences. For a resource it is the resource's summary. A text that is too long for `what` is
    left out and not cut: a cut could drop what people do not agree on.
    """
    danger = _("Someone is in danger now: %(number)s") % {"number": "999"}
    lines = Helpline.objects.exclude(phone__in=["", EMERGENCY])
    helplines = [f"{line.name}: {line.phone}" for line in lines[:MOST_HELPLINES]]
    child = _for_a_child(source.area)
    is_advice = source.kind == BriefingKind.ADVICE
    ring = [danger, *child, *helplines] if is_advice else [danger, *helplines, *child]
    notices = (
        _("Which of our agencies would notice this first?")
        if is_advice
        else _("Who in this team would notice this first?")
    )
    texts = {
        "ring": "\n".join(ring),
        "questions": "\n".join(
            [
                notices,
                _("What could we ask that puts nobody at risk?"),
                _("Who would we tell, and what would we leave out?"),
            ]
        ),
        "marking": Marking.GREEN.value,
    }
    if source.topic:
        return texts | {
            "title": source.topic.title[:LONGEST_TITLE],
            "what": _if_it_fits(_common_ground(source.ground_check)) if source.ground_check else "",
            "why_here": seen_by([source.topic]).get(source.topic.pk, ""),
        }
    if source.resource:
        return texts | {
            "title": source.resource.title[:LONGEST_TITLE],
            "what": _if_it_fits(source.resource.summary),
            "marking": Marking(source.resource.marking).value,
        }
    return texts | (_advice(source.area, reader) if source.area else {})


def _common_ground(check: GroundCheck) -> str:
    """Return the check's signed summary and, below it, the open differences and what too few answered to tell.

    They are added because the summary may omit them. The topic's page also shows all three.
    """
    parts = [check.summary]
    for title, verdict in (
        (_("Open differences: people do not agree on this"), Verdict.OPEN),
        (_("Too few answered to tell"), Verdict.FEW),
    ):
        if statements := statements_with(check, verdict):
            parts.append("\n".join([title, *(f"– {statement}" for statement in statements)]))
    return "\n\n".join(parts)


def _if_it_fits(text: str) -> str:
    return text if len(text) <= LONGEST else ""


def _for_a_child(area: Area | None) -> list[str]:
    """Return the lines that say who to call about a child: the area's front door, with its phone number or its page.

    If the area has no named front door that can be reached by day, the lines name the council's children's services.
    """
    general = _("Someone is, or may be, under 18: your council’s children’s services")
    if area is None or not area.front_door_name:
        return [general]
    name, by_day = area.front_door_name, area.front_door_phone or area.front_door_url
    lines = [f"{name}, {area.name}: {by_day}" if by_day else general]
    if area.front_door_out_of_hours:
        night = _("nights and weekends")
        lines.append(f"{name}, {night}: {area.front_door_out_of_hours}")
    return lines


def _advice(area: Area, reader: User) -> dict[str, str]:
    """Return the initial texts of a briefing with advice to an area's safeguarding partnership.

    The partnership is outside the network. So the texts name only forms of exploitation and how many agencies saw them.
    They come from trend notes that are about children, that name the area, from which a briefing may be made, and whose
    counts people outside may be told. Nothing else of a note is used, because it may also be about other areas and
    adults; the texts add that the counts are of the whole network. If there are no such notes, only the title is filled
    in.
    """
    about_children = Q(board__is_about_children=True) | Q(affected__slug=CHILDREN)
    notes = trends_for(reader).filter(about_children, trend__areas=area, closing_line="").distinct()
    open_notes = [note for note in notes.prefetch_related("forms") if can_make_from(note)]
    counted = seen_by(open_notes)
    forms: dict[str, int] = {}
    sentences = []
    for note in open_notes:
        named = list(note.forms.all())
        if named and note.pk in counted:
            forms |= {form.name: form.position for form in named}
            sentences.append(f"{', '.join(form.name for form in named)}: {counted[note.pk]}")
    texts = {"title": _("Advice about children in %(area)s") % {"area": area.name}}
    if not sentences:
        return texts
    listed = ", ".join(sorted(forms, key=lambda name: (forms[name], name)))
    facts = {"area": area.name, "forms": listed}
    whole_network = _("These counts are of the whole network, not only of %(area)s or of children.") % facts
    return texts | {
        "what": _("Trend notes that name %(area)s and children describe these forms of exploitation: %(forms)s.")
        % facts,
        "why_here": "\n".join([*sentences[:MOST_SENTENCES], whole_network]),
    }


@compiled(Reader, int)
def published_briefings(reader: User, topic_id: int) -> QuerySet[Briefing]:
    return Briefing.objects.visible_to(reader).published().filter(topic=topic_id)


def seen_by(topics: Collection[Topic]) -> dict[int, str]:
    """Return, by topic id, a sentence that says how many agencies saw the trend in a month.

    It is the newest month that no longer changes and whose count people outside the network may be told. Topics that
    are no trend, or have no such month, are left out.
    """
    trends = [topic for topic in topics if topic.kind == TopicKind.TREND]
    rows_by_topic = month_rows(trends, policy_outside(), last_months()) if trends else {}
    sentences = {}
    for topic in trends:
        shown = [row for row in rows_by_topic[topic.pk] if row.is_fixed and row.seen.is_number]
        if shown:
            facts = {
                "month": date_format(shown[-1].month, "F Y"),
                "count": figure_words(shown[-1].seen),
                "able": shown[-1].able,
            }
            sentences[topic.pk] = (
                _("In %(month)s, %(count)s of the network’s agencies saw this. %(able)s agencies were able to report.")
                % facts
            )
    return sentences


def used_by(briefing: Briefing) -> Value:
    """Return how many agencies used the briefing, as a value that may be shown (ratsite.lib.disclosure)."""
    able = Agency.objects.filter(is_active=True).count()
    return value_of(count(briefing.uses.count(), able=able, policy=policy_inside()))
