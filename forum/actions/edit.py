"""Edit a post: its text, content note and files."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.answer_question import change_answers
from forum.actions.ask_author import end_author_questions
from forum.actions.attach_files import attach, detach
from forum.actions.discard_draft import discard_posted_draft
from forum.actions.lock_rows import lock_board, lock_post, recheck_on_board
from forum.actions.post import as_stored_now, publish
from forum.actions.save_draft import Seen, edit_place
from forum.actions.save_draft_files import PostedFile, hold_reasons_of, take_files
from forum.actions.set_text import copy_for_legal_hold, set_text, store_quotations, store_references
from forum.enums import HELD_EDITS, HELD_POSTS, PostState, RevisionState
from forum.models import Post
from forum.queries.hashes import hash_of_text, newest_text
from forum.queries.retention import FILES_STAY, must_keep
from forum.rules.posts import QUIET, can_edit
from forum.screening import Decision, screen
from forum.tasks import notify_of_mentions
from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.approve_first import void_first_approval


@transaction.atomic
def edit_post(
    *,
    post_id: int,
    editor: User,
    body: str,
    reason: str = "",
    shown: str = "",
    content_note: str | None = None,
    files: Sequence[PostedFile] = (),
    explanation: str = "",
    draft: Seen | None = None,
    remove: Iterable[uuid.UUID] = (),
    answers_for: Collection[int] | None = None,
) -> Post:
    """Change a post's text, content note and files, and return the post.

    If screen() holds the edit of a live post, readers see the approved text until a moderator has decided on the
    edit. A held post is changed in place; a rejected post is sent again.

    - content_note: None leaves the note unchanged; a note that a moderator has set is never changed.
    - explanation: the author's reason why an identifier finding is not about a person.
    - draft: see discard_posted_draft.
    - remove: ids of attachments to delete at once, whatever is decided about the text.
    - answers_for: ids of the remits for which the post answers the topic's question; None leaves them unchanged.
    - shown: the hash_of_text that the editor was shown; "" if none was. Raises Stale if the author has sent another
      text since then.
    """
    post = lock_post(post_id)
    editor = recheck_on_board(post.topic.board, editor, can_edit, post)
    if shown and shown != hash_of_text(newest_text(post)):
        raise Stale
    board, marking = post.topic.board, post.topic.marking
    stored = as_stored_now(body, writer=editor, board=board, marking=marking, post=post)
    remove = list(remove)
    if remove and must_keep(post):
        raise PermissionDenied(FILES_STAY)
    new_files = take_files(files, editor)
    posted = (body, content_note or "", reason)
    discard_posted_draft(person=editor, place=edit_place(post), seen=draft, posted=posted, post_id=post.pk)
    if remove:
        # detach writes to the audit log, and publishing then updates the board: in the lock order, the board is first.
        lock_board(post.topic.board_id)
    detach(post, remove, actor=editor)
    copy_for_legal_hold(post)
    if answers_for is not None:
        change_answers(post, answers_for)
    before, note_before, explanation_before = post.source, post.content_note, post.explanation
    post.explanation = explanation
    set_text(post, stored.source)
    if content_note is not None and post.noted_by_id is None:
        post.content_note = content_note
    is_same = (post.source, post.content_note) == (before, note_before)
    if is_same and post.is_live and not new_files and not post.attachments.filter(waits=True).exists():
        post.revisions.filter(state=RevisionState.PENDING).delete()  # its author restored the text that readers see
        return post
    store_quotations(post, stored.quotations)
    post.attachments.refused().update(is_put_right=True)
    if post.is_live:
        decision = screen(post, stored.quoted_words, hold_reasons_of(new_files))
        is_shown = _edit_live(post, decision, before, note_before, explanation_before, reason)
        attach(post, new_files, waits=not is_shown)
        if is_shown:
            post.attachments.filter(waits=True).update(waits=False)
    else:
        attach(post, new_files)
        _send_again(post, stored.quoted_words)
    return post


def _edit_live(
    post: Post, decision: Decision, before: str, note_before: str, explanation_before: str, reason: str
) -> bool:
    """Publish the edit of a live post, or hold it for a moderator; return True if it was published.

    The post already has the new text, content note and explanation; if the edit is held, it gets the old ones back.
    before, note_before, explanation_before: the old text, content note and explanation.
    """
    now = timezone.now()
    is_changed = (post.source, post.content_note) != (before, note_before)
    pending = post.revisions.filter(state=RevisionState.PENDING)
    if not decision.publishes:
        # Replace the pending edit in place: a moderator who has the older one open is shown the newer.
        values = {
            "source": post.source,
            "content_note": post.content_note,
            "reason": reason,
            "explanation": post.explanation,
            "hold_reasons": list(decision.hold_reasons),
            "created_at": now,
        }
        newest, _ = pending.update_or_create(
            post=post, defaults=values, create_defaults=values | {"state": RevisionState.PENDING}
        )
        void_first_approval(HELD_EDITS, newest.pk)
        set_text(post, before)
        post.content_note, post.explanation = note_before, explanation_before
        return False
    pending.delete()
    recorded = post.revisions.exclude(state=RevisionState.KEPT)
    if is_changed and (now - (post.published_at or now) > QUIET or recorded.exists()):
        store_version(post, before, note_before, explanation_before)
        apply_version(post, post.source, reason, at=now)
    else:
        post.save(update_fields=["source", "html", "content_note", "explanation"])
        _store_and_notify_mentioned(post)
    return True


def _store_and_notify_mentioned(post: Post) -> None:
    """Store the mentions and links in a live post's new text, and notify the mentioned people."""
    store_references(post)
    transaction.on_commit(partial(notify_of_mentions.enqueue, post.pk))


def store_version(post: Post, source: str, note: str, explanation: str) -> None:
    """Store the text that readers have seen so far as the post's first applied revision, before the first change.

    Does nothing if the post has an applied revision already.
    """
    if not post.revisions.filter(state=RevisionState.APPLIED).exists():
        post.revisions.create(
            source=source,
            content_note=note,
            explanation=explanation,
            state=RevisionState.APPLIED,
            created_at=post.published_at or post.created_at,
        )


def apply_version(post: Post, source: str, reason: str, *, at: dt.datetime) -> None:
    """Publish `source` as the post's text and record it as an applied revision.

    The caller's transaction holds the post locked.
    """
    set_text(post, source)
    post.edited_at = at
    post.save(update_fields=["source", "html", "content_note", "explanation", "edited_at"])
    _store_and_notify_mentioned(post)
    post.revisions.create(
        source=post.source,
        content_note=post.content_note,
        explanation=post.explanation,
        reason=reason,
        state=RevisionState.APPLIED,
        created_at=at,
    )


def _send_again(post: Post, quoted: Sequence[str]) -> None:
    """Screen a held or rejected post that its author has changed, as if it were new, and publish or hold it.

    This also ends a moderator's open question about the post.
    """
    end_author_questions(post)
    void_first_approval(HELD_POSTS, post.pk)
    if post.state == PostState.REJECTED:
        post.sent_again_at = timezone.now()
    decision = screen(post, quoted)
    post.hold_reasons, post.decision_reason = list(decision.hold_reasons), ""
    post.decided_at = post.decided_by = None
    if decision.publishes:
        publish(post, at=timezone.now())
    else:
        post.state = PostState.HELD
        post.save()
    store_references(post)
