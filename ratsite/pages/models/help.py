from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from ratsite.lib.days import not_in_future
from ratsite.lib.main_helpline import clear_cache
from ratsite.network.models import Area
from ratsite.pages.blocks import plain_text
from ratsite.pages.enums import ForWhom
from ratsite.pages.fields import BodyField
from ratsite.pages.models.public import TextPage

EMERGENCY = "999"  # this number is at the top of every page, so Get help does not list it again
NEVER_TRIED = frozenset({EMERGENCY, "112", "101", "111"})  # a call to try them would keep someone else waiting
QUESTIONS = ["for_self", "for_others", "for_child", "at_work"]  # the fields of GetHelpPage with a text


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
    # The questions of the page Get help below which readers find this helpline: it can be below several.
    is_for_self = models.BooleanField(_("under “I need help”"), default=False)
    is_for_others = models.BooleanField(_("under “I am worried about someone”"), default=False)
    is_for_child = models.BooleanField(_("under “I am worried about a child”"), default=False)
    is_for_members = models.BooleanField(
        _("also for people who do this work"), default=False, help_text=_("Shown to members under “Support for you”.")
    )
    is_main = models.BooleanField(
        _("at the top of each page"),
        default=False,
        help_text=_(
            "The number for modern slavery that visitors and members see first. Only one helpline can be there."
        ),
    )
    position = models.PositiveSmallIntegerField(default=0)
    checked_on = models.DateField(
        null=True,
        blank=True,
        validators=[not_in_future],
        help_text=_("The day when someone last called, or checked the web page."),
    )
    review_due_on = models.DateField(
        _("check again by"), null=True, blank=True, help_text=_("If you leave this empty, we ask again after a year.")
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("for_whom"), FieldPanel("position")]),
        FieldPanel("when_to_use"),
        FieldRowPanel([FieldPanel("is_for_self"), FieldPanel("is_for_others"), FieldPanel("is_for_child")]),
        FieldRowPanel([FieldPanel("is_for_members"), FieldPanel("is_main")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("text_number"), FieldPanel("url")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("languages")]),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_due_on")]),
        FieldPanel("notice"),  # a field of the form alone: ratsite.pages.forms.cms.HelplineForm
    ]

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["is_main"], condition=models.Q(is_main=True), name="helpline_one_is_main")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.is_main and not self.phone:
            raise ValidationError({"phone": _("Enter the number: it is at the top of each page")})
        if self.is_main and (other := Helpline.objects.filter(is_main=True).exclude(pk=self.pk).first()):
            raise ValidationError({"is_main": _("Untick this at “%(other)s” first") % {"other": other}})

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        _clear_cache_of_main_number()

    def delete(self, *args, **kwargs) -> tuple:
        deleted = super().delete(*args, **kwargs)
        _clear_cache_of_main_number()
        return deleted

    @classmethod
    def main_number(cls) -> str:
        """Return the number at the top of each page; "" if there is no helpline."""
        return cls.objects.filter(is_main=True).values_list("phone", flat=True).first() or ""

    @property
    def is_under_a_question(self) -> bool:
        return self.is_for_self or self.is_for_others or self.is_for_child or self.phone == EMERGENCY

    @property
    def says_for_whom(self) -> bool:
        """True if its name or “when to use” already says that it is for adults, or for children."""
        word = {ForWhom.ADULTS: "adult", ForWhom.CHILDREN: "children"}.get(ForWhom(self.for_whom))
        return word is not None and word in f"{self.name} {self.when_to_use}".lower()


def how_to_check(phone: str, url: str) -> str:
    """Return the instruction for an editor who checks a number on the page Get help, without the last full stop.

    url: the web page that shows the number; "" if there is none.
    """
    if phone in NEVER_TRIED:
        return _("Do not call it. Compare it with its web page, then enter the date.")
    if url:
        return _("Compare it with its web page. Call only if the page does not show it. Then enter the date.")
    return _("Call it, then enter the date of your call")


def _clear_cache_of_main_number() -> None:
    clear_cache()
    transaction.on_commit(clear_cache)  # once more: another thread may have just read the old row


class GetHelpPage(TextPage):
    """The page with all helplines, and with the contact in each area when a child may be at risk (front door).

    It answers four questions: I need help, I am worried about someone, I am worried about a child, I see signs of this
    at work. Each question has its own text and its own helplines.
    """

    for_self = BodyField(_("text for “I need help”"), blank=True)
    for_others = BodyField(_("text for “I am worried about someone”"), blank=True)
    for_child = BodyField(_("text for “I am worried about a child”"), blank=True)
    at_work = BodyField(_("text for “I see signs of this at work”"), blank=True)

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    has_exit = True
    shown_as_today = _(
        "The numbers on this page are stored separately from its text, so you see them as they are today."
    )
    template = "pages/get_help_page.html"
    search_fields = [*TextPage.search_fields, *(index.SearchField(name) for name in QUESTIONS)]
    content_panels = [*TextPage.content_panels, *(FieldPanel(name) for name in QUESTIONS)]

    class Meta:
        verbose_name = _("get help")

    def full_text(self) -> str:
        return " ".join([super().full_text(), *(plain_text(getattr(self, name)) for name in QUESTIONS)])

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        lines = list(Helpline.objects.all())
        areas = list(Area.objects.all())
        context["for_self"] = [line for line in lines if line.is_for_self]
        context["for_others"] = [line for line in lines if line.is_for_others]
        context["for_child"] = [line for line in lines if line.is_for_child]
        context["other_lines"] = [line for line in lines if not line.is_under_a_question]
        context["is_checked"] = all(line.checked_on for line in lines)
        context["has_checks"] = any(line.checked_on for line in lines)
        context["areas"] = areas
        days = [area.front_door_checked_on for area in areas if area.front_door_phone]
        context["doors_checked_on"] = min(days) if days and all(days) else None
        return context
