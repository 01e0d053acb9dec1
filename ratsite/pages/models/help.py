from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from ratsite.network.models import Area
from ratsite.pages.enums import ForWhom
from ratsite.pages.models.public import TextPage


class Helpline(models.Model):
    """A phone number that people can call for help, with the day on which an editor last checked it."""

    name = models.CharField(max_length=120, unique=True)
    phone = models.CharField(max_length=40, blank=True, help_text=_("With spaces, such as 08000 121 700."))
    text_number = models.CharField(_("number for texts"), max_length=40, blank=True)
    url = models.URLField(_("web page"), blank=True)
    hours = models.CharField(max_length=120, blank=True, help_text=_("For example: day and night."))
    languages = models.CharField(max_length=120, blank=True)
    when_to_use = models.CharField(max_length=300)
    for_whom = models.CharField(max_length=10, choices=ForWhom, default=ForWhom.ANYONE)
    is_for_members = models.BooleanField(
        _("also for people who do this work"), default=False, help_text=_("Shown to members under “Support for you”.")
    )
    position = models.PositiveSmallIntegerField(default=0)
    checked_on = models.DateField(
        null=True, blank=True, help_text=_("The day when someone last rang, or checked the web page.")
    )
    review_due_on = models.DateField(_("check again by"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("for_whom"), FieldPanel("position")]),
        FieldPanel("when_to_use"),
        FieldPanel("is_for_members"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("text_number"), FieldPanel("url")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("languages")]),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_due_on")]),
    ]

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class GetHelpPage(TextPage):
    """The page with all helplines, and with the contact in each area when a child may be at risk (front door)."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    has_exit = True
    template = "pages/get_help_page.html"

    class Meta:
        verbose_name = _("get help")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["helplines"] = list(Helpline.objects.all())
        context["areas"] = list(Area.objects.all())
        return context
