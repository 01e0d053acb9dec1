"""The network's history in numbered parts, each with its source."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable
from wagtail.search import index

from ratsite.lib.own_network import own_network
from ratsite.pages import feeds, series
from ratsite.pages.enums import Canonical, Relationship
from ratsite.pages.models.public import IndexPage, TextPage

FIRST_YEAR = 1900
MOST_PARTS = 99  # limits the list of parts, which has a row for every number up to the highest
# A year comes before its months and a month before its days; entries of the same date follow the order of the parts.
IN_TIME = ("year", F("month").asc(nulls_first=True), F("day").asc(nulls_first=True), "page__number", "sort_order")


class HistoryPage(TextPage):
    """A page with one part of the history. Parts are ordered by number; the URL stays when the number changes."""

    number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PARTS)], help_text=_("1 for the first part.")
    )
    period = models.CharField(
        max_length=60, blank=True, help_text=_("The years that the part is about, such as 2008 to 2010.")
    )
    byline = models.CharField(
        _("written by"), max_length=120, help_text=_("As the name should be printed. The writer needs no account.")
    )
    byline_role = models.CharField(
        _("role of the writer"), max_length=120, blank=True, help_text=_("For example: a founding member.")
    )

    relationship = models.CharField(max_length=12, choices=Relationship, default=Relationship.ORIGINAL)
    source_site = models.CharField(
        max_length=120, blank=True, help_text=_("Where the text was first published, such as www.example.org.")
    )
    source_url = models.URLField(_("address of the original"), max_length=300, blank=True)
    source_author = models.CharField(_("author of the original"), max_length=120, blank=True)
    source_published_on = models.DateField(_("first published on"), null=True, blank=True)
    permission_note = models.CharField(
        max_length=200, blank=True, help_text=_("Reproduced with the author's permission.")
    )
    canonical = models.CharField(_("page for search engines"), max_length=8, choices=Canonical, default=Canonical.OWN)

    is_checked_yearly = False
    parent_page_types = ["pages.HistoryIndexPage"]
    subpage_types: list[str] = []
    reserved_slugs = frozenset({"timeline", "feed"})
    has_exit = True
    template = "pages/history_page.html"

    search_fields = [*TextPage.search_fields, index.SearchField("byline"), index.SearchField("source_author")]
    content_panels = [
        *TextPage.content_panels[:1],
        FieldRowPanel([FieldPanel("number"), FieldPanel("period")]),
        FieldRowPanel([FieldPanel("byline"), FieldPanel("byline_role")]),
        *TextPage.content_panels[1:],
        InlinePanel("timeline_entries", label=_("timeline entry"), heading=_("Timeline")),
        MultiFieldPanel(
            [
                FieldPanel("relationship"),
                FieldRowPanel([FieldPanel("source_author"), FieldPanel("source_published_on")]),
                FieldRowPanel([FieldPanel("source_site"), FieldPanel("source_url")]),
                FieldPanel("permission_note"),
                FieldPanel("canonical"),
            ],
            heading=_("Original source"),
        ),
    ]

    class Meta:
        verbose_name = _("part of the history")
        verbose_name_plural = _("parts of the history")

    def clean(self) -> None:
        super().clean()
        if self.relationship != Relationship.ORIGINAL and not (self.source_site or self.source_url):
            raise ValidationError({"source_site": _("Enter where the text was first published")})
        if self.canonical == Canonical.SOURCE and not self.source_url:
            raise ValidationError(
                {"source_url": _("Enter the address of the original, so that search engines can list it")}
            )
        twin = self._live_part_with_this_number()
        if twin is not None:
            message = _("Part %(number)s is “%(title)s”. Choose another number for one of the two.")
            raise ValidationError({"number": message % {"number": self.number, "title": twin.title}})

    def _live_part_with_this_number(self) -> "HistoryPage | None":
        # A new page has no place in the tree yet. The site has only one series, so the page will be in that one.
        others = HistoryPage.objects.live().exclude(pk=self.pk).filter(number=self.number)
        return (others.sibling_of(self) if self.pk else others).first()

    @property
    def is_from_elsewhere(self) -> bool:
        return self.relationship != Relationship.ORIGINAL

    @property
    def published_on(self):
        """Return the date shown to readers: the original's for a reproduced text, else that of our page.

        Returns None for a page that was not published yet.
        """
        if self.source_published_on and self.relationship == Relationship.REPRODUCED:
            return self.source_published_on
        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        parts = list(HistoryPage.objects.live().sibling_of(self).defer("body").order_by("number"))
        entries = list(TimelineEntry.objects.filter(page__in=parts).order_by(*IN_TIME))
        context["series"] = series.place_in_series(self, parts)
        context["entries"] = series.entries_around(self, entries)
        context["index"] = self.get_parent()
        address = settings.SITE_URL + (self.get_url(request) or "")
        context["canonical"] = series.canonical_address(self, address)
        context["citation"] = series.citation(self, address)
        context["source_sentence"] = series.source_sentence(self)
        context["structured_data"] = series.structured_data(self, context["index"], request)
        return context

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        return super().get_sitemap_urls(request) if self.canonical == Canonical.OWN else []


class TimelineEntry(Orderable):
    """An event on the history's timeline, dated as exactly as it is known: by year, month or day."""

    page = ParentalKey(HistoryPage, on_delete=models.CASCADE, related_name="timeline_entries")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)])
    month = models.PositiveSmallIntegerField(null=True, blank=True, choices=list(MONTHS.items()))
    day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    text = models.CharField(max_length=300)

    panels = [FieldRowPanel([FieldPanel("year"), FieldPanel("month"), FieldPanel("day")]), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name_plural = _("timeline entries")
        constraints = [
            models.CheckConstraint(
                name="timelineentry_day_has_month", condition=models.Q(day=None) | models.Q(month__isnull=False)
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.day and not self.month:
            raise ValidationError({"month": _("Choose a month, or leave the day empty")})

    @property
    def when(self) -> str:
        """Return the date as readers see it, such as "2010", "July 2010" or "5 July 2010"."""
        month = str(MONTHS[self.month]) if self.month else ""
        return " ".join(str(piece) for piece in (self.day, month, self.year) if piece)

    @property
    def machine_date(self) -> str:
        """Return the date for the attribute of <time datetime>, such as "2010", "2010-07" or "2010-07-05"."""
        return "-".join(f"{piece:02}" for piece in (self.year, self.month, self.day) if piece)


class HistoryIndexPage(IndexPage):
    """The page that lists all parts of the history, with a timeline and a feed."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.HistoryPage"]
    child_type = HistoryPage
    has_exit = True
    template = "pages/history_index_page.html"

    class Meta:
        verbose_name = _("history")
        verbose_name_plural = _("histories")

    def live_parts(self) -> models.QuerySet:
        return HistoryPage.objects.live().child_of(self).defer("body").order_by("number")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["series"] = series.place_in_series(None, list(self.live_parts()))
        return context

    @path("timeline/")
    def timeline(self, request: HttpRequest) -> TemplateResponse:
        parts = {part.pk: part for part in self.live_parts()}
        entries = TimelineEntry.objects.filter(page__in=parts).order_by(*IN_TIME)
        rows = series.with_years_between([(entry, parts[entry.page_id]) for entry in entries])
        crumbs = [*self.crumbs(request), (self.get_url(request), self.title)]
        context = {**self.get_context(request), "rows": rows, "crumbs": crumbs}
        return TemplateResponse(request, "pages/history_timeline.html", context)

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponse:
        entries = [series.feed_entry(part, request) for part in self.live_parts()]
        return feeds.atom(
            title=_("%(title)s: %(site)s") % {"title": self.title, "site": own_network().short_name},
            about=self.introduction,
            page_path=self.get_url(request),
            feed_path=request.path,
            entries=entries[::-1],
        )

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        own = super().get_sitemap_urls(request)
        return [*own, {**own[0], "location": own[0]["location"] + "timeline/"}]
