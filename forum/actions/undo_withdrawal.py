"""Undo the withdrawal of a post, and delete withdrawals that can no longer be undone."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from forum.actions.answer_question import restore_answers
from forum.actions.apply_file_check import apply_checks_to_files_of
from forum.actions.end_withdrawal import delete_withdrawn_files, end_withdrawal
from forum.actions.lock_rows import lock_post, recheck_on_board
from forum.actions.return_as_draft import as_typed_fields
from forum.actions.save_draft_files import delete_drafts
from forum.actions.set_text import set_text, store_references
from forum.actions.update_counts import count_on_board, update_latest_topic
from forum.enums import RevisionState
from forum.models import Draft, Post, Topic, Withdrawal
from forum.models.post import UNDO_FOR
from forum.rules.posts import can_undo_withdrawal
from forum.tasks import notify_of_post
from ratsite.accounts.models import User


@transaction.atomic
def undo_withdrawal(*, post_id: int, author: User) -> Post:
    """Restore the author's withdrawn post as it was: its text, number, state and place in the counts.

    Nobody is notified twice. Does nothing if the post is no longer withdrawn.

    - A moderator's question and a pending edit that the withdrawal ended are open again.
    - The asks of the topic's question return to their earlier state, unless someone has changed them since.
    - The draft with the text and the copies of the files is deleted, unless it was changed since.
    - The result of a file check that ended in the meantime takes effect now.
    """
    post = lock_post(post_id)
    if post.author_id == author.pk and not post.is_withdrawn:
        return post
    author = recheck_on_board(post.topic.board, author, can_undo_withdrawal, post)
    withdrawal = Withdrawal.objects.get(post=post)
    is_live = post.number is not None
    set_text(post, withdrawal.source)
    post.state, post.withdrawn_at, post.opened_by = withdrawal.state, None, 0
    post.content_note, post.explanation = withdrawal.content_note, withdrawal.explanation
    post.hold_reasons, post.decision_reason = withdrawal.hold_reasons, withdrawal.decision_reason
    post.save()
    store_references(post)
    _delete_version(post)
    if withdrawal.pending:
        created_at = dt.datetime.fromisoformat(withdrawal.pending["created_at"])
        post.revisions.create(**withdrawal.pending | {"created_at": created_at, "state": RevisionState.PENDING})
    post.questions.filter(pk__in=withdrawal.questions).update(ended_at=None)
    withdrawal.delete()
    if is_live:
        _count_up(post)
        transaction.on_commit(partial(notify_of_post.enqueue, post.pk))  # notifies nobody a second time
    restore_answers(post.topic, withdrawal.answers)
    apply_checks_to_files_of(post)
    post.attachments.update(is_copied=False)
    _delete_draft(post, withdrawal)
    return post


def delete_old_withdrawals() -> None:
    """Delete the copies of withdrawn posts that can no longer be restored, and the files of these posts."""
    over = Withdrawal.objects.filter(created_at__lte=timezone.now() - UNDO_FOR)
    for post_id in list(over.values_list("post_id", flat=True)):
        end_withdrawal(post_id)
    delete_withdrawn_files()


def _delete_version(post: Post) -> None:
    """If the post was never edited, delete the revision that the withdrawal stored."""
    applied = post.revisions.filter(state=RevisionState.APPLIED)
    if post.edited_at is None and applied.count() == 1:
        applied.delete()


def _count_up(post: Post) -> None:
    """Update the counts of the board; if the withdrawal of this post had hidden the topic, show the topic again."""
    topic = post.topic
    is_alone = topic.published_at is None
    if is_alone:
        numbered = topic.posts.filter(number__isnull=False)
        given = numbered.aggregate(first=Min("published_at"), highest=Max("number"))
        topic.published_at, topic.last_number, topic.last_post_at = given["first"], given["highest"], post.published_at
        topic.last_author, topic.last_shown_as = post.author, post.shown_as
        if topic.arranged_at and post.published_at and topic.arranged_at > post.published_at:
            topic.last_post_at = topic.arranged_at
        Topic.objects.filter(pk=topic.pk).update(
            published_at=topic.published_at,
            last_number=topic.last_number,
            last_post_at=topic.last_post_at,
            last_author=topic.last_author,
            last_shown_as=topic.last_shown_as,
        )
    count_on_board(topic.board_id, topics=int(is_alone), posts=1)
    if is_alone:
        update_latest_topic(topic.board_id)


def _delete_draft(post: Post, withdrawal: Withdrawal) -> None:
    """Delete the draft that the withdrawal made, unless its writer has changed it or added files."""
    drafts = Draft.objects.filter(pk__in=[withdrawal.draft_id] if withdrawal.draft_id else [])
    draft = drafts.select_for_update(no_key=True).first()
    if draft is None or draft.fields != as_typed_fields(post):
        return
    if not draft.files.exclude(pk__in=withdrawal.draft_files).exists():
        delete_drafts(drafts)
