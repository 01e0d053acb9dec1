"""Who must give a reason for a download, and who may see who downloaded a file."""

from library.models import Resource, ResourceDownload, ResourceFile
from library.rules.resources import can_edit_resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_write
from ratsite.network.enums import Marking


def needs_download_reason(user: User, file: ResourceFile) -> bool:
    """True if the user must give a reason before they download the file.

    A reason is needed for files of closely marked resources, except from the curator who added the resource and from
    users who gave one recently. The user is always signed in, because a public resource is never closely marked
    (constraint resource_public_is_clear).
    """
    resource = file.version.resource
    if not Marking(resource.marking).is_closely_marked or resource.posted_by_id == user.pk:
        return False
    return not ResourceDownload.objects.recent().filter(file=file, person=user).exists()


def can_open_downloads(user: User, resource: Resource) -> bool:
    """True if the user may open the page about the downloads of the resource's files.

    It shows the number of downloads, the reasons that people gave for closely marked files, or both.
    """
    is_asked_why = Marking(resource.marking).is_closely_marked
    return can_see_downloads(user, resource) or (is_asked_why and can_read_reasons(user, resource))


def can_see_downloads(user: User, resource: Resource) -> bool:
    """True if the user may see how often the resource's files were downloaded.

    Members of the agency that looks after the resource and of its deputy agency may.
    """
    owners = {resource.agency_id, resource.deputy_id} - {None}
    return user.is_authenticated and user.is_member and user.agency_id in owners


def can_read_reasons(user: User, resource: Resource) -> bool:
    return can_edit_resource(user, resource)


def can_open_names(user: User, resource: Resource) -> bool:
    """True if the user may see which agencies downloaded the resource's files and, after giving a reason, who.

    Leads and curators of the agency that looks after the resource, and of its deputy agency, may. Nobody else may see
    even the numbers by agency, because the downloads of a small agency can point at one person.
    """
    has_task = can_curate(user) or (user.is_authenticated and user.is_agency_lead)
    return has_task and can_see_downloads(user, resource) and can_write(user)
