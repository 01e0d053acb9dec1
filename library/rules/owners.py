"""Who may choose which agency looks after a resource, and which one is its deputy."""

from collections.abc import Collection

from library.models import Resource
from library.rules.resources import can_edit_resource, curators_of
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate


def can_take_over(user: User, resource: Resource) -> bool:
    return can_edit_resource(user, resource) and user.agency_id is not None


def can_hand_over(user: User, resource: Resource) -> bool:
    """True if the user may make another agency look after the resource: a curator of its agency or of its deputy.

    While its agency has no curator who can read it, a curator of the agency that handed it over may do so too
    (can_take_back). While none of these three agencies has a curator who can read it, any curator who can read it may
    do so (has_no_curator).

    The new agency also gets the rights that only the agency of a resource has, such as to see who downloaded its files.
    If its agency can no longer look after it, see can_take_over. Case learning cannot be handed over, because who may
    approve it depends on which agency looks after it.
    """
    if not can_edit_resource(user, resource) or resource.is_case:
        return False
    if user.agency_id is None:
        return False
    is_own = user.agency_id in (resource.agency_id, resource.deputy_id)
    return is_own or can_take_back(user, resource) or has_no_curator(resource)


def has_no_curator(resource: Resource) -> bool:
    """True if none of the agencies that could hand the resource over has a curator who can read it.

    They are its agency, its deputy and the agency that handed it over. Any curator who can read the resource may then
    hand it over, even to their own agency. False if no agency looks after the resource.
    """
    if resource.agency_id is None:
        return False
    agencies = {resource.agency_id, resource.deputy_id, resource.handed_over_by_id} - {None}
    return not curators_of(resource).filter(agency__in=agencies).exists()


def can_take_back(user: User, resource: Resource) -> bool:
    """True if the user may hand the resource over, also back to their own agency, after their agency gave it away.

    That is so while no curator of the agency that now looks after it can read it. Without this right, only curators of
    its deputy agency could hand it over, if it has any.
    """
    is_own = user.agency_id is not None and user.agency_id == resource.handed_over_by_id
    return is_own and not curators_of(resource).filter(agency=resource.agency_id).exists()


def can_see_who_handed_over(user: User, agency_ids: Collection[int | None]) -> bool:
    """True if the user may see who handed a resource over, between which agencies, and why.

    agency_ids: the agency that gave the resource, and the one that got it. The curators of these two may. The curators
    of an agency that gets the resource later may not, because the reason was not written for them.
    """
    return can_curate(user) and user.agency_id is not None and user.agency_id in agency_ids


def can_choose_deputy(user: User, resource: Resource) -> bool:
    """True if the user may choose the resource's deputy agency: a curator of its agency or of its current deputy.

    The choice matters, because a deputy may answer requests for the files and hand the resource over. If no agency
    looks after the resource, any curator may choose the deputy.
    """
    if not can_edit_resource(user, resource):
        return False
    return resource.agency_id is None or user.agency_id in {resource.agency_id, resource.deputy_id} - {None}
