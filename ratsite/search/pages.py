"""Published pages as a source of the search."""

from django.db.models import Case, When
from wagtail.models import Page, Site, get_page_models

from ratsite.pages.models import EventPage, HistoryPage, NewsPage
from ratsite.pages.models.public import PublicPage
from ratsite.search.registry import Hit
from ratsite.search.words import excerpt

KINDS = {HistoryPage: "History", NewsPage: "News", EventPage: "Event"}


class PageSource:
    label = "Pages"

    def find(self, query: str, user, limit: int) -> list[Hit]:
        """Four queries, however many pages there are. What a user may see plays no part: pages are for everyone."""
        found = [page.pk for page in Page.objects.live().public().filter(depth__gt=1).search(query)[:limit]]
        in_order = Case(*[When(pk=pk, then=position) for position, pk in enumerate(found)]) if found else "pk"
        pages = Page.objects.filter(pk__in=found).select_related(*_tables()).order_by(in_order)
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        return [_hit(_whole(page), query, site) for page in pages]


def _tables() -> list[str]:
    return [model._meta.model_name for model in get_page_models() if issubclass(model, PublicPage)]


def _whole(page: Page) -> PublicPage:
    """The page with its own type's fields, which came with it."""
    return getattr(page, page.cached_content_type.model)


def _hit(page: PublicPage, query: str, site: Site) -> Hit:
    return Hit(
        title=page.title,
        url=page.get_url(current_site=site),
        summary=excerpt(page.words(), query),
        kind=KINDS.get(type(page), "Page"),
        date=getattr(page, "date", None),
    )
