"""Serve events as calendar files: a single event, or all events to subscribe to. Past events are included."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ratsite.pages.calendars import MEDIA_TYPE, calendar_of, public_events


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    return HttpResponse(calendar_of(public_events(), request), content_type=MEDIA_TYPE)


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    event = public_events().filter(slug=slug).first()
    if event is None:
        raise Http404
    answer = HttpResponse(calendar_of([event], request), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return answer
