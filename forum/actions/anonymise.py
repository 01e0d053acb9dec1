"""Anonymise a topic: remove people's names from it, and reduce what posts say of their authors (reduce_to_role).

A background task anonymises the whole topic. Each step can run again, so an interrupted run resumes where it stopped.
"""

import json
import uuid
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from forum.actions.erase import delete_unseen_parts, withdraw_and_empty
from forum.actions.erase_names import erase_in, reduce_to_role
from forum.actions.lock_rows import lock_post, lock_topic
from forum.actions.notify_author import notify_given_back
from forum.actions.run_poll import make_votes_secret
from forum.actions.save_draft import LOST, save_without_place
from forum.enums import PollBy, RevisionState
from forum.models import (
    DownloadReason,
    Draft,
    Flag,
    GroundAnswer,
    GroundCheck,
    GroundStatement,
    Mention,
    Poll,
    PollOption,
    PollVote,
    Post,
    Revision,
    Topic,
    TopicEvent,
    TrendNote,
)
from forum.models.byline import SOMEBODY
from forum.models.post_queryset import PostQuerySet
from forum.queries.names_in_posts import Name, name_of
from forum.queries.quotes import as_read
from forum.queries.retention import NOBODYS_ADDRESS, is_losing_names, why_topic_must_stay
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.models import StoredFile
from ratsite.lib.personal_data import batches_of_keys, replace_words

# The texts of a topic other than its posts: the model, the lookup of the topic, and the fields.
OTHER_TEXTS: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (Topic, "pk", ("title", "closing_line", "lock_reason")),
    (TopicEvent, "topic", ("detail", "title", "reason")),
    (TrendNote, "topic", ("reading",)),
    (Poll, "topic", ("question",)),
    (PollOption, "poll__topic", ("text",)),
    (GroundCheck, "topic", ("summary",)),
    (GroundStatement, "ground_check__topic", ("text",)),
    (GroundAnswer, "statement__ground_check__topic", ("change",)),
    (Post, "topic", ("content_note", "decision_reason")),
    (Revision, "post__topic", ("title", "content_note", "reason", "decision_reason")),
    (Flag, "post__topic", ("text", "answer")),
    (DownloadReason, "post__topic", ("reason",)),  # the file may have been removed
)


def placeholder_author() -> User:
    """Return the placeholder account that becomes the author of all posts in anonymised topics.

    Nobody can sign in to this account, and no list of members shows it.
    """
    return User.objects.get_or_create(
        email=NOBODYS_ADDRESS,
        defaults={
            "first_name": str(SOMEBODY),
            "state": MemberState.LEFT,
            "is_active": False,
            "listed_as": Listing.ROLE,
            "password": "!",
        },
    )[0]


def anonymise_topic(topic_id: int) -> bool:
    """Anonymise the topic; return False if nobody has decided to, if it is already done, or if a legal hold forbids it.

    Names are removed from all texts before the first post loses its author, so that a second run still finds the names.
    """
    topic = Topic.objects.filter(pk=topic_id, is_anonymised=True).first()
    if topic is None or not is_losing_names(topic):
        return False
    nobody = placeholder_author()
    named = Post.objects.filter(topic=topic).exclude(author=nobody)
    names = _names_in(topic)
    return (
        _each(Post.objects.filter(topic=topic), partial(_erase_names, names=names))
        and _erase_in_other_texts(topic_id, names)
        and _each(named, partial(_unname_post, nobody=nobody, known={}))
        and _unname_topic(topic_id, nobody)
    )


@task
def anonymise_later(topic_id: int) -> None:
    anonymise_topic(topic_id)


def _each(posts: PostQuerySet, step: Callable[[int], bool]) -> bool:
    """Run `step` for each post, each in a transaction of its own; stop and return False when a step returns False.

    A step returns False if a legal hold was placed in the meantime and forbids it.
    """
    return all(step(post_id) for numbers in batches_of_keys(posts) for post_id in numbers)


def _names_in(topic: Topic) -> list[Name]:
    """Return the names of the people who wrote in the topic or are mentioned in it."""
    authors = topic.posts.exclude(author__email=NOBODYS_ADDRESS).values("author")
    mentioned = Mention.objects.filter(post__topic=topic).values("person")
    people = User.objects.filter(Q(pk__in=authors) | Q(pk__in=mentioned)).order_by("pk").select_related("agency")
    return [name_of(person, instead=_("a member")) for person in people]


