"""Who may do what with accounts, and what each steward role allows."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.enums import ApplicationState, MemberState, Role
from ratsite.accounts.models import Application, Invitation, User
from ratsite.accounts.models.invitation import LIFE as INVITATION_LIFE
from ratsite.lib.personal_data import is_being_erased
from ratsite.network.models import Agency


def can_write(user: User) -> bool:
    """True if the user may write what others read; each app's own rules are checked as well. Costs no query.

    This right is not needed to read, write drafts, flag posts, change the directory listing, report a leaver or
    withdraw one's own posts.
    """
    return user.is_authenticated and user.is_member and not (user.is_silenced or user.is_read_only)


def why_read_only(user: User) -> str:
    """Return why the user can only read, as a message for the user; "" if nothing is overdue."""
    if user.is_confirmation_overdue:
        return _("Your yearly confirmation is overdue. First confirm your membership at /me/confirm/.")
    if user.is_terms_overdue:
        return _("You have not accepted the terms of reference yet. First read and accept them at /me/terms/.")
    return ""


def can_manage_members(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_curate(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.CURATOR)


def can_moderate_somewhere(user: User) -> bool:
    """True if the user moderates at least one board. The forum's rules say which boards."""
    return user.is_authenticated and user.has_role(Role.MODERATOR)


def can_review(user: User) -> bool:
    """True if the user may open the review queue. Each source of the queue decides which items the user sees there."""
    return can_moderate_somewhere(user) or can_curate(user) or can_manage_members(user)


def can_open_cms(user: User) -> bool:
    return user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def can_arrange_boards(user: User) -> bool:
    """True if the user may add and order boards and choose their moderators."""
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_decide_about(coordinator: User, person: User) -> bool:
    """True if the coordinator may decide on this person's membership. Nobody decides on their own."""
    return can_manage_members(coordinator) and coordinator.pk != person.pk


def can_change_details(coordinator: User, person: User) -> bool:
    """True if the coordinator may change this person's names and job title, including the coordinator's own.

    Not while the person is being erased. To change a person's agency, or to make them its lead, also needs
    `can_decide_about`.
    """
    return can_manage_members(coordinator) and not (person.is_erased or is_being_erased(person))


def can_change_agency_of(person: User) -> bool:
    """True if a coordinator may change the person's agency: they are not approved yet, or have none."""
    return person.approved_at is None or person.agency_id is None


def can_publish_terms(user: User) -> bool:
    return can_manage_members(user)


def can_confirm(person: User) -> bool:
    """True if the person may confirm the membership now: from a month before the last day until access ends."""
    return person.is_member and person.is_asked_to_confirm


def can_vouch(lead: User, person: User) -> bool:
    """True if the lead may vouch for this colleague: the colleague's yearly confirmation is overdue.

    The lead may also do so once the membership has lapsed for this reason.
    """
    if person.agency is None or person.pk == lead.pk or lead.is_read_only or not can_lead(lead, person.agency):
        return False
    if not person.is_confirmation_overdue:
        return False  # marked as lapsed before their day, so for another reason
    return person.state_today == MemberState.LAPSED or person.is_member


def can_lead(user: User, agency: Agency) -> bool:
    """True if the user is the lead of this agency. A lead may see which people of the agency have access."""
    return user.is_authenticated and user.is_member and user.is_agency_lead and user.agency_id == agency.pk


def can_report_leaver(lead: User, person: User) -> bool:
    """True if the lead may report that this colleague has left.

    A lead may not report themselves, a coordinator or a superuser.
    """
    if person.agency is None or person.pk == lead.pk or person.is_superuser:
        return False
    return can_lead(lead, person.agency) and Role.COORDINATOR.value not in person.role_names


def can_leave(person: User) -> bool:
    """True if the person may leave the network: everyone except the last coordinator."""
    is_coordinator = person.is_member and Role.COORDINATOR.value in person.role_names
    return not is_coordinator or User.objects.coordinators().exclude(pk=person.pk).exists()


def can_invite(user: User) -> bool:
    return can_write(user)


def why_not_let_in(person: User) -> str:
    """Return why the person cannot be approved at all, as a message for a coordinator; "" if approval is possible."""
    about = {"person": person}
    if person.has_given_up_address:
        return (
            _("Someone else now has the email address of %(person)s. %(person)s must apply with another address.")
            % about
        )
    if is_being_erased(person):
        return _("The data of %(person)s is being deleted. They can apply again after that.") % about
    return ""


def earlier_account(application: Application) -> User | None:
    """Return the account that has the applicant's address already, or None.

    The account may belong to another person, who had the mailbox before.
    """
    return User.objects.signing_in_with(application.email).first()


def why_not_approvable(application: Application) -> str:
    """Return why the application cannot be approved now, as a message for a coordinator; "" if it can be."""
    person = earlier_account(application)
    if person is None:
        return ""
    if person.state in (MemberState.LEFT, MemberState.LAPSED, MemberState.PENDING):
        return why_not_let_in(person)
    about = {"person": person, "state": person.get_state_display()}
    return _("%(person)s already has an account with this address (%(state)s). Change that account instead.") % about


def mailbox_of(email: str) -> str:
    """Return the address without a plus and what follows it: all such addresses lead to the same mailbox."""
    local, _at, domain = email.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def earlier_invitation(inviter: User, email: str) -> Invitation | None:
    """Return the member's own invitation to this mailbox within the last 30 days, even if revoked or used, or None.

    The answer does not reveal whether the site knows the address, because accounts and the invitations of other members
    are not searched.
    """
    recent = inviter.invitations.filter(made_at__gt=timezone.now() - INVITATION_LIFE)
    return next((invitation for invitation in recent if mailbox_of(invitation.email) == mailbox_of(email)), None)


def is_known_address(email: str) -> bool:
    """True if this address (lower case) has an open application or an account whose membership has not ended."""
    ended = (MemberState.LEFT, MemberState.LAPSED)
    has_account = User.objects.signing_in_with(email).exclude(state__in=ended).exists()
    has_applied = Application.objects.open().filter(email=email).exists()
    return has_account or has_applied


def is_known_colleague(inviter: User, email: str) -> bool:
    """True if the inviter leads their agency and this is the address (lower case) of a colleague with access.

    Only a lead may learn this, because only leads see the addresses of all colleagues.
    """
    if inviter.agency is None or not can_lead(inviter, inviter.agency):
        return False
    colleagues = User.objects.colleagues_in(inviter.agency).filter(email=email, state=MemberState.APPROVED)
    return any(colleague.is_member for colleague in colleagues)


def can_decide_application(coordinator: User, application: Application) -> bool:
    return can_manage_members(coordinator) and not why_not_theirs(coordinator, application)


def why_not_theirs(coordinator: User, application: Application) -> str:
    """Return why this coordinator may not decide on the application, as a message; "" if the coordinator may."""
    invitation = application.invitation
    if invitation is not None and invitation.inviter_id == coordinator.pk:
        return _("You invited them, so another coordinator must decide")
    if application.referee_email.lower() == coordinator.email:
        return _("They named you as their referee, so another coordinator must decide")
    was_theirs = application.state == ApplicationState.APPEALED and application.decided_by_id == coordinator.pk
    if was_theirs and not coordinator.is_only_coordinator:
        return _("They are appealing against your decision, so another coordinator must decide")
    return ""
