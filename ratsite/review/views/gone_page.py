from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.review.queries.history import last_decision


def show_gone_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view so that an item that is decided, unknown or hidden gives the same page, with status 404.

    If the item is decided, the page says what was decided, when and by whom, to people who can read this in the history
    too. It gives back what they had typed.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, queue_name: str, item_id: int) -> HttpResponse:
        try:
            return view(request, queue_name, item_id)
        except Http404:
            context = {"decision": last_decision(request.user, queue_name, item_id)}
            return render(request, "review/item_gone.html", context, status=404)

    return wrapper
