"""What a post said before: each recorded change of its words and of its content note."""

from dataclasses import dataclass

from forum.enums import RevisionState
from forum.models import Post, Revision
from ratsite.accounts.models import User
from ratsite.lib.markup.difference import difference


@dataclass(frozen=True)
class Change:
    version: Revision
    who: str  # as readers may know them
    words: str  # what went and what came; empty where the text stayed
    note: tuple[str, str] | None  # the content note before and after; None where it stayed
    title: tuple[str, str] | None = None  # of the topic, where a moderator has changed that as well


def history(post: Post, reader: User) -> tuple[list[Change], list[Change]]:
    """The changes that readers see, newest first; and for its author alone what waits, was refused, or was changed by a
    moderator before anybody read it, and what stood there before a quote was taken out.
    """
    versions = list(Revision.objects.visible_to(reader).filter(post=post).select_related("decided_by"))
    shown = [version for version in versions if version.state == RevisionState.APPLIED]
    others = [version for version in versions if version.state != RevisionState.APPLIED]
    changes = [_change(before, after, _who(post, after)) for before, after in zip(shown, shown[1:], strict=False)]
    return changes[::-1], [_own(post, version, shown) for version in others[::-1]]


def _own(post: Post, version: Revision, shown: list[Revision]) -> Change:
    if version.state == RevisionState.QUOTED:
        return Change(version, post.byline.name, difference(version.source, post.source), None)
    if version.state != RevisionState.SENT:
        return _change(post, version, post.byline.name)
    title = (version.title, post.topic.title) if version.title else None
    read = next((one for one in shown if one.created_at >= version.decided_at), post)  # what readers got instead of it
    return Change(version, _who(post, version), difference(version.source, read.source), None, title)


def _who(post: Post, version: Revision) -> str:
    return str(version.decided_by) if version.decided_by else post.byline.name


def _change(before: Post | Revision, after: Revision, who: str) -> Change:
    words = difference(before.source, after.source) if before.source != after.source else ""
    return Change(after, who, words, _notes(before, after))


def _notes(before: Post | Revision, after: Revision) -> tuple[str, str] | None:
    if isinstance(before, Post) and before.noted_by_id is not None:  # a moderator's note stays
        return None
    notes = (before.content_note, after.content_note)
    return notes if notes[0] != notes[1] else None
