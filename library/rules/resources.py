"""Who may add, change, trash and follow a resource, and who can read it as a curator."""

from library.enums import ResourceState, VersionState
from library.models import PublicationReview, Resource
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking


def can_add_resource(user: User) -> bool:
    return can_curate(user) and can_write(user)


def can_open_curating(user: User) -> bool:
    return can_curate(user)


def can_edit_instruments(user: User) -> bool:
    """True if the user may add laws and statutory guidance that resources rely on, and change their names."""
    return can_add_resource(user)


def can_edit_resource(user: User, resource: Resource) -> bool:
    """True if the user is a curator who may change the resource. Nobody may while it is an unanswered suggestion."""
    return can_curate(user) and can_write(user) and resource.state != ResourceState.SUGGESTED


def can_trash_resource(user: User, resource: Resource) -> bool:
    """True if the user may move the resource to the trash: it is a draft or was withdrawn."""
    return can_edit_resource(user, resource) and resource.state in (ResourceState.DRAFT, ResourceState.WITHDRAWN)


def can_change_kind(resource: Resource) -> bool:
    """True if the kind of the resource may change to or from case learning.

    Not if any version was ever reviewed or published, or if a member suggested it as case learning: two people must
    approve case learning, and a change of kind would avoid that.
    """
    if is_suggested_case(resource):
        return False
    was_reviewed = PublicationReview.objects.filter(version__resource=resource).exists()
    return not was_reviewed and not resource.versions.exclude(state=VersionState.DRAFT).exists()


def is_suggested_case(resource: Resource) -> bool:
    return resource.is_case and resource.suggestions.taken().exists()


def can_join(draft: Resource, into: Resource) -> bool:
    """True if a draft may become a version of the published resource `into`. Both or neither must be case learning."""
    is_one_kind = draft.is_case == into.is_case
    return draft != into and draft.current_id is None and into.is_published and is_one_kind


def can_follow_resource(user: User, resource: Resource) -> bool:
    """True if the user may follow the resource. The caller has checked that they can read it."""
    return user.is_authenticated and user.is_member and resource.is_published


def can_choose_thumbnail(user: User, resource: Resource, stored: StoredFile) -> bool:
    """True if the user may choose the page that the thumbnail of this file of the resource shows.

    Closely marked files have no thumbnail.
    """
    is_shown = not Marking(resource.marking).is_closely_marked
    return can_edit_resource(user, resource) and is_shown and stored.has_choice_of_thumbnail


def can_see_hidden_parts(user: User) -> bool:
    """True if the user is a curator or moderator. These may see the hidden parts of all files that they can read."""
    return (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)


def curators_of(resource: Resource) -> UserQuerySet:
    """Return the curators who can read the resource."""
    return User.objects.readers_of(resource.circle).in_office(Role.CURATOR)
