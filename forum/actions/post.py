"""Start a topic or post a reply."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from forum.actions.answer_question import answer_for
from forum.actions.attach_files import attach
from forum.actions.discard_draft import discard_posted_draft
from forum.actions.follow import follow_own_topic
from forum.actions.lock_rows import lock_board, lock_topic
from forum.actions.mark_read import mark_own_post_read
from forum.actions.move_read_marks import set_decision_positions
from forum.actions.record_event import record_event
from forum.actions.save_draft import Seen, reply_place, topic_place
from forum.actions.save_draft_files import PostedFile, TakenFile, reasons_to_hold, take_files
from forum.actions.set_text import set_text, store_quotations, store_references
from forum.actions.update_counts import count_new_post
from forum.enums import EventKind, PostState, TopicKind, Voice
from forum.models import Ask, Board, Post, Topic, TrendNote
from forum.models.ask import end_of
from forum.models.board import BoardQuerySet
from forum.models.byline import byline_today, job_title_of
from forum.models.post_queryset import PostQuerySet
from forum.posting_limits import why_too_fast
from forum.queries.sent_form import posted_with_other_form
from forum.rules.boards import can_see, can_speak, can_start_topic
from forum.rules.topics import can_reply, must_wait_until
from forum.screening import screen
from forum.tasks import notify_of_post
from forum.text.quotes import Stored, as_stored
from ratsite.accounts.actions.lock_rows import lock_person, reloaded
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.audit.actions import record
from ratsite.lib.db.compiled_queries import compiled


@transaction.atomic
def start_topic(
    *,
    board: Board,
    author: User,
    title: str,
    body: str,
    marking: str,
    may_act: str,
    kind: str = TopicKind.DISCUSSION,
    forms=(),
    affected=(),
    asked_remits=(),
    answer_by: dt.date | None = None,
    asked_from: Topic | None = None,
    trend: Mapping[str, Any] | None = None,
    content_note: str = "",
    voice: str = Voice.NAME,
    files: Sequence[PostedFile] = (),
    explanation: str = "",
    submission: uuid.UUID | None = None,
    draft: Seen | None = None,
    written_at: dt.datetime | None = None,
) -> Post:
    """Start a topic with its first post, published or held, and return that post.

    The same form or text sent twice returns the first post (posted_with_other_form). Raises PermissionDenied if the
    rights or the posting limits no longer allow it: the board may have been archived or given to another audience while
    the person typed.

    - explanation: the author's reason why an identifier finding is not about a person; a moderator then reviews the
      post.
    - voice: how the post names its author; see rules.boards.can_speak.
    - asked_remits, answer_by: the remits that the question is for, and the day by which an answer is wanted; for a
      question only.
    - asked_from: the topic whose page led the author to ask; for a question only.
    - trend: the fields of TrendNote, for a trend note only.
    - submission: the random id in the form (idempotency key).
    - draft: see discard_posted_draft.
    - written_at: for imports, which no posting limit stops.
    """
    lock_person(author.pk)
    if first := sent_before(author, submission):
        return first
    board, author = lock_board(board.pk), reloaded(author)
    if not (can_start_topic(author, board) and can_see(author, board) and can_speak(author, voice, board)):
        raise PermissionDenied
    where = {"topic__board": board, "topic__kind": kind, "topic__title": title}
    if draft and (first := _posted_elsewhere(author, topic_place(board, kind), draft, body, **where)):
        return first
    if written_at is None and why_too_fast(author, Topic):
        raise PermissionDenied
    stored = as_stored_now(body, writer=author, board=board, marking=marking)
    now = written_at or timezone.now()
    shown_as = "" if voice == Voice.NAME else byline_today(voice, author, board).name
    topic = Topic.objects.create(
        board=board,
        author=author,
        shown_as=shown_as,
        title=title,
        kind=kind,
        marking=marking,
        may_act=may_act,
        asked_from=asked_from,
        created_at=now,
    )
    topic.forms.set(forms)
    topic.affected.set(affected)
    same = {"asked_by": author, "asked_as": shown_as, "asked_at": now, "answer_by": answer_by}
    same["ends_on"] = end_of(answer_by or timezone.localdate(now))
    Ask.objects.bulk_create(Ask(topic=topic, remit=remit, **same) for remit in asked_remits)
    if asked_remits:
        names = ", ".join(remit.name for remit in asked_remits)
        record_event(topic, EventKind.ASKED, actor=author, shown_as=shown_as, detail=names, after=1, at=now)
    if trend:
        facts = dict(trend)
        areas = facts.pop("areas", ())
        TrendNote.objects.create(topic=topic, **facts).areas.set(areas)
    attached = take_files(files, author)
    place, shown = topic_place(board, kind), {"board_id": board.pk, "kind": kind}
    discard_posted_draft(person=author, place=place, seen=draft, posted=(title, body, content_note), **shown)
    post = Post(topic=topic, author=author, voice=voice, submission=submission)
    post.content_note, post.explanation = content_note, explanation
    return _add_post(post, stored, attached, written_at)


@transaction.atomic
def post_reply(
    *,
    topic: Topic,
    author: User,
    body: str,
    content_note: str = "",
    voice: str = Voice.NAME,
    files: Sequence[PostedFile] = (),
    explanation: str = "",
    reply_to: int | None = None,
    answers_for: Collection[int] = (),
    submission: uuid.UUID | None = None,
    draft: Seen | None = None,
    written_at: dt.datetime | None = None,
) -> Post:
    """Publish or hold a reply and return it.

    The same form or text sent twice returns the first reply (posted_with_other_form). Raises PermissionDenied if
    rights, quotes, slow mode or posting limits no longer allow it: the topic may have changed while the person typed.

    - reply_to: id of the post in this topic that the reply answers. If that post no longer exists, the reply is posted
      without this reference.
    - answers_for: ids of the remits for which the author answers the topic's question.
    - submission: the random id in the form (idempotency key).
    - draft: see discard_posted_draft.
    - written_at: for imports, which no posting limit stops.
    """
    lock_person(author.pk)  # two replies of one person are counted one after the other
    topic = lock_topic(topic.pk)
    if first := sent_before(author, submission):
        return first
    author = reloaded(author)
    board = _readable_board.first(author, topic.board_id)
    if board is None:
        raise PermissionDenied
    topic.board = board
    if not (can_reply(author, topic) and can_speak(author, voice, board)):
        raise PermissionDenied
    where = {"topic": topic.pk, "reply_to": reply_to}
    if draft and (first := _posted_elsewhere(author, reply_place(topic), draft, body, **where)):
        return first
    if written_at is None and (must_wait_until(author, topic) or why_too_fast(author, Post)):
        raise PermissionDenied
    stored = as_stored_now(body, writer=author, board=topic.board, marking=topic.marking)
    attached = take_files(files, author)
    posted = (body, content_note)
    discard_posted_draft(person=author, place=reply_place(topic), seen=draft, posted=posted, topic_id=topic.pk)
    post = Post(topic=topic, author=author, voice=voice, submission=submission)
    post.content_note, post.explanation = content_note, explanation
    if reply_to is not None:
        post.reply_to = topic.posts.live().filter(pk=reply_to).first()
    post.answers_for = sorted(answers_for)
    return _add_post(post, stored, attached, written_at)


@compiled(Reader, int)
def _readable_board(reader: User, board_id: int) -> BoardQuerySet:
    return Board.objects.visible_to(reader).filter(pk=board_id).order_by()


def as_stored_now(body: str, *, writer: User, board: Board, marking: str, post: Post | None = None) -> Stored:
    """Return a typed text as a post stores it (see as_stored); raise PermissionDenied if a quote in it is refused.

    The form has already shown any refusal; this catches what has changed since then.
    """
    stored = as_stored(body, writer=writer, board=board, marking=marking, post=post)
    if stored.refusal:
        raise PermissionDenied
    return stored


def sent_before(author: User, submission: uuid.UUID | None) -> Post | None:
    """Return the post that was made from an earlier submission of the same form; None if there is none.

    A caller that makes a post if there is none must hold a lock, so that a second submission of the form waits until
    the first post is saved.
    """
    if submission is None:
        return None
    return _of_submission.first(author.pk, submission)


@compiled(int, uuid.UUID)
def _of_submission(author_id: int, submission: uuid.UUID) -> PostQuerySet:
    return Post.objects.filter(author=author_id, submission=submission).order_by()


def _posted_elsewhere(author: User, place: str, draft: Seen, body: str, **where: Any) -> Post | None:
    """Return the post that another form made with this text; None if there is none (posted_with_other_form).

    The caller's transaction holds the author locked.
    """
    return posted_with_other_form(author=author, place=draft.place(place), sequence=draft.sequence, body=body, **where)


def _add_post(
    post: Post, stored: Stored, files: Sequence[UploadedFile | TakenFile], written_at: dt.datetime | None
) -> Post:
    """Complete the new post, publish or hold it, and store its references, quotations and files."""
    now = written_at or timezone.now()
    post.agency, post.job_title = post.author.agency, job_title_of(post.voice, post.author, post.topic.board)
    post.profile_id = post.agency.profile_id if post.agency else None
    post.created_at, post.state = now, PostState.HELD
    post.file_count = len(files)
    set_text(post, stored.source)
    decision = screen(post, stored.quoted_words, reasons_to_hold(files))
    post.hold_reasons = list(decision.hold_reasons)
    if decision.publishes:
        publish(post, at=now, is_news=written_at is None)
    else:
        post.save()
    if "@" in stored.source or "<a " in post.html:
        store_references(post)
    if stored.quotations:
        store_quotations(post, stored.quotations)
    if files:
        attach(post, files)
    if post.voice == Voice.BEHALF:
        record(post, "forum.post.on_behalf", actor=post.author)  # the log page names nobody (forum audit_log)
    return post


def publish(post: Post, *, at: dt.datetime, is_news: bool = True) -> None:
    """Give the post its number in the topic and make it live. The caller's transaction holds post.topic locked.

    is_news: False for imports, about which nobody is notified.
    """
    topic = post.topic
    is_opening = topic.published_at is None
    topic.last_number = next_number(topic)
    topic.published_at = topic.published_at or at
    topic.last_post_at, topic.last_author, topic.last_shown_as = at, post.author, post.shown_as
    Topic.objects.filter(pk=topic.pk).update(
        last_number=topic.last_number,
        published_at=topic.published_at,
        last_post_at=at,
        last_author=post.author,
        last_shown_as=post.shown_as,
    )
    was_waiting = post.pk is not None
    post.number, post.state, post.published_at = topic.last_number, PostState.LIVE, at
    post.save()
    if was_waiting:
        set_decision_positions(post)
    count_new_post(topic, is_opening=is_opening)
    answer_for(post, at=at)
    mark_own_post_read(topic=topic, author=post.author, number=topic.last_number)
    follow_own_topic(person=post.author, topic=topic)
    if is_news:
        transaction.on_commit(partial(notify_of_post.enqueue, post.pk))


def next_number(topic: Topic) -> int:
    """Return the number for the topic's next post: one above the highest number that the topic has ever given.

    Numbers of posts that were withdrawn or moved away are never used again, even if all posts of the topic were
    withdrawn and its last_number is 0.
    """
    given = topic.last_number or topic.posts.aggregate(highest=Max("number"))["highest"] or 0
    return max(given, *topic.gone_numbers, 0) + 1
