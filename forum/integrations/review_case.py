"""The details of a post or edit that the review queue shows to the moderator who decides on it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from forum.enums import HoldReason, RevisionState
from forum.models import Attachment, Post, Revision
from forum.queries.quotes import as_read, shown_in, with_quotes
from forum.rules.posts import can_open_held_file, can_settle_flags
from forum.text.identifier_check import found_in, scan_texts
from forum.text.quotes import as_typed
from ratsite.accounts.models import User
from ratsite.lib.identifiers.masks import Mask, with_masks
from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.markup.difference import difference
from ratsite.lib.markup.markdown import render

TEMPLATE = "forum/_review_case.html"
Hide = Callable[[str], str]  # returns a text with its identifiers masked or, for the unmasked rendering, as it is


@dataclass(frozen=True)
class Shown:
    """An item of the review queue, rendered for the moderator who decides on it.

    html: the item with its identifiers masked. shown_html: the item with its identifiers shown; "" if it has none.
    """

    html: str
    shown_html: str
    mask: Mask


def held_post(post: Post, moderator: User) -> Shown:
    """Return a held post as the review queue shows it to this moderator."""
    rows = file_rows(files_of(post), moderator)
    mask, rejected = _mask(post, rows, moderator), _rejection_of_post(post)

    def case(hide: Hide) -> dict:
        questions = [
            {"text": hide(question.text), "answer": hide(question.answer)} for question in post.questions.all()
        ]
        if hide is _unmasked:
            body = with_quotes([post], moderator, post.topic)[0].body
        else:
            # Masks are put into the source: in HTML, formatting inside an identifier would keep it from being found.
            body = render(hide(as_read(post, post.source, moderator)))
        rejection = _case_of_rejection(rejected, hide)
        return {"note": hide(post.content_note), "body": body, "questions": questions, "rejection": rejection}

    return _shown(rows, mask, case, post.explanation)


def held_edit(revision: Revision, moderator: User) -> Shown:
    """Return a pending edit as the review queue shows it to this moderator: as a difference from the post."""
    rows = file_rows(files_of_edit(revision), moderator)
    quotations = shown_in(revision.post, moderator)
    before, after = (as_typed(text, quotations) for text in (revision.post.source, revision.source))
    rejected = _rejection_of_edit(revision)

    def case(hide: Hide) -> dict:
        return {
            "note": hide(revision.content_note),
            "note_before": hide(revision.post.content_note),
            "diff": difference(hide(before), hide(after)),
            "why_changed": hide(revision.reason),
            "rejection": _case_of_rejection(rejected, hide),
        }

    return _shown(rows, _mask(revision, rows, moderator), case, revision.explanation)


@dataclass(frozen=True)
class Rejection:
    """A moderator's earlier decision to send back a post that waits again, or to reject an earlier change of it."""

    at: dt.datetime
    reason: str


def _rejection_of_post(post: Post) -> Rejection | None:
    """Return the last time that a moderator sent this post back; None if none did.

    The rejection is read from the audit log, because the post stores it only until its author changes the post.
    """
    kind = ContentType.objects.get_for_model(Post)
    entries = ModelLogEntry.objects.filter(action="forum.post.reject", content_type=kind, object_id=str(post.pk))
    entry = entries.order_by("timestamp", "pk").last()
    return Rejection(entry.timestamp, entry.data["reason"]) if entry is not None else None


def _rejection_of_edit(revision: Revision) -> Rejection | None:
    """Return the last rejection of an earlier change of the post, unless its author then published another change."""
    decided = revision.post.revisions.filter(state__in=[RevisionState.APPLIED, RevisionState.REJECTED])
    by_author = decided.exclude(state=RevisionState.APPLIED, decided_by__isnull=False)  # not moderators' content notes
    # By time: the first text of a post is stored with its first change or content note, but has its own time.
    last = by_author.order_by("created_at", "pk").last()
    is_rejected = last is not None and last.state == RevisionState.REJECTED
    return Rejection(last.decided_at, last.decision_reason) if is_rejected else None


def _case_of_rejection(rejected: Rejection | None, hide: Hide) -> Rejection | None:
    return replace(rejected, reason=hide(rejected.reason)) if rejected is not None else None


def flagged_post(post: Post, moderator: User) -> Shown:
    """Return a reported post as the review queue shows it to this moderator.

    The caller has fetched the post with its open flags as `open_flags`.
    """
    if post.is_withdrawn:
        return _withdrawn_post(post, moderator)
    rows = file_rows(files_of(post), moderator)
    body = with_quotes([post], moderator, post.topic)[0].body  # not masked: readers of the board see it anyway
    reports = _reports(post, moderator)

    def case(hide: Hide) -> dict:
        return {"note": post.content_note, "body": body, "reports": reports}

    return _shown(rows, Mask(tuple(_found_in(rows))), case)


