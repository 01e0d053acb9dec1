"""Update a post when the check of one of its files has ended."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_post
from forum.actions.notify_author import notify_of_refused_file
from forum.actions.post import publish
from forum.actions.save_draft_files import apply_check_to_draft, lock_draft_file
from forum.enums import HoldReason, RevisionState
from forum.models import Attachment, DraftFile, Post, Revision
from forum.screening import screen
from forum.text.identifier_check import may_identify_someone
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile

# With one of these reasons, a moderator already looks at the files.
SENDS_A_MODERATOR = {HoldReason.IDENTIFIERS, HoldReason.CHECK_FAILED}


@transaction.atomic
def apply_check_to_post(file_id: str, reasons: Sequence[str] = ()) -> None:
    """Notify the author if the check refused the file; publish the post if it was held only because of its files.

    reasons: what reasons_to_hold_file returned. If there are any, the file stays closed until a moderator approves it,
    and its post or edit is held. If the file is still in a draft, the reasons are stored for the post that the draft
    becomes.
    """
    apply_check_to_draft(file_id, reasons)
    stored = StoredFile.objects.filter(pk=file_id, attachment__isnull=False).first()
    post = lock_post_of(file_id) if stored else None
    if stored is None or post is None:
        return
    file = post.attachments.get(stored_file=stored)
    if stored.state == FileState.REFUSED:
        notify_of_refused_file(post)
    elif reasons:
        _close(file, post, reasons)
    _release_if_checked(post)


def apply_checks_to_files_of(post: Post) -> None:
    """Act on file checks that ended while a post was withdrawn: hold or publish the restored post.

    The hold reason says only that a file may identify a person: the reasons that the check found were not stored. The
    caller's transaction holds the restored post locked.
    """
    files = post.attachments.identifying()
    if post.is_live and files.exists():
        files.update(waits=True)
        held = _item_to_decide(post)
        if held is not None and not SENDS_A_MODERATOR.intersection(held.hold_reasons):
            held.hold_reasons = [*held.hold_reasons, HoldReason.IDENTIFIERS.value]
            held.save(update_fields=["hold_reasons"])
    _release_if_checked(post)


def reasons_to_hold_file(file_id: str, texts: Sequence[str], is_read: bool) -> list[str]:
    """Return the reasons to hold a post because of this file.

    The reasons are that its name or text may identify a person, and that not all of its text could be read. Empty if
    no post and no draft has the file. texts: its name and texts. is_read: all of its text could be read.
    """
    holders = (Attachment.objects, DraftFile.objects)
    if not any(files.filter(stored_file=uuid.UUID(file_id)).exists() for files in holders):
        return []
    reasons = [HoldReason.IDENTIFIERS.value] if may_identify_someone(texts) else []
    return reasons if is_read else [*reasons, HoldReason.CHECK_FAILED.value]


def lock_holder(file_id: str) -> None:
    """Lock the draft's row for this file or, if the draft was posted in the meantime, the post that has the file."""
    if lock_draft_file(file_id) is None:
        lock_post_of(file_id)


def lock_post_of(file_id: str) -> Post | None:
    """Lock the post that has this file, and its topic, and return the post; None if no post has the file."""
    post_id = Attachment.objects.filter(stored_file=uuid.UUID(file_id)).values_list("post", flat=True).first()
    if post_id is None:
        return None
    return lock_post(post_id)


def _close(file: Attachment, post: Post, reasons: Sequence[str]) -> None:
    """Close the file to readers and add these reasons to the hold reasons of its held post or pending edit.

    If the post was rejected, no reason is added: it is held only when its author sends it again.
    """
    file.identifies, file.waits = True, file.waits or post.is_live
    file.save(update_fields=["identifies", "waits"])
    held = _item_to_decide(post)
    if held is not None and not set(reasons) <= set(held.hold_reasons):
        held.hold_reasons = list(dict.fromkeys([*held.hold_reasons, *reasons]))
        held.save(update_fields=["hold_reasons"])


def _item_to_decide(post: Post) -> Post | Revision | None:
    """Return what a moderator must decide on: a held post itself, or the pending edit of a live post.

    A live post without a pending edit gets one that is only about its files. Returns None for a post in any other
    state.
    """
    if not post.is_live:
        return post if post.is_held else None
    fields = {"source": post.source, "content_note": post.content_note, "explanation": post.explanation}
    values = {**fields, "created_at": timezone.now()}
    return post.revisions.get_or_create(state=RevisionState.PENDING, defaults=values)[0]


def _has_unchecked_files(post: Post) -> bool:
    return StoredFile.objects.quarantined().filter(attachment__post=post).exists()


def _release_if_checked(post: Post) -> None:
    """If all files of a held post are checked, drop HoldReason.FILES, and publish the post if no other reason is left.

    Does nothing while a file is unchecked. If a file may identify a person, that becomes a reason to hold the post. A
    post without a reason is screened again, because its author, topic or board may have changed since it was sent.
    """
    if not post.is_held or HoldReason.FILES not in post.hold_reasons or _has_unchecked_files(post):
        return
    post.hold_reasons = [reason for reason in post.hold_reasons if reason != HoldReason.FILES]
    if not SENDS_A_MODERATOR.intersection(post.hold_reasons) and post.attachments.identifying().exists():
        post.hold_reasons.append(HoldReason.IDENTIFIERS.value)
    post.hold_reasons = post.hold_reasons or list(screen(post).hold_reasons)
    if post.hold_reasons:
        post.save(update_fields=["hold_reasons"])
    else:
        publish(post, at=timezone.now())
