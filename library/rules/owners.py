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

    While its agency has no curator who can read it, a curator of the agency that handed it over may do so too. While
    none of the three has one, any curator who can read it may (has_no_curator).

    What only the agency that looks after a resource may see, such as who downloaded its files, changes hands with it.
    If that agency can no longer look after it, see can_take_over. Case learning cannot be handed over, because who may
    approve it depends on which agency looks after it.
    """
    if not can_edit_resource(user, resource) or resource.is_case:
        return False
    if user.agency_id is None:
        return False
    is_own = user.agency_id in (resource.agency_id, resource.deputy_id)
    return is_own or can_take_back(user, resource) or has_no_curator(resource)


def has_no_curator(resource: Resource) -> bool:
    """True if an agency looks after the resource, but no agency that could hand it on has a curator who can read it.

    Any curator who can read it may then hand it on, even to their own agency.
    """
    if resource.agency_id is None:
        return False
    agencies = {resource.agency_id, resource.deputy_id, resource.handed_over_by_id} - {None}
    return not curators_of(resource).filter(agency__in=agencies).exists()


def can_take_back(user: User, resource: Resource) -> bool:
    """True if the user's agency handed the resource over to an agency that has no curator who can read it.

    Otherwise nobody could hand it on. The user may also make their own agency look after it again.
    """
    is_own = user.agency_id is not None and user.agency_id == resource.handed_over_by_id
    return is_own and not curators_of(resource).filter(agency=resource.agency_id).exists()


def can_see_who_handed_over(user: User, agency_ids: Collection[int | None]) -> bool:
    """True if the user may see who handed a resource over, between which agencies, and why.

    agency_ids: the agency that had it before, and the one that got it. The curators of these two may. An agency that
    gets the resource later may not: the reason was not written for it.
    """
    return can_curate(user) and user.agency_id is not None and user.agency_id in agency_ids


def can_choose_deputy(user: User, resource: Resource) -> bool:
    """True if the user may choose the resource's deputy agency: a curator of its agency or of its current deputy.

    The deputy may answer requests for the files and give the resource away. Any curator may choose it for a resource
    that no agency looks after.
    """
    if not can_edit_resource(user, resource):
        return False
    return resource.agency_id is None or user.agency_id in {resource.agency_id, resource.deputy_id} - {None}
