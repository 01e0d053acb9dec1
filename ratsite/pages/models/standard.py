from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from ratsite.pages.models.public import TextPage
from ratsite.pages.models.sectors import SectorPage

WHY_SLUG = "why"  # slug of the page whose remit pages or headings the front page lists


class StandardPage(TextPage):
    """A page of text without special features, such as "Join", "Privacy" or "Accessibility"."""

    # A field of each page, because only editors know which pages a person at risk may open.
    has_exit = models.BooleanField(
        _("show “Exit this page”"), default=False, help_text=_("For pages that a person at risk may open.")
    )

    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage", "pages.SectorPage"]
    template = "pages/standard_page.html"
    settings_panels = [*Page.settings_panels, FieldPanel("has_exit")]

    class Meta:
        verbose_name = _("standard page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["sectors"] = self.sectors()
        return context

    def sectors(self) -> list[SectorPage]:
        """Return the published pages for single remits below this page, in the order of the remits."""
        below = SectorPage.objects.live().child_of(self).defer("body", "figures")
        return list(below.order_by("remit__position", "pk")) if self.numchild else []
