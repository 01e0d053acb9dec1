"""URLs of the public site: names for pages that other code links to, and the URLs that Wagtail does not serve."""

from django.urls import path
from wagtail.views import serve

from ratsite.pages.rules import NAMED_PAGES
from ratsite.pages.views import calendar, contact, corrections, files, page_checks, published_contacts, start

named_pages = (
    [
        path("contact/send/", contact.contact_send, name="contact_send"),
        path("files/<uuid:file_id>/<str:name>", files.file_download, name="file_download"),
        path("corrections/<int:correction_id>/", corrections.earlier_version, name="earlier_version"),
        *(path(address, serve, {"path": address}, name=name) for name, address in NAMED_PAGES.items()),
    ],
    "pages",
)
calendars = (
    [
        path("calendar.ics", calendar.calendar, name="calendar"),
        path("<slug:slug>.ics", calendar.event_calendar, name="event_calendar"),
    ],
    "events",
)
checks = (
    [
        path("due/", start.due_list, name="due_list"),
        path("pages/<int:page_id>/check/", page_checks.page_check, name="page_check"),
        path("pages/<int:page_id>/confirm/", page_checks.page_confirm, name="page_confirm"),
        path("pages/<int:page_id>/correct/", page_checks.page_correct, name="page_correct"),
        path("corrections/<int:correction_id>/close/", page_checks.correction_close, name="correction_close"),
    ],
    "page_checks",
)
contacts_for_staff = (
    [
        path("", published_contacts.contact_list, name="contact_list"),
        path("add/", published_contacts.contact_add, name="contact_add"),
        path("<int:contact_id>/", published_contacts.contact, name="contact"),
        path("<int:contact_id>/remove/", published_contacts.contact_remove, name="contact_remove"),
    ],
    "staff_contacts",
)
# Without a namespace, as Wagtail's own pages link to it by this name.
editors = [path("", start.start, name="wagtailadmin_home")]
