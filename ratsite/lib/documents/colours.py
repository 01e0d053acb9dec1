"""Decide which colours look like white paper, and on which colours white words are seen. Imports no framework."""

import re

COLOUR = re.compile(r"[0-9A-F]{6}")
NEAR_WHITE = 0xF0  # of red, green and blue each: on white such words have a contrast of at most 1.15 to 1


def is_near_white(colour: str) -> bool:
    """True if a colour is white, or so light that it looks white. colour: as RRGGBB in capitals."""
    return COLOUR.fullmatch(colour) is not None and min(bytes.fromhex(colour)) >= NEAR_WHITE


def white_is_seen_on(colour: str) -> bool:
    """True if a colour is dark enough that white words on it are seen. colour: as RRGGBB in capitals."""
    return COLOUR.fullmatch(colour) is not None and not is_near_white(colour)


def tinted(colour: str, tint: float) -> str:
    """Return a colour with a share of black mixed in (a tint below 0), or of white (above 0)."""
    if COLOUR.fullmatch(colour) is None:
        return colour
    tint = max(-1.0, min(1.0, tint))
    goal = 255 if tint > 0 else 0
    return bytes(round(part + (goal - part) * abs(tint)) for part in bytes.fromhex(colour)).hex().upper()
