"""What a moderator is shown with the words that they decide about: safe HTML."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from forum.enums import HoldReason
from forum.models import Attachment, AuthorQuestion, Post, Revision, Topic
from forum.text.identifier_check import look
from ratsite.lib.identifiers.scan import shown
from ratsite.lib.markup.difference import difference

LINKED = 50  # of the posts that quote it


def text_of(post: Post) -> str:
    return noted(post.content_note) + post.html


def change_of(revision: Revision) -> str:
    why = format_html('<p class="soft">Why: {}</p>', revision.reason) if revision.reason else ""
    change = format_html('<p class="diff">{}</p>{}', difference(revision.post.source, revision.source), why)
    before = noted(revision.content_note, before=revision.post.content_note)
    return before + change + identified(revision) + filed(files_of_change(revision))


def asked(questions: Iterable[AuthorQuestion]) -> str:
    """What its author was asked, and what they said."""
    rows = ((question.words, question.answer or "no answer") for question in questions)
    return format_html_join("", "<p>Asked of its author: “{}”<br>Their answer: “{}”</p>", rows)


def identified(held: Post | Revision, topic: Topic | None = None) -> str:
    """What may identify somebody, in place, and why its author says that it does not. Whoever decides must see it.

    topic: of a post, which may open it; its title was looked at too.
    """
    if HoldReason.IDENTIFIERS not in held.hold_reasons:
        return ""
    texts = [("body", held.source), ("content_note", held.content_note)]
    if isinstance(held, Revision):
        texts.append(("reason", held.reason))
    if topic is not None and topic.published_at is None:
        texts = [("title", topic.title), ("learned", topic.learned), *texts]
    found = shown(look(texts).passages)
    said = format_html("<p>Its author says: “It is not a person’s, because {}”</p>", held.spoken_for)
    return found + (said if held.spoken_for else "")


def files_of(post: Post) -> list[Attachment]:
    return list(post.attachments.select_related("stored_file")) if post.file_count else []


def files_of_change(revision: Revision) -> list[Attachment]:
    return [attachment for attachment in files_of(revision.post) if attachment.waits]


def filed(files: Iterable[Attachment]) -> str:
    """Who decides knows what comes with the words, and opens what is checked."""
    return format_html_join("", '<p class="soft">File: {} ({})</p>', ((_named(file), _state(file)) for file in files))


def _named(file: Attachment) -> str:
    name = file.stored_file.name
    if not file.stored_file.is_clean:
        return name
    return format_html('<a href="{}">{}</a>', reverse("forum:held_file", args=[file.pk, name]), name)


def _state(file: Attachment) -> str:
    state = file.stored_file.get_state_display().lower()
    return f"{state}; it may identify somebody" if file.identifies else state


def quoted_in(posts: Iterable[Post]) -> str:
    """Where quotes go with it, of the posts that whoever decides can read."""
    links = [
        format_html('<a href="{}">Post {} in “{}”</a>', post.get_absolute_url(), post.number, post.topic.title)
        for post in posts
    ]
    count = f"{len(links)} {'post' if len(links) == 1 else 'posts'}"
    named = format_html_join(", ", "{}", ((link,) for link in links[:LINKED]))
    said = "<p>If you take it down, quotes of it are taken out of {}: {}</p>"
    return format_html(said, count, named) if links else ""


def noted(note: str, before: str = "") -> str:
    """`before`: the note that a change replaces or takes away."""
    was = format_html(" (before: {})", before) if before not in ("", note) else ""
    return format_html('<p class="soft">Content note: {}{}</p>', note or "none", was) if note or was else ""
