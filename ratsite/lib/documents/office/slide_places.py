"""Find out where the shapes of a slide are: no audience sees a shape that is completely outside the slide.

The check for hidden text and the clean copy both use this module, so that they cannot differ. The position of a shape
in a group is relative to the group (ECMA-376 part 1, 20.1.7.5). Imports no framework.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

HOLDERS = ("spPr", "grpSpPr", "graphicFrame", "contentPart")  # elements with the position of a shape
OF_A_FRAME = ("xfrm", "off", "ext", "chOff", "chExt", "ph")  # elements that `Frame.read` may ask for
Pair = tuple[int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


@dataclass(eq=False)
class Frame:
    """The position of a shape, in English metric units, and the placeholder that it fills."""

    at: Pair | None = None
    size: Pair | None = None
    child_at: Pair = (0, 0)  # of a group: the position and the size of its coordinate system
    child_size: Pair = (0, 0)
    is_turned: bool = False
    placeholder: tuple[str, str] | None = None  # (type, index)

    def read(self, name: str, get: Get) -> None:
        """Store what an element inside the shape says about its position or its placeholder."""
        if name == "off":
            self.at = number_of(get("x")), number_of(get("y"))
        elif name == "ext":
            self.size = number_of(get("cx")), number_of(get("cy"))
        elif name == "chOff":
            self.child_at = number_of(get("x")), number_of(get("y"))
        elif name == "chExt":
            self.child_size = number_of(get("cx")), number_of(get("cy"))
        elif name == "xfrm":
            self.is_turned = number_of(get("rot")) != 0
        elif name == "ph":
            self.placeholder = get("type"), get("idx")


def is_of_a_frame(name: str, parent: str, outer: str) -> bool:
    """True if `Frame.read` needs this element. parent: the element around it; outer: the one around that."""
    return name == "ph" or (name == "xfrm" and parent in HOLDERS) or (parent == "xfrm" and outer in HOLDERS)


class Inside(NamedTuple):
    """Converts a position inside a group to a position on the slide: on each axis, times `scale`, plus `shift`."""

    scale: tuple[float, float] = (1, 1)
    shift: tuple[float, float] = (0, 0)

    def of(self, group: Frame) -> "Inside | None":
        """Return the conversion for a group inside this group; None if the place of the inner group is not known."""
        if group.at is None or group.size is None or group.is_turned:
            return None
        scale, shift = [], []
        for axis in (0, 1):
            own = group.size[axis] / group.child_size[axis] if group.child_size[axis] else 1
            start = group.at[axis] - group.child_at[axis] * own
            scale.append(own * self.scale[axis])
            shift.append(start * self.scale[axis] + self.shift[axis])
        return Inside((scale[0], scale[1]), (shift[0], shift[1]))


def box_on_slide(frame: Frame, inside: Inside | None) -> Box | None:
    """Return the position and size of a shape on its slide; None if they are not known.

    inside: the conversion of the group around the shape; None if the place of that group is not known.
    """
    if frame.at is None or frame.size is None or inside is None:
        return None
    (left, top), (width, height) = frame.at, frame.size
    box = [float(left), float(top), float(left + width), float(top + height)]
    if frame.is_turned:  # it may reach as far as its diagonal
        middle, reach = (left + width / 2, top + height / 2), math.hypot(width, height) / 2
        box = [middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach]
    box = [box[edge] * inside.scale[edge % 2] + inside.shift[edge % 2] for edge in range(4)]
    return box[0], box[1], box[2], box[3]


def is_off_slide(box: Box | None, slide: Pair | None) -> bool:
    """True if a box is completely outside a slide of this size. False if the box or the size is not known."""
    if slide is None or box is None:
        return False
    return box[2] <= 0 or box[3] <= 0 or box[0] >= slide[0] or box[1] >= slide[1]


def overlap(box: Box, other: Box) -> bool:
    """True if two boxes overlap."""
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def number_of(value: str) -> int:
    return int(value) if value.removeprefix("-").isdecimal() and len(value) < 16 else 0
