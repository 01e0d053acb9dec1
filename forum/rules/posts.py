"""Who may change, withdraw, report, decide on and quote a post, and why they may not."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from forum.enums import PostState
from forum.models import Attachment, Board, DownloadReason, Flag, Post, Withdrawal
from forum.rules.boards import can_note_on, may_all_read, why_no_topic
from forum.rules.topics import can_edit_in, is_withdrawn, why_closed
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.network.enums import Marking

# An edit within this time after publication is not recorded in the history: no email has mentioned the post yet.
QUIET = dt.timedelta(minutes=5)


def can_edit(user: User, post: Post) -> bool:
    """True if the user may edit the post: they wrote it, did not withdraw it, and its topic takes replies.

    Nobody can edit another person's post.
    """
    if post.author_id != user.pk or post.state == PostState.WITHDRAWN:
        return False
    return can_edit_in(user, post.topic)


def can_withdraw(user: User, post: Post) -> bool:
    """True if the user may withdraw the post, even in a topic that takes no replies: they wrote it.

    False if it is already withdrawn.
    """
    return user.is_member and post.author_id == user.pk and post.state != PostState.WITHDRAWN


def can_undo_withdrawal(user: User, post: Post) -> bool:
    return not why_no_undo(user, post)


def can_note(user: User, post: Post) -> bool:
    """True if the user may put a content note on the post.

    They may even with a conflict of interest, because a note removes nothing.
    """
    return post.is_live and can_note_on(user, post.topic.board)


def can_flag(user: User, post: Post) -> bool:
    """True if the user may flag the post: another member wrote it, and it is live."""
    return user.is_member and post.is_live and post.author_id != user.pk


def can_thank(user: User, post: Post) -> bool:
    """True if the user may thank the post's writer: another member wrote it, and the user can read it and may write."""
    return can_write(user) and post.author_id != user.pk and Post.objects.shown_to(user).filter(pk=post.pk).exists()


def needs_download_reason(user: User, attachment: Attachment) -> bool:
    """True if the user must give a download reason before they take the file.

    Files of posts in closely marked topics need a reason. Exempt are the post's author, and people who gave a reason
    for the file recently. A moderator opens files that wait for their decision by another view,
    forum.views.files.held_file, which asks for no reason.
    """
    post = attachment.post
    if post.author_id == user.pk or not Marking(post.topic.marking).is_closely_marked:
        return False
    return not DownloadReason.objects.recent().filter(attachment=attachment, person=user).exists()


def has_no_conflict(user: User, post: Post) -> bool:
    """True if the user may decide on the post without a conflict of interest.

    False for the user's own post and, on boards that bar this, for a post of the user's own agency.
    """
    if post.author_id == user.pk:
        return False
    own_agency = user.agency_id is not None and user.agency_id in (post.agency_id, post.author.agency_id)
    return not (post.topic.board.bars_own_agency and own_agency)


def can_decide(user: User, post: Post) -> bool:
    return Post.objects.moderated_by(user).filter(pk=post.pk).exists() and has_no_conflict(user, post)


def can_ask_author(user: User, post: Post) -> bool:
    """True if the user may ask the author of a held post a question, and the author can still answer."""
    return can_decide(user, post) and not has_named_author_left(post)


def has_named_author_left(post: Post) -> bool:
    """True if the post names its author, and the author is no longer a member.

    False for every post without its author's name: the answer would help moderators to find out who wrote it.
    """
    return not post.byline.is_protected and not post.author.has_membership


def why_only_reject(post: Post) -> str:
    """Return why nobody can approve the held post; empty if it can be approved."""
    if is_withdrawn(post.topic):
        return _("You can only reject it: its topic was withdrawn, and approving it would bring back the topic’s title")
    return ""


def can_reword(user: User, post: Post) -> bool:
    """True if the user may change a held post before approving it.

    On a board with two approvals nobody may, because both moderators must have read the author's own text.
    """
    if not post.is_held or post.topic.board.needs_two_approvals or is_withdrawn(post.topic):
        return False
    return can_decide(user, post)


def can_reword_edit(user: User, post: Post) -> bool:
    """True if the user may change a pending edit of a live post before approving it.

    The limits are those of `can_reword`.
    """
    return post.is_live and not post.topic.board.needs_two_approvals and can_decide(user, post)


def can_settle_flags(user: User, post: Post, open_flags: Iterable[Flag]) -> bool:
    """True if the user may decide on the open flags: they have no conflict of interest and sent none of the flags."""
    return has_no_conflict(user, post) and all(flag.reporter_id != user.pk for flag in open_flags)


def can_open_held_file(user: User, attachment: Attachment) -> bool:
    """True if the user may open this file of a post that they moderate: they may decide on its post, edit or flags.

    The caller has checked that the file waits for a decision (Attachment.objects.moderated_by).
    """
    post = attachment.post
    if post.is_withdrawn or (post.is_live and not attachment.waits):
        return can_settle_flags(user, post, post.flags.open())
    return has_no_conflict(user, post)


def can_reveal(user: User, post: Post) -> bool:
    """True if the user may look up who wrote a post that hides its author's name.

    They may even with a conflict of interest: a refusal would tell the moderator that the author is of their agency.
    """
    return can_write(user) and Post.objects.to_be_revealed_to(user).filter(pk=post.pk).exists()


def fits_marking(post: Post, marking: str) -> bool:
    """True if a text with this marking may quote the post: the marking is that of the post's topic, or stricter."""
    return Marking(post.topic.marking).rank <= Marking(marking).rank


def fits_readers(post: Post, board: Board) -> bool:
    """True if a post on this board may quote the post: all readers of the board may also read the quoted post."""
    return may_all_read(post.topic.board.circle, there=board.circle)


def why_no_edit(user: User, post: Post) -> str:
    """Return the reason why the user cannot edit the post; empty if they can."""
    if can_edit(user, post):
        return ""
    if post.author_id != user.pk:
        return _("Only the author of a post can change it.")
    if post.is_taken_down:
        return _(
            "A moderator took this post down, so you cannot change it. Your text is in your drafts. "
            "The moderator’s reason: %(reason)s"
        ) % {"reason": post.decision_reason}
    if post.is_withdrawn:
        return _("You withdrew this post, so you cannot change it.")
    return why_no_topic(user, post.topic.board) or why_closed(post.topic)


def why_no_undo(user: User, post: Post) -> str:
    """Return the reason why the user cannot undo the withdrawal of the post; empty if they can.

    They cannot if a moderator took the post down, if they may no longer write in the topic, or if a moderator must read
    their posts before others do.
    """
    if post.is_taken_down and post.author_id == user.pk:
        return _("A moderator took this post down, so you cannot undo this.")
    if post.author_id != user.pk or not Withdrawal.objects.open().filter(post=post).exists():
        return _("You can no longer undo this.")
    return why_withdrawal_is_final(user, post)


def why_withdrawal_is_final(user: User, post: Post) -> str:
    """Return the reason why the author, if they withdraw the post now, cannot undo that; empty if they can."""
    if user.is_held:
        return _(
            "A moderator must read your posts before they are published, so post your text again from your drafts."
        )
    return why_no_topic(user, post.topic.board) or why_closed(post.topic)
