import datetime as dt

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import path
from wagtail.search import index

from ratsite.lib.own_network import own_network
from ratsite.lib.paging.pager import Pager, page_number
from ratsite.pages import feeds, structured_data
from ratsite.pages.models.public import IndexPage, TextPage

NEWS_A_PAGE = 10
NEWS_IN_FEED = 20
PREVIEW = "format-png|width-1200"


class NewsTopic(models.Model):
    """A subject of news, with a page and two feeds (RSS and Atom) of its own."""

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("slug")])]

    class Meta:
        ordering = ["name"]
        verbose_name = _("news topic")

    def __str__(self) -> str:
        return self.name


class NewsPage(TextPage):
    date = models.DateField(
        default=timezone.localdate, help_text=_("The date that is shown. The list is in the order of these dates.")
    )
    author = models.CharField(max_length=120, help_text=_("As the name should be printed."))
    topics = ParentalManyToManyField(NewsTopic, blank=True, related_name="pages")
    picture = models.ForeignKey("pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    is_checked_yearly = False
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    reserved_slugs = frozenset({"feed", "topics"})
    has_exit = True
    template = "pages/news_page.html"

    search_fields = [*TextPage.search_fields, index.SearchField("author")]
    content_panels = [
        *TextPage.content_panels[:1],
        FieldRowPanel([FieldPanel("date"), FieldPanel("author")]),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("picture"),
        *TextPage.content_panels[1:],
    ]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    @classmethod
    def for_reading(cls) -> models.QuerySet:
        return super().for_reading().select_related("picture").prefetch_related("picture__renditions")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        topics = list(self.topics.all())
        context["topics"] = topics
        context["index"] = self.get_parent()
        context["related"] = self._related(topics)
        context["preview"] = self._preview()
        context["structured_data"] = structured_data.news_article(self, self.get_url(request) or "")
        return context

    def _preview(self):
        """Return the picture for link previews on other sites, at the size at which the news page itself shows it."""
        return self.picture.get_renditions(PREVIEW)[PREVIEW] if self.picture else None

    def _related(self, topics: list[NewsTopic]) -> list["NewsPage"]:
        others = NewsPage.objects.live().sibling_of(self, inclusive=False)
        about_the_same = NewsPage.topics.through.objects.filter(newstopic__in=topics).values("newspage")
        return list(others.filter(pk__in=about_the_same).defer("body").order_by("-date", "-pk")[:3])


class NewsIndexPage(IndexPage):
    """The page that lists news, newest first: all news or one topic's, as a page, RSS and Atom."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NewsPage"]
    child_type = NewsPage
    template = "pages/news_index_page.html"

    class Meta:
        verbose_name = _("news list")

    def live_news(self, topic: NewsTopic | None = None) -> models.QuerySet:
        news = NewsPage.objects.live().child_of(self).defer("body").order_by("-date", "-pk")
        if topic is not None:
            news = news.filter(pk__in=NewsPage.topics.through.objects.filter(newstopic=topic).values("newspage"))
        return news

    @path("")
    def everything(self, request: HttpRequest) -> TemplateResponse:
        return self._list(request)

    @path("topics/<slug:topic_slug>/")
    def by_topic(self, request: HttpRequest, topic_slug: str) -> TemplateResponse:
        return self._list(request, topic_slug)

    @path("feed/rss/")
    def feed_rss(self, request: HttpRequest) -> HttpResponse:
        return feeds.rss(**self._feed(request))

    @path("feed/atom/")
    def feed_atom(self, request: HttpRequest) -> HttpResponse:
        return feeds.atom(**self._feed(request))

    @path("topics/<slug:topic_slug>/feed/rss/")
    def topic_feed_rss(self, request: HttpRequest, topic_slug: str) -> HttpResponse:
        return feeds.rss(**self._feed(request, topic_slug))

    @path("topics/<slug:topic_slug>/feed/atom/")
    def topic_feed_atom(self, request: HttpRequest, topic_slug: str) -> HttpResponse:
        return feeds.atom(**self._feed(request, topic_slug))

    def _list(self, request: HttpRequest, topic_slug: str = "") -> TemplateResponse:
        return TemplateResponse(request, self.template, self.get_context(request, topic_slug=topic_slug))

    def get_context(self, request: HttpRequest, *args, topic_slug: str = "", **kwargs) -> dict:
        topics = list(self._topics_with_counts())
        topic = _topic_with_slug(topic_slug, topics)
        number = page_number(request.GET.get("page"))
        paginator = Paginator(self.live_news(topic), NEWS_A_PAGE)
        if number is None or number > paginator.num_pages:
            raise Http404
        news = list(paginator.page(number).object_list)
        with_topics(news)
        context = super().get_context(request, *args, **kwargs)
        if topic is not None:
            context["crumbs"] = [*context["crumbs"], (self.get_url(request), self.title)]
        pager = Pager(number, paginator.num_pages)
        return context | {"topic": topic, "news": news, "pager": pager, "all_topics": topics}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        own = super().get_sitemap_urls(request)
        topics = [f"{own[0]['location']}topics/{topic.slug}/" for topic in self._topics_with_counts()]
        return [*own, *({**own[0], "location": address} for address in topics)]

    def _topics_with_counts(self) -> models.QuerySet:
        """Return the topics that have published news; each has its number of news pages as `news_count`."""
        live = Q(pages__live=True, pages__path__startswith=self.path)
        topics = NewsTopic.objects.annotate(news_count=Count("pages", filter=live)).filter(news_count__gt=0)
        return topics.order_by("name")  # grouped rows have no order of their own

    def _feed(self, request: HttpRequest, topic_slug: str = "") -> dict:
        topic = _topic_with_slug(topic_slug, list(self._topics_with_counts()))
        news = list(self.live_news(topic)[:NEWS_IN_FEED])
        with_topics(news)
        below = f"topics/{topic.slug}/" if topic else ""
        return {
            "title": _("%(site)s: %(title)s")
            % {"site": own_network().short_name, "title": topic.name if topic else self.title},
            "about": self.introduction,
            "page_path": self.get_url(request) + below,
            "feed_path": request.path,
            "entries": [_entry(page, request) for page in news],
        }


def _topic_with_slug(slug: str, topics: list[NewsTopic]) -> NewsTopic | None:
    """Return the topic with this slug; None for an empty slug. Raise Http404 if it has no published news.

    topics: the topics that have published news.
    """
    if not slug:
        return None
    for topic in topics:
        if topic.slug == slug:
            return topic
    raise Http404


def with_topics(news) -> None:
    """Set `topic_list` on each of these news pages to the page's topics, with one query for all."""
    pages = {page.pk: page for page in news}
    for page in pages.values():
        page.topic_list = []
    links = NewsPage.topics.through.objects.filter(newspage__in=pages).select_related("newstopic")
    for link in links.order_by("newstopic__name"):
        pages[link.newspage_id].topic_list.append(link.newstopic)


def _entry(page: NewsPage, request: HttpRequest) -> feeds.Entry:
    return feeds.Entry(
        title=page.title,
        path=page.get_url(request),
        summary=page.introduction,
        author=page.author,
        published=_published(page),
        updated=page.last_published_at,
        topics=[topic.name for topic in page.topic_list],
    )


def _published(page: NewsPage) -> dt.datetime:
    """Return when the news appeared, for feeds.

    This is the beginning of the day that the page shows, if that day is before the page's publication here; otherwise
    the time of publication.
    """
    if page.date >= timezone.localdate(page.first_published_at):
        return page.first_published_at
    return timezone.make_aware(dt.datetime.combine(page.date, dt.time.min))
