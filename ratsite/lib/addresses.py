"""Build addresses: a cached reverse() for long lists, where it would be the slowest part of a row, and queries."""

from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode

MOST_ADDRESSES = 10_000  # some 200 bytes each


@lru_cache(maxsize=MOST_ADDRESSES)
def address(view_name: str, *args: int | str) -> str:
    """Return reverse(view_name, args=args), cached for the life of the process."""
    return reverse(view_name, args=args)


def with_query(url: str, **values: str) -> str:
    """Return the address with these values in its query, before its fragment. Empty values are left out."""
    path, hash_sign, fragment = url.partition("#")
    query = urlencode({name: value for name, value in values.items() if value})
    if query:
        path += ("&" if "?" in path else "?") + query
    return f"{path}{hash_sign}{fragment}"
