"""Close the open flags of a post. Other actions call this in their transactions."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.enums import FLAGGED_POSTS, FlagOutcome
from forum.models import Post
from ratsite.accounts.models import User
from ratsite.moderation.actions.forget_item import forget_item
from ratsite.notifications.actions.send_mail import send_mail


def settle_flags(post: Post, outcome: FlagOutcome, *, moderator: User | None = None, answer: str = "") -> None:
    """Close every open flag on the post and email each reporter where to read the outcome."""
    for flag in post.flags.open().select_related("reporter"):
        flag.outcome, flag.answer = outcome, answer
        flag.settled_at, flag.settled_by = timezone.now(), moderator
        flag.save()
        text = render_to_string("email/flag_settled.txt", {"flag": flag, "site_url": settings.SITE_URL})
        send_mail(to=flag.reporter.email, subject=_("A moderator has decided about the post you reported"), text=text)
    forget_item(FLAGGED_POSTS, post.pk)
