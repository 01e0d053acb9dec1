"""The coordinator's decisions on applications.

Every decision checks the coordinator's rights again once the application is locked. shown_hash is the hash of what the
coordinator was shown (optimistic lock); if the application has changed since, `Stale` is raised.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.change_address import give_up_address, remove_ways_in
from ratsite.accounts.actions.change_membership import change_state, create_person
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck, reloaded
from ratsite.accounts.actions.notify_person import notify_inviter
from ratsite.accounts.actions.publish_terms import lock_newest, record_acceptance
from ratsite.accounts.enums import APPLICATIONS, ApplicationState, MemberState
from ratsite.accounts.hooks import Joiner, approve_joiner, complete_joining, item_decided
from ratsite.accounts.models import ApplicantQuestion, Application, User
from ratsite.accounts.models.person import NAME_FIELDS, NOBODY
from ratsite.accounts.rules import can_decide_application, earlier_account, why_not_approvable
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.network.models import Agency
from ratsite.network.slugs import free_slug
from ratsite.notifications.actions.send_mail import send_template


@dataclass(frozen=True)
class NewAgency:
    """What a coordinator adds to an applicant's description of a new agency, so that the agency can be created."""

    kind: str
    owns_domain: bool = False  # the email domain belongs to this agency alone


def application_hash(application: Application) -> str:
    """Return the hash of an application (optimistic lock).

    The hash changes with every act of the applicant or of another coordinator.
    """
    answers = [[question.text, question.answer] for question in application.questions.all()]
    return content_hash([application.pk, application.state, application.reason, application.appeal, answers])


@transaction.atomic
def approve_application(
    *,
    application_id: int,
    coordinator: User,
    agency: Agency | NewAgency,
    message: str = "",
    is_same_person: bool | None = None,
    shown_hash: str | None = None,
    joining_hash: str | None = None,
) -> User | None:
    """Make the applicant a member at this agency and return the member.

    Returns None if a decision was already made, or if this is the first of two approvals: the agency is in circles, and
    a second coordinator must approve the application too (approve_joiner). joining_hash: the Joining.shown_hash that
    the coordinator confirmed.

    is_same_person: the coordinator's answer to the question whether an earlier account with the applicant's address
    belongs to the applicant. True: the applicant gets this account back, without its password and second steps. False:
    the address is removed from the earlier account. None: the coordinator was not asked; if there is such an account,
    Stale is raised.

    The applicant is emailed, and so is the member who invited the applicant. message: what the coordinator writes to
    the applicant. If two approvals are needed, the applicant reads the message of the second one only.
    """
    application = _lock(application_id, coordinator, shown_hash)
    if application is None:
        return None
    lock_newest()
    lock_coordinators()
    before = earlier_account(application)
    before = lock_person(before.pk) if before else None
    if why_not_approvable(application):
        raise PermissionDenied
    if before is not None and is_same_person is None:
        raise Stale
    coordinator = reloaded(coordinator)
    joining = approve_joiner(joiner_of(application, agency), coordinator, reason=message, shown_hash=joining_hash)
    if joining is None:
        return None
    own_agency = agency if isinstance(agency, Agency) else _open_agency(application, agency)
    if before is not None:
        _end_earlier_access(before, coordinator)
    if before is not None and not is_same_person:
        give_up_address(before, at=application.created_at)
        record(before, "accounts.person.address_given_up", actor=coordinator)
        before = None
    application.person = _account_of(application, own_agency, coordinator, before)
    record_acceptance(application.person, application.terms, application.created_at)
    _record_outcome(application, ApplicationState.APPROVED, coordinator, reason=message)
    if own_agency != agency:
        record(own_agency, "accounts.agency.open", actor=coordinator)
    record(application, "accounts.application.approve", actor=coordinator, reason=message, agency=own_agency.pk)
    approved = _("Their application was approved")
    change_state(application.person, MemberState.APPROVED, actor=coordinator, reason=approved, message=message)
    complete_joining(joining, application.person, coordinator)
    return application.person


def joiner_of(application: Application, agency: Agency | NewAgency) -> Joiner:
    """Return the Joiner for approving the applicant at this agency. Its person is not saved, nor is a new agency."""
    own_agency = agency if isinstance(agency, Agency) else _agency_of(application, agency)
    person = User(
        pk=NOBODY,
        email=application.email,
        first_name=application.first_name,
        last_name=application.last_name,
        agency=own_agency,
        job_title=application.job_title,
    )
    return Joiner(
        queue=APPLICATIONS,
        item_id=application.pk,
        person=person,
        agency=own_agency,
        target=application,
        version=application_hash(application),
        may_decide=lambda coordinator: can_decide_application(coordinator, application),
        inviter=application.invitation.inviter if application.invitation else None,
    )


