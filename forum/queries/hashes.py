"""Hash of what the moderator was shown (optimistic lock): a decision is refused if the hash has changed since."""

from collections.abc import Iterable

from forum.enums import HELD_EDITS, HELD_POSTS
from forum.models import Flag, Post, Revision, Topic, TrendNote
from ratsite.lib.optimistic_lock import content_hash
from ratsite.moderation.models import FirstApproval


def shown_hash_of(post: Post, open_flags: Iterable[Flag] | None = None) -> str:
    """Return the hash of what a moderator is shown of a held or flagged post (optimistic lock).

    A decision is refused if the hash has changed since. These changes alter it:
    - The post's text, content note, explanation or files, and whether a file was found to identify a person.
    - The topic's title, marking or readers.
    - Of a held post: a moderator's question to the author, the answer, the first of two approvals, the withdrawal of
      the topic.
    - Of a live or withdrawn post: its open flags, and its withdrawal.

    open_flags: the flags that the page shows; None reads the flags that are open now. A page passes the flags that it
    shows, because a flag that is sent after they were read would be in the hash and not on the page.
    """
    if post.is_held:
        is_published = post.topic.published_at is not None
        also_shown = [_questions_about(post), _first_approval_id(HELD_POSTS, post.pk), is_published]
    else:
        # With the text: a second report by the same reader changes the first one and keeps its id.
        flags = post.flags.open() if open_flags is None else open_flags
        also_shown = [post.state, *sorted([flag.pk, flag.reason, flag.text] for flag in flags)]
    return content_hash([content_hash_of(post), *also_shown])


def content_hash_of(post: Post) -> str:
    """Return the hash of what two approvals must agree on.

    This is the post's text, content note, explanation and files, and its topic's title, marking and readers.
    """
    return content_hash(_written(post))


def shown_hash_of_edit(revision: Revision) -> str:
    """Return the hash of what a moderator is shown of a pending edit. It also changes if the edited post changes."""
    return content_hash([content_hash_of_edit(revision), _first_approval_id(HELD_EDITS, revision.pk)])


def content_hash_of_edit(revision: Revision) -> str:
    return content_hash(
        [*_written(revision.post), revision.source, revision.content_note, revision.reason, revision.explanation]
    )


def _questions_about(post: Post) -> list:
    return [[question.pk, question.answer] for question in post.questions.all()]


def _first_approval_id(queue: str, item_id: int) -> int | None:
    return FirstApproval.objects.about(queue, item_id).values_list("pk", flat=True).first()


def _written(post: Post) -> list:
    files = sorted([str(file.pk), file.identifies] for file in post.attachments.all()) if post.file_count else []
    topic = post.topic
    return [topic.title, topic.marking, topic.board.circle_id, post.source, post.content_note, post.explanation, files]


def hash_of_facts(topic: Topic, note: TrendNote | None = None) -> str:
    """Return the hash of a topic's title and of the months and areas of its trend note (optimistic lock).

    The forms that rename or correct a topic replace these. note: None for the form that only renames the topic, and for
    a topic without a trend note.
    """
    if note is None:
        return content_hash([topic.title])
    months = [note.first_month.isoformat(), note.last_month.isoformat()]
    return content_hash([topic.title, *months, sorted(area.pk for area in note.areas.all())])


def hash_of_note(post: Post) -> str:
    """Return the hash of the post's content note, which a moderator's form replaces (optimistic lock)."""
    return content_hash([post.content_note])


def newest_text(post: Post) -> Post | Revision:
    """Return the edit that waits for a moderator or, if none does, the post: its text is the author's newest."""
    return post.revisions.pending().first() or post


def hash_of_text(newest: Post | Revision) -> str:
    """Return the hash of a text and its content note.

    A form sends back this hash of the newest_text that it showed. If the newest text has another hash by then, it was
    changed since. Take the hash and the text that the form shows from one object: if a text were sent between two
    reads, the form would show one text and have the hash of the other.
    """
    return content_hash([newest.source, newest.content_note])
