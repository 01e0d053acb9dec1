"""Resolve the colours of drawings in Office files (ECMA-376 part 1, 20.1.2.3). Imports no framework."""

import colorsys
import re
from collections.abc import Mapping
from typing import NamedTuple

from ratsite.lib.documents.colours import COLOUR, tinted
from ratsite.lib.documents.office.drawing_nodes import Node

KINDS = ("srgbClr", "sysClr", "schemeClr", "prstClr", "scrgbClr", "hslClr")
SYSTEM = {"window": "FFFFFF", "windowText": "000000"}  # colours of the system, if the file does not say how they looked
# Names of colours that look white (20.1.10.47). All others are seen on white.
PALE = (
    *("white", "snow", "ivory", "azure", "aliceBlue", "ghostWhite", "whiteSmoke", "mintCream", "honeydew"),
    *("floralWhite", "lavenderBlush"),
)
WRITTEN = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(%?)")
WHOLE, TURN, GAMMA = 100_000, 21_600_000, 1 / 2.2  # 100 per cent; a full circle; from linear light to RRGGBB
OPACITIES = ("alpha", "alphaMod", "alphaOff")
LIGHTS = ("lum", "lumMod", "lumOff")
# Changes that make nothing white, and nothing white darker.
HARMLESS = ("sat", "satMod", "satOff", "hue", "hueMod", "hueOff", "gray", "gamma", "invGamma")


class Colour(NamedTuple):
    """A colour as it is written in a drawing: a theme colour's name or RRGGBB, and changes to apply in order.

    For example "accent1", made darker by the change "lumMod".
    """

    name: str
    rgb: str
    changes: tuple[tuple[str, float], ...] = ()


class Shade(NamedTuple):
    """A colour as it is shown: RRGGBB, "" if that is not known, and its opacity from 0 to 1."""

    rgb: str
    opacity: float = 1.0


def colour_of(node: Node) -> Colour:
    """Return the colour of an element whose name is one of KINDS."""
    name, rgb, get = "", "", node.get
    if node.name == "schemeClr":
        name = get("val")
    elif node.name == "srgbClr":
        rgb = get("val").upper()
    elif node.name == "sysClr":
        rgb = get("lastClr").upper() or SYSTEM.get(get("val"), "")
    elif node.name == "prstClr":
        rgb = "FFFFFF" if get("val") in PALE else ""
    elif node.name == "scrgbClr":
        rgb = _hexadecimal(*(max(_share(get(part)) or 0, 0) ** GAMMA for part in ("r", "g", "b")))
    elif node.name == "hslClr":
        hue, light, strength = (_share(get(part)) or 0 for part in ("hue", "lum", "sat"))
        rgb = _hexadecimal(*colorsys.hls_to_rgb(hue * WHOLE / TURN, light, strength))
    written = ((one.name, _share(one.get("val"))) for one in node.inside)
    return Colour(name, rgb, tuple((change, share) for change, share in written if share is not None))


def shade_of(colour: Colour, scheme: Mapping[str, str]) -> Shade:
    """Return a colour as it is shown. scheme: RRGGBB of each name that a drawing may use, such as "bg1"."""
    rgb = scheme.get(colour.name, "") if colour.name else colour.rgb
    rgb, opacity = (rgb if COLOUR.fullmatch(rgb) else ""), 1.0
    for change, share in colour.changes:
        if change in OPACITIES:
            opacity = {"alpha": share, "alphaMod": opacity * share, "alphaOff": opacity + share}[change]
        elif change == "tint":
            rgb = tinted(rgb, 1 - share)
        elif change == "shade":
            rgb = tinted(rgb, share - 1)
        elif change in LIGHTS:
            rgb = _lit(rgb, change, share) if rgb else ""
        elif change not in HARMLESS:
            rgb = ""
    return Shade(rgb, min(1.0, max(0.0, opacity)))


def _lit(rgb: str, change: str, share: float) -> str:
    """Return a colour with the lightness that the element `change`, such as "lumMod", gives it."""
    hue, light, strength = colorsys.rgb_to_hls(*(part / 255 for part in bytes.fromhex(rgb)))
    light = {"lum": share, "lumMod": light * share, "lumOff": light + share}[change]
    return _hexadecimal(*colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), strength))


def _hexadecimal(*parts: float) -> str:
    return bytes(round(255 * min(1.0, max(0.0, part))) for part in parts).hex().upper()


def _share(written: str) -> float | None:
    """Return a percentage as a fraction: 0.4 for "40%", or for "40000" (thousandths of a percent); None for others."""
    match = WRITTEN.fullmatch(written)
    if match is None:
        return None
    return float(match[1]) / (100 if match[2] else WHOLE)