@transaction.atomic
def reject_application(*, application_id: int, coordinator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Reject an application. Return False if it is already decided.

    The applicant reads the reason and may appeal once.
    """
    application = _lock(application_id, coordinator, shown_hash)
    if application is None:
        return False
    _record_outcome(application, ApplicationState.REJECTED, coordinator, reason=reason)
    record(application, "accounts.application.reject", actor=coordinator, reason=reason)
    _notify(application, "application_rejected", _("The network has decided on your application"))
    return True


@transaction.atomic
def ask_applicant(*, application_id: int, coordinator: User, question: str, shown_hash: str | None = None) -> bool:
    """Send the applicant a question. Return False if the application is already decided or is an appeal."""
    application = _lock(application_id, coordinator, shown_hash)
    if application is None or application.state != ApplicationState.WAITING:
        return False
    ApplicantQuestion.objects.create(
        application=application, text=question, asked_by=coordinator, asked_at=timezone.now()
    )
    application.state = ApplicationState.ASKED
    application.save(update_fields=["state"])
    # The answer may change what a first approval approved.
    item_decided(APPLICATIONS, application.pk, coordinator, "")
    record(application, "accounts.application.ask", actor=coordinator)
    _notify(application, "application_asked", _("A question about your application"))
    return True


def _lock(application_id: int, coordinator: User, shown_hash: str | None) -> Application | None:
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related(
        "invitation__inviter", "remit"
    )
    application = rows.filter(pk=application_id).first()
    if application is None or not application.is_open:
        return None
    recheck(coordinator, can_decide_application, application)
    if shown_hash is not None and shown_hash != application_hash(application):
        raise Stale
    return application


def _account_of(application: Application, agency: Agency, coordinator: User, person: User | None) -> User:
    """Return the account for an application: a new one, or the applicant's earlier one with its data updated.

    person: the earlier account, if it belongs to the applicant; None to create an account.
    """
    if person is None:
        return create_person(
            coordinator=coordinator,
            email=application.email,
            first_name=application.first_name,
            last_name=application.last_name,
            agency=agency,
            job_title=application.job_title,
            is_proved=True,
        )
    person.set_name(application.first_name, application.last_name)
    person.agency, person.job_title = agency, application.job_title
    person.save(update_fields=[*NAME_FIELDS, "agency", "job_title"])
    return person


def _end_earlier_access(person: User, coordinator: User) -> None:
    """Remove membership, roles and every way to sign in from an earlier account with the applicant's address.

    If the account is the applicant's, the approval makes them a member again afterwards. They get back no roles.
    """
    reason = _("They have applied again, or someone else who now has their email address has applied")
    # The mailbox may be another person's by now.
    change_state(person, MemberState.LEFT, actor=coordinator, reason=reason, sends_email=False)
    remove_ways_in(person)


def _open_agency(application: Application, new: NewAgency) -> Agency:
    """Create the agency that an applicant described; raise Stale if another coordinator has created it since."""
    if Agency.objects.filter(name__iexact=application.agency_name).exists():
        raise Stale
    agency = _agency_of(application, new)
    agency.pk, agency.slug = None, free_slug(application.agency_name)
    agency.save()
    agency.remits.add(application.remit)
    return agency


def _agency_of(application: Application, new: NewAgency) -> Agency:
    """Return the agency that an applicant described, without saving it."""
    return Agency(
        pk=NOBODY,
        name=application.agency_name,
        kind=new.kind,
        main_remit=application.remit,
        what_we_do=application.agency_does,
        what_we_cannot_do=application.agency_cannot,
        email_domains=application.domain if new.owns_domain else "",
    )


def _record_outcome(application: Application, state: ApplicationState, coordinator: User, *, reason: str) -> None:
    application.state, application.reason = state, reason
    application.decided_at, application.decided_by = timezone.now(), coordinator
    application.save(update_fields=["state", "reason", "decided_at", "decided_by", "person"])
    item_decided(APPLICATIONS, application.pk, coordinator, reason)
    invitation = application.invitation
    if invitation is not None and invitation.inviter is not None and invitation.inviter.is_member:
        notify_inviter(invitation.inviter, invitation, is_approved=state == ApplicationState.APPROVED)


def _notify(application: Application, template: str, subject: str) -> None:
    send_template(template, to=application.email, subject=subject, application=application)
