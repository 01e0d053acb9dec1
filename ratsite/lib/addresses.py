"""Addresses that long lists of things print: reverse() takes longer than the rest of such a line."""

from functools import lru_cache

from django.urls import reverse

MOST_ADDRESSES = 10_000  # some 200 bytes each


@lru_cache(maxsize=MOST_ADDRESSES)
def address(view_name: str, *args: int | str) -> str:
    """What reverse() says: it says the same as long as the process lives."""
    return reverse(view_name, args=args)
