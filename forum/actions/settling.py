"""Files of posts: putting them on, taking them off, and what follows when their check has ended."""

import uuid
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from forum.actions.locking import lock_post
from forum.actions.posting import publish
from forum.enums import HoldReason, RevisionState
from forum.identifying import must_be_settled
from forum.models import Attachment, Post
from forum.querysets import AttachmentQuerySet
from ratsite.files.enums import FileState
from ratsite.files.models import FileText, StoredFile
from ratsite.notifications.actions.mail import send_mail


@transaction.atomic
def settle_file(file_id: str, facts: str = "") -> None:
    """The check of this file has ended: tell its author of a refusal; publish what waited for nothing else.

    facts: what the file says about itself. What may identify somebody in it holds the post as its text would.
    """
    post = lock_post_of(file_id)
    if post is None:
        return
    if StoredFile.objects.get(pk=file_id).state == FileState.REFUSED:
        text = render_to_string("email/file_refused.txt", {"post": post, "site_url": settings.SITE_URL})
        send_mail(to=post.author.email, subject="A file of yours could not be shared", text=text)
    identifies = must_be_settled([facts])
    if post.is_held and identifies and HoldReason.IDENTIFIERS not in post.hold_reasons:
        # Now: nothing remembers it until the last file is checked.
        post.hold_reasons.append(HoldReason.IDENTIFIERS.value)
        post.save(update_fields=["hold_reasons"])
    if post.is_held and HoldReason.FILES in post.hold_reasons and not _unchecked(post):
        _release(post)
    elif post.is_live:
        _hold_back(post.attachments.filter(stored_file=uuid.UUID(file_id), waits=False), post, identifies)


def lock_post_of(file_id: str) -> Post | None:
    """The post that this file is on, locked with its topic; None where it is on none."""
    post_id = Attachment.objects.filter(stored_file=uuid.UUID(file_id)).values_list("post", flat=True).first()
    return None if post_id is None else lock_post(post_id)


def _unchecked(post: Post) -> bool:
    return StoredFile.objects.quarantined().filter(attachment__post=post).exists()


def _hold_back(files: AttachmentQuerySet, post: Post, identifies: bool) -> None:
    """A file on a post that others read already: where it may identify somebody, a moderator looks at it first."""
    if not (identifies or _identify(files.served())):
        return
    files.update(waits=True)
    if not post.revisions.pending().exists():
        post.revisions.create(
            source=post.source,
            content_note=post.content_note,
            state=RevisionState.PENDING,
            hold_reasons=[HoldReason.IDENTIFIERS.value],
            created_at=timezone.now(),
        )


def _identify(files: Iterable[Attachment]) -> bool:
    """Whether the name or the text of one of them may identify somebody: it reads no further than it must."""
    return must_be_settled(text for file in files for text in _texts_of(file.stored_file))


def _texts_of(stored: StoredFile) -> Iterator[str]:
    yield stored.name.replace("_", " ")
    yield from FileText.objects.filter(stored_file=stored).values_list("text", flat=True).iterator()


def _release(post: Post) -> None:
    """What waited for its files goes up, unless something else keeps it, or they may identify somebody."""
    post.hold_reasons = [reason for reason in post.hold_reasons if reason != HoldReason.FILES]
    if HoldReason.IDENTIFIERS not in post.hold_reasons and _identify(post.attachments.served()):
        post.hold_reasons.append(HoldReason.IDENTIFIERS.value)
    if post.hold_reasons:
        post.save(update_fields=["hold_reasons"])
    else:
        publish(post, at=timezone.now())
