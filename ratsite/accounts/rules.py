"""Who may do what with accounts, and what each steward's role opens. Answers only; nothing here writes."""

from ratsite.accounts.enums import ApplicationState, MemberState, Role
from ratsite.accounts.models import Application, User
from ratsite.lib.personal_data import is_being_erased
from ratsite.network.models import Agency


def can_write(user: User) -> bool:
    """The one gate to everything that others will read: asked beside each room's own rules, which say where.

    Reading, drafts, flags, how one is listed, seeing a colleague out and taking one's own words back ask it not. It
    costs no query.
    """
    return user.is_authenticated and user.is_member and not (user.is_silenced or user.is_read_only)


def why_read_only(user: User) -> str:
    """For somebody who had begun to write; "" where they are not late with anything."""
    if user.is_confirmation_overdue:
        return "Your yearly confirmation is overdue. Say first that you are still here: the address is /me/confirm/."
    if user.is_terms_overdue:
        return "You have not accepted the terms of reference yet. Read and accept them first, at /me/terms/."
    return ""


def can_manage_members(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_curate(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.CURATOR)


def can_moderate_somewhere(user: User) -> bool:
    """Holds the moderator's role; which boards that means is the forum's question."""
    return user.is_authenticated and user.has_role(Role.MODERATOR)


def can_review(user: User) -> bool:
    """Has a review queue; what stands in it, each source says."""
    return can_moderate_somewhere(user) or can_curate(user) or can_manage_members(user)


def can_arrange_boards(user: User) -> bool:
    """Says which boards there are, in what order, and who moderates them."""
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_decide_about(coordinator: User, person: User) -> bool:
    """Nobody decides about themselves."""
    return can_manage_members(coordinator) and coordinator.pk != person.pk


def can_publish_terms(user: User) -> bool:
    return can_manage_members(user)


def can_confirm(person: User) -> bool:
    """Say that one still belongs: from a month before the last day until the rooms close."""
    return person.is_member and person.is_asked_to_confirm


def can_vouch(lead: User, person: User) -> bool:
    """Say that a colleague whose confirmation is overdue, or who lapsed for want of it, is still there."""
    if person.agency is None or person.pk == lead.pk or lead.is_read_only or not can_lead(lead, person.agency):
        return False
    if not person.is_confirmation_overdue:
        return False  # whoever set them to "lapsed" before their day had another reason
    return person.standing == MemberState.LAPSED or person.is_member


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


def can_invite(user: User) -> bool:
    return can_write(user)


def why_not_let_in(person: User) -> str:
    """What keeps them out whatever a coordinator decides, in words for one; "" where nothing does."""
    if is_being_erased(person):
        return f"What is held on {person} is being erased. They can apply anew when that is done"
    return ""


def is_known_address(email: str) -> bool:
    """Whether this address (lower case) has an account or an open application. Whoever left may apply again."""
    has_account = User.objects.filter(email=email).exclude(state=MemberState.LEFT).exists()
    has_applied = Application.objects.open().filter(email=email).exists()
    return has_account or has_applied


def can_decide_application(coordinator: User, application: Application) -> bool:
    return can_manage_members(coordinator) and not why_not_theirs(coordinator, application)


def why_not_theirs(coordinator: User, application: Application) -> str:
    """What keeps this coordinator from deciding about an application, in words for them; "" where nothing does."""
    invitation = application.invitation
    if invitation is not None and invitation.inviter_id == coordinator.pk:
        return "You invited them: another coordinator decides"
    if application.referee_email.lower() == coordinator.email:
        return "They name you as their referee: another coordinator decides"
    was_theirs = application.state == ApplicationState.APPEALED and application.decided_by_id == coordinator.pk
    if was_theirs and not coordinator.is_only_coordinator:
        return "They appeal against your decision: another coordinator decides"
    return ""
