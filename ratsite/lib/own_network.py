"""The name, region and sender of the network whose site this is.

Each process asks the database at most every five seconds, so nearly all calls of `own_network()` cost no query. If the
database cannot be read, the network that was read last is returned. Before the first reading, this is the network that
the environment names (settings.OWN_NETWORK).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.db import Error

# Characters: must fit into a title, and into the header of the page on a phone.
LONGEST_NAME, LONGEST_SHORT_NAME = 80, 30
CACHED_SECONDS = 5  # after this time at most, other processes and servers show a change, or close the site


@dataclass(frozen=True)
class OwnNetwork:
    """How pages, emails, feeds, calendars, prints and copies name the network.

    name: in full. short_name: in titles and emails. strapline: one sentence about the network, without its name.
    region: as within a sentence, such as "the north of England", or "". footer_line: at the end of every page.
    has_mark: whether the logo is next to the name. sender_name: who emails come from. is_closed: whether the site is
    closed for a repair (ratsite.web.maintenance).
    """

    name: str
    short_name: str
    strapline: str = ""
    region: str = ""
    footer_line: str = ""
    has_mark: bool = False
    sender_name: str = ""
    is_closed: bool = False

    @property
    def from_email(self) -> str:
        """Return the name and address of the sender of emails. The address is DEFAULT_FROM_EMAIL of the settings.

        A mail server accepts no other address.
        """
        return formataddr((self.sender_name or self.short_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))

    @property
    def line_above(self) -> str:
        """Return the line above the short name on pages: the full name or, if that is the short name, the strapline."""
        return self.name if self.name != self.short_name else self.strapline


FIELDS = tuple(field.name for field in fields(OwnNetwork))

_load: Callable[[], OwnNetwork | None] | None = None
# (time of the monotonic clock, in seconds, until which it is valid; the network).
_known: tuple[float, OwnNetwork] | None = None


def set_loader(load: Callable[[], OwnNetwork | None]) -> None:
    """Set the function that reads the network from the database; it returns None if nobody has described it yet."""
    global _load
    _load = load


def own_network() -> OwnNetwork:
    if _known is not None and time.monotonic() < _known[0]:
        return _known[1]
    try:
        network = (_load and _load()) or from_environment()
    except Error:  # the database cannot be read, or has no table yet
        return last_known()
    remember(network)
    return network


def last_known() -> OwnNetwork:
    """Return the network that was read last, without a query, for pages that must work without a database.

    Returns the network that the environment names if none was read yet.
    """
    return _known[1] if _known is not None else from_environment()


def from_environment() -> OwnNetwork:
    """Return the network as the environment names it, with names cut to the length that the database takes."""
    row = settings.OWN_NETWORK
    names = {"name": row["name"][:LONGEST_NAME], "short_name": shorten_name(row["short_name"])}
    return OwnNetwork(**{**row, **names})


def shorten_name(name: str) -> str:
    """Return as many whole words of the name as fit into a short name."""
    if len(name) <= LONGEST_SHORT_NAME:
        return name
    words = name[: LONGEST_SHORT_NAME + 1].rpartition(" ")[0]
    return words or name[:LONGEST_SHORT_NAME]


def remember(network: OwnNetwork, seconds: float = CACHED_SECONDS) -> None:
    """Cache the network in this process for this many seconds."""
    global _known
    if _known is not None and _known[1] == network:
        network = _known[1]  # return the same object, so that the keys of fragments are compared quickly
    _known = (time.monotonic() + seconds, network)


def clear_cache() -> None:
    """Clear the cached network, so that the next call reads it from the database."""
    global _known
    _known = None
