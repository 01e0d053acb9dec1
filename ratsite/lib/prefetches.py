"""Distinguish a page that a person reads from one that a browser only prefetches."""

from django.http import HttpRequest


def is_really_read(request: HttpRequest) -> bool:
    """True if the request shows the page to the reader: a GET request that is not a prefetch.

    A view that stores that a person has read something must ask this first.
    """
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
