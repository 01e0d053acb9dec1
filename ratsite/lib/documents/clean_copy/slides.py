"""Clean a PowerPoint file (ECMA-376 part 1, 19): remove hidden slides, notes, comments and hidden shapes.

Imports no framework.
"""

from functools import partial
from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.crops import crop_pictures
from ratsite.lib.documents.clean_copy.office_package import OfficePackage, clean_drawings, remove_shape
from ratsite.lib.documents.clean_copy.xml_edits import (
    OFF,
    cut_each,
    elements_named,
    find_child,
    name_of,
    value_of,
)
from ratsite.lib.documents.office.slide_places import (
    SHAPES,
    Frame,
    Placeholders,
    frames_of,
    is_beside,
    is_of_a_frame,
    number_of,
)

SHOW = "ppt/presentation.xml"
DRAWN = r"ppt/(?:slides|slideMasters|slideLayouts|diagrams|charts|drawings)/[^/]+\.xml"
SLIDES = r"ppt/slides/[^/]+\.xml"
# Elements that list slides, people and data that the copy no longer has.
OF_THE_SHOW = ("custShowLst", "notesMasterIdLst", "handoutMasterIdLst", "custDataLst", "modifyVerifier", "smartTags")


def clean_slides(path: Path) -> bytes:
    package = OfficePackage(path, SHOW)
    size = find_child(package.root(SHOW), "sldSz")
    box = (number_of(value_of(size, "cx")), number_of(value_of(size, "cy"))) if size is not None else None
    hidden = {name for name in package.named(SLIDES) if value_of(package.root(name), "show", "1") in OFF}
    linked = package.relations(SHOW)
    shown = {linked.get(_relation(element), ("", ""))[1] for element in elements_named(package.root(SHOW), "sldId")}
    if shown:  # a file without this list shows all its slides
        hidden |= set(package.named(SLIDES)) - shown
    for name in package.named(DRAWN):
        root = package.root(name)
        before = sum(1 for _ in root.iter(etree.Element))
        clean_drawings(root)
        crop_pictures(package, name)
        if name.startswith("ppt/slides/") and box:
            _remove_beside(root, _placeholders(package, name), box)
        if sum(1 for _ in root.iter(etree.Element)) < before:
            cut_each(root, "timing")  # animations refer to shapes by number, and some shapes are removed
        cut_each(root, "custDataLst", "creationId", "externalData")
    cut_each(package.root(SHOW), *OF_THE_SHOW, "extLst")
    package.keep_needed(without=hidden)
    return package.written()


def _placeholders(package: OfficePackage, slide: str) -> Placeholders:
    """Return the positions that the layout and the master of a slide give to its placeholders."""
    layout = _linked(package, slide, "slideLayout")
    master = _linked(package, layout, "slideMaster")
    return Placeholders(list(frames_of(package.steps(layout))), list(frames_of(package.steps(master))))


def _linked(package: OfficePackage, part: str, kind: str) -> str:
    return next((target for found, target in package.relations(part).values() if found == kind), "")


def _remove_beside(root: etree._Element, placeholders: Placeholders, box: tuple[int, int]) -> None:
    """Remove the shapes that are completely outside the slide. box: the slide's width and height."""
    for shape in elements_named(root, *SHAPES):
        around = [one for one in shape.iterancestors() if name_of(one) in SHAPES]
        frames = [placeholders.placed(_frame(one)) for one in (*reversed(around), shape)]
        if is_beside(frames, box):
            remove_shape(shape)


def _frame(shape: etree._Element) -> Frame:
    """Return the position of a shape, without those of the shapes inside it."""
    frame = Frame()
    for node in (node for child in shape if name_of(child) not in SHAPES for node in child.iter(etree.Element)):
        parent = node.getparent()
        outer = parent.getparent() if parent is not None else None
        if parent is None or outer is None:
            continue
        if is_of_a_frame(name_of(node), name_of(parent), name_of(outer)):
            frame.read(name_of(node), partial(value_of, node))
    return frame


def _relation(node: etree._Element) -> str:
    """Return the relation ID of an element: its namespaced attribute `id`, not the plain `id`, which is a number."""
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}id")), "")
