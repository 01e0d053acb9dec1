"""What a post said before: each recorded change of its words and of its content note."""

from dataclasses import dataclass

from forum.enums import RevisionState
from forum.models import Post, Revision
from ratsite.accounts.models import User
from ratsite.lib.difference import difference


@dataclass(frozen=True)
class Change:
    version: Revision
    who: User
    words: str  # what went and what came; empty where the text stayed
    note: tuple[str, str] | None  # the content note before and after; None where it stayed


def history(post: Post, reader: User) -> tuple[list[Change], list[Change]]:
    """The changes that readers see, newest first; and those of its author's that wait or were refused."""
    versions = list(Revision.objects.visible_to(reader).filter(post=post).select_related("decided_by"))
    shown = [version for version in versions if version.state == RevisionState.APPLIED]
    others = [version for version in versions if version.state != RevisionState.APPLIED]
    changes = [
        _change(before, after, after.decided_by or post.author) for before, after in zip(shown, shown[1:], strict=False)
    ]
    return changes[::-1], [_change(post, version, post.author) for version in others[::-1]]


def _change(before: Post | Revision, after: Revision, who: User) -> Change:
    words = difference(before.source, after.source) if before.source != after.source else ""
    return Change(after, who, words, _notes(before, after))


def _notes(before: Post | Revision, after: Revision) -> tuple[str, str] | None:
    if isinstance(before, Post) and before.noted_by_id is not None:  # a moderator's note stays
        return None
    notes = (before.content_note, after.content_note)
    return notes if notes[0] != notes[1] else None
