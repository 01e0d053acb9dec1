"""Workshops and conferences. An event's page stays published when the event is over."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from ratsite.network.models import Area
from ratsite.pages import structured_data
from ratsite.pages.blocks import ON_THIS_SITE_OR_HTTPS
from ratsite.pages.fields import DownloadsField
from ratsite.pages.models.public import ListPage, TextPage

LAST_MINUTE = dt.time(23, 59)


class EventPage(TextPage):
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    is_date_only = models.BooleanField(_("whole days"), default=False, help_text=_("Show the days without times."))
    when_text = models.CharField(
        _("when, in words"),
        max_length=80,
        blank=True,
        help_text=_("Only if the exact date is not known, such as July 2010."),
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    venue = models.CharField(max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accessibility = models.TextField(_("getting in and taking part"), max_length=800, blank=True)
    materials = DownloadsField(blank=True)
    booking_link = models.CharField(
        _("where to book"),
        max_length=300,
        blank=True,
        validators=[ON_THIS_SITE_OR_HTTPS],
        help_text=_("Such as /contact/. Shown as a button until the event is over."),
    )

    is_checked_yearly = False
    parent_page_types = ["pages.EventIndexPage"]
    subpage_types: list[str] = []
    template = "pages/event_page.html"

    search_fields = [*TextPage.search_fields, index.SearchField("venue")]
    content_panels = [
        *TextPage.content_panels[:1],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("is_date_only"), FieldPanel("when_text")]),
                FieldPanel("is_cancelled"),
            ],
            heading=_("When"),
        ),
        FieldRowPanel([FieldPanel("venue"), FieldPanel("area")]),
        FieldPanel("booking_link"),
        FieldPanel("accessibility"),
        *TextPage.content_panels[1:],
        InlinePanel("sessions", label=_("session"), heading=_("Programme")),
        InlinePanel("partners", label=_("partner"), heading=_("With thanks to")),
        FieldPanel("materials"),
    ]

    class Meta:
        verbose_name = _("event")

    @classmethod
    def for_reading(cls) -> models.QuerySet:
        return super().for_reading().select_related("area")

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("Enter an end that is after the start")})

        if self.expire_at:
            raise ValidationError({"expire_at": _("Leave this empty. An event’s page stays after the event is over.")})

    def save(self, *args, **kwargs) -> None:
        if self.is_date_only:  # without this, the event would be over when its last day begins
            self.starts_at = self.starts_at and _at(self.first_day, dt.time.min)
            self.ends_at = self.ends_at and _at(self.last_day, LAST_MINUTE)
        super().save(*args, **kwargs)

    @property
    def is_past(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def first_day(self) -> dt.date:
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> dt.date:
        return timezone.localdate(self.ends_at)

    @property
    def has_known_day(self) -> bool:
        """True if the day of the event is known, so that calendars can show it."""
        return not self.when_text

    @property
    def machine_dates(self) -> tuple[str, str]:
        """Return the event's start and end in ISO 8601, as exactly as they are known.

        Both are "" if not even the month is known.
        """
        first, last = self.first_day, self.last_day
        if not self.has_known_day:
            return _span(first, last)
        if self.is_date_only:
            return first.isoformat(), last.isoformat()
        return timezone.localtime(self.starts_at).isoformat(), timezone.localtime(self.ends_at).isoformat()

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["structured_data"] = structured_data.event(self, self.get_url(request) or "")
        context["sessions"] = self.sessions.all()
        context["partners"] = self.partners.all()
        return context


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def _span(first: dt.date, last: dt.date) -> tuple[str, str]:
    """Return ("2008", "2008") for a whole year and ("2010-07", "2010-07") for a whole month, else ("", "")."""
    ends_month = (last + dt.timedelta(days=1)).day == 1
    if first.day != 1 or not ends_month or first.year != last.year:
        return "", ""
    if (first.month, last.month) == (1, 12):
        return f"{first:%Y}", f"{first:%Y}"
    return (f"{first:%Y-%m}", f"{first:%Y-%m}") if first.month == last.month else ("", "")


class EventSession(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="sessions")
    time = models.CharField(max_length=40, blank=True, help_text=_("For example: 09:30, or after lunch."))
    title = models.CharField(max_length=200)
    speaker = models.CharField(
        max_length=200, blank=True, help_text=_("Name and agency, as the speaker wants them shown.")
    )
    has_consent = models.BooleanField(
        _("the speaker agreed to be named here"),
        default=False,
        help_text=_("If you do not tick this, we do not show the name."),
    )

    panels = [
        FieldRowPanel([FieldPanel("time"), FieldPanel("title")]),
        FieldRowPanel([FieldPanel("speaker"), FieldPanel("has_consent")]),
    ]

    @property
    def shown_speaker(self) -> str:
        """Return the speaker's name if the speaker agreed to be named in public, else ""."""
        return self.speaker if self.has_consent else ""


class EventPartner(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=120)
    url = models.URLField(_("web page"), blank=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]


class EventIndexPage(ListPage):
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.EventPage"]
    child_type = EventPage
    template = "pages/event_index_page.html"

    class Meta:
        verbose_name = _("events list")

    def live_events(self) -> models.QuerySet:
        return EventPage.for_reading().live().child_of(self).defer("body").order_by("-starts_at")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        events = list(self.live_events())
        context["upcoming"] = [event for event in reversed(events) if not event.is_past]
        context["past"] = [event for event in events if event.is_past]
        return context
