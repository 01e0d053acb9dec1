"""Who may ask for a file that opens on request only, answer the request and end the access."""

from library.models import AccessRequest
from library.rules.resources import curators_of
from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_curate, can_lead, can_write


def can_ask_for_files(user: User) -> bool:
    """True if the user may ask for files that readers may open on request only."""
    return can_write(user)


def access_deciders(request: AccessRequest) -> UserQuerySet:
    """Return the people who may answer a request for a file: curators who can read its resource.

    They are the curators of the agency that looks after the resource and of its deputy agency. If neither agency has a
    curator, they are the curators of all agencies except that of the person who asked. The person who asked is never
    one of them.
    """
    resource = request.file.version.resource
    curators = curators_of(resource).not_silenced().exclude(pk=request.asked_by_id)
    owners = curators.filter(agency__in=[pk for pk in (resource.agency_id, resource.deputy_id) if pk])
    if owners.exists():
        return owners.distinct()
    return curators.exclude(agency=None).exclude(agency=request.agency_id).distinct()


def can_decide_access(user: User, request: AccessRequest) -> bool:
    return can_curate(user) and can_write(user) and access_deciders(request).filter(pk=user.pk).exists()


def can_end_access(user: User, request: AccessRequest) -> bool:
    """True if the user may end access that was granted.

    They may if they may answer requests for the file, or if they lead the agency that looks after its resource.
    """
    agency = request.file.version.resource.agency
    is_lead = agency is not None and can_lead(user, agency) and can_write(user)
    return is_lead or can_decide_access(user, request)
