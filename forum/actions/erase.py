"""Erase a person from the forum, in steps. A step that runs a second time finds nothing more to do.

The person chooses whether their published posts stay, without their name, or are emptied. Text of the person that
nobody else has read is always deleted, and their name is removed everywhere.
"""

import json

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from forum.actions.attach_files import detach
from forum.actions.erase_names import erase_in_drafts, erase_in_post, reduce_to_role
from forum.actions.lock_rows import lock_post, lock_topic
from forum.actions.save_draft_files import delete_drafts
from forum.actions.settle_flags import notify_reporters, settle_flags
from forum.actions.withdraw import withdraw
from forum.enums import HELD_EDITS, EventKind, FlagOutcome, RevisionState
from forum.fulltext import POST_INDEX, TOPIC_INDEX
from forum.models import (
    DownloadReason,
    Draft,
    Flag,
    GroundAnswer,
    GroundCheck,
    GroundStatement,
    ModeratorQuestion,
    Poll,
    PollOption,
    PollVote,
    Post,
    Quotation,
    Reveal,
    Revision,
    Signal,
    Topic,
    TopicEvent,
    TopicHold,
    TopicPrint,
    TrendNote,
    Withdrawal,
)
from forum.queries.names_in_posts import Name, marked_names, may_contain_name, names_of
from ratsite.files.fulltext import FILE_TEXTS
from ratsite.lib.personal_data import Erasing, batches_of_keys, erase_in_fields
from ratsite.moderation.actions.clear_item import clear_item

WITHDRAWN_TITLE = gettext_lazy("A withdrawn topic")


def erase_drafts(erasing: Erasing) -> None:
    """Delete the person's drafts and the files in them."""
    for numbers in batches_of_keys(Draft.objects.filter(person=erasing.person)):
        delete_drafts(Draft.objects.filter(pk__in=numbers))


def erase_posts(erasing: Erasing) -> None:
    """Remove the person's name from their live posts if they chose that these stay; withdraw and empty all others."""
    known: dict[tuple, bool] = {}
    for numbers in batches_of_keys(Post.objects.filter(author=erasing.person)):
        for post_id in numbers:
            _erase_post(post_id, erasing, known)


@transaction.atomic
def _erase_post(post_id: int, erasing: Erasing, known: dict[tuple, bool]) -> None:
    """Remove the name from a live post that stays by the person's choice; withdraw and empty any other post.

    known: see job_title_without_name.
    """
    post = lock_post(post_id)
    if erasing.keeps_posts and post.is_live:
        _remove_name(post, erasing)
        reduce_to_role(post, known)
        delete_unseen_parts(post)
    else:
        withdraw_and_empty(post)
        reduce_to_role(post, known)
        post.job_title = ""
    post.submission, post.explanation = None, ""
    post.save()


def delete_unseen_parts(post: Post) -> None:
    """Delete the post's edits that readers have never seen, and its files that readers cannot download."""
    waiting = post.revisions.exclude(state=RevisionState.APPLIED)
    for revision_id in waiting.values_list("pk", flat=True):
        clear_item(HELD_EDITS, revision_id)
    waiting.delete()
    shown = post.attachments.open().values("pk")
    detach(post, list(post.attachments.exclude(pk__in=shown).values_list("pk", flat=True)), actor=None)


def _remove_name(post: Post, erasing: Erasing) -> None:
    """Remove the erased person's name from their post, from quotations of it and from its revisions."""
    source = erasing.without(post.source)
    if source != post.source:
        post.set_body(source, marked_names(post))
    for quotation in post.quoted_in.all():
        quotation.text = erasing.without(quotation.text)
        quotation.save(update_fields=["text"])
    post.content_note = erasing.without(post.content_note)[:80]
    for revision in post.revisions.all():
        revision.source, revision.explanation = erasing.without(revision.source), ""
        revision.reason, revision.title = (
            erasing.without(revision.reason)[:200],
            erasing.without(revision.title)[:140],
        )
        revision.save(update_fields=["source", "explanation", "reason", "title"])


def withdraw_and_empty(post: Post) -> None:
    """Withdraw the post and delete its text everywhere, including its revisions, quotes and files."""
    for revision_id in post.revisions.values_list("pk", flat=True):
        clear_item(HELD_EDITS, revision_id)
    notify_reporters(settle_flags(post, FlagOutcome.WITHDRAWN))  # moderators could no longer read what they are about
    if not post.is_withdrawn:
        withdraw(post)
    post.revisions.all().delete()
    post.mentions.all().delete()
    post.quotations.all().delete()
    post.quoted_in.all().delete()
    detach(post, list(post.attachments.values_list("pk", flat=True)), actor=None)


def erase_topics(erasing: Erasing) -> None:
    """Remove the person's name from the titles of their topics, or delete the titles if their posts are emptied.

    The title of a topic that is not published is deleted in either case. Closing lines are treated like titles.
    """
    for numbers in batches_of_keys(Topic.objects.filter(author=erasing.person)):
        for topic_id in numbers:
            with transaction.atomic():
                _erase_topic(lock_topic(topic_id), erasing)


