"""Tell the author of a post what a moderator decided about it."""

from django.utils.translation import gettext as _
from wagtail.models import BaseLogEntry

from forum.enums import POST_DECISIONS
from forum.models import Post
from forum.queries.recipients import decision_group_of
from ratsite.accounts.enums import MemberState
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, Skip


def notify_author(post: Post, outcome: str, entry: BaseLogEntry) -> None:
    """Email the author that a moderator has decided, and where to read the decision; notify a member on the site too.

    Neither contains the text of the post, and the email does not contain the topic's title either. outcome: a verb of
    PostDecisionSource. entry: the entry in the audit log about the decision, which is the notification's item.
    """
    subject = _("A moderator has looked at your post")
    send_template(f"post_{outcome}", to=post.author.email, subject=subject, post=post)
    if post.author.state != MemberState.APPROVED:
        return
    notify(
        source=POST_DECISIONS,
        item_id=entry.pk,
        group=decision_group_of(post.topic_id),
        verb=outcome,
        people={post.author_id: Reason(Level.DIGEST, "own")},
        no_mail=Skip.OWN,
    )
