"""Clean a PowerPoint file (ECMA-376 part 1, 19): remove hidden slides, notes, comments and hidden shapes.

Imports no framework.
"""

from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.office_package import OfficePackage, clean_drawings
from ratsite.lib.documents.clean_copy.xml_edits import (
    OFF,
    cut_each,
    elements_named,
    find_child,
    name_of,
    remove_element,
    value_of,
)

SHOW = "ppt/presentation.xml"
DRAWN = r"ppt/(?:slides|slideMasters|slideLayouts|diagrams|charts|drawings)/[^/]+\.xml"
SLIDES = r"ppt/slides/[^/]+\.xml"
SHAPES = ("sp", "pic", "graphicFrame", "grpSp", "cxnSp", "contentPart")
# Elements that list slides, people and data that the copy no longer has.
OF_THE_SHOW = ("custShowLst", "notesMasterIdLst", "handoutMasterIdLst", "custDataLst", "modifyVerifier", "smartTags")


def clean_slides(path: Path) -> bytes:
    package = OfficePackage(path, SHOW)
    size = find_child(package.root(SHOW), "sldSz")
    box = (_number(size, "cx"), _number(size, "cy")) if size is not None else None
    hidden = {name for name in package.named(SLIDES) if value_of(package.root(name), "show", "1") in OFF}
    linked = package.relations(SHOW)
    shown = {linked.get(_relation(element), ("", ""))[1] for element in elements_named(package.root(SHOW), "sldId")}
    if shown:  # a file without this list shows all its slides
        hidden |= set(package.named(SLIDES)) - shown
    for name in package.named(DRAWN):
        root = package.root(name)
        before = sum(1 for _ in root.iter(etree.Element))
        clean_drawings(root)
        if name.startswith("ppt/slides/") and box:
            _remove_beside(root, box)
        if sum(1 for _ in root.iter(etree.Element)) < before:
            cut_each(root, "timing")  # animations refer to shapes by number, and some shapes are removed
        cut_each(root, "custDataLst", "creationId", "externalData")
    cut_each(package.root(SHOW), *OF_THE_SHOW, "extLst")
    package.keep_needed(without=hidden)
    return package.written()


def _remove_beside(root: etree._Element, box: tuple[int, int]) -> None:
    """Remove the shapes that are completely outside the slide. box: the slide's width and height."""
    for shape in elements_named(root, *SHAPES):
        if any(name_of(ancestor) in SHAPES for ancestor in shape.iterancestors()):
            continue  # its position is relative to its group
        frame = next(elements_named(shape, "xfrm"), None)
        at, size = (find_child(frame, "off"), find_child(frame, "ext")) if frame is not None else (None, None)
        if at is None or size is None:
            continue
        left, top = _number(at, "x"), _number(at, "y")
        if left + _number(size, "cx") <= 0 or top + _number(size, "cy") <= 0 or left >= box[0] or top >= box[1]:
            remove_element(shape)


def _relation(node: etree._Element) -> str:
    """Return the relation ID of an element: its namespaced attribute `id`, not the plain `id`, which is a number."""
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}id")), "")


def _number(node: etree._Element, name: str) -> int:
    value = value_of(node, name, "0")
    return int(value) if value.lstrip("-").isdecimal() else 0
