"""HTML for the review queue: the text, changes, findings and files that a moderator decides about. Safe HTML."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from forum.enums import HoldReason
from forum.models import Attachment, ModeratorQuestion, Post, Revision, Topic
from forum.queries.quotes import as_read, shown_in, with_quotes
from forum.text.identifier_check import scan_texts
from forum.text.quotes import as_typed
from ratsite.accounts.models import User
from ratsite.lib.identifiers.passages import shown
from ratsite.lib.markup.difference import difference


def text_of(post: Post, moderator: User) -> str:
    """Return the post's text with the quotes that this moderator may see there."""
    return noted(post.content_note) + with_quotes([post], moderator, post.topic)[0].body


def change_of(revision: Revision, moderator: User) -> str:
    shown = shown_in(revision.post, moderator)
    before, after = (as_typed(text, shown) for text in (revision.post.source, revision.source))
    why = format_html('<p class="soft">Why: {}</p>', revision.reason) if revision.reason else ""
    change = format_html('<p class="diff">{}</p>{}', difference(before, after), why)
    note = noted(revision.content_note, before=revision.post.content_note)
    return note + change + identified(revision, moderator) + filed(files_of_change(revision))


def asked(questions: Iterable[ModeratorQuestion]) -> str:
    """Return, as HTML, the questions to the author with their answers."""
    rows = ((question.text, question.answer or "no answer") for question in questions)
    return format_html_join("", "<p>Asked of its author: “{}”<br>Their answer: “{}”</p>", rows)


def identified(held: Post | Revision, moderator: User, topic: Topic | None = None) -> str:
    """Return, as HTML, the findings in place and the author's explanation, for the moderator who decides.

    topic: pass it for a post that may open one; then its title was scanned too.
    """
    if HoldReason.IDENTIFIERS not in held.hold_reasons:
        return ""
    post = held.post if isinstance(held, Revision) else held
    texts = [("body", as_read(post, held.source, moderator)), ("content_note", held.content_note)]
    if isinstance(held, Revision):
        texts.append(("reason", held.reason))
    if topic is not None and topic.published_at is None:
        texts = [("title", topic.title), ("learned", topic.learned), *texts]
    found = shown(scan_texts(texts).passages)
    said = format_html("<p>Its author says: “It is not a person’s, because {}”</p>", held.spoken_for)
    return found + (said if held.spoken_for else "")


def files_of(post: Post) -> list[Attachment]:
    return list(post.attachments.select_related("stored_file")) if post.file_count else []


def files_of_change(revision: Revision) -> list[Attachment]:
    return [attachment for attachment in files_of(revision.post) if attachment.waits]


def filed(files: Iterable[Attachment]) -> str:
    """Return the list of files as HTML. Checked files have a link."""
    return format_html_join("", '<p class="soft">File: {} ({})</p>', ((_named(file), _state(file)) for file in files))


def _named(file: Attachment) -> str:
    name = file.stored_file.name
    if not file.stored_file.is_clean:
        return name
    return format_html('<a href="{}">{}</a>', reverse("forum:held_file", args=[file.pk, name]), name)


def _state(file: Attachment) -> str:
    state = file.stored_file.get_state_display().lower()
    return f"{state}; it may identify somebody" if file.identifies else state


def noted(note: str, before: str = "") -> str:
    """Return the content note as HTML. before: the note that an edit replaces or removes."""
    was = format_html(" (before: {})", before) if before not in ("", note) else ""
    return format_html('<p class="soft">Content note: {}{}</p>', note or "none", was) if note or was else ""