def _erase_topic(topic: Topic, erasing: Erasing) -> None:
    if erasing.keeps_posts and topic.published_at is not None:
        topic.title = erasing.without(topic.title)[:140]
        topic.closing_line = erasing.without(topic.closing_line)[:300]
    else:
        topic.title, topic.closing_line = str(WITHDRAWN_TITLE), ""
        topic.quoting_events.filter(kind=EventKind.RENAMED).update(title=f"“{WITHDRAWN_TITLE}”")
        # The sentences of these events already have the quotation marks.
        topic.quoting_events.exclude(kind=EventKind.RENAMED).update(title=str(WITHDRAWN_TITLE))
    topic.save(update_fields=["title", "slug", "closing_line"])


def erase_flags(erasing: Erasing) -> None:
    """Delete the text that the person wrote in their flags. The flags and their outcomes stay."""
    for numbers in batches_of_keys(Flag.objects.filter(reporter=erasing.person).exclude(text="")):
        Flag.objects.filter(pk__in=numbers).update(text="")


def erase_download_reasons(erasing: Erasing) -> None:
    """Remove the agency from the person's download reasons and from the records of their printed copies.

    The reason itself is deleted a year after the download; until then it is stored with the person's id.
    """
    TopicPrint.objects.filter(person=erasing.person).exclude(agency=None).update(agency=None)
    for numbers in batches_of_keys(DownloadReason.objects.filter(person=erasing.person).exclude(agency=None)):
        DownloadReason.objects.filter(pk__in=numbers).update(agency=None)


def erase_signals(erasing: Erasing) -> None:
    """Remove the person from the signals that they made for their agency. The signals stay and still count."""
    for numbers in batches_of_keys(Signal.objects.filter(person=erasing.person)):
        Signal.objects.filter(pk__in=numbers).update(person=None)


def erase_agency_votes(erasing: Erasing) -> None:
    """Remove the person from the votes that they chose for their agency. The votes stay and still count."""
    PollVote.objects.filter(person=erasing.person, agency__isnull=False).update(person=None)


def erase_in_remarks(erasing: Erasing) -> None:
    """Remove the person's name from what other people wrote about posts: reasons, questions, answers and events."""
    erase_in_fields(ModeratorQuestion.objects.all(), "text", "answer", erasing=erasing)
    erase_in_fields(Flag.objects.all(), "text", "answer", erasing=erasing)
    erase_in_fields(Reveal.objects.all(), "reason", erasing=erasing)
    erase_in_fields(DownloadReason.objects.all(), "reason", erasing=erasing)
    erase_in_fields(TopicEvent.objects.all(), "detail", "title", "reason", "shown_as", erasing=erasing)
    erase_in_fields(Topic.objects.all(), "lock_reason", "shown_as", "last_shown_as", erasing=erasing)
    erase_in_fields(TrendNote.objects.all(), "reading", erasing=erasing)
    erase_in_fields(TopicHold.objects.all(), "reason", erasing=erasing)
    erase_in_fields(Poll.objects.all(), "question", erasing=erasing)
    erase_in_fields(PollOption.objects.all(), "text", erasing=erasing)
    erase_in_fields(GroundCheck.objects.all(), "summary", erasing=erasing)
    erase_in_fields(GroundStatement.objects.all(), "text", erasing=erasing)
    erase_in_fields(GroundAnswer.objects.all(), "change", erasing=erasing)
    erase_in_fields(Post.objects.all(), "decision_reason", "explanation", "content_note", erasing=erasing)
    erase_in_fields(
        Revision.objects.all(), "decision_reason", "reason", "explanation", "title", "content_note", erasing=erasing
    )
    for check in GroundCheck.objects.exclude(result=[]):  # an ended check: nobody can change it any more
        before = json.dumps(check.result, ensure_ascii=False)
        if (text := erasing.without(before)) != before:
            GroundCheck.objects.filter(pk=check.pk).update(result=json.loads(text))
    for copy in Withdrawal.objects.all():
        remarks = [copy.content_note, copy.explanation, copy.decision_reason]
        remarks += [copy.pending.get(name, "") for name in ("content_note", "explanation", "reason")]
        if any(erasing.without(text) != text for text in remarks):
            copy.delete()


def erase_name(erasing: Erasing) -> None:
    """Remove the person's names from all versions of other people's posts, and from other people's drafts."""
    person = erasing.person
    names = names_of(person)
    for name in names:
        _erase_name_in_posts(erasing, name, names)
    for numbers in batches_of_keys(Draft.objects.exclude(person=person)):
        erase_in_drafts(names, Draft.objects.filter(pk__in=numbers))


def _erase_name_in_posts(erasing: Erasing, name: Name, names: list[Name]) -> None:
    """Remove all these names from the posts that may contain `name` or mention the person."""
    mentioned = Q(mentions__person=erasing.person)
    versions = Revision.objects.filter(may_contain_name(name)).values("post")
    quoted = Quotation.objects.filter(may_contain_name(name, "text")).values(
        "quoted"
    )  # also quoted text that the post no longer contains
    withdrawals = Withdrawal.objects.filter(may_contain_name(name) | may_contain_name(name, "pending__source")).values(
        "post"
    )
    naming = mentioned | may_contain_name(name) | Q(pk__in=versions) | Q(pk__in=quoted) | Q(pk__in=withdrawals)
    for numbers in batches_of_keys(Post.objects.filter(naming).distinct()):
        for post_id in numbers:
            erase_in_post(post_id, names)


def erase_in_indexes(erasing: Erasing) -> None:
    """Remove the erased text from the full-text indexes: SQLite keeps deleted text until it is removed."""
    for index in (TOPIC_INDEX, POST_INDEX, FILE_TEXTS):
        index.remove_deleted()
