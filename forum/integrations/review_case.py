"""The details of a post or an edit that the review queue shows to the moderator who decides about it."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.enums import HoldReason
from forum.models import Attachment, Post, Revision
from forum.queries.quotes import as_read, shown_in, with_quotes
from forum.text.identifier_check import found_in, scan_texts
from forum.text.quotes import as_typed
from ratsite.accounts.models import User
from ratsite.lib.identifiers.passages import shown
from ratsite.lib.markup.difference import difference

TEMPLATE = "forum/_review_case.html"


def held_post(post: Post, moderator: User) -> str:
    context = _text(post, moderator) | _findings(post, moderator) | {"questions": post.questions.all()}
    return render_to_string(TEMPLATE, context)


def held_edit(revision: Revision, moderator: User) -> str:
    quotations = shown_in(revision.post, moderator)
    before, after = (as_typed(text, quotations) for text in (revision.post.source, revision.source))
    context = {
        "note": revision.content_note,
        "note_before": revision.post.content_note,
        "diff": difference(before, after),
        "why_changed": revision.reason,
        "files": file_rows(files_of_edit(revision)),
    }
    return render_to_string(TEMPLATE, context | _findings(revision, moderator))


def flagged_post(post: Post, moderator: User) -> str:
    reports = [flag.text for flag in post.said if flag.text]
    return render_to_string(TEMPLATE, _text(post, moderator) | {"reports": reports})


def _text(post: Post, moderator: User) -> dict:
    body = with_quotes([post], moderator, post.topic)[0].body
    return {"note": post.content_note, "body": body, "files": file_rows(files_of(post))}


def _findings(held: Post | Revision, moderator: User) -> dict:
    """Return the identifiers found, with the text around them, and the author's reason why they identify nobody."""
    if HoldReason.IDENTIFIERS not in held.hold_reasons:
        return {}
    post = held.post if isinstance(held, Revision) else held
    texts = [("body", as_read(post, held.source, moderator)), ("content_note", held.content_note)]
    if isinstance(held, Revision):
        texts.append(("reason", held.reason))
    elif post.topic.published_at is None:  # the post may open its topic, so the title was scanned too
        texts = [("title", post.topic.title), ("learned", post.topic.learned), *texts]
    return {"found": shown(scan_texts(texts).passages), "spoken_for": held.spoken_for}


def files_of(post: Post) -> list[Attachment]:
    return list(post.attachments.select_related("stored_file")) if post.file_count else []


def files_of_edit(revision: Revision) -> list[Attachment]:
    return [file for file in files_of(revision.post) if file.waits]


def file_rows(attachments: Iterable[Attachment]) -> list[dict[str, str]]:
    return [
        {
            "name": file.stored_file.name,
            "url": _url(file),
            "state": _state(file),
            "refusal": file.stored_file.refusal,
            "identifies": file.identifies,
            "found": found_in(file),
        }
        for file in attachments
    ]


def _url(file: Attachment) -> str:
    """Return the address at which moderators open the file; empty unless the file has passed its check."""
    return reverse("forum:held_file", args=[file.pk, file.stored_file.name]) if file.stored_file.is_clean else ""


def _state(file: Attachment) -> str:
    state = file.stored_file.get_state_display().lower()
    return _("%(state)s; it may identify someone") % {"state": state} if file.identifies else state
