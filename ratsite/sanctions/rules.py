"""Who may sanction people, write notes about them and decide their appeals. Nothing here writes.

A sanction applies on every board. "Steward" means here a moderator or coordinator.
"""

from dataclasses import dataclass

from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_manage_members, can_moderate_somewhere, can_write
from ratsite.lib.hooks import Hook
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction

# (steward) -> bool: True if a board that the steward moderates forbids decisions about their own agency. The forum
# connects it.
bars_own_agency = Hook()


def is_on_the_team(user: User) -> bool:
    """True if the user moderates a board or is a coordinator."""
    return can_moderate_somewhere(user) or can_manage_members(user)


def can_read_log(user: User) -> bool:
    """True if the user may open the audit log. ratsite.review.queries.log limits which entries and reasons they see."""
    return is_on_the_team(user)


def people_open_to(steward: User) -> UserQuerySet:
    """Return the people whose sanctions and notes the steward may open.

    Coordinators may open those of everyone, moderators those of members.
    """
    if can_manage_members(steward):
        return User.objects.all()
    return User.objects.filter(state=MemberState.APPROVED) if can_moderate_somewhere(steward) else User.objects.none()


def has_no_conflict(steward: User, person: User) -> bool:
    """True if the steward has no conflict of interest in a decision about this person.

    Stewards have a conflict in decisions about themselves. They have a conflict in decisions about colleagues if a
    board that they moderate forbids such decisions.
    """
    if steward.pk == person.pk:
        return False
    own_agency = steward.agency_id is not None and steward.agency_id == person.agency_id
    return not (own_agency and bars_own_agency(steward))


def can_sanction(steward: User, person: User) -> bool:
    """True if the steward may impose or lift sanctions on this person.

    Only a coordinator may sanction a coordinator; nobody may sanction a superuser or an erased person. A
    steward who may not write, because they are silenced themselves, may not decide either.
    """
    if person.is_superuser or person.is_erased:
        return False
    if not (is_on_the_team(steward) and can_write(steward)) or not has_no_conflict(steward, person):
        return False
    return can_manage_members(steward) or Role.COORDINATOR.value not in person.role_names


def can_note_about(steward: User, person: User) -> bool:
    """True if the steward may write notes about this person. Even a colleague may, because a note decides nothing."""
    return is_on_the_team(steward) and steward.pk != person.pk


def can_send_message(steward: User, person: User) -> bool:
    """True if the steward may write to this person: the steward is not read-only, and the person can read messages."""
    return can_note_about(steward, person) and can_write(steward) and person.is_member


def kinds_for(steward: User) -> list[SanctionKind]:
    """Return the kinds of sanction that the steward may impose. Only coordinators may exclude."""
    return [kind for kind in SanctionKind if kind != SanctionKind.EXCLUDE or can_manage_members(steward)]


def can_lift(steward: User, sanction: Sanction) -> bool:
    return can_sanction(steward, sanction.person) and SanctionKind(sanction.kind) in kinds_for(steward)


@dataclass(frozen=True)
class Panel:
    """Decides which appeals one moderator or coordinator (the steward) may decide.

    `Panel.of(steward)` costs three queries; may_decide then needs none, for any number of appeals.
    """

    steward: User
    is_barred_for_own: bool
    team: dict[int, int | None]  # people who could decide, today or later, with their agency
    coordinators: frozenset[int]  # all people with the role, including those who cannot sign in

    @classmethod
    def of(cls, steward: User) -> "Panel":
        team = User.objects.holders_of(Role.COORDINATOR, Role.MODERATOR)
        coordinators = User.objects.filter(groups__name=Role.COORDINATOR)
        return cls(
            steward,
            bars_own_agency(steward),
            dict(team.values_list("pk", "agency")),
            frozenset(coordinators.values_list("pk", flat=True)),
        )

    def may_decide(self, sanction: Sanction) -> bool:
        """True if the steward may decide the appeal against this sanction.

        The steward who imposed the sanction may do so only if nobody else could decide, now or later.
        """
        person = sanction.person
        is_able = self.steward.is_superuser or self.steward.pk in self._deciding(sanction)
        may_act = is_on_the_team(self.steward) and can_write(self.steward) and is_able
        if not may_act or person.is_superuser or self.steward.pk == person.pk:
            return False
        is_own = self.steward.agency_id is not None and self.steward.agency_id == person.agency_id
        if is_own and self.is_barred_for_own:
            return False
        return self.steward.pk != sanction.imposed_by_id or not self._has_others(sanction)

    def _deciding(self, sanction: Sanction) -> set[int]:
        """Return the IDs of the people whose role allows them to decide this appeal."""
        only_coordinators = sanction.kind == SanctionKind.EXCLUDE or sanction.person_id in self.coordinators
        return self.team.keys() & self.coordinators if only_coordinators else set(self.team)

    def _has_others(self, sanction: Sanction) -> bool:
        """True if anyone else at another agency than the sanctioned person's could decide the appeal.

        The person who imposed the sanction and the sanctioned person do not count.
        """
        involved = {sanction.imposed_by_id, sanction.person_id}
        agency = sanction.person.agency_id
        others = self._deciding(sanction) - involved
        return any(agency is None or self.team[pk] != agency for pk in others)


def can_decide_appeal(steward: User, sanction: Sanction) -> bool:
    return is_on_the_team(steward) and Panel.of(steward).may_decide(sanction)
