"""What a moderator has read, as one word that their form carries: nobody decides about other words than those."""

from forum.models import Post, Revision
from ratsite.lib.versions import word_of


def version_of(post: Post) -> str:
    """Of a held or flagged post: another one after any change of its words, its note, its files or its readers."""
    return word_of(_written(post))


def version_of_edit(revision: Revision) -> str:
    """Of a held change: also another one when what it would replace is."""
    return word_of(
        [*_written(revision.post), revision.source, revision.content_note, revision.reason, revision.spoken_for]
    )


def _written(post: Post) -> list:
    files = sorted(str(file.pk) for file in post.attachments.all()) if post.file_count else []
    topic = post.topic
    return [topic.title, topic.marking, topic.board.circle_id, post.source, post.content_note, post.spoken_for, files]
