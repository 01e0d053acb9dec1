"""Set a post's text together with its HTML, mentions and quotations. Other actions call these functions."""

from collections.abc import Iterable

from django.utils import timezone

from forum.enums import RevisionState
from forum.models import Mention, Post, Quotation, SiteLink
from forum.models.site_link import MOST_LINKS
from forum.queries.retention import must_keep
from forum.text.mentions import mentionable_names
from forum.text.site_links import site_links_in
from ratsite.lib.markup import markdown


def set_text(post: Post, source: str) -> None:
    """Set the post's source and its HTML. The caller then saves the post and calls store_references.

    source: the text as `as_stored` returns it, with a slot (a marker) in place of each quotation.
    """
    post.set_body(source, mentionable_names(source, post.topic.board, post.author))


def copy_for_legal_hold(post: Post) -> None:
    """If the post is under a legal hold, store copies of its text and pending edits before they change.

    Nobody can read these copies on the site. A text that another stored version of the post already has is not copied
    again.
    """
    if not must_keep(post):
        return
    others = post.revisions.exclude(state=RevisionState.PENDING)
    stored = set(others.values_list("source", "content_note"))
    waiting = post.revisions.pending().values_list("source", "content_note")
    for source, note in {(post.source, post.content_note), *waiting} - stored:
        post.revisions.create(source=source, content_note=note, state=RevisionState.KEPT, created_at=timezone.now())


def store_references(post: Post) -> None:
    """Store the mentions in a saved post's text and its links to pages of this site; delete those that are gone."""
    _store_mentions(post)
    links = site_links_in(post.html)[:MOST_LINKS]
    post.site_links.all().delete()
    SiteLink.objects.bulk_create([SiteLink(post=post, url_prefix=prefix, name=name) for prefix, name in links])


def _store_mentions(post: Post) -> None:
    names = mentionable_names(post.source, post.topic.board, post.author)
    person_ids = {names[name] for name in markdown.mentioned_names(post.source, names)}
    post.mentions.exclude(person__in=person_ids).delete()
    Mention.objects.bulk_create([Mention(post=post, person_id=pk) for pk in sorted(person_ids)], ignore_conflicts=True)


def store_quotations(post: Post, quotations: Iterable[Quotation]) -> None:
    """Store the new quotations in the post's text.

    Quotations that only an earlier version of the post has are not deleted.
    """
    new = [quotation for quotation in quotations if quotation.pk is None]
    for quotation in new:
        quotation.post = post
    Quotation.objects.bulk_create(new)
