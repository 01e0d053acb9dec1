"""Which circles a newly approved person will be able to read, and whether a second coordinator must approve."""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ratsite.accounts.enums import APPLICATIONS
from ratsite.accounts.hooks import Joiner
from ratsite.accounts.models import Application, User
from ratsite.circles.queries.effect import CircleEffect, content_of, readers_by_id
from ratsite.circles.rules import joining_needs_second, possible_seconds, why_nobody_agrees
from ratsite.lib.optimistic_lock import content_hash
from ratsite.moderation.models import FirstApproval
from ratsite.moderation.rules import may_second
from ratsite.network.models import Circle


@dataclass(frozen=True)
class Joining:
    """The effect of letting a person in.

    circles: the circles that the person will be able to read. needs_second: whether two coordinators must approve.
    first: the first of the two approvals, if it was given and still counts. barred: a message that says why this
    coordinator may not give the second approval; "" if they may. replaced: an earlier first approval that does not
    count, such as one at another agency; this coordinator's approval replaces it.

    Only if this coordinator's approval is the first: seconds: the coordinators who may give the second one. nobody: a
    message that says why nobody can give it; "" if somebody can.
    """

    joiner: Joiner
    circles: list[CircleEffect]
    needs_second: bool = False
    first: FirstApproval | None = None
    barred: str = ""
    seconds: tuple[User, ...] = ()
    nobody: str = ""
    replaced: FirstApproval | None = None

    @property
    def is_first(self) -> bool:
        """True if the approval of this coordinator is the first of two, so that it lets nobody in yet."""
        return self.needs_second and self.first is None

    @property
    def shown_hash(self) -> str:
        """Return the hash of what the coordinator is shown (optimistic lock)."""
        circles = [
            [
                *(effect.circle.pk, effect.circle.name, sorted(effect.after)),
                *(effect.red_topics, effect.resources, effect.red_resources),
            ]
            for effect in self.circles
        ]
        first = self.first.person_id if self.first else None
        return content_hash([approved_hash(self.joiner, self.circles), circles, self.needs_second, first])


def joining_of(joiner: Joiner, coordinator: User) -> Joining:
    """Return the effect of letting the person in, if this coordinator does it now."""
    effects = [_effect(circle, joiner) for circle in _circles_of(joiner)]
    circles = [effect for effect in effects if effect.gained]
    has_red = any(effect.has_red for effect in circles)
    if not circles or not joining_needs_second(coordinator, joiner, has_red=has_red):
        return Joining(joiner, circles)
    first = _first_approval(joiner, circles)
    joining = Joining(joiner, circles, needs_second=True, first=first, barred=_why_not_yours(coordinator, first))
    if joining.barred or first is not None:
        return joining
    seconds = tuple(possible_seconds(coordinator).select_related("agency__main_remit"))
    replaced = first_approval_of(joiner.queue, joiner.item_id)
    return replace(joining, seconds=seconds, nobody=why_nobody_agrees(coordinator), replaced=replaced)


def approved_hash(joiner: Joiner, circles: list[CircleEffect]) -> str:
    """Return the hash of what a first approval is about: the person, the agency, and the circles that they gain."""
    agency = [joiner.agency.pk, joiner.agency.name] if joiner.agency else None
    return content_hash([joiner.version, agency, sorted(effect.circle.pk for effect in circles)])


def first_approval_of(queue: str, item_id: int) -> FirstApproval | None:
    """Return the first approval of a person or an application, whether it still counts or not."""
    return FirstApproval.objects.about(queue, item_id).select_related("person__agency", "agency").first()


def approved_of(first: FirstApproval) -> User | Application | None:
    """Return the person or the application that a first approval is about; None if they are gone."""
    model = Application if first.queue == APPLICATIONS else User
    return model.objects.filter(pk=first.item_id).first()


def _circles_of(joiner: Joiner) -> QuerySet[Circle]:
    person, agency = joiner.person, joiner.agency
    if agency is None:
        return Circle.objects.filter(people=person.pk)
    if not agency.is_active:
        return Circle.objects.none()
    # A new agency is not saved yet. It will have its main remit only.
    by_remit = Q(remits__agencies=agency.pk) if agency.pk else Q(remits=agency.main_remit_id)
    return Circle.objects.filter(Q(people=person.pk) | Q(agencies=agency.pk) | by_remit).distinct()


def _effect(circle: Circle, joiner: Joiner) -> CircleEffect:
    before = readers_by_id(User.objects.readers_of(circle))
    after = before | {joiner.person.pk: joiner.person}
    return CircleEffect(circle, before=before, after=after, **content_of(circle))


def _first_approval(joiner: Joiner, circles: list[CircleEffect]) -> FirstApproval | None:
    """Return the first approval, if it counts: for the same person, agency and circles, by someone who may decide."""
    found = FirstApproval.objects.about(joiner.queue, joiner.item_id).select_related("person__agency")
    first = found.filter(content_hash=approved_hash(joiner, circles)).exclude(remit=None).first()
    # Coordinators approve only after their second step, so check the rights that the first coordinator had then.
    return first if first is not None and joiner.may_decide(first.person.with_second_step()) else None


def _why_not_yours(coordinator: User, first: FirstApproval | None) -> str:
    if coordinator.agency_id is None:
        return _("You have no agency on this site, so another coordinator must approve them")
    if first is None or may_second(coordinator, first):
        return ""
    about = {"person": first.person}
    return _("%(person)s has approved them. A coordinator with another main remit must approve them too.") % about
