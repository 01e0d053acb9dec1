"""Events as calendar files: one by one, and all in one to subscribe to. Past events stay in both."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ratsite.pages.calendars import calendar_of
from ratsite.pages.models import EventPage

MEDIA_TYPE = "text/calendar; charset=utf-8"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    events = EventPage.for_reading().live().defer("body").order_by("starts_at")
    return HttpResponse(calendar_of(events, request), content_type=MEDIA_TYPE)


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    event = EventPage.for_reading().live().filter(slug=slug).first()
    if event is None:
        raise Http404
    answer = HttpResponse(calendar_of([event], request), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return answer
