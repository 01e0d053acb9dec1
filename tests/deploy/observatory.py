"""The score that Mozilla's HTTP Observatory gives to a page, from its headers.

Source: the table SCORE_TABLE in src/grader/charts.js of github.com/mdn/mdn-http-observatory, version 1.5 with pull
request 498 (Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy, merged in 2026). A page begins with 100
points; bonuses count only if it still has 90. Our pages cannot get 10 points: 5 for the preload list of browsers, 5 for
integrity hashes of scripts.
"""

from http.client import HTTPMessage
from http.cookies import SimpleCookie

BASE = 100
SIX_MONTHS = 15_768_000  # seconds
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(headers: HTTPMessage) -> tuple[int, dict[str, int]]:
    """Return (the score, points by test)."""
    csp = {
        name: sources
        for name, *sources in (
            part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip()
        )
    }
    points = {
        "content-security-policy": _policy(csp),
        "cookies": _cookies(headers),
        "cross-origin-resource-sharing": -50 if headers.get("Access-Control-Allow-Origin") else 0,
        "cross-origin-resource-policy": _one_of(
            headers, "Cross-Origin-Resource-Policy", {"same-origin", "same-site"}, 10
        ),
        "cross-origin-opener-policy": _one_of(headers, "Cross-Origin-Opener-Policy", {"same-origin"}, 10),
        "cross-origin-embedder-policy": _one_of(headers, "Cross-Origin-Embedder-Policy", {"require-corp"}, 10),
        "referrer-policy": _one_of(headers, "Referrer-Policy", PRIVATE, 5),
        "strict-transport-security": _transport(headers.get("Strict-Transport-Security", "")),
        "x-content-type-options": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": _frames(csp, headers),
    }
    taken_off = sum(value for value in points.values() if value < 0)
    bonus = sum(value for value in points.values() if value > 0) if taken_off >= -10 else 0
    return BASE + taken_off + bonus, points


def _policy(csp: dict[str, list[str]]) -> int:
    if not csp:
        return -25
    scripts = csp.get("script-src", csp.get("default-src", ["*"]))
    styles = csp.get("style-src", csp.get("default-src", ["*"]))
    if {"'unsafe-inline'", "data:", "https:", "http:", "*"} & {*scripts}:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if {"'unsafe-inline'", "data:", "https:", "*"} & {*styles}:
        return 0
    is_closed = csp.get("default-src") == ["'none'"] and csp.get("form-action") in (["'none'"], ["'self'"])
    return 10 if is_closed else 5


def _cookies(headers: HTTPMessage) -> int:
    lines = headers.get_all("Set-Cookie") or []
    morsels = [morsel for line in lines for morsel in SimpleCookie(line).values()]
    if not morsels:
        return 0
    if not all(morsel["secure"] and morsel["httponly"] for morsel in morsels):
        return -40
    return 5 if all(morsel["samesite"] in ("Lax", "Strict") for morsel in morsels) else 0


def _one_of(headers: HTTPMessage, name: str, good: set[str], points: int) -> int:
    return points if headers.get(name) in good else 0


def _transport(value: str) -> int:
    ages = [part.strip().removeprefix("max-age=") for part in value.split(";") if "max-age=" in part]
    if not ages or not ages[0].isdecimal():
        return -20
    return 0 if int(ages[0]) >= SIX_MONTHS else -10


def _frames(csp: dict[str, list[str]], headers: HTTPMessage) -> int:
    if csp.get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5
    return 0 if headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20
