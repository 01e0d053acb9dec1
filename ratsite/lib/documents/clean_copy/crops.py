"""Cut cropped pictures in a clean copy to what readers see, so that the rest of the picture is not in the file.

Imports no framework.
"""

import io
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from itertools import count

from lxml import etree
from PIL import Image

from ratsite.lib.documents.clean_copy.office_package import OfficePackage
from ratsite.lib.documents.clean_copy.xml_edits import (
    elements_named,
    find_child,
    name_of,
    remove_attributes,
    remove_element,
    value_of,
)
from ratsite.lib.documents.inspection import MAX_PIXELS
from ratsite.lib.documents.office.crops import CROPPING, Sides, clip_lengths, crop_of
from ratsite.lib.documents.office.open_styles import Styles
from ratsite.lib.documents.office.open_surfaces import length

FORMATS: dict[str, dict] = {"PNG": {}, "JPEG": {"quality": 90}, "BMP": {}, "TIFF": {"compression": "tiff_lzw"}}
LEAST = 1  # pixels
USUAL_DOTS, FEWEST_DOTS = 96.0, 10  # an inch; a picture that states fewer than the fewest counts as having the usual


def crop_pictures(package: OfficePackage, part: str) -> None:
    """Cut each cropped picture in a part of the file to the piece that readers see.

    A picture that cannot be cut, such as a vector drawing, stays whole: the check of the finished copy then reports it
    as hidden data.
    """
    for node in elements_named(package.root(part), *CROPPING):
        sides = crop_of(name_of(node), partial(value_of, node))
        holder = find_child(node.getparent(), "blip") if name_of(node) == "srcRect" else node  # type: ignore[arg-type]
        if sides is None or holder is None:
            continue
        key = next((key for key in holder.attrib if str(key).endswith(("}embed", "}id"))), None)
        _, target = package.relations(part).get(str(holder.get(key, "")) if key else "", ("", ""))
        content = cropped(package.parts[target], sides) if target in package.parts else None
        if content is None:
            continue
        holder.set(key, package.add_picture(part, target, content))  # type: ignore[arg-type]
        for side in CROPPING[name_of(node)]:
            node.attrib.pop(side, None)
        for more in elements_named(holder, "extLst"):  # the same picture as a vector drawing
            remove_element(more)


def crop_clipped(roots: Iterable[etree._Element], parts: dict[str, bytes], styles: Styles) -> None:
    """Cut the cropped pictures of an OpenDocument file, and remove the cropping from their styles.

    A style and all its pictures stay as they are if one of these pictures cannot be cut. roots: the file's XML parts.
    parts: {name: content} of the file, to which the cut pictures are added.
    """
    frames: dict[tuple, list[tuple[etree._Element, bytes | None]]] = {}
    for frame in (frame for root in roots for frame in elements_named(root, "frame")):
        key, clip = styles.clip(value_of(frame, "style-name")) or (None, "")
        lengths = clip_lengths(clip)
        for image in elements_named(frame, "image") if key and lengths else ():
            content = parts.get(value_of(image, "href"))
            sides = _sides(content, lengths) if content and lengths else None
            frames.setdefault((key, clip), []).append((image, cropped(content, sides) if content and sides else None))
    done = set()
    for (key, _), pictures in frames.items():
        if all(content for _, content in pictures):
            done.add(key)
            for image, content in pictures:
                href = next(one for one in image.attrib if str(one).endswith("}href"))
                stem, _, extension = str(image.get(href)).rpartition(".")
                name = next(name for number in count(1) if (name := f"{stem}-{number}.{extension}") not in parts)
                parts[name] = content  # type: ignore[assignment]
                image.set(href, name)
    for root in roots:
        for properties in elements_named(root, "graphic-properties"):
            style = properties.getparent()
            name = value_of(style, "name") if name_of(style) == "style" else ""  # type: ignore[arg-type]
            if (value_of(style, "family"), name) in done:  # type: ignore[arg-type]
                remove_attributes(properties, ("clip",))


def _sides(content: bytes, lengths: tuple[str, str, str, str]) -> Sides | None:
    """Return how much of a picture is cropped at each side, as fractions of its width and height.

    lengths: how much is cropped on the left, top, right and bottom, such as "1.2cm". The size of the whole picture in
    these units is computed from its pixels and dots per inch. Returns None if the picture cannot be read.
    """
    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
            dots = [float(one) if one > FEWEST_DOTS else USUAL_DOTS for one in picture.info.get("dpi", (0, 0))]
            wide, high = (pixels * 72 / per_inch for pixels, per_inch in zip(picture.size, dots, strict=True))
        left, top, right, bottom = (length(one) or 0.0 for one in lengths)
        return left / wide, top / high, right / wide, bottom / high
    return None


def cropped(content: bytes, sides: Sides) -> bytes | None:
    """Return a picture cut by these fractions at its sides; None if the picture cannot be cut."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
            left, top, right, bottom = (max(0.0, min(1.0, side)) for side in sides)
            across, down = int(left * picture.width), int(top * picture.height)
            box = (
                *(min(across, picture.width - LEAST), min(down, picture.height - LEAST)),
                max(across + LEAST, picture.width - int(right * picture.width)),
                max(down + LEAST, picture.height - int(bottom * picture.height)),
            )
            kind, piece = picture.format or "", picture.crop(box)
        out = io.BytesIO()
        piece.save(out, kind, **FORMATS[kind])
        return out.getvalue()
    return None
