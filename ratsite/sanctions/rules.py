"""Who may sanction whom, write notes about whom, and decide about an appeal. Answers only; nothing here writes.

A sanction holds on every board. Whether a board keeps a steward from deciding about their own agency, the forum knows.
"""

from dataclasses import dataclass

from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_manage_members, can_moderate_somewhere
from ratsite.lib.hooks import Hook
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction

# (steward) -> bool: some board that this steward looks after bars them from deciding about their own agency.
bars_own_agency = Hook()


def is_on_the_team(user: User) -> bool:
    """Looks after people: moderators and coordinators."""
    return can_moderate_somewhere(user) or can_manage_members(user)


def can_read_log(user: User) -> bool:
    """Which entries, and which reasons, each kind of target says (ratsite.review.log)."""
    return is_on_the_team(user)


def people_before(steward: User) -> UserQuerySet:
    """Whose sanctions and notes this steward opens: a coordinator everybody's, a moderator members'."""
    if can_manage_members(steward):
        return User.objects.all()
    return User.objects.filter(state=MemberState.APPROVED) if can_moderate_somewhere(steward) else User.objects.none()


def has_no_conflict(steward: User, person: User) -> bool:
    """Nobody decides about themselves or, where a board of theirs says so, about their own agency."""
    if steward.pk == person.pk:
        return False
    own_agency = steward.agency_id is not None and steward.agency_id == person.agency_id
    return not (own_agency and any(bars_own_agency(steward)))


def can_sanction(steward: User, person: User) -> bool:
    """Impose or lift. About a coordinator another coordinator decides, and nobody about whoever runs the machine.

    Of whoever is erased nothing is left to decide about.
    """
    if person.is_superuser or person.is_erased:
        return False
    if not is_on_the_team(steward) or not has_no_conflict(steward, person):
        return False
    return can_manage_members(steward) or Role.COORDINATOR.value not in person.role_names


def can_note_about(steward: User, person: User) -> bool:
    """A note decides nothing, so it may be about one's own agency's people; never about oneself."""
    return is_on_the_team(steward) and steward.pk != person.pk


def can_write_to(steward: User, person: User) -> bool:
    """To whoever can come in and read it."""
    return can_note_about(steward, person) and person.is_member


def kinds_for(steward: User) -> list[SanctionKind]:
    """Who belongs to the network is the coordinators' to say, so suspending is too."""
    return [kind for kind in SanctionKind if kind != SanctionKind.SUSPEND or can_manage_members(steward)]


def can_lift(steward: User, sanction: Sanction) -> bool:
    return can_sanction(steward, sanction.person) and SanctionKind(sanction.kind) in kinds_for(steward)


@dataclass(frozen=True)
class Panel:
    """Who may decide about appeals, asked once for a whole list of them: three queries."""

    steward: User
    is_barred_for_own: bool
    able: frozenset[tuple[int, int | None, str]]  # (person, agency, role) of those who could decide today
    coordinators: frozenset[int]  # whoever holds that role, whether or not they can come in

    @classmethod
    def of(cls, steward: User) -> "Panel":
        able = User.objects.approved().filter(groups__name__in=[Role.COORDINATOR, Role.MODERATOR])
        coordinators = User.objects.filter(groups__name=Role.COORDINATOR)
        return cls(
            steward,
            any(bars_own_agency(steward)),
            frozenset(able.values_list("pk", "agency", "groups__name")),
            frozenset(coordinators.values_list("pk", flat=True)),
        )

    def may_decide(self, sanction: Sanction) -> bool:
        """Who may lift it, but for whoever imposed it while there is somebody else."""
        person, deciding = sanction.person, {pk for pk, _, _ in self._deciding(sanction)}
        is_able = self.steward.is_superuser or self.steward.pk in deciding
        if person.is_superuser or not is_able or self.steward.pk == person.pk:
            return False
        is_own = self.steward.agency_id is not None and self.steward.agency_id == person.agency_id
        if is_own and self.is_barred_for_own:
            return False
        return self.steward.pk != sanction.imposed_by_id or not self._others(sanction)

    def _deciding(self, sanction: Sanction) -> set[tuple[int, int | None, str]]:
        is_theirs = sanction.kind == SanctionKind.SUSPEND or sanction.person_id in self.coordinators
        return {one for one in self.able if one[2] == Role.COORDINATOR or not is_theirs}

    def _others(self, sanction: Sanction) -> bool:
        involved = {sanction.imposed_by_id, sanction.person_id}
        agency = sanction.person.agency_id
        return any(
            pk not in involved and (agency is None or theirs != agency) for pk, theirs, _ in self._deciding(sanction)
        )


def can_decide_appeal(steward: User, sanction: Sanction) -> bool:
    return is_on_the_team(steward) and Panel.of(steward).may_decide(sanction)
