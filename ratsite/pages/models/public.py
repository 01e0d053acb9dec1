"""Base classes of the public pages. The page tree contains nothing private."""

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index

from ratsite.pages.blocks import minutes_to_read, plain_text
from ratsite.pages.fields import BodyField
from ratsite.pages.models.corrections import Correction

CHECK_EVERY = dt.timedelta(days=365)  # of pages, of front doors, and of helplines without a review date of their own
HOME_DEPTH = 2  # the tree's root, at depth 1, is never shown


class PublicPage(Page):
    """Base class of a page that everyone may read, with an introduction for lists, feeds and search."""

    introduction = models.TextField(
        max_length=500,
        blank=True,
        help_text=_("1 to 3 sentences. Shown above the text, in lists, in feeds and in search results."),
    )

    # Set this if all children have one type: a child is then found with one query instead of two.
    child_type: ClassVar[type["PublicPage"] | None] = None
    # Slugs that a page of this type cannot have, because the parent page serves them itself.
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()
    # Whether the page has "Exit this page" at its top.
    has_exit = False
    # A note for readers of an earlier version: which parts of the page are shown as they are today. "" if none are.
    shown_as_today = ""

    private_page_options: ClassVar[list[str]] = []  # nobody can restrict a page: the page tree has no private content
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    content_panels = [*Page.content_panels, FieldPanel("names_are_public"), FieldPanel("introduction")]

    class Meta:
        abstract = True

    @property
    def status_string(self) -> str:
        """Return the page's state for lists in the CMS, without Wagtail's word "moderation"."""
        has_other_state = self.approved_schedule or (self.expired and not self.live)
        if has_other_state or not self.workflow_in_progress:
            return super().status_string
        return _("live + second check") if self.live else _("second check")

    def get_view_restrictions(self):
        """Return no restrictions, without a query: editors cannot restrict a page (private_page_options)."""
        return PageViewRestriction.objects.none()

    def clean(self) -> None:
        super().clean()
        if self.slug in self.reserved_slugs:
            raise ValidationError(
                {
                    "slug": _("The site already uses “%(slug)s” for itself. Choose another address.")
                    % {"slug": self.slug}
                }
            )

    @classmethod
    def for_reading(cls) -> models.QuerySet:
        """Return the pages of this type, with all related rows fetched that are needed to show a page."""
        return cls.objects.all()

    def route(self, request: HttpRequest, path_components: list[str]):
        """Find the page for a path, as Wagtail does.

        If this page has a `child_type`, only pages of that type are looked for below it.
        """
        if self.child_type is None or not path_components:
            return super().route(request, path_components)
        child = self.child_type.for_reading().child_of(self).filter(slug=path_components[0]).first()
        if child is None:
            raise Http404
        child._cached_parent_obj = self
        return child.route(request, path_components[1:])

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str | None:
        """Return the page's URL, as Wagtail does, but with fewer look-ups in the cache if the current site is known."""
        site = current_site or (Site.find_for_request(request) if isinstance(request, HttpRequest) else None)
        if site is None or not self.url_path.startswith(site.root_page.url_path):
            return super().get_url(request, current_site)
        return reverse("wagtail_serve", args=(self.url_path[len(site.root_page.url_path) :],))

    def crumbs(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return a pair (URL, title) for each page above this one, the front page first."""
        trail = []
        page = self
        while page.depth > HOME_DEPTH:
            page = page.get_parent()
            trail.insert(0, (page.get_url(request), page.title if page.depth > HOME_DEPTH else _("Home")))
        return trail

    def full_text(self) -> str:
        """Return the page's text below the title as plain text, for search results."""
        return self.introduction

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["crumbs"] = self.crumbs(request)
        context["review"] = getattr(self, "checks", None)
        context["corrections"] = list(Correction.objects.filter(page=self.pk).select_related("earlier"))
        return context


class TextPage(PublicPage):
    body = BodyField(blank=True)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    # Whether a check is planned a year after the first publication. False for texts that show a date of their own.
    is_checked_yearly = True
    search_fields = [*PublicPage.search_fields, index.SearchField("body")]
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.reading_minutes = minutes_to_read(self.body)
        super().save(*args, **kwargs)

    @classmethod
    def for_reading(cls) -> models.QuerySet:
        return super().for_reading().select_related("checks")

    def full_text(self) -> str:
        return f"{self.introduction} {plain_text(self.body)}"


class ListPage(PublicPage):
    """Base class of a page that lists its child pages."""

    shown_as_today = _("The list on this page is stored separately from its text, so you see it as it is today.")

    class Meta:
        abstract = True


class IndexPage(RoutablePageMixin, ListPage):
    """Base class of a page that lists its child pages and has further URLs below its own."""

    class Meta:
        abstract = True
