"""Taking a person out of the forum, step by step; each finds nothing to do the second time.

What others read stays or goes as the person chose; what nobody else reads goes. Their name goes everywhere.
"""

from django.db import transaction
from django.db.models import Q

from forum.actions.answering import settle_flags
from forum.actions.editing import withdraw
from forum.actions.filing import detach
from forum.actions.locking import lock_post, lock_topic
from forum.enums import FlagOutcome, RevisionState
from forum.forgetting import forget_in_draft, forget_in_post, holding, marked_names, name_of
from forum.models import Draft, Flag, Post, Revision, Topic
from forum.words import POSTS, TOPICS
from ratsite.files.words import FILE_TEXTS
from ratsite.holdings import Erasing, batches

WITHDRAWN_TITLE = "A withdrawn topic"


def erase_posts(erasing: Erasing) -> None:
    for numbers in batches(Post.objects.filter(author=erasing.person)):
        for post_id in numbers:
            _erase_post(post_id, erasing)


@transaction.atomic
def _erase_post(post_id: int, erasing: Erasing) -> None:
    post = lock_post(post_id)
    if erasing.keeps_posts and post.is_live:
        _take_out_what_waits(post)
        _say_by_role(post, erasing)
    else:
        _take_words_away(post)
        post.job_title = ""
    if post.agency is not None:
        post.agency_kind, post.agency = post.agency.kind, None
    post.submission, post.spoken_for = None, ""
    post.save()


def _take_out_what_waits(post: Post) -> None:
    """Changes that nobody else has read, and files that nobody else is given."""
    post.revisions.exclude(state=RevisionState.APPLIED).delete()
    shown = post.attachments.open().values("pk")
    detach(post, list(post.attachments.exclude(pk__in=shown).values_list("pk", flat=True)), actor=None)


def _say_by_role(post: Post, erasing: Erasing) -> None:
    """Whoever signs their words does it without a name from now on."""
    source = erasing.without(post.source)
    if source != post.source:
        post.set_body(source, marked_names(post))
    post.content_note = erasing.without(post.content_note)[:80]
    for revision in post.revisions.all():
        revision.source, revision.spoken_for = erasing.without(revision.source), ""
        revision.reason = erasing.without(revision.reason)[:200]
        revision.save(update_fields=["source", "spoken_for", "reason"])


def _take_words_away(post: Post) -> None:
    """Also those that the revisions keep for moderators' questions."""
    detach(post, list(post.attachments.values_list("pk", flat=True)), actor=None)
    if not post.is_withdrawn:
        settle_flags(post, FlagOutcome.WITHDRAWN)
        withdraw(post)
    post.revisions.all().delete()


def erase_topics(erasing: Erasing) -> None:
    """Titles go with the words; a topic that nobody else has seen has none."""
    for numbers in batches(Topic.objects.filter(author=erasing.person)):
        for topic_id in numbers:
            with transaction.atomic():
                _erase_topic(lock_topic(topic_id), erasing)


def _erase_topic(topic: Topic, erasing: Erasing) -> None:
    if erasing.keeps_posts and topic.published_at is not None:
        topic.title, topic.learned = erasing.without(topic.title)[:140], erasing.without(topic.learned)[:300]
    else:
        topic.title, topic.learned = WITHDRAWN_TITLE, ""
    topic.save(update_fields=["title", "slug", "learned"])


def erase_flags(erasing: Erasing) -> None:
    """That somebody flagged a post, and what became of it, stays; what they said about it goes."""
    for numbers in batches(Flag.objects.filter(reporter=erasing.person).exclude(words="")):
        Flag.objects.filter(pk__in=numbers).update(words="")


def forget_name(erasing: Erasing) -> None:
    """In the words of others: their posts, every version of them, and what they are writing."""
    person = erasing.person
    name = name_of(person, frozenset(person.posts.values_list("pk", flat=True)))
    called = Q(mentions__person=person)
    versions = Revision.objects.filter(holding(name)).values("post")
    for numbers in batches(Post.objects.filter(called | holding(name) | Q(pk__in=versions)).distinct()):
        for post_id in numbers:
            forget_in_post(post_id, name, person)
    for numbers in batches(Draft.objects.exclude(person=person)):
        for draft_id in numbers:
            forget_in_draft(draft_id, name)


def forget_words_in_indexes(erasing: Erasing) -> None:
    for index in (TOPICS, POSTS, FILE_TEXTS):
        index.forget_deleted()
