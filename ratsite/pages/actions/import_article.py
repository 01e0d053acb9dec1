"""Import an article as the draft of a part of the network's history, for an editor to check."""

import json

from django.db import transaction

from ratsite.lib.documents.articles import Article, Block
from ratsite.pages.bodies import body_from
from ratsite.pages.enums import Relationship
from ratsite.pages.models import HistoryIndexPage, HistoryPage


@transaction.atomic
def draft_part(*, series: HistoryIndexPage, article: Article, number: int) -> HistoryPage:
    """Save an article as a draft of the part of the history with this number and return that part.

    An existing part gets a new draft revision; its published text and older drafts stay in its history. Raises
    ValidationError if the article lacks something that a part needs.
    """
    live_first = HistoryPage.objects.child_of(series).filter(number=number).order_by("-live", "-pk")
    existing = live_first.select_for_update(of=("self",), no_key=True).first()
    page = existing.get_latest_revision_as_object() if existing else HistoryPage(live=False, number=number)
    _fill(page, article)
    if existing is None:
        series.add_child(instance=page)
    page.save_revision()
    return page


def _fill(page: HistoryPage, article: Article) -> None:
    page.title = article.title
    page.byline = article.byline
    page.source_site, page.source_url = article.source_site, article.source_url
    page.relationship = Relationship.REPRODUCED if article.source_site else Relationship.ORIGINAL
    page.body = json.dumps(body_from(_row(block) for block in article.blocks))


def _row(block: Block) -> dict:
    if block.kind == "paragraph":
        return {"type": "paragraph", "text": f"<p>{block.html}</p>"}
    if block.kind == "list":
        tag = "ol" if block.is_ordered else "ul"
        return {"type": "paragraph", "text": f"<{tag}>{''.join(f'<li>{item}</li>' for item in block.items)}</{tag}>"}
    return {"type": block.kind, "text": block.text}
