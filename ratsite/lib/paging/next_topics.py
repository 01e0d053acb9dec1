"""The topics to read after the current one: their ids are in its address, as in ?then=41-52-60.

A list of new posts puts into the link of each topic the ids of the others: first those below it, then those above. So
the link *Next unread* on a topic's page goes through the whole list, without a query and without a row in the database.
Topics that the reader may not see, or has read, are skipped.
"""

from collections.abc import Sequence

from django.http import HttpRequest

from ratsite.lib.addresses import with_query
from ratsite.lib.numbers import whole_number

MOST_AHEAD = 10  # topics: about as many as are read in one sitting, and 60 characters


def from_request(request: HttpRequest) -> list[int]:
    """Return the ids of the topics to read next, in order: the numbers in `?then=41-52`.

    At most MOST_AHEAD. Anything that is not a whole number is left out.
    """
    parts = request.GET.get("then", "").split("-")[:MOST_AHEAD]
    return [number for number in map(whole_number, parts) if number is not None]


def as_parameter(topic_ids: Sequence[int]) -> str:
    return "-".join(map(str, topic_ids[:MOST_AHEAD]))


def with_ids(url: str, topic_ids: Sequence[int]) -> str:
    """Return the address with these ids as the topics to read next."""
    return with_query(url, then=as_parameter(topic_ids))


def carry_over(url: str, request: HttpRequest) -> str:
    """Return the address `url` with the topics to read next that are in the address of this request."""
    return with_ids(url, from_request(request))
