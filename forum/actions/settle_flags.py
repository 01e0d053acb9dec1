"""Close the open flags of a post, and email those who reported it. Other actions call this in their transactions."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from forum.enums import FLAGGED_POSTS, FlagOutcome
from forum.models import Flag, Post
from ratsite.accounts.models import User
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.notifications.actions.send_mail import send_template


def settle_flags(post: Post, outcome: FlagOutcome, *, moderator: User | None = None, answer: str = "") -> list[Flag]:
    """Close every open flag on the post and return them. The caller emails the reporters with notify_reporters."""
    flags = list(post.flags.open().select_related("reporter"))
    for flag in flags:
        flag.outcome, flag.answer = outcome, answer
        flag.settled_at, flag.settled_by = timezone.now(), moderator
        flag.save()
    clear_item(FLAGGED_POSTS, post.pk)
    return flags


def notify_reporters(flags: Iterable[Flag]) -> None:
    """Email the reporter of each of these closed flags where to read the outcome."""
    for flag in flags:
        is_withdrawn = flag.outcome == FlagOutcome.WITHDRAWN and flag.settled_by is None
        subject = _("A moderator has decided about the post you reported")
        if is_withdrawn:
            subject = _("The post you reported has been withdrawn")
        send_template("flag_settled", to=flag.reporter.email, subject=subject, is_withdrawn=is_withdrawn)
