"""Build addresses: a cached reverse(), because Django's own is slow for long lists, and addresses with a query."""

from functools import lru_cache

from django.urls import get_script_prefix, resolve, reverse
from django.utils.http import urlencode

MOST_ADDRESSES = 10_000  # addresses cached; each takes some 200 bytes


@lru_cache(maxsize=MOST_ADDRESSES)
def address(view_name: str, *args: int | str) -> str:
    """Return reverse(view_name, args=args), cached for the life of the process."""
    return reverse(view_name, args=args)


@lru_cache(maxsize=MOST_ADDRESSES)
def is_taken(view_name: str, *args: int | str) -> bool:
    """True if the URL that reverse() makes for this view resolves to another view, earlier in the URLconf.

    For example, /forum/topics/1/print/ may be the page "print", or a topic with the slug "print".
    """
    path = reverse(view_name, args=args).removeprefix(get_script_prefix())
    return resolve(f"/{path}").view_name != view_name


def with_query(url: str, **values: str) -> str:
    """Return the address with these values in its query string, before its fragment. Empty values are left out."""
    path, hash_sign, fragment = url.partition("#")
    query = urlencode({name: value for name, value in values.items() if value})
    if query:
        path += ("&" if "?" in path else "?") + query
    return f"{path}{hash_sign}{fragment}"
