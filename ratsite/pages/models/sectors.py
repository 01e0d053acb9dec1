import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from ratsite.network.models import Remit
from ratsite.pages import structured_data
from ratsite.pages.blocks import FIGURE_LIFE, last_checked, old_figures
from ratsite.pages.fields import FiguresField
from ratsite.pages.models.public import TextPage


class SectorPage(TextPage):
    """A page for people of one remit on why exploitation is their work too, with figures and their sources."""

    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    figures = FiguresField(blank=True)

    parent_page_types = ["pages.StandardPage"]
    subpage_types: list[str] = []
    template = "pages/sector_page.html"
    search_fields = [*TextPage.search_fields, index.SearchField("figures")]
    content_panels = [
        *TextPage.content_panels[:1],
        FieldPanel("remit"),
        *TextPage.content_panels[1:-1],
        FieldPanel("figures"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("why this is your work: one remit")
        verbose_name_plural = _("why this is your work: remits")

    @classmethod
    def for_reading(cls) -> models.QuerySet:
        return super().for_reading().select_related("remit")

    def clean(self) -> None:
        super().clean()
        others = SectorPage.objects.live().exclude(pk=self.pk).filter(remit=self.remit_id)
        if self.remit_id and (twin := others.first()) is not None:
            raise ValidationError(
                {"remit": _("“%(title)s” is about this remit. Choose another remit.") % {"title": twin.title}}
            )

    @property
    def unchecked_figures(self) -> int:
        """Return how many figures of this page nobody has compared with their source for a year."""
        return len(old_figures(self.figures))

    @property
    def figures_due_on(self) -> dt.date | None:
        """Return when the first of the page's unchecked figures became a year old, or None if it has none."""
        days = [day for row in old_figures(self.figures) if (day := last_checked(row)) is not None]
        return min(days) + FIGURE_LIFE if days else None

    def full_text(self) -> str:
        text = " ".join(f"{row['value']['value']} {row['value']['says']}" for row in self.figures.raw_data)
        return f"{super().full_text()} {text}"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        pages = (
            SectorPage.for_reading().live().sibling_of(self, inclusive=False) if self.pk else SectorPage.objects.none()
        )
        context["sectors"] = list(pages.defer("body", "figures").order_by("remit__position", "pk"))
        context["structured_data"] = structured_data.article(self, self.get_url(request) or "")
        return context
