"""Who may do what in the library.

Callers have fetched the object through `visible_to`.
"""

from library.enums import Audience
from library.models import PublicationReview, Resource, ResourceDownload, ResourceFile
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.network.enums import Marking


def can_add_resource(user: User) -> bool:
    return can_curate(user) and can_write(user)


def can_edit_resource(user: User, resource: Resource) -> bool:
    return can_curate(user) and can_write(user)


def must_say_why(user: User, file: ResourceFile) -> bool:
    """True if the user must give a download reason before they take the file.

    A reason is needed for files of closely marked resources, except from the curator who added it and from users who
    gave a reason recently. A public resource is never closely marked (resource_public_is_clear), so the user is always
    signed in.
    """
    resource = file.version.resource
    if not Marking(resource.marking).is_close or resource.posted_by_id == user.pk:
        return False
    return not ResourceDownload.objects.recent().filter(file=file, person=user).exists()


def can_decide_publication(user: User, review: PublicationReview) -> bool:
    """True if the user may decide the review: a curator or moderator who neither made the version nor asked.

    For the public, it is also a person of another agency than theirs.
    """
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    if not may or PublicationReview.objects.barred_for(user).filter(pk=review.pk).exists():
        return False
    return not for_the_public(review) or _is_of_another_agency(user, review)


def for_the_public(review: PublicationReview) -> bool:
    """True if the public reads the version once the review has approved it."""
    return (review.audience or review.version.resource.audience) == Audience.PUBLIC


def _is_of_another_agency(user: User, review: PublicationReview) -> bool:
    theirs = {review.spoken_by.agency_id, review.version.created_by.agency_id}
    return user.agency_id is not None and user.agency_id not in theirs


def can_read_reasons(user: User, resource: Resource) -> bool:
    return can_edit_resource(user, resource)
