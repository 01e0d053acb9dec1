"""Each list has a namespace of its own; ratsite/urls.py says where it is mounted."""

from django.urls import path

from ratsite.pages.views import calendar, contact

contact_form = (
    [path("send/", contact.contact_send, name="contact_send")],
    "pages",
)
calendars = (
    [
        path("calendar.ics", calendar.calendar, name="calendar"),
        path("<slug:slug>.ics", calendar.event_calendar, name="event_calendar"),
    ],
    "events",
)
