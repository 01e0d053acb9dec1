"""Answer 404 for an address with a number that no row can have."""

from django.http import Http404, HttpRequest, HttpResponse

from ratsite.lib.numbers import LONGEST


class LargeNumberMiddleware:
    """Raises Http404 if a number in the address is too large for a database column, where a look-up of it would fail.

    Django itself looks up ids in a view's own table safely, but not those in related tables.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs) -> None:
        if any(isinstance(value, int) and value >= 10**LONGEST for value in view_kwargs.values()):
            raise Http404
