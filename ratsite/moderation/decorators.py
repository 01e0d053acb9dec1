from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def show_gone_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view so that an item that is decided, unknown or hidden gives the same page, with status 404.

    The page gives back what the moderator had typed.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return render(request, "review/item_gone.html", status=404)

    return wrapper
