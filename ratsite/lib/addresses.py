"""Cache the results of reverse() for long lists, where reverse() would take longer than everything else in a row."""

from functools import lru_cache

from django.urls import reverse

MOST_ADDRESSES = 10_000  # some 200 bytes each


@lru_cache(maxsize=MOST_ADDRESSES)
def address(view_name: str, *args: int | str) -> str:
    """Return reverse(view_name, args=args), cached for the life of the process."""
    return reverse(view_name, args=args)
