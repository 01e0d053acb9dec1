"""Below /events/: addresses with a dot, which Wagtail's own pattern does not take."""

from django.urls import path

from ratsite.pages.views import calendar

app_name = "events"
urlpatterns = [
    path("calendar.ics", calendar.calendar, name="calendar"),
    path("<slug:slug>.ics", calendar.event_calendar, name="event_calendar"),
]
