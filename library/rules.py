"""Who may do what in the library.

Callers have fetched the object through `visible_to`.
"""

from library.models import Resource, ResourceDownload, ResourceFile, ResourceSecondReview
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
    resource = file.resource
    if not Marking(resource.marking).is_close or resource.posted_by_id == user.pk:
        return False
    return not ResourceDownload.objects.recent().filter(file=file, person=user).exists()


def can_decide_second_review(user: User, review: ResourceSecondReview) -> bool:
    """True if the user may decide the second review: a curator or moderator who did not ask for it."""
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    return may and not ResourceSecondReview.objects.barred_for(user).filter(pk=review.pk).exists()


def can_read_reasons(user: User, resource: Resource) -> bool:
    return can_edit_resource(user, resource)
