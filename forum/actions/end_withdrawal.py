"""End the ten minutes in which an author can undo the withdrawal of a post, and delete the post's files."""

from django.db import transaction

from forum.actions.attach_files import detach
from forum.actions.lock_rows import lock_post
from forum.enums import PostState
from forum.models import Post, Withdrawal
from forum.models.post_queryset import PostQuerySet
from forum.queries.retention import must_keep


@transaction.atomic
def end_withdrawal(post_id: int) -> None:
    """Delete the stored copy of a withdrawn post, so that its author can no longer undo it."""
    lock_post(post_id)  # the author may be undoing it now
    Withdrawal.objects.filter(post=post_id).delete()


def delete_withdrawn_files() -> None:
    """Delete the files of posts that were withdrawn or taken down; their authors have copies in a draft.

    The files stay while the withdrawal can be undone, while a report of the post is open, and while a legal hold
    forbids deleting them.
    """
    for post_id in list(_with_files_left().values_list("pk", flat=True)):
        _delete_files(post_id)


def _with_files_left() -> PostQuerySet:
    gone = Post.objects.with_files().filter(state=PostState.WITHDRAWN, withdrawal=None)
    return gone.exclude(pk__in=Post.objects.flagged().values("pk"))


@transaction.atomic
def _delete_files(post_id: int) -> None:
    post = lock_post(post_id)
    if _with_files_left().filter(pk=post_id).exists() and not must_keep(post):
        detach(post, post.attachments.values_list("pk", flat=True), actor=None)
