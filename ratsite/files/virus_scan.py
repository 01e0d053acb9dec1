"""Ask ClamAV's daemon (clamd) whether a file has a known virus, if the setting CLAMD_SOCKET names its socket.

The file is sent over the socket (INSTREAM in clamd's manual), so the daemon may run as another user or on another
server, and need not be able to read our files. No library is used: those on PyPI have had no release for years.
"""

import logging
import socket
import struct
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from ratsite.files.enums import Scanner

logger = logging.getLogger(__name__)

CONNECT_WITHIN = 5  # seconds
ANSWER_WITHIN = 150  # seconds: clamd itself gives up after 120 (MaxScanTime)
STATE_CACHED = 60  # seconds: no page should wait CONNECT_WITHIN each time for a scanner on a server that is off
PIECE = 64 * 1024  # bytes sent at a time
LONGEST_ANSWER = 4096  # bytes: one line with the name of a signature
# clamd reports this for a file that exceeds its limits if its setting AlertExceedsMax is on.
TOO_LARGE = "Heuristics.Limits.Exceeded"


class ScannerAway(Exception):
    """Raised if the virus scanner does not answer or cannot scan, so that the file has to wait."""


def virus_refusal(path: str) -> str:
    """Return a message for the uploader if the file has a virus; "" if it has none or no scanner is set up.

    Raises ScannerAway if a scanner is set up but gives no clear answer.
    """
    if not settings.CLAMD_SOCKET:
        return ""
    answer = _scan(Path(path))
    if answer == "stream: OK":
        return ""
    if "size limit exceeded" in answer or TOO_LARGE in answer:
        return _("The file is larger than our virus scanner can read. Send a smaller one.")
    if answer.endswith(" FOUND"):
        logger.warning("the virus scanner found %s", answer.removeprefix("stream: ").removesuffix(" FOUND"))
        return _("Our virus scanner found a virus in this file. Check your computer before you send it again.")
    raise ScannerAway(answer or "no answer")


def scanner_state() -> Scanner:
    if not settings.CLAMD_SOCKET:
        return Scanner.OFF
    try:
        with _connected(settings.CLAMD_SOCKET, CONNECT_WITHIN) as connection:
            connection.sendall(b"zPING\0")
            return Scanner.ANSWERS if _answer(connection) == "PONG" else Scanner.AWAY
    except OSError:
        return Scanner.AWAY


def is_scanner_away() -> bool:
    """True if a scanner is set up and does not answer. Cached for STATE_CACHED seconds, so that pages can call it."""
    if not settings.CLAMD_SOCKET:
        return False
    return caches["worker"].get_or_set("scanner-state", scanner_state, STATE_CACHED) == Scanner.AWAY


def _scan(path: Path) -> str:
    """Send a file to clamd and return its answer."""
    with path.open("rb") as content:
        try:
            with _connected(settings.CLAMD_SOCKET, ANSWER_WITHIN) as connection:
                try:
                    connection.sendall(b"zINSTREAM\0")
                    while piece := content.read(PIECE):
                        connection.sendall(struct.pack("!I", len(piece)) + piece)
                    connection.sendall(struct.pack("!I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # clamd stops reading at its size limit and says so in its answer
                return _answer(connection)
        except OSError as problem:
            raise ScannerAway(str(problem)) from problem


def _connected(where: str, timeout: float) -> socket.socket:
    """Return a connection to the daemon. where: the path of a Unix socket, or "host:port"."""
    if "/" in where:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(CONNECT_WITHIN)
        try:
            connection.connect(where)
        except OSError:
            connection.close()
            raise
    else:
        host, _colon, port = where.rpartition(":")
        if not port.isdecimal():
            raise OSError("CLAMD_SOCKET is neither a path nor host:port")
        connection = socket.create_connection((host, int(port)), CONNECT_WITHIN)
    connection.settimeout(timeout)
    return connection


def _answer(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0") and (piece := connection.recv(LONGEST_ANSWER)):
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
