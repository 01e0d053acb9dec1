"""Find out how a picture is cropped: programs show only a part of it, but the whole picture stays in the file.

The check for hidden data and the clean copy both use this module, so that they cannot differ (ECMA-376 part 1,
20.1.8.55; part 4, 19.1.2.11 for the older drawings; ODF 1.3 part 3, 20.191). Imports no framework.
"""

import re
import zipfile
from collections.abc import Callable, Iterator

from ratsite.lib.documents.office.xml_walk import part_events, part_has, relations

CROPPING = {  # {element: its attributes for the left, top, right and bottom side}
    "srcRect": ("l", "t", "r", "b"),
    "imagedata": ("cropleft", "croptop", "cropright", "cropbottom"),  # in VML
}
MARKS = (b"srcRect", b"imagedata")
DRAWN = re.compile(r"(?:word|xl/drawings|xl/charts|ppt)/(?:[^/]+/)?[^/]+\.xml")
CLIP = re.compile(r"\s*rect\s*\(([^)]*)\)\s*")
WRITTEN = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(%|f?)")
PARTS = {"srcRect": 100_000, "imagedata": 1}  # the number that stands for the whole side
Get = Callable[[str], str]  # returns an attribute of an element, by its name without namespace; "" if it is missing
Sides = tuple[float, float, float, float]  # what is cropped: fractions of the width or height; below 0 for a margin


def crop_of(name: str, get: Get) -> Sides | None:
    """Return how much an element cuts from each side of its picture; None if it cuts nothing.

    name: the element's name. get: returns one of its attributes, by name.
    """
    if name not in CROPPING:
        return None
    left, top, right, bottom = (_fraction(get(side), PARTS[name]) for side in CROPPING[name])
    return (left, top, right, bottom) if max(left, top, right, bottom) > 0 else None


def _fraction(written: str, whole: int) -> float:
    match = WRITTEN.fullmatch(written)
    if match is None:
        return 0.0
    return float(match[1]) / {"%": 100, "f": 65_536}.get(match[2], whole)


def cropped_pictures(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield the name in the archive of each picture that `part` shows cropped; "" for a picture outside the file."""
    if not DRAWN.fullmatch(part) or not part_has(archive, part, *MARKS):
        return
    linked, picture, found = relations(archive, part), "", dict[str, None]()
    for event in part_events(archive, part):
        if not event.is_start:
            continue
        if event.name in ("blip", "imagedata"):
            number = event.get("embed") or event.relation_id
            picture = linked[number].target if number in linked and not linked[number].is_outside else ""
        if crop_of(event.name, event.get):
            found[picture] = None
    yield from found


def clip_lengths(written: str) -> tuple[str, str, str, str] | None:
    """Return the lengths (left, top, right, bottom) that fo:clip crops, such as "1.2cm"; None if it crops nothing."""
    match = CLIP.fullmatch(written)
    lengths = match[1].replace(",", " ").split() if match else []
    if len(lengths) != 4 or not any(digit in "123456789" for length in lengths for digit in length):
        return None
    top, right, bottom, left = lengths
    return left, top, right, bottom
