"""Close the open flags of a post, and email those who reported it. Other actions call this in their transactions."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from forum.enums import FLAG_OUTCOMES, FLAGGED_POSTS, FlagOutcome
from forum.models import Flag, Post
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, Skip


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
    """Notify the reporters of these closed flags where to read the outcome: by email and on the site."""
    for flag in flags:
        is_withdrawn = flag.outcome == FlagOutcome.WITHDRAWN and flag.settled_by is None
        subject = _("A moderator has decided on the post you reported")
        if is_withdrawn:
            subject = _("The post you reported has been withdrawn")
        if flag.reporter.has_membership:
            send_template("flag_settled", to=flag.reporter.email, subject=subject, is_withdrawn=is_withdrawn)
        if flag.reporter.state != MemberState.APPROVED:
            continue
        notify(
            source=FLAG_OUTCOMES,
            item_id=flag.pk,
            group=FLAG_OUTCOMES,
            verb=flag.outcome,
            people={flag.reporter_id: Reason(Level.DIGEST, "reported")},
            no_mail=Skip.OWN,
        )
