"""Who may do what in the library. Callers have fetched the object through visible_to."""

from library.models import Resource, ResourceDownload, ResourceFile, SecondLook
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.network.enums import Marking


def can_add_resource(user: User) -> bool:
    return can_curate(user) and can_write(user)


def can_edit_resource(user: User, resource: Resource) -> bool:
    return can_curate(user) and can_write(user)


def must_say_why(user: User, file: ResourceFile) -> bool:
    """Before they take the file: where it is marked closely, they did not put it in, and they said it not lately.

    What anybody may read is never marked closely (resource_public_is_clear): no stranger comes here.
    """
    resource = file.resource
    if not Marking(resource.marking).is_close or resource.posted_by_id == user.pk:
        return False
    return not ResourceDownload.objects.holds().filter(file=file, person=user).exists()


def can_look(user: User, look: SecondLook) -> bool:
    """Decide about what a curator has spoken for: never about one's own word."""
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    return may and not SecondLook.objects.with_a_hand_of(user).filter(pk=look.pk).exists()


def can_read_reasons(user: User, resource: Resource) -> bool:
    """Who took which file, and why."""
    return can_edit_resource(user, resource)
