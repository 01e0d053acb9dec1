"""Remove people's names from posts and drafts, and reduce a post's author data to what readers see."""

from collections.abc import Collection, Iterable

from django.db import transaction

from forum.actions.end_withdrawal import end_withdrawal
from forum.actions.lock_rows import lock_post
from forum.enums import Voice
from forum.models import Draft, Post
from forum.models.byline import job_title_without_name
from forum.queries.names_in_posts import Name, marked_names


@transaction.atomic
def erase_in_post(post_id: int, names: Collection[Name]) -> None:
    """Lock the post and remove the names from it, as `erase_in` does."""
    erase_in(lock_post(post_id), names)


def erase_in(post: Post, names: Collection[Name]) -> None:
    """Remove the names from a post, its versions, quotations of it and its mentions.

    Mentions of other people stay marked. If the post is withdrawn, its author can no longer undo the withdrawal,
    because that would bring a name back; they still have the text as a draft. The caller's transaction holds the post
    locked.
    """
    end_withdrawal(post.pk)
    mentioned = set(post.mentions.values_list("person", flat=True))
    source = _without(post.source, names, mentioned)
    if source != post.source:
        marked = marked_names(post)
        removed = {text for text in marked if any(name.mention.fullmatch(f"@{text}") for name in names)}
        post.set_body(source, marked - removed)
        post.save(update_fields=["source", "html"])
    for quotation in post.quoted_in.all():
        before, quotation.text = quotation.text, _without(quotation.text, names, mentioned)
        if before != quotation.text:
            quotation.save(update_fields=["text"])
    for revision in post.revisions.all():
        before, revision.source = revision.source, _without(revision.source, names, mentioned)
        if before != revision.source:
            revision.save(update_fields=["source"])
    if gone_ids := mentioned & {name.person_id for name in names}:
        post.mentions.filter(person__in=gone_ids).delete()


def erase_in_drafts(names: Collection[Name], drafts: Iterable[Draft]) -> None:
    """Remove the names from the drafts. A draft that contains a name is locked and read again before it is changed."""
    for draft in drafts:
        if _without_names(draft, names) != draft.fields:
            _erase_in_draft(draft.pk, names)


@transaction.atomic
def _erase_in_draft(draft_id: int, names: Collection[Name]) -> None:
    draft = Draft.objects.select_for_update(of=("self",), no_key=True).filter(pk=draft_id).first()
    if draft is not None:
        draft.fields = _without_names(draft, names)
        draft.save(update_fields=["fields"])


def _without_names(draft: Draft, names: Collection[Name]) -> dict[str, list[str]]:
    return {field: [_without(text, names, ()) for text in texts] for field, texts in draft.fields.items()}


def _without(source: str, names: Collection[Name], mentioned: Collection[int]) -> str:
    """Return the text without the names.

    mentioned: ids of the people whom the post mentions. Their names are removed even if other people have the same
    name.
    """
    for name in names:
        source = name.replaced_in(source, is_mentioned=name.person_id in mentioned)
    return source


def reduce_to_role(post: Post, known: dict[tuple, bool]) -> None:
    """Reduce a post's author data (agency, profile and job title) to what its readers see.

    A post in the agency's voice keeps its agency, because it never named a person. A post by name or by role keeps its
    job title if enough readers have it that it does not identify the author. known: see job_title_without_name.
    """
    if post.voice == Voice.NAME and post.agency is not None:
        post.agency_kind = post.agency.kind
    post.job_title = job_title_without_name(post, known) if post.voice in (Voice.NAME, Voice.ROLE) else ""
    if post.voice != Voice.AGENCY:
        post.agency = post.profile = None
