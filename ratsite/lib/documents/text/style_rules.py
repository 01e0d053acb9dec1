"""Read from the styles of a web page which elements are hidden, and the colours of words and their backgrounds.

Imports no framework.
"""

import colorsys
import re
from collections.abc import Callable

from ratsite.lib.documents.colours import is_near_white, tinted, white_is_seen_on
from ratsite.lib.documents.text.selectors import Element, Selector, Strength

DECLARED = re.compile(r"(?<![-\w])(color|background(?:-color|-image)?)\s*+:([^;]*+)", re.IGNORECASE)
PICTURE = re.compile(r"(?<![-\w])url\([^)]*\)?", re.IGNORECASE)
ONE = re.compile(r"#([0-9a-f]+)|\b(rgb|hsl)a?\(([^()]*)\)|(?<![-\w#])([a-z]+)(?![-\w(])", re.IGNORECASE)
DISPLAY = re.compile(r"(?<![-\w])display\s*+:\s*+([a-z-]+)", re.IGNORECASE)
AS_AROUND = ("inherit", "unset", "revert", "revert-layer")
UNSEEN = re.compile(
    r"(?:visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|clip(?:-path)?\s*:)",
    re.IGNORECASE,
)
IMPORTANT = re.compile(r"!\s*important\b", re.IGNORECASE)
Weight = tuple[bool, Strength, int]  # of a rule: whether it is important, its selector's strength, and its place
NUMBER = re.compile(r"([\d.]+)(%?)")
Colour = tuple[str, float]  # RRGGBB, and how opaque it is: 0 to 1


class Rules:
    """The style rules of a web page for one yes-or-no property, such as whether words are white."""

    def __init__(self, read: Callable[[str], bool | None]) -> None:
        """read: returns what a style declares of the property; None if nothing, so that the element around decides."""
        self.read = read
        self.rules: dict[str, list[tuple[Weight, Selector, bool]]] = {}  # by the key of the selector
        self.place = 0

    def add(self, selectors: list[Selector], style: str) -> None:
        """Add a rule of the page. Of two equally specific rules, the one that was added later wins."""
        self.place += 1
        for is_important, declared in ((True, self.read(_important(style))), (False, self.read(style))):
            for selector in selectors if declared is not None else ():
                weight = is_important, selector.strength, self.place
                self.rules.setdefault(selector.key, []).append((weight, selector, bool(declared)))

    def of(self, elements: list[Element], style: str = "", attribute: str = "") -> bool | None:
        """Return the property of the innermost of these elements; None if no style declares it.

        elements: open elements, outermost first. style: the innermost element's own style. attribute: what an attribute
        such as bgcolor means, written as a style; any other style overrules it.
        """
        rules = (rule for key in elements[-1].keys for rule in self.rules.get(key, ()))
        best = max(((weight, declared) for weight, one, declared in rules if one.fits(elements)), default=None)
        important, own = self.read(_important(style)), self.read(style)
        if important is not None:
            return important
        if best and (best[0][0] or own is None):
            return best[1]
        return self.read(attribute) if own is None else own


def _important(style: str) -> str:
    """Return only the declarations of a style that are marked !important."""
    return ";".join(one for one in style.split(";") if IMPORTANT.search(one))


def says_undisplayed(style: str) -> bool | None:
    """Return True if a style removes an element from the page, False if it shows the element, None if neither."""
    declared = [value.lower() for value in DISPLAY.findall(style) if value.lower() not in AS_AROUND]
    return declared[-1] == "none" if declared else None


def says_unseen(style: str) -> bool | None:
    """Return True if a style leaves an element on the page where nobody sees it; None otherwise."""
    return True if UNSEEN.search(style) else None


def says_white(style: str) -> bool | None:
    """Return True if a style makes words white or transparent, False for another colour, None if it gives none."""
    declared: bool | None = None
    for name, value in DECLARED.findall(style):
        if name.lower() != "color":
            continue
        found = _colours(value)
        if found:
            declared = is_near_white(_on_paper(found[-1]))
    return declared


def says_background(style: str) -> bool | None:
    """Return True if a style gives a background on which white words are seen, False if it gives a white one.

    Returns None if the style gives no background, or a transparent one. White words are seen on a picture.
    """
    declared: bool | None = None
    for name, value in DECLARED.findall(style):
        if name.lower() == "color":
            continue
        found = _colours(PICTURE.sub(" ", value))
        if found and any(is_near_white(_on_paper(one)) and one[1] >= 0.5 for one in found):
            declared = False
        elif any(white_is_seen_on(_on_paper(one)) for one in found):
            declared = True
        elif PICTURE.search(value):
            declared = True if declared is None else declared
        elif name.lower() != "background-image":
            declared = None
    return declared


def _on_paper(colour: Colour) -> str:
    """Return a colour, which may be translucent, as it looks on white paper."""
    return tinted(colour[0], 1 - colour[1])


def _colours(value: str) -> list[Colour]:
    from PIL.ImageColor import colormap, getrgb

    found: list[Colour] = []
    for digits, function, inside, name in ONE.findall(value):
        if digits:
            found += _of_digits(digits.upper())
        elif function:
            found += _of_numbers(function.lower(), inside)
        elif name.lower() == "transparent":
            found.append(("FFFFFF", 0))
        elif name.lower() in colormap:
            found.append((bytes(getrgb(name.lower())[:3]).hex().upper(), 1))
    return found


def _of_digits(digits: str) -> list[Colour]:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return []
    return [(digits[:6], int(digits[6:] or "FF", 16) / 255)]


def _of_numbers(function: str, inside: str) -> list[Colour]:
    """Return the colour of a function such as rgb(0 0 0 / 50%), if it has three numbers. function: "rgb" or "hsl"."""
    try:
        written = [(float(number[:20]), unit) for number, unit in NUMBER.findall(inside)]
    except ValueError:
        return []
    numbers = [number / 100 if unit else number for number, unit in written]
    if len(numbers) < 3:
        return []
    if function == "hsl":
        shares = [*colorsys.hls_to_rgb(numbers[0] / 360 % 1, min(numbers[2], 1.0), min(numbers[1], 1.0))]
    else:
        shares = [number / (100 if unit else 255) for number, unit in written[:3]]
    colour = bytes(round(255 * max(0.0, min(1.0, share))) for share in shares).hex().upper()
    return [(colour, min(1.0, numbers[3]) if len(numbers) > 3 else 1)]
