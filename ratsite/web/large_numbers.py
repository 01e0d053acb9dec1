"""Answer 404 for an address with a number that no row can have."""

from django.http import Http404, HttpRequest, HttpResponse

from ratsite.lib.numbers import LONGEST


class LargeNumberMiddleware:
    """Raises Http404 before the view runs, because databases fail if they look up a number too large for a column.

    Django itself compares the ids of a view's own table safely, but not those of related tables.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs) -> None:
        if any(isinstance(value, int) and value >= 10**LONGEST for value in view_kwargs.values()):
            raise Http404
