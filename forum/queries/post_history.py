"""The history of a post: each recorded change of its text and of its content note."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from forum.enums import EventKind, RevisionState
from forum.models import Post, Quotation, Revision
from forum.queries.quotes import shown_in
from forum.text.quotes import as_typed
from ratsite.accounts.models import User
from ratsite.lib.markup.difference import difference
from ratsite.lib.markup.markdown import slots


@dataclass(frozen=True)
class Change:
    """One recorded change of a post, as its history shows it."""

    version: Revision
    who: str  # the name under which readers may know who changed it
    difference_html: str  # the difference as HTML; empty if the text did not change
    note: tuple[str, str] | None  # the content note before and after; None if it did not change
    title: tuple[str, str] | None = None  # the topic's title as sent and as shown, if a moderator changed it


def history(post: Post, reader: User) -> tuple[list[Change], list[Change]]:
    """Return two lists of a post's changes, newest first: those that all readers see, and those for its author only.

    The second list has pending and rejected edits, and what a moderator changed before others read it; it is empty for
    other readers. Changes show only the quotes that this reader may see in the post now.
    """
    versions = list(Revision.objects.visible_to(reader).filter(post=post).select_related("decided_by"))
    shown = [version for version in versions if version.state == RevisionState.APPLIED]
    others = [version for version in versions if version.state != RevisionState.APPLIED]
    with_quotes = partial(as_typed, shown=_quotes(post, versions, reader))
    changes = [
        _change(before, after, _editor_name(post, after), with_quotes)
        for before, after in zip(shown, shown[1:], strict=False)
    ]
    return changes[::-1], [_own_change(post, version, shown, with_quotes) for version in others[::-1]]


def was_reworded(post: Post) -> bool:
    """True if a moderator changed a text of the post before others could read it. An event tells all readers so."""
    return post.topic.events.filter(kind=EventKind.REWORDED, post=post).exists()


def _quotes(post: Post, versions: list[Revision], reader: User) -> dict[str, Quotation]:
    """Return the quotations in these versions that this reader may see. One query; none if no version quotes a post."""
    texts = [post.source, *(version.source for version in versions)]
    return shown_in(post, reader) if any(map(slots, texts)) else {}


def _own_change(post: Post, version: Revision, applied: list[Revision], with_quotes: Callable[[str], str]) -> Change:
    """Return a change that only the post's author sees: a pending or rejected edit, or what a moderator changed.

    A moderator's change is shown as the difference between the text that the author sent and the text that readers saw
    in place of it.
    """
    if version.state != RevisionState.SENT:
        return _change(post, version, post.byline.name, with_quotes)
    title = (version.title, post.topic.title) if version.title else None
    published = next((later for later in applied if later.created_at >= version.decided_at), post)
    html = difference(with_quotes(version.source), with_quotes(published.source))
    return Change(version, _editor_name(post, version), html, None, title)


def _editor_name(post: Post, version: Revision) -> str:
    return str(version.decided_by) if version.decided_by else post.byline.name


def _change(before: Post | Revision, after: Revision, who: str, with_quotes: Callable[[str], str]) -> Change:
    html = ""
    if before.source != after.source:
        html = difference(with_quotes(before.source), with_quotes(after.source))
    return Change(after, who, html, _notes(before, after))


def _notes(before: Post | Revision, after: Revision) -> tuple[str, str] | None:
    """Return the pair (content note before the change, content note after it); None if the note did not change."""
    if isinstance(before, Post) and before.noted_by_id is not None:  # an edit does not change a moderator's note
        return None
    notes = (before.content_note, after.content_note)
    return notes if notes[0] != notes[1] else None
