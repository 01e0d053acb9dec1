"""Look at the certificate of the site's own address, as a visitor's browser does, and store what was seen.

A job looks at it, so that the health page and `doctor` never wait for the network.
"""

import datetime as dt
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

KEY = "certificate"
CACHED_SECONDS = 3 * 24 * 3600  # longer than the time between two runs of the job
PATIENCE = 10  # seconds to wait for an answer


@dataclass(frozen=True)
class Certificate:
    """The site's certificate as it was last seen.

    refused: why a browser would warn visitors; "" if it would not. unreachable: why this server could not connect to
    the site; "" if it could. If either has a text, begins and ends are None.
    """

    begins: dt.datetime | None = None
    ends: dt.datetime | None = None
    refused: str = ""
    unreachable: str = ""


def record_certificate() -> Certificate | None:
    """Look at the certificate now, store what was seen and return it.

    Returns None if the site's address is not https.
    """
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not address.hostname:
        return None
    seen = fetch_certificate(address.hostname, address.port or 443)
    cache.set(KEY, seen, CACHED_SECONDS)
    return seen


def last_seen() -> Certificate | None:
    """Return the certificate that the job last saw; None if the job has not run yet or the address is not https."""
    return cache.get(KEY) if settings.SITE_URL.startswith("https://") else None


def fetch_certificate(host: str, port: int) -> Certificate:
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as connection,
        ):
            certificate = connection.getpeercert() or {}
    except ssl.SSLCertVerificationError as problem:
        return Certificate(refused=problem.verify_message)
    except OSError as problem:
        return Certificate(unreachable=str(problem.strerror or problem))
    return Certificate(begins=_time(certificate["notBefore"]), ends=_time(certificate["notAfter"]))


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(text), dt.UTC)
