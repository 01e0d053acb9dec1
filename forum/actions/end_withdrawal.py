"""End the ten minutes in which an author can undo the withdrawal of a post, then delete its files."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forum.actions.attach_files import delete_needless_files
from forum.actions.lock_rows import lock_post
from forum.enums import PostState
from forum.models import Attachment, Post, TopicHold, Withdrawal
from forum.models.draft import DELETE_DRAFTS_AFTER
from forum.models.post_queryset import PostQuerySet
from forum.queries.retention import must_keep
from ratsite.privacy.models import LegalHold
from ratsite.sanctions.models import Sanction

TAKEN_DOWN_FILES_STAY: dt.timedelta = DELETE_DRAFTS_AFTER  # time for a legal hold, the police or an appeal
TAKEN_DOWN = ~Q(decision_reason="")  # condition on withdrawn posts: a moderator took them down


@transaction.atomic
def end_withdrawal(post_id: int) -> None:
    """Delete the stored copy of a withdrawn post, so that its author can no longer undo it."""
    lock_post(post_id)  # the author may be undoing it now
    Withdrawal.objects.filter(post=post_id).delete()


def delete_withdrawn_files() -> None:
    """Delete the files of posts that were withdrawn or taken down; their authors got copies in a draft.

    - A file that could not be copied stays, unless the check refused it.
    - All files stay while the withdrawal can be undone, while a report of the post is open, and while a legal hold
      forbids deleting them.
    - After a moderator took the post down, all files stay for TAKEN_DOWN_FILES_STAY, and longer while an appeal of the
      author against a sanction is open.
    """
    for post_id in list(_with_needless_files().values_list("pk", flat=True)):
        _delete_files(post_id)


def _with_needless_files() -> PostQuerySet:
    """Return the withdrawn posts with files that may be deleted.

    Legal holds on people whom a post mentions are not checked here, but for each post by must_keep.
    """
    withdrawn = Post.objects.with_files().filter(
        Exists(Attachment.objects.needless().filter(post=OuterRef("pk"))), state=PostState.WITHDRAWN, withdrawal=None
    )
    posts = withdrawn.exclude(pk__in=Post.objects.flagged().values("pk"))
    posts = posts.exclude(topic__in=TopicHold.objects.in_force().values("topic"))
    posts = posts.exclude(author__in=LegalHold.objects.in_force().values("person"))
    recent = Q(decided_at__gt=timezone.now() - TAKEN_DOWN_FILES_STAY)
    return posts.exclude(TAKEN_DOWN & (recent | Q(author__in=Sanction.objects.appealed().values("person"))))


@transaction.atomic
def _delete_files(post_id: int) -> None:
    post = lock_post(post_id)
    if _with_needless_files().filter(pk=post_id).exists() and not must_keep(post):
        delete_needless_files(post)
