"""What a moderator has read, as one word that their form carries: nobody decides about other words than those."""

from forum.enums import HELD_EDITS, HELD_POSTS
from forum.models import Post, Revision
from ratsite.lib.versions import word_of
from ratsite.moderation.models import FirstApproval


def version_of(post: Post) -> str:
    """Of a held or flagged post: another one after any change of its words, its note, its files or its readers, and
    after the check of a file has found that it may identify somebody.

    Of a held one also when its author was asked or has answered, and when somebody has approved it first.
    """
    return word_of([words_of(post), _said_of(post), _first(HELD_POSTS, post.pk)]) if post.is_held else words_of(post)


def words_of(post: Post) -> str:
    """What two moderators approve: the same words, for the same readers."""
    return word_of(_written(post))


def version_of_edit(revision: Revision) -> str:
    """Of a held change: also another one when what it would replace is."""
    return word_of([words_of_edit(revision), _first(HELD_EDITS, revision.pk)])


def words_of_edit(revision: Revision) -> str:
    return word_of(
        [*_written(revision.post), revision.source, revision.content_note, revision.reason, revision.spoken_for]
    )


def _said_of(post: Post) -> list:
    return [[question.pk, question.answer] for question in post.questions.all()]


def _first(source: str, item_id: int) -> int | None:
    return FirstApproval.objects.about(source, item_id).values_list("pk", flat=True).first()


def _written(post: Post) -> list:
    files = sorted([str(file.pk), file.identifies] for file in post.attachments.all()) if post.file_count else []
    topic = post.topic
    return [topic.title, topic.marking, topic.board.circle_id, post.source, post.content_note, post.spoken_for, files]
