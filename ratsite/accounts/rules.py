"""Who may do what with accounts, and what each steward's role opens. Answers only; nothing here writes."""

from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.network.models import Agency


def can_manage_members(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_curate(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.CURATOR)


def can_moderate_somewhere(user: User) -> bool:
    """Holds the moderator's role; which boards that means is the forum's question."""
    return user.is_authenticated and user.has_role(Role.MODERATOR)


def can_arrange_boards(user: User) -> bool:
    """Says which boards there are, in what order, and who moderates them."""
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_write(user: User) -> bool:
    """Writes anything that others read: a member whose confirmation stands."""
    return user.is_authenticated and user.is_member and not user.is_read_only


def can_confirm(person: User) -> bool:
    """Say that one still belongs: from a month before the last day until the rooms close."""
    return person.is_member and person.is_asked_to_confirm


def can_vouch(lead: User, person: User) -> bool:
    """Say that a colleague whose confirmation is overdue, or who lapsed for want of it, is still there."""
    if person.agency is None or person.pk == lead.pk or lead.is_read_only or not can_lead(lead, person.agency):
        return False
    return person.standing == MemberState.LAPSED or (person.is_member and person.is_read_only)


def can_lead(user: User, agency: Agency) -> bool:
    """Sees who of their own agency has access."""
    return user.is_authenticated and user.is_member and user.is_agency_lead and user.agency_id == agency.pk


def can_see_out(lead: User, person: User) -> bool:
    """Say that a colleague has left. Not of themselves, and not of a coordinator: another coordinator does that."""
    if person.agency is None or person.pk == lead.pk or person.is_superuser:
        return False
    return can_lead(lead, person.agency) and Role.COORDINATOR.value not in person.role_names


def can_leave(person: User) -> bool:
    """Everybody may, but for the last who can let others in."""
    coordinators = User.objects.coordinators()
    return not coordinators.filter(pk=person.pk).exists() or coordinators.exclude(pk=person.pk).exists()
