"""Save a post for later, and remove it from that list. This is a private choice, so it is not in the audit log."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.models import Post, SavedPost
from ratsite.accounts.models import User


@transaction.atomic
def save_post(*, post_id: int, person: User) -> bool:
    """Save the post for this person; return False if it is already saved.

    Raises PermissionDenied if they cannot read the post.
    """
    if not Post.objects.shown_to(person).filter(pk=post_id).exists():
        raise PermissionDenied
    defaults = {"saved_at": timezone.now()}
    return SavedPost.objects.get_or_create(person=person, post_id=post_id, defaults=defaults)[1]


@transaction.atomic
def unsave_post(*, post_id: int, person: User) -> bool:
    """Remove the post from this person's list; return False if it is not there."""
    return bool(SavedPost.objects.filter(person=person, post=post_id).delete()[0])
