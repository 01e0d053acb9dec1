"""Attach files to a post and remove them. Other actions, which hold the post locked, call these functions."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from forum.actions.save_draft_files import TakenFile
from forum.models import MOST_FILES, Attachment, Post
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import delete_stored, store_upload


def attach(post: Post, files: Iterable[UploadedFile | TakenFile], *, waits: bool = False) -> None:
    """Attach uploads, and files taken from a draft, to the post. Readers cannot open a file until its check has ended.

    waits: the files came with an edit, and also stay closed until a moderator has approved that edit. Raises
    PermissionDenied if the post would have more than MOST_FILES files.
    """
    for file in files:
        if isinstance(file, TakenFile):
            identifies = bool(file.hold_reasons)
            Attachment.objects.create(post=post, stored_file=file.stored_file, waits=waits, identifies=identifies)
        else:
            stored = store_upload(upload=file, uploader=post.author)
            Attachment.objects.create(post=post, stored_file=stored, waits=waits)
    _update_count(post)


def approve_files(post: Post) -> None:
    """Open the post's files to readers, because a moderator has approved the post or its edit.

    No moderator needs to decide on these files again. A file that is still being checked stays closed until its
    check has ended.
    """
    post.attachments.update(waits=False, identifies=False)


def detach(post: Post, file_ids: Iterable, *, actor: User | None) -> None:
    """Delete the given files of the post; they are deleted from the disk when the transaction commits.

    The audit log gets an entry for each file, without the file's name. If the author of a post without a name removed
    the file, the entry does not name them either.
    """
    hides_actor = actor is not None and actor.pk == post.author_id and not post.byline.person
    for _number in range(_delete(post, post.attachments.filter(pk__in=list(file_ids)))):
        record(post, "forum.file.remove", actor=None if hides_actor else actor)


def delete_needless_files(post: Post) -> None:
    """Delete the files that a withdrawn post no longer needs, with one entry in the audit log for all of them."""
    if _delete(post, post.attachments.needless()):
        record(post, "forum.post.delete_files", actor=None)


def _delete(post: Post, attachments: QuerySet[Attachment]) -> int:
    """Delete these files of the post and return how many there were."""
    rows = list(attachments.select_related("stored_file"))
    for attachment in rows:
        stored = attachment.stored_file
        attachment.delete()
        delete_stored(stored=stored)
    _update_count(post)
    return len(rows)


def _update_count(post: Post) -> None:
    """Store how many files the post has; raise PermissionDenied if there are too many."""
    post.file_count = post.attachments.count()
    if post.file_count > MOST_FILES:
        raise PermissionDenied
    Post.objects.filter(pk=post.pk).update(file_count=post.file_count)
