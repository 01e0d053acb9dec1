"""The name, region and sender of the network whose site this is.

`own_network()` costs no query but for one every five seconds in each process. Before the database can be read, and on
the pages that say that the site is broken, the network has the environment's name (settings.OWN_NETWORK).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.db import Error

LONGEST_NAME, LONGEST_SHORT_NAME = 80, 30  # characters: a title, and the masthead of a phone
KEPT_SECONDS = 5  # so soon do other processes and machines show a change, or close


@dataclass(frozen=True)
class OwnNetwork:
    """What the pages, emails, feeds, calendars, prints and copies call the network.

    name: in full. short_name: in titles and emails. strapline: one sentence without the name. region: as within a
    sentence, such as "the north of England", or "". footer_line: at the end of every page. has_mark: whether the site's
    drawing is next to the name. sender_name: who emails come from. is_closed: for a repair (ratsite.web.maintenance).
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
        """The sender of emails. The address is the environment's: a mail server takes no other."""
        return formataddr((self.sender_name or self.short_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))

    @property
    def line_above(self) -> str:
        """The full name, where a page shows it above the short one."""
        return self.name if self.name != self.short_name else self.strapline


FIELDS = tuple(field.name for field in fields(OwnNetwork))

_load: Callable[[], OwnNetwork | None] | None = None
_known: tuple[float, OwnNetwork] | None = None  # (until when, in seconds of the monotonic clock; the network)


def load_with(load: Callable[[], OwnNetwork | None]) -> None:
    """Set the function that reads the network from the database; it returns None if nobody has described it yet."""
    global _load
    _load = load


def own_network() -> OwnNetwork:
    if _known is not None and time.monotonic() < _known[0]:
        return _known[1]
    try:
        network = (_load and _load()) or from_environment()
    except Error:  # no database, or no table yet
        return last_known()
    remember(network)
    return network


def last_known() -> OwnNetwork:
    """Return the network without asking the database, for pages that must work without one."""
    return _known[1] if _known is not None else from_environment()


def from_environment() -> OwnNetwork:
    """Return the network as the environment names it, no longer than the database takes."""
    row = settings.OWN_NETWORK
    names = {"name": row["name"][:LONGEST_NAME], "short_name": shorten_name(row["short_name"])}
    return OwnNetwork(**{**row, **names})


def shorten_name(name: str) -> str:
    """Return the whole words of a name that fit into a short name."""
    if len(name) <= LONGEST_SHORT_NAME:
        return name
    words = name[: LONGEST_SHORT_NAME + 1].rpartition(" ")[0]
    return words or name[:LONGEST_SHORT_NAME]


def remember(network: OwnNetwork, seconds: float = KEPT_SECONDS) -> None:
    global _known
    if _known is not None and _known[1] == network:
        network = _known[1]  # the same object, so that keys of fragments are quickly compared
    _known = (time.monotonic() + seconds, network)


def forget() -> None:
    """Read the network anew when it is next asked for."""
    global _known
    _known = None
