"""Look at the certificate of the site's own address, as a visitor's browser does, and keep what was seen.

A job looks: the health page and `doctor` never wait for the network.
"""

import datetime as dt
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

KEY = "certificate"
KEPT_SECONDS = 3 * 24 * 3600  # longer than the job's pauses
PATIENCE = 10  # seconds


@dataclass(frozen=True)
class Certificate:
    """What was seen last. refused: why a browser would warn. unreachable: why this machine could not look."""

    begins: dt.datetime | None = None
    ends: dt.datetime | None = None
    refused: str = ""
    unreachable: str = ""


def note_certificate() -> Certificate | None:
    """Look, and keep what was seen. None if the site has no https address of its own."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not address.hostname:
        return None
    seen = fetch_certificate(address.hostname, address.port or 443)
    cache.set(KEY, seen, KEPT_SECONDS)
    return seen


def last_seen() -> Certificate | None:
    """Return what the job saw last, or None if it has not looked yet or there is no certificate."""
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
