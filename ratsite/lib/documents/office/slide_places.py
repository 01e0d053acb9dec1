"""Find out where the shapes of a slide are: a shape completely outside the slide is seen by no audience.

The check for hidden text and the clean copy both ask this module, so that they cannot differ. A placeholder without a
position has that of the layout, or else of the master (ECMA-376 part 1, 19.3.1.36); the position of a shape in a group
is relative to the group (20.1.7.5). Imports no framework.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from ratsite.lib.documents.office.xml_walk import Step

SHAPES = ("sp", "pic", "graphicFrame", "grpSp", "cxnSp", "contentPart")
HOLDERS = ("spPr", "grpSpPr", "graphicFrame", "contentPart")  # elements that hold the position of a shape
TITLES, BODIES = ("title", "ctrTitle"), ("body", "obj", "subTitle", "")
Pair = tuple[int, int]
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing


@dataclass
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

    def read_step(self, step: Step) -> None:
        if is_of_a_frame(step.name, step.parent, step.around[-2] if len(step.around) > 1 else ""):
            self.read(step.name, step.get)


def is_of_a_frame(name: str, parent: str, outer: str) -> bool:
    """True if `Frame.read` asks for this element. parent and outer: the names of the two elements around it."""
    return name == "ph" or (name == "xfrm" and parent in HOLDERS) or (parent == "xfrm" and outer in HOLDERS)


@dataclass
class Placeholders:
    """The positions of the placeholders of a layout and of its master."""

    layout: list[Frame] = field(default_factory=list)
    master: list[Frame] = field(default_factory=list)

    def placed(self, frame: Frame) -> Frame:
        """Return the frame with the position that it has from its layout or master, if it has none of its own."""
        if frame.placeholder is None or (frame.at and frame.size):
            return frame
        kind, index = frame.placeholder
        found = next((one for one in self.layout if one.placeholder and one.placeholder[1] == index != ""), None)
        found = found or _of_kind(self.layout, kind)
        if found and found.placeholder and not (found.at and found.size):
            kind, found = found.placeholder[0], None
        found = found or _of_kind(self.master, kind)
        return replace(frame, at=found.at, size=found.size, is_turned=found.is_turned) if found else frame


def frames_of(steps: Iterable[Step]) -> Iterator[Frame]:
    """Yield the frames of the shapes of a layout or master that are not in a group."""
    frames: list[Frame] = []
    for step in steps:
        if step.name in SHAPES:
            if step.is_start:
                frames.append(Frame())
            elif (frame := frames.pop()) and not frames:
                yield frame
        elif step.is_start and frames:
            frames[-1].read_step(step)


def is_beside(frames: list[Frame], slide: Pair | None) -> bool:
    """True if the last of these frames is completely outside a slide of this size. The others are its groups."""
    *groups, frame = frames
    if slide is None or frame.at is None or frame.size is None or any(group.is_turned for group in groups):
        return False
    (left, top), (width, height) = frame.at, frame.size
    box = [float(left), float(top), float(left + width), float(top + height)]
    if frame.is_turned:  # it may reach as far as its diagonal
        middle, reach = (left + width / 2, top + height / 2), math.hypot(width, height) / 2
        box = [middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach]
    for group in reversed(groups):
        if group.at is None or group.size is None:
            return False
        for axis in (0, 1):
            scale = group.size[axis] / group.child_size[axis] if group.child_size[axis] else 1
            for edge in (axis, axis + 2):
                box[edge] = group.at[axis] + (box[edge] - group.child_at[axis]) * scale
    return box[2] <= 0 or box[3] <= 0 or box[0] >= slide[0] or box[1] >= slide[1]


def _of_kind(frames: list[Frame], kind: str) -> Frame | None:
    kinds = next((kinds for kinds in (TITLES, BODIES) if kind in kinds), (kind,))
    return next((one for one in frames if one.placeholder and one.placeholder[0] in kinds), None)


def number_of(value: str) -> int:
    return int(value) if value.removeprefix("-").isdecimal() and len(value) < 16 else 0
