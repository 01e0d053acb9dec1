"""Files of posts: putting them on, taking them off, and what follows when their check has ended."""

import uuid

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from forum.actions.locking import lock_post
from forum.actions.posting import publish
from forum.enums import HoldReason
from forum.models import Attachment, Post
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile
from ratsite.notifications.actions.mail import send_mail


@transaction.atomic
def settle_file(file_id: str) -> None:
    """The check of this file has ended: tell its author of a refusal; publish what waited for nothing else."""
    post = lock_post_of(file_id)
    if post is None:
        return
    if StoredFile.objects.get(pk=file_id).state == FileState.REFUSED:
        text = render_to_string("email/file_refused.txt", {"post": post, "site_url": settings.SITE_URL})
        send_mail(to=post.author.email, subject="A file of yours could not be shared", text=text)
    if HoldReason.FILES in post.hold_reasons and post.is_held and not _unchecked(post):
        _release(post)


def lock_post_of(file_id: str) -> Post | None:
    """The post that this file is on, locked with its topic; None where it is on none."""
    post_id = Attachment.objects.filter(stored_file=uuid.UUID(file_id)).values_list("post", flat=True).first()
    return None if post_id is None else lock_post(post_id)


def _unchecked(post: Post) -> bool:
    return StoredFile.objects.quarantined().filter(attachment__post=post).exists()


def _release(post: Post) -> None:
    post.hold_reasons = [reason for reason in post.hold_reasons if reason != HoldReason.FILES]
    if post.hold_reasons:
        post.save(update_fields=["hold_reasons"])
    else:
        publish(post, at=timezone.now())
