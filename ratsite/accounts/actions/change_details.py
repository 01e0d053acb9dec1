"""Change a person's name, agency and role at their agency.

The coordinator's rights are checked again once the rows are locked.
"""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from ratsite.accounts.actions.change_membership import joiner_of
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck
from ratsite.accounts.actions.notify_person import notify_details, notify_details_on_site
from ratsite.accounts.enums import PEOPLE_TO_APPROVE, MemberState
from ratsite.accounts.hooks import approve_joiner, complete_joining, item_decided
from ratsite.accounts.models import User
from ratsite.accounts.models.person import NAME_FIELDS
from ratsite.accounts.queries.own_agency import agencies_to_join
from ratsite.accounts.rules import can_change_agency_of, can_change_details, can_decide_about, can_manage_members
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.network.models import Agency

# What coordinators change of a person: the field, and its name in the email to them.
DETAILS = {
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "agency": gettext_lazy("agency"),
    "job_title": gettext_lazy("role at your agency"),
    "is_agency_lead": gettext_lazy("whether you are the lead of your agency"),
}


@transaction.atomic
def change_details(
    *,
    coordinator: User,
    person_id: int,
    reason: str,
    shown_hash: str | None = None,
    joining_hash: str | None = None,
    **details: Any,
) -> bool:
    """Change a person's details (DETAILS) and email them what changed. Return False if nothing has changed.

    If the person's new agency is in circles, a second coordinator may have to agree (approve_joiner). This call is then
    the first of two approvals: it leaves the agency and `is_agency_lead` as they are, and saves the other details.
    joining_hash: the Joining.shown_hash that the coordinator confirmed.

    The agency can be changed only if can_change_agency_of allows it: a member who moves to another agency leaves
    the network and applies again from there. For themselves, coordinators can choose only one of agencies_to_join.

    shown_hash: hash of the details that the coordinator was shown (optimistic lock); raises Stale if they have changed
    since.
    """
    lock_coordinators()
    person = lock_person(person_id)
    recheck(coordinator, can_change_details, person)
    if shown_hash is not None and shown_hash != details_hash(person):
        raise Stale
    if not {*details} <= {*DETAILS}:
        raise PermissionDenied
    changed = [name for name, value in details.items() if getattr(person, name) != value]
    if not changed:
        return False
    if "agency" in changed and not can_change_agency_of(person):
        raise PermissionDenied
    is_own_choice = coordinator == person and details.get("agency") in list(agencies_to_join(person))
    if ("agency" in changed and not is_own_choice) or "is_agency_lead" in changed:
        coordinator = recheck(coordinator, can_decide_about, person)
    joining = None
    if "agency" in changed and person.state == MemberState.APPROVED:
        joiner = joiner_of(person, details["agency"])
        joining = approve_joiner(joiner, coordinator, reason=reason, shown_hash=joining_hash)
        if joining is None:
            details = {name: value for name, value in details.items() if name not in ("agency", "is_agency_lead")}
            changed = [name for name in changed if name in details]
            if not changed:
                return False
    before = {"agency": person.agency_id, "is_agency_lead": person.is_agency_lead}
    names = {name: str(details.get(name, getattr(person, name))) for name in ("first_name", "last_name")}
    person.set_name(**names)
    for name in {*changed} - {*names}:
        setattr(person, name, details[name])
    person.save(update_fields=[*{*changed, *NAME_FIELDS}])
    if "agency" in changed:
        item_decided(PEOPLE_TO_APPROVE, person.pk, coordinator, reason)
    if joining is not None:
        complete_joining(joining, person, coordinator)
    # An erasure cannot take anything out of the log, so it stores no names and no job title.
    after = {"agency": person.agency_id, "is_agency_lead": person.is_agency_lead}
    logged = {
        when: {name: value for name, value in those.items() if name in changed}
        for when, those in (("before", before), ("after", after))
    }
    entry = record(person, "accounts.person.details", actor=coordinator, reason=reason, changed=changed, **logged)
    if coordinator != person:
        notify_details(person, [DETAILS[name] for name in changed], reason)
        if person.state == MemberState.APPROVED:
            transaction.on_commit(partial(notify_details_on_site, person.pk, entry.pk))
    return True


def details_hash(person: User) -> str:
    """Return the hash of a person's details, which a coordinator is shown (optimistic lock)."""
    return content_hash([person.pk, person.agency_id, *(getattr(person, name) for name in DETAILS if name != "agency")])


@transaction.atomic
def join_new_agency(*, coordinator: User, agency: Agency, reason: str) -> bool:
    """Give a coordinator the agency that they have just added. Return False if they have an agency already.

    The first coordinator of a site has no agency until they have added it. Raises PermissionDenied if the agency is not
    one of agencies_to_join.
    """
    lock_coordinators()  # so that no circle takes one of the agency’s remits at the same time
    person = lock_person(coordinator.pk)
    recheck(coordinator, can_manage_members)
    if person.agency_id is not None:
        return False
    if agency not in agencies_to_join(person):
        raise PermissionDenied
    person.agency = agency
    person.save(update_fields=["agency"])
    record(person, "accounts.person.agency", actor=coordinator, reason=reason)
    return True
