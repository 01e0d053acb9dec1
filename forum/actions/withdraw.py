"""Withdraw a post: readers no longer see it, and its author gets the text and files back as a draft."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.actions.answer_question import lose_answers
from forum.actions.ask_author import end_author_questions
from forum.actions.edit import store_version
from forum.actions.lock_rows import lock_post
from forum.actions.return_as_draft import as_typed_fields, return_as_draft
from forum.actions.set_text import copy_for_legal_hold
from forum.actions.update_counts import count_on_board, update_latest_topic
from forum.enums import HELD_POSTS, PostState, RevisionState
from forum.models import Post, Withdrawal
from forum.queries.readers_of_post import others_who_may_have_read
from forum.rules.posts import can_withdraw
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.moderation.actions.clear_item import clear_item

# The columns of a pending edit that Withdrawal.pending stores.
PENDING_FIELDS = ("source", "content_note", "reason", "explanation", "hold_reasons", "created_at")


@transaction.atomic
def withdraw_post(*, post_id: int, author: User) -> Post:
    """Withdraw the author's own post, so that readers no longer see it.

    The author gets the text and copies of the files back as a draft. Until UNDO_FOR has passed, a copy of the post is
    stored, and the author can undo the withdrawal. Open reports of the post stay in the review queue, with its text and
    files, until a moderator has decided on them. A job then deletes the files (forum.actions.end_withdrawal). If an
    opening post has no replies, its topic disappears too. `opened_by` of the post stores how many other people may have
    read it. A second call does nothing.
    """
    post = lock_post(post_id)
    if post.is_withdrawn and post.author_id == author.pk:
        return post
    recheck(author, can_withdraw, post)
    pending = post.revisions.pending().values(*PENDING_FIELDS).first() or {}
    withdrawal = Withdrawal(
        post=post,
        state=post.state,
        source=post.source,
        content_note=post.content_note,
        explanation=post.explanation,
        hold_reasons=post.hold_reasons,
        decision_reason=post.decision_reason,
        pending=pending and pending | {"created_at": pending["created_at"].isoformat()},
        questions=list(post.questions.filter(ended_at=None).values_list("pk", flat=True)),
    )
    fields = as_typed_fields(post)
    withdrawal.answers = withdraw(post)
    withdrawal.draft, copies = return_as_draft(post, fields)
    withdrawal.draft_files = [str(file.pk) for file in copies]
    withdrawal.created_at = post.withdrawn_at or timezone.now()
    Withdrawal.objects.filter(post=post).delete()
    withdrawal.save()
    return post


def withdraw(post: Post) -> dict[str, Any]:
    """Withdraw a post without checking anyone's rights; return what lose_answers returned.

    The text of a live post stays in its revisions. The mentions stay too: a legal hold on a mentioned person finds the
    post by them, even if the person's name has changed since. The caller's transaction holds the post locked.
    """
    was_live = post.is_live
    if was_live:
        store_version(post, post.source, post.content_note, post.explanation)
        post.opened_by = others_who_may_have_read(post).count()
    copy_for_legal_hold(post)
    post.revisions.filter(state=RevisionState.PENDING).delete()
    post.state, post.withdrawn_at, post.source, post.html = PostState.WITHDRAWN, timezone.now(), "", ""
    post.content_note, post.explanation = "", ""
    post.hold_reasons, post.decision_reason = [], ""
    post.save()
    end_author_questions(post)
    clear_item(HELD_POSTS, post.pk)
    post.site_links.all().delete()
    if was_live:
        _count_down(post)
    return lose_answers(post.topic, [post])


def _count_down(post: Post) -> None:
    """Update the counts of the board and, if no post of the topic is live any more, hide the topic."""
    topic = post.topic
    is_alone = not topic.posts.filter(state=PostState.LIVE).exists()
    if is_alone:
        topic.published_at, topic.last_number, topic.last_post_at, topic.last_author = None, 0, None, None
        topic.last_shown_as = ""
        topic.save(update_fields=["published_at", "last_number", "last_post_at", "last_author", "last_shown_as"])
    count_on_board(topic.board_id, topics=-int(is_alone), posts=-1)
    if is_alone:
        update_latest_topic(topic.board_id)
