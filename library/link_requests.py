"""Request one address outside the site, to see whether it still answers. Only the command check_links uses this.

To prevent server-side request forgery, no address of a private network is requested, even after a redirect: each host
name is looked up once, all its IP addresses must be public, and the connection goes to an IP address that was checked.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from library.enums import LinkState

SECONDS = 10  # for each step of one request
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
HEADERS = {"User-Agent": "ratsite link check", "Accept": "*/*", "Connection": "close"}
NOT_FOR_HEAD = (400, 403, 404, 405, 406, 429, 500, 501, 503)  # some servers answer HEAD like this, and GET with 200
MOVED = (301, 302, 303, 307, 308)
MOVED_FOR_GOOD = (301, 308)


@dataclass(frozen=True)
class Answer:
    """The answer of a requested address.

    text: the answer in words, such as "404" or "does not answer". moved_to: the new permanent address; "" if the page
    has not moved.
    """

    state: LinkState
    text: str
    moved_to: str = ""


class Refused(Exception):
    """Raised when an address must not be requested. The message says why."""


def request_address(url: str, *, is_public: Callable[[str], bool] | None = None) -> Answer:
    """Request an address with HEAD or, if its server refuses HEAD, with GET. Follow up to MOST_REDIRECTS redirects.

    is_public(ip) says whether a connection to this IP address is allowed; a test can allow its own server.
    """
    allowed, here, moved_to = is_public or is_public_address, url, ""
    try:
        for _ in range(MOST_REDIRECTS + 1):
            status, location = _status("HEAD", here, allowed)
            if status in NOT_FOR_HEAD:
                status, location = _status("GET", here, allowed)
            if status not in MOVED or not location:
                break
            is_first = here == url or moved_to == here
            here = urljoin(here, location)
            if status in MOVED_FOR_GOOD and is_first:
                moved_to = here
        else:
            return Answer(LinkState.GONE, "leads round in a circle")
    except Refused as refusal:
        return Answer(LinkState.GONE, str(refusal))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(LinkState.GONE, _why(error))
    if status >= 400:
        return Answer(LinkState.GONE, str(status))
    return Answer(LinkState.MOVED if moved_to else LinkState.ANSWERS, str(status), moved_to[:500])


def is_public_address(ip: str) -> bool:
    """True if the IP address, or the IPv4 address inside it, belongs to the public internet."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        return is_public_address(str(mapped))
    return address.is_global and not address.is_multicast


def _status(method: str, url: str, allowed: Callable[[str], bool]) -> tuple[int, str]:
    """Return the status and the Location header of the response. Its body is not read. allowed: as is_public."""
    parts = urlsplit(url)
    host, scheme = parts.hostname, parts.scheme
    if scheme not in PORTS or not host or parts.username or parts.password:
        raise Refused("is no address of a public web page")
    connection = _connection(scheme, host, parts.port or PORTS[scheme], allowed)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int, allowed: Callable[[str], bool]) -> http.client.HTTPConnection:
    """Look the host name up once and return an open connection to its IP address, which must be allowed."""
    addresses = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not addresses or not all(allowed(ip) for ip in addresses):
        raise Refused("is an address of a private network")
    opened = socket.create_connection((addresses[0], port), timeout=SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    if scheme == "https":
        try:
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        except OSError:
            opened.close()
            raise
    connection.sock = opened
    return connection


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "has no valid certificate"
    if isinstance(error, TimeoutError):
        return "does not answer in time"
    return "does not answer"
