"""Import an article as the draft of a part of the network's history, for an editor to check."""

import json
from dataclasses import dataclass

from django.db import transaction

from ratsite.lib.documents.articles import Article, Block
from ratsite.pages.bodies import body_from
from ratsite.pages.enums import Relationship
from ratsite.pages.models import HistoryIndexPage, HistoryPage


@dataclass(frozen=True)
class Imported:
    """The result of an import.

    page: the part of the history that has the article as a draft now. unchanged: the labels of those fields that keep
    their text, because the article has none for them.
    """

    page: HistoryPage
    unchanged: list[str]


# The fields that a part keeps if an article does not give them, each with its name for people.
OPTIONAL_FIELDS = {
    "introduction": "its introduction",
    "source_site": "where it was first published",
    "source_url": "the address of the original",
    "source_author": "the author of the original",
    "source_published_on": "the day of the original",
    "permission_note": "the note about permission",
    "byline_role": "the role of the writer",
    "period": "its period",
}


@transaction.atomic
def draft_part(*, series: HistoryIndexPage, article: Article, number: int, introduction: str = "") -> Imported:
    """Save an article as a draft of the part of the history with this number.

    If the part exists, it gets a new draft: its published text and older drafts stay in its history, and what the
    article does not give stays as it was. Raises ValidationError if the article lacks something that a part needs.
    """
    live_first = HistoryPage.objects.child_of(series).filter(number=number).order_by("-live", "-pk")
    existing = live_first.select_for_update(of=("self",), no_key=True).first()
    page = existing.get_latest_revision_as_object() if existing else HistoryPage(live=False, number=number)
    given = _fill(page, article, introduction)
    if existing is None:
        series.add_child(instance=page)
    page.save_revision()
    return Imported(
        page, [words for name, words in OPTIONAL_FIELDS.items() if name not in given and getattr(page, name)]
    )


def _fill(page: HistoryPage, article: Article, introduction: str) -> set[str]:
    """Put an article into the page. Return the names of the OPTIONAL_FIELDS that the article has a value for."""
    values = {"introduction": introduction, "source_site": article.source_site, "source_url": article.source_url}
    given = {name: value for name, value in values.items() if value}
    for name, value in given.items():
        setattr(page, name, value)
    if article.source_site and page.relationship == Relationship.ORIGINAL:
        page.relationship = Relationship.REPRODUCED
    page.title, page.byline = article.title, article.byline
    page.body = json.dumps(body_from(_row(block) for block in article.blocks))
    return set(given)


def _row(block: Block) -> dict:
    if block.kind == "paragraph":
        return {"type": "paragraph", "text": f"<p>{block.html}</p>"}
    if block.kind == "list":
        tag = "ol" if block.is_ordered else "ul"
        return {"type": "paragraph", "text": f"<{tag}>{''.join(f'<li>{item}</li>' for item in block.items)}</{tag}>"}
    return {"type": block.kind, "text": block.text}