def _save_unread_as_drafts(post: Post) -> None:
    """Save, as drafts of the author, those texts of the post that readers have never seen; delete them from the post.

    They are the text of a held or rejected post, or the edits of a live post that no moderator has approved. Without
    the drafts the author would lose them, because the posts of an anonymised topic do not say who wrote them.
    """
    texts = []
    if post.is_live:
        since = post.edited_at or post.published_at
        own = Q(state=RevisionState.PENDING) | Q(state=RevisionState.REJECTED, created_at__gt=since)
        texts = [
            (as_read(post, waiting.source, post.author), waiting.content_note) for waiting in post.revisions.filter(own)
        ]
        delete_unseen_parts(post)
    elif not post.is_withdrawn:
        texts = [(as_read(post, post.source, post.author), post.content_note)]
        withdraw_and_empty(post)
    drafts = []
    for source, note in texts:
        fields = {"body": [source], **({"content_note": [note]} if note else {})}
        drafts.append(save_without_place(person=post.author, submission=uuid.uuid4(), fields=fields))
    if texts and post.author.is_active:
        notify_given_back(post.author, filter(None, drafts))


@transaction.atomic
def _erase_names(post_id: int, names: list[Name]) -> bool:
    """Save the texts that nobody read as drafts of the author, and remove the names from the post.

    Returns False if a legal hold forbids it.
    """
    post = lock_post(post_id)
    if why_topic_must_stay(post.topic):
        return False
    _save_unread_as_drafts(post)
    erase_in(post, names)
    return True


@transaction.atomic
def _unname_post(post_id: int, nobody: User, known: dict[tuple, bool]) -> bool:
    """Make the placeholder account the post's author; return False if a legal hold now forbids it.

    known: see job_title_without_name.
    """
    post = lock_post(post_id)
    if why_topic_must_stay(post.topic):
        return False
    reduce_to_role(post, known)
    post.author, post.submission, post.explanation = nobody, None, ""
    post.save(update_fields=["author", "agency", "profile", "agency_kind", "job_title", "submission", "explanation"])
    post.revisions.update(explanation="")
    post.reveals.all().delete()
    post.questions.all().delete()
    post.thanks.all().delete()
    _unlink_drafts(post)
    return True


def _unlink_drafts(post: Post) -> None:
    """Detach drafts of edits from the post, so that no draft says which post its owner wrote."""
    for draft in Draft.objects.filter(post=post):
        draft.post, draft.place = None, f"{LOST}{uuid.uuid4()}"
        draft.save(update_fields=["post", "place"])


@transaction.atomic
def _erase_in_other_texts(topic_id: int, names: list[Name]) -> bool:
    """Remove the names from all texts of the topic other than its posts; return False if a legal hold forbids it."""
    topic = lock_topic(topic_id)
    if why_topic_must_stay(topic):
        return False
    without = partial(replace_words, words=[name.written for name in names], instead=_("a member"))
    for model, lookup, fields in OTHER_TEXTS:
        for field in fields:
            _erase_in_field(model._default_manager.filter(**{lookup: topic_id}), without, field)
    Topic.objects.get(pk=topic_id).save(update_fields=["slug"])
    for check in topic.ground_checks.exclude(result=[]):
        check.result = json.loads(without(json.dumps(check.result, ensure_ascii=False)))
        check.save(update_fields=["result"])
    return True


def _erase_in_field(rows: QuerySet, without: Callable[[str], str], field: str) -> None:
    """Remove the names from this field of each row. A text that becomes too long for the field is cut.

    without: the function that removes the names from a text.
    """
    for row in rows.only("pk", field):
        before = getattr(row, field)
        if (after := without(before)) != before:
            rows.model._default_manager.filter(pk=row.pk).update(
                **{field: after[: row._meta.get_field(field).max_length]}
            )


@transaction.atomic
def _unname_topic(topic_id: int, nobody: User) -> bool:
    """Make the placeholder account the author of the topic and of its polls, ground checks, asks and files.

    Events no longer name their actors, and polls by name become secret. Returns False if a legal hold now forbids it.
    """
    topic = lock_topic(topic_id)
    if why_topic_must_stay(topic):
        return False
    for poll in topic.polls.filter(is_named=True, by=PollBy.PERSON):
        make_votes_secret(poll)
    PollVote.objects.filter(poll__topic=topic, agency__isnull=False).update(person=None)
    topic.polls.update(started_by=nobody)
    topic.ground_checks.update(proposed_by=nobody)
    topic.author = nobody
    topic.last_author = nobody if topic.last_author_id else None
    topic.save(update_fields=["author", "last_author"])
    StoredFile.objects.filter(attachment__post__topic=topic).update(uploaded_by=nobody)
    topic.asks.update(asked_by=nobody, asked_as=str(SOMEBODY))
    topic.events.exclude(actor=None).update(actor=None, shown_as=str(SOMEBODY))
    record(topic, "forum.topic.unnamed", actor=None)
    return True
