"""Notify an author: a moderator decided on their post or moved it, a file was refused, or text became a draft."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from wagtail.models import BaseLogEntry

from forum.enums import GIVEN_BACK, MOVES, POST_DECISIONS, REFUSED_FILES
from forum.models import Draft, Post, Topic
from forum.queries.recipients import decision_group_of, move_group_of, position_of_decision
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, delete_read_notification, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, MailState, Skip
from ratsite.notifications.models import Mail


def notify_author(post: Post, outcome: str, entry: BaseLogEntry) -> None:
    """Email a member that a moderator has decided on their post, and where to read it; notify them on the site too.

    Neither message contains the text of the post, and the email does not contain the topic's title either. outcome: a
    verb of PostDecisionSource. entry: the entry in the audit log about the decision, which is the notification's item.
    """
    subject = _("A moderator has looked at your post")
    if post.author.has_membership:
        send_template(f"post_{outcome}", to=post.author.email, subject=subject, post=post)
    if post.author.state != MemberState.APPROVED:
        return
    notify(
        source=POST_DECISIONS,
        item_id=entry.pk,
        group=decision_group_of(post.topic_id),
        position=position_of_decision(post),
        verb=outcome,
        people={post.author_id: Reason(Level.DIGEST, "own")},
        no_mail=Skip.OWN,
    )


def notify_of_lost_posts(authors: Collection[User], topic: Topic, entry: BaseLogEntry) -> None:
    """Email authors that a moderator moved their posts to a board that they cannot read; notify them on the site too.

    Neither message names the board or the topic, which may have another title there. entry: the entry in the audit log
    about the move, which is the notification's item.
    """
    if not authors:
        return
    subject = _("A moderator has moved what you wrote")
    for author in authors:
        if author.has_membership:
            send_template("post_moved", to=author.email, subject=subject)
    notify(
        source=MOVES,
        item_id=entry.pk,
        group=move_group_of(topic.pk),
        verb=MOVES,
        people={author.pk: Reason(Level.DIGEST, "own") for author in authors},
        no_mail=Skip.OWN,
    )


def notify_of_refused_file(post: Post) -> None:
    """Email a member that the check refused a file of their post; notify them on the site too.

    Neither message contains the file's name or the reason, which the author reads next to the post. The notification's
    item is the post: an unread notification is about all its refused files. Once it is read, the next refused file
    makes another notification.
    """
    if post.author.has_membership:
        send_template("file_refused", to=post.author.email, subject=_("Your file could not be shared"), post=post)
    if post.author.state != MemberState.APPROVED:
        return
    delete_read_notification(source=REFUSED_FILES, item_id=post.pk, person_id=post.author_id)
    notify(
        source=REFUSED_FILES,
        item_id=post.pk,
        group=decision_group_of(post.topic_id),
        position=position_of_decision(post),
        verb="refused",
        people={post.author_id: Reason(Level.DIGEST, "own")},
        no_mail=Skip.OWN,
    )


def notify_given_back(author: User, drafts: Iterable[Draft]) -> None:
    """Email a member that their unpublished text was saved as drafts, and that its files are lost.

    Sends no email if such an email is already waiting to be sent. A member is notified of each draft on the site too.
    Neither message names the topic in which the author wrote, because its posts no longer say who wrote them.
    """
    subject = _("Your text is saved in your drafts")
    is_waiting = Mail.objects.filter(to=author.email, subject=subject, state=MailState.WAITING).exists()
    if author.has_membership and not is_waiting:
        send_template("post_given_back", to=author.email, subject=subject)
    if author.state != MemberState.APPROVED:
        return
    for draft in drafts:
        notify(
            source=GIVEN_BACK,
            item_id=draft.pk,
            group=GIVEN_BACK,
            verb=GIVEN_BACK,
            people={author.pk: Reason(Level.DIGEST, "wrote")},
            no_mail=Skip.OWN,
        )
