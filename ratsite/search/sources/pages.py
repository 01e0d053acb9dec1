"""Search source for published pages.

Wagtail's index finds the pages with all words. Phrases, excluded words and dates are then checked here.
"""

import datetime as dt
import itertools

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site, get_page_models
from wagtail.search.query import And, Not, Or, Phrase, PlainText
from wagtail.search.query import SearchQuery as PageQuery

from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.search.query import FEW, MOST_TERMS, SearchQuery, Term, fold, pattern_of
from ratsite.pages.models import EventPage, HistoryPage, NewsPage
from ratsite.pages.models.public import PublicPage
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.highlights import excerpt
from ratsite.search.sources.base import Found, Hit

KINDS = {HistoryPage: _("History"), NewsPage: _("News"), EventPage: _("Event")}
MOST_PAGES = 200  # the best by Wagtail's rank; the whole site has a few hundred pages


class PageSource:
    name = "pages"
    label = _("Pages")

    def is_open_to(self, user) -> bool:
        return True

    def find(self, filtered: FilteredQuery, user, start: int, count: int) -> Found:
        """Return the published pages that match, the same for every user.

        Costs five queries for any number of pages, or one if no page matches, and one more for each synonym.
        """
        if not filtered.query or filtered.is_about_members_content or filtered.wants_a_file:
            return Found()
        page_ids = _public(
            list(dict.fromkeys(pk for query in (filtered.query, *filtered.rewritten) for pk in _with_words(query)))
        )
        if not page_ids:
            return Found()
        if _must_read_pages(filtered):
            pages = [page for page in _whole_pages(page_ids) if _matches(page, filtered)]
            if filtered.newest_first:
                pages.sort(key=lambda page: _day(page) or dt.date.min, reverse=True)
            total, pages = len(pages), pages[start : start + count]
        else:
            total, pages = len(page_ids), _whole_pages(page_ids[start : start + count])
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        return Found(total, [_hit(page, filtered.query, site) for page in pages])


def public_page_texts() -> list[str]:
    """Return the whole text of each page that the public may read, of the MOST_PAGES newest. Three queries."""
    public = Page.objects.live().public().filter(depth__gt=1).order_by("-first_published_at", "-pk")
    pages = _whole_pages(list(public.values_list("pk", flat=True)[:MOST_PAGES]))
    return [f"{page.title}\n{page.full_text()}" for page in pages]


def _with_words(query: SearchQuery) -> list[int]:
    """Return the ids of the live pages with all words of the query, best first, at most MOST_PAGES.

    Pages with restricted access are included: the caller removes them.
    """
    words = list(dict.fromkeys(word for term in query.wanted for word in term.words))[:MOST_TERMS]
    if connection.vendor == "postgresql":
        ContentType.objects.get_for_models(*get_page_models())  # fills a cache for the compiled query
        return _with_words_on_postgresql(words)
    forms = [Term((word,)).forms() if len(words) <= FEW else (word,) for word in words]
    return list(_pages_found_by(Or([PlainText(" ".join(several)) for several in itertools.product(*forms)])))


@compiled(Values(str))
def _with_words_on_postgresql(words: list[str]) -> QuerySet:
    """Return the ids of live pages with all of these words. For PostgreSQL only, whose index knows all forms of a word.

    The query is compiled once, because Wagtail needs five times as long to build it as PostgreSQL to run it.
    """
    every = And([Phrase(word) for word in words])
    # Not(Not(…)) finds the same pages, but PostgreSQL then ranks by the distance between words.
    return _pages_found_by(Not(Not(every)))


def _pages_found_by(query: PageQuery) -> QuerySet:
    pages = Page.objects.live().filter(depth__gt=1).search(query)[:MOST_PAGES]
    return pages.get_queryset().values_list("pk", flat=True)


def _public(page_ids: list[int]) -> list[int]:
    """Return the ids of those pages that the public may read, in the same order."""
    public = set(Page.objects.public().filter(pk__in=page_ids).values_list("pk", flat=True)) if page_ids else set()
    return [pk for pk in page_ids if pk in public]


def _must_read_pages(filtered: FilteredQuery) -> bool:
    """Return True if the pages must be read, because Wagtail's index cannot answer the query.

    This is so for phrases, excluded words, dates, and the order by date.
    """
    has_phrase = any(len(term.words) > 1 for term in filtered.query.wanted)
    return bool(has_phrase or filtered.query.unwanted or filtered.since or filtered.until or filtered.newest_first)


def _matches(page: PublicPage, filtered: FilteredQuery) -> bool:
    text = fold(f"{page.title}\n{page.full_text()}")
    phrases = (term for term in filtered.query.wanted if len(term.words) > 1)
    has_all = all(pattern_of([phrase]).search(text) for phrase in phrases)
    return has_all and not pattern_of(filtered.query.unwanted).search(text) and filtered.covers(_day(page))


def _whole_pages(ids: list[int]) -> list[PublicPage]:
    """Return the pages with these ids, in this order, each as an instance of its own page type."""
    tables = [model._meta.model_name for model in get_page_models() if issubclass(model, PublicPage)]
    pages = Page.objects.filter(pk__in=ids).select_related(*tables).in_bulk()
    return [getattr(pages[pk], pages[pk].cached_content_type.model) for pk in ids if pk in pages]


def _day(page: PublicPage) -> dt.date | None:
    """Return the date that the page shows or, if it shows none, the day on which it was first published."""
    printed = getattr(page, "date", None) or getattr(page, "first_day", None)
    return printed or (timezone.localdate(page.first_published_at) if page.first_published_at else None)


def _hit(page: PublicPage, query: SearchQuery, site: Site) -> Hit:
    return Hit(
        title=page.title,
        url=page.get_url(current_site=site),
        summary=excerpt(page.full_text(), pattern_of(query.wanted)),
        kind=str(KINDS.get(type(page), _("Page"))),
        date=getattr(page, "date", None),
    )
