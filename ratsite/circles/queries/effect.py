"""What a change of a circle or of an agency's remits does: who gains and who loses access, and to how much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q

from forum.models import Topic
from library.enums import ResourceState
from library.models import Resource, Suggestion
from library.queries.owners import able_agencies
from ratsite.accounts.models import User, UserQuerySet
from ratsite.circles.rules import needs_second
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Area, Circle, Remit

Parts = dict[str, frozenset[int]]

CIRCLE_PARTS = {"people": User, "agencies": Agency, "remits": Remit}
# "network" contains the agency itself while it is in the network.
AGENCY_PARTS = {"remits": Remit, "areas": Area, "main_remit": Remit, "network": Agency}


def parts_of(target: Circle | Agency) -> dict[str, type]:
    return CIRCLE_PARTS if isinstance(target, Circle) else AGENCY_PARTS


def members_of(target: Circle | Agency) -> Parts:
    """Return {part: set of ids}: who is in a circle now (CIRCLE_PARTS), or what an agency has now (AGENCY_PARTS)."""
    members = {}
    for part in parts_of(target):
        if part == "main_remit":
            members[part] = frozenset([target.main_remit_id])
        elif part == "network":
            members[part] = frozenset([target.pk] if target.is_active else [])
        else:
            members[part] = frozenset(getattr(target, part).order_by().values_list("pk", flat=True))
    return members


@dataclass(frozen=True)
class AgencyCount:
    agency: Agency | None
    people: int


@dataclass(frozen=True)
class CircleEffect:
    """The effect of a change on the readers of one circle.

    before, after: {ID: person} of the circle's readers, without and with the change. topics, resources: how many topics
    and resources a reader of this circle can read.
    """

    circle: Circle
    before: Mapping[int, User]
    after: Mapping[int, User]
    topics: int
    red_topics: int  # among the topics, those marked "Only the people named here"
    resources: int
    red_resources: int  # among the resources, those marked "Only the people named here"

    @cached_property
    def gained(self) -> frozenset[int]:
        return frozenset(self.after.keys() - self.before.keys())

    @cached_property
    def lost(self) -> frozenset[int]:
        return frozenset(self.before.keys() - self.after.keys())

    @property
    def gains(self) -> list[User]:
        return [self.after[pk] for pk in sorted(self.gained)]

    @property
    def losses(self) -> list[User]:
        return [self.before[pk] for pk in sorted(self.lost)]

    @property
    def agencies_gaining(self) -> list[AgencyCount]:
        return _by_agency(self.gains)

    @property
    def agencies_losing(self) -> list[AgencyCount]:
        return _by_agency(self.losses)

    @property
    def reads(self) -> dict[str, int]:
        """Return how much a reader of this circle can read, as the audit log stores it."""
        return {name: getattr(self, name) for name in ("topics", "red_topics", "resources", "red_resources")}

    @property
    def has_red(self) -> bool:
        """True if a reader of this circle can read topics or resources marked "Only the people named here"."""
        return bool(self.red_topics or self.red_resources)

    @property
    def agencies_before(self) -> int:
        return len(_agencies(self.before.values()))

    @property
    def agencies_after(self) -> int:
        return len(_agencies(self.after.values()))


@dataclass(frozen=True)
class LeftBehind:
    """How many things in the library an agency leaves behind when it leaves the network.

    to_deputy: its drafts and published resources that a deputy agency will look after. alone: those that no agency will
    look after. suggestions: suggestions to this agency that nobody has answered yet.
    """

    to_deputy: int
    alone: int
    suggestions: int


@dataclass(frozen=True)
class Effect:
    """The effect of a change of a circle or an agency.

    now, added, removed: for each part, such as people or areas, the IDs that are in it now, that join it and that leave
    it. cut_off: the members who can no longer read anything on the site, because their agency leaves the network.
    let_back: those who can read the members' pages again, because their agency comes back. left_behind: None unless an
    agency leaves the network. names: the names of the areas and remits that the target gains or loses; they are part of
    shown_hash, so that renaming one makes the confirmation Stale.
    """

    target: Circle | Agency
    now: Parts
    added: Parts
    removed: Parts
    circles: list[CircleEffect]
    cut_off: list[User] = field(default_factory=list)
    let_back: list[User] = field(default_factory=list)
    left_behind: LeftBehind | None = None
    names: list[list[str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (any(self.added.values()) or any(self.removed.values()))

    @property
    def gained(self) -> frozenset[int]:
        return frozenset[int]().union(*(effect.gained for effect in self.circles))

    @property
    def lost(self) -> frozenset[int]:
        return frozenset[int]().union(*(effect.lost for effect in self.circles))

    @property
    def opens_red(self) -> bool:
        """True if people gain topics or resources that are marked "Only the people named here"."""
        return any(effect.gained and effect.has_red for effect in self.circles)

    @property
    def shown_hash(self) -> str:
        """Return the hash of what the coordinator was shown: who is in the circle, and who gains or loses access.

        It includes how much is gained or lost, the agencies of these people, who is cut off from the whole site or let
        back, and the names of the areas and remits. New topics do not change it unless they are marked "Only the people
        named here": otherwise nobody could confirm a change of a busy circle.
        """
        parts = [[_listed(which) for which in (self.now, self.added, self.removed)]]
        readers = [
            [
                *(effect.circle.pk, effect.circle.name, sorted(effect.after)),
                *(effect.red_topics, effect.resources, effect.red_resources),
                *(_with_agencies(people) for people in (effect.gains, effect.losses)),
            ]
            for effect in self.circles
        ]
        whole_site = [[person.pk for person in people] for people in (self.cut_off, self.let_back)]
        about = [self.target._meta.label, self.target.pk, str(self.target)]
        return content_hash([*about, parts, self.names, readers, whole_site])


def effect_of(
    target: Circle | Agency, added: Mapping[str, Iterable[int]], removed: Mapping[str, Iterable[int]]
) -> Effect:
    """Return the effect of a change if it is made now.

    These IDs are ignored: those to add that are there already, those to remove that are not there, and those to add of
    people who are no members or of agencies that are not active.
    """
    now = members_of(target)
    new = {part: _addable(part, frozenset(added.get(part, ())) - now[part], target) for part in now}
    leaving = {part: frozenset(removed.get(part, ())) & now[part] for part in now}
    if isinstance(target, Agency):
        leaving["main_remit"] = now["main_remit"] if new["main_remit"] else frozenset()
    after = {part: (now[part] - leaving[part]) | new[part] for part in now}
    circles = [_in_circle(target, after)] if isinstance(target, Circle) else _through_agency(target, now, after)
    cut_off = User.objects.approved().filter(agency__in=leaving.get("network", ()))
    let_back = User.objects.in_good_standing().filter(agency__in=new.get("network", ()))
    is_leaving = isinstance(target, Agency) and bool(leaving["network"])
    return Effect(
        target,
        now=now,
        added=new,
        removed=leaving,
        circles=circles,
        cut_off=[*readers_by_id(cut_off).values()],
        let_back=[*readers_by_id(let_back).values()],
        left_behind=_left_behind(target) if is_leaving else None,
        names=_names(target, new, leaving),
    )


def _names(target: Circle | Agency, added: Parts, removed: Parts) -> list[list[str]]:
    """Return the names of the areas and remits that the target gains or loses."""
    parts = parts_of(target)
    changed = {part: added[part] | removed[part] for part in parts if parts[part] in (Area, Remit)}
    found = (parts[part].objects.filter(pk__in=ids) for part, ids in changed.items() if ids)
    return [sorted(map(str, rows)) for rows in found]


def _left_behind(agency: Agency) -> LeftBehind:
    resources = Resource.objects.filter(agency=agency, state__in=[ResourceState.DRAFT, ResourceState.PUBLISHED])
    to_deputy = resources.filter(deputy__in=able_agencies().exclude(pk=agency.pk)).count()
    suggestions = Suggestion.objects.waiting().filter(agency=agency).count()
    return LeftBehind(to_deputy, resources.count() - to_deputy, suggestions)


def effect_needs_second(coordinator: User, effect: Effect) -> bool:
    """True if a second coordinator must agree to a change that has this effect."""
    return needs_second(
        coordinator,
        effect.target,
        effect.added,
        effect.gained,
        opens_red=effect.opens_red,
        is_leaving=bool(effect.removed.get("network")),
    )


def _addable(part: str, ids: frozenset[int], target: Circle | Agency) -> frozenset[int]:
    if not ids:
        return ids
    if part == "network":
        return ids & {target.pk}
    addable = {
        "people": User.objects.approved(),
        "agencies": Agency.objects.filter(is_active=True),
        "areas": Area.objects.all(),
    }.get(part, Remit.objects.all())
    return frozenset(addable.filter(pk__in=ids).order_by().values_list("pk", flat=True))


def _in_circle(circle: Circle, after: Parts) -> CircleEffect:
    inside = Q(pk__in=after["people"]) | Q(agency__in=_agencies_with(after["agencies"], after["remits"]))
    return _effect(circle, User.objects.approved().filter(inside))


def _through_agency(agency: Agency, now: Parts, after: Parts) -> list[CircleEffect]:
    """Return the effect on each circle whose readers the change of this agency may change.

    These are the circles with a remit that the agency gets or loses. If the agency leaves the network or comes back,
    they are also the circles that the agency, one of its people or one of its remits is in.
    """
    touched = Q(remits__in=now["remits"] ^ after["remits"])
    if now["network"] != after["network"]:
        touched |= Q(remits__in=after["remits"]) | Q(agencies=agency) | Q(people__agency=agency)
    found = []
    for circle in Circle.objects.filter(touched).distinct():
        members = members_of(circle)
        inside = _agencies_with(members["agencies"], members["remits"]).exclude(pk=agency.pk)
        is_in = agency.pk in members["agencies"] or members["remits"] & after["remits"]
        inside_circle = (
            Q(pk__in=members["people"]) | Q(agency__in=inside) | (Q(agency=agency) if is_in else Q(pk__in=[]))
        )
        found.append(_effect(circle, _people_with(agency, after).filter(inside_circle)))
    return found


def _people_with(agency: Agency, after: Parts) -> UserQuerySet:
    """Return all members as they will be after a change.

    The agency's own people are among them only if the agency will be in the network.
    """
    in_others = User.objects.approved().exclude(agency=agency)
    return in_others | User.objects.in_good_standing().filter(agency=agency) if after["network"] else in_others


def _agencies_with(agencies: Iterable[int], remits: Iterable[int]):
    through = Agency.remits.through.objects.filter(remit__in=list(remits)).values("agency")
    return Agency.objects.filter(Q(pk__in=list(agencies)) | Q(pk__in=through))


def content_of(circle: Circle) -> dict[str, int]:
    """Return how many topics and resources the readers of a circle can read, as {field of CircleEffect: number}.

    red_topics and red_resources count those that are marked "Only the people named here".
    """
    topics = Topic.objects.published().filter(board__circle=circle, merged_into=None)
    resources = Resource.objects.filter(circle=circle, state=ResourceState.PUBLISHED)
    is_red = Count("pk", filter=Q(marking=Marking.RED))
    return {
        **topics.aggregate(topics=Count("pk"), red_topics=is_red),
        **resources.aggregate(resources=Count("pk"), red_resources=is_red),
    }


def _effect(circle: Circle, after) -> CircleEffect:
    before = readers_by_id(User.objects.readers_of(circle))
    return CircleEffect(circle, before=before, after=readers_by_id(after), **content_of(circle))


def readers_by_id(found: UserQuerySet) -> dict[int, User]:
    return {person.pk: person for person in found.select_related("agency__main_remit").order_by("pk")}


def _by_agency(people: list[User]) -> list[AgencyCount]:
    counts: dict[int | None, AgencyCount] = {}
    for person in people:
        before = counts.get(person.agency_id)
        counts[person.agency_id] = AgencyCount(person.agency, (before.people if before else 0) + 1)
    return list(counts.values())


def _agencies(people: Iterable[User]) -> set[int]:
    return {person.agency_id for person in people if person.agency_id is not None}


def _with_agencies(people: list[User]) -> list[list]:
    return [[person.pk, person.agency_id] for person in people]


def _listed(parts: Parts) -> list:
    return [[part, sorted(ids)] for part, ids in sorted(parts.items())]
