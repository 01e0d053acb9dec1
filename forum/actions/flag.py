"""Flag a post, and decide on a flagged post. Rights are checked under the lock."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.end_withdrawal import end_withdrawal
from forum.actions.lock_rows import lock_post, recheck_on_board
from forum.actions.notify_author import notify_author
from forum.actions.return_as_draft import as_typed_fields, return_as_draft
from forum.actions.settle_flags import notify_reporters, settle_flags
from forum.actions.withdraw import withdraw
from forum.enums import FLAGGED_POSTS, FlagOutcome
from forum.models import Flag, Post
from forum.posting_limits import why_no_change_yet, why_too_fast
from forum.queries.hashes import shown_hash_of
from forum.rules.posts import can_decide, can_flag, can_settle_flags
from ratsite.accounts.actions.lock_rows import lock_person, reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.rules import is_recused


@transaction.atomic
def flag_post(*, post_id: int, reporter: User, reason: str, text: str = "") -> Flag:
    """Report a post to its board's moderators and return the report.

    If the reader already has an open report of this post, that report is changed. A change does not count as a new
    report, and moderators get no more time to decide. Raises PermissionDenied if the reader has reached the limit of
    reports, or changes a report again too soon; the form has already shown a message.
    """
    lock_person(reporter.pk)  # reports sent at once are counted one after the other
    post = lock_post(post_id)
    reporter = recheck_on_board(post.topic.board, reporter, can_flag, post)
    flag = post.flags.open().filter(reporter=reporter).first()
    if flag is None:
        if why_too_fast(reporter, Flag):
            raise PermissionDenied
        return Flag.objects.create(post=post, reporter=reporter, reason=reason, text=text, created_at=timezone.now())
    if (flag.reason, flag.text) == (reason, text):
        return flag
    if why_no_change_yet(flag):
        raise PermissionDenied
    flag.reason, flag.text, flag.changed_at = reason, text, timezone.now()
    flag.save(update_fields=["reason", "text", "changed_at"])
    return flag


@transaction.atomic
def take_down(*, post_id: int, moderator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Take down a flagged post, so that readers no longer see it; return False if it was already decided.

    Readers see a notice in its place. The author gets the text back as a draft, with the reason, and the people who
    flagged the post are notified. If the author withdrew the post before, they already have the draft; they can no
    longer undo the withdrawal.
    """
    post = _lock_flagged(post_id, moderator, shown_hash)
    if post is None:
        return False
    notify_reporters(settle_flags(post, FlagOutcome.TAKEN_DOWN, moderator=moderator, answer=reason))
    if post.is_withdrawn:
        end_withdrawal(post.pk)
    else:
        fields = as_typed_fields(post)
        withdraw(post)
        return_as_draft(post, fields)
    post.decided_at, post.decided_by, post.decision_reason = timezone.now(), moderator, reason
    post.save(update_fields=["decided_at", "decided_by", "decision_reason"])
    entry = record(post, "forum.post.take_down", actor=moderator, reason=reason)
    notify_author(post, "taken_down", entry)
    return True


@transaction.atomic
def leave_post(*, post_id: int, moderator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Close the flags and leave the post as it is, live or withdrawn; return False if they were already closed.

    The people who flagged it are notified, with the reason.
    """
    post = _lock_flagged(post_id, moderator, shown_hash)
    if post is None:
        return False
    outcome = FlagOutcome.WITHDRAWN if post.is_withdrawn else FlagOutcome.LEFT
    notify_reporters(settle_flags(post, outcome, moderator=moderator, answer=reason))
    record(post, "forum.post.leave", actor=moderator, reason=reason)
    return True


def _lock_flagged(post_id: int, moderator: User, shown_hash: str | None) -> Post | None:
    """Lock and return a flagged post for a moderator who decides on it; None if it has no open flags any more.

    Raises PermissionDenied if the moderator may not decide, and Stale if what they were shown has changed since.
    """
    post = lock_post(post_id)
    if post.is_held or not post.flags.open().exists():
        return None
    moderator = reloaded(moderator)
    is_barred = is_recused(moderator, FLAGGED_POSTS, post_id)
    if is_barred or not (can_decide(moderator, post) and can_settle_flags(moderator, post, post.flags.open())):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of(post):
        raise Stale
    return post