def _reports(post: Post, moderator: User) -> list[str]:
    """Return the texts that the reporters wrote; [] for a moderator who may not decide on the reports.

    Reporters were promised that only the moderators who decide read their text.
    """
    if not can_settle_flags(moderator, post, post.open_flags):
        return []
    return [flag.text for flag in post.open_flags if flag.text]


def _withdrawn_post(post: Post, moderator: User) -> Shown:
    """Return a reported post that its author has withdrawn, as it was just before the withdrawal.

    If the author changed it between the first report and the withdrawal, the change is shown. Readers no longer see the
    text, so identifiers in it are masked.
    """
    rows, quotations = file_rows(files_of(post), moderator), shown_in(post, moderator)
    versions = list(post.revisions.filter(state=RevisionState.APPLIED))
    first_report = min(flag.created_at for flag in post.open_flags)
    reported = [version for version in versions if version.created_at <= first_report][-1:] or versions[:1]
    before, after = (as_typed(version.source, quotations) for version in (reported[0], versions[-1]))
    note = versions[-1].content_note
    texts = [("body", before), ("body", after), ("content_note", note)]
    mask = Mask(scan_texts(texts if before != after else texts[1:]).passages + tuple(_found_in(rows)))
    reports = _reports(post, moderator)

    def case(hide: Hide) -> dict:
        shown = {"body": render(hide(after))} if before == after else {"diff": difference(hide(before), hide(after))}
        return {"note": hide(note), "reports": reports, **shown}

    return _shown(rows, mask, case, versions[-1].explanation)


def _unmasked(text: str) -> str:
    """Return the text unchanged: the Hide for an item that is shown unmasked."""
    return text


def _shown(rows: list[dict], mask: Mask, case: Callable[[Hide], dict], explanation: str = "") -> Shown:
    """Render the item as HTML; if it has identifiers, render it twice: with masks and without.

    case: a function that returns the template context. It gets a Hide, which it must call on each text that may contain
    an identifier.
    """

    def draw(hide: Hide) -> str:
        files = [_with_masks(row, hide) for row in rows]
        context = {"files": files, "explanation": hide(explanation), "found": mask.summary(is_shown=hide is _unmasked)}
        return render_to_string(TEMPLATE, context | case(hide))

    html = draw(_unmasked)
    return Shown(with_masks(draw(mask.hide)), html, mask) if mask else Shown(html, "", mask)


def _with_masks(row: dict, hide: Hide) -> dict:
    """Return the template data of a file, with its name masked and without its findings.

    The page lists the findings elsewhere. A masked name has no link, because the file's address contains the name.
    """
    name = hide(row["name"])
    is_unexplained = row["identifies"] and not row["found"]
    return row | {
        "name": name,
        "url": row["url"] if name == row["name"] else "",
        "found": [],
        "identifies": is_unexplained,
    }


def _found_in(rows: list[dict]) -> Iterator[Passage]:
    """Yield the passages found in these files. `where` of each names the file by its number in the list of files."""
    for number, row in enumerate(rows, 1):
        for passage in row["found"]:
            where = _("file %(number)s, %(place)s") % {"number": number, "place": passage.where}
            yield replace(passage, where=where)


def _mask(held: Post | Revision, rows: list[dict], moderator: User) -> Mask:
    """Return the mask for the identifiers in an item's files and, if the item is held for identifiers, in its text."""
    files = tuple(_found_in(rows))
    if HoldReason.IDENTIFIERS not in held.hold_reasons:
        return Mask(files)
    post = held.post if isinstance(held, Revision) else held
    texts = [("body", as_read(post, held.source, moderator)), ("content_note", held.content_note)]
    if isinstance(held, Revision):
        texts.append(("reason", held.reason))
    elif post.topic.published_at is None:  # an unpublished topic: its title was scanned with the post
        texts = [("title", post.topic.title), *texts]
    return Mask(scan_texts(texts).passages + files)


def files_of(post: Post) -> list[Attachment]:
    return list(post.attachments.select_related("stored_file")) if post.file_count else []


def files_of_edit(revision: Revision) -> list[Attachment]:
    """Return the files that came with the edit."""
    return [file for file in files_of(revision.post) if file.waits]


def file_rows(attachments: Iterable[Attachment], moderator: User) -> list[dict[str, Any]]:
    """Return what the template shows of each of these files."""
    return [
        {
            "name": file.stored_file.name,
            "url": _url(file, moderator),
            "state": _state(file),
            "refusal": file.stored_file.refusal,
            "identifies": file.identifies,
            "found": found_in(file),
        }
        for file in attachments
    ]


def _url(file: Attachment, moderator: User) -> str:
    """Return the address at which the moderator opens the file; empty if it is unchecked or they may not open it."""
    may_open = file.stored_file.is_clean and can_open_held_file(moderator, file)
    return reverse("forum:held_file", args=[file.pk, file.stored_file.name]) if may_open else ""


def _state(file: Attachment) -> str:
    state = file.stored_file.get_state_display().lower()
    return _("%(state)s; it may identify someone") % {"state": state} if file.identifies else state
