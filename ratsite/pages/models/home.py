from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from ratsite.pages import series, structured_data
from ratsite.pages.blocks import headings
from ratsite.pages.models.events import EventPage
from ratsite.pages.models.history import HistoryPage
from ratsite.pages.models.news import NewsPage
from ratsite.pages.models.public import PublicPage
from ratsite.pages.models.standard import WHY_SLUG, StandardPage

ROWS = 3  # news and events shown on the front page


class HomePage(PublicPage):
    """The front page, made from the pages published below it."""

    headline = models.CharField(max_length=80)

    shown_as_today = _("The lists on this page are stored separately from its text, so you see them as they are today.")
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.HistoryIndexPage",
        "pages.NewsIndexPage",
        "pages.EventIndexPage",
        "pages.GetHelpPage",
        "pages.ContactPage",
        "pages.StandardPage",
    ]
    template = "pages/home_page.html"
    content_panels = [PublicPage.content_panels[0], FieldPanel("headline"), *PublicPage.content_panels[1:]]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        parts = HistoryPage.objects.live().descendant_of(self).defer("body").order_by("number")
        news = NewsPage.objects.live().descendant_of(self).defer("body").order_by("-date", "-pk")
        events = EventPage.objects.live().descendant_of(self).defer("body").filter(ends_at__gte=timezone.now())
        context["structured_data"] = structured_data.organisation(self)
        context["series"] = series.place_in_series(None, list(parts))
        context["news"] = news[:ROWS]
        context["events"] = events.order_by("starts_at")[:ROWS]
        context["why"] = StandardPage.objects.live().child_of(self).filter(slug=WHY_SLUG).first()
        context["sectors"] = context["why"].sectors() if context["why"] else []
        context["why_headings"] = headings(context["why"].body) if context["why"] and not context["sectors"] else []
        return context
