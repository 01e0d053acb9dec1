"""Clean a PowerPoint file (ECMA-376 part 1, 19): remove hidden slides, notes, comments, hidden shapes and words.

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
    remove_element,
    value_of,
)
from ratsite.lib.documents.office.slide_designs import SHOW, Design, SlideDesigns
from ratsite.lib.documents.office.slide_drawings import Drawing
from ratsite.lib.documents.office.slide_places import Pair, number_of
from ratsite.lib.documents.office.slide_shapes import SHAPES, Run, Shape
from ratsite.lib.documents.office.slide_visibility import SlideVisibility
from ratsite.lib.documents.office.xml_walk import FALLBACK

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
    designs = SlideDesigns(package.events, partial(_linked, package))
    for name in package.named(DRAWN):
        root = package.root(name)
        before = sum(1 for _ in root.iter(etree.Element))
        if name.startswith("ppt/slides/"):
            _remove_unseen(root, designs.of(name), box)
        clean_drawings(root)
        crop_pictures(package, name)
        if sum(1 for _ in root.iter(etree.Element)) < before:
            cut_each(root, "timing")  # animations refer to shapes by number, and some shapes are removed
        cut_each(root, "custDataLst", "creationId", "externalData")
    cut_each(package.root(SHOW), *OF_THE_SHOW, "extLst")
    package.keep_needed(without=hidden)
    return package.written()


def _linked(package: OfficePackage, part: str, kind: str) -> str:
    return next((target for found, target in package.relations(part).values() if found == kind), "")


def _remove_unseen(root: etree._Element, design: Design, box: Pair | None) -> None:
    """Remove shapes completely outside the slide, and words that nobody sees. box: the slide's width and height."""
    drawing, shapes, runs = Drawing(), list[tuple[etree._Element, Shape]](), list[tuple[etree._Element, Run | None]]()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        name = name_of(node)
        if name == FALLBACK:
            walk.skip_subtree()
        elif event == "start":
            drawing.start(name, partial(value_of, node))
            if name in SHAPES and drawing.shape:
                shapes.append((node, drawing.shape))
        else:
            if name == "t":
                runs.append((node, drawing.run()))
            drawing.end(name, _text(node))
    visibility = SlideVisibility(drawing, design, box)
    for text, run in runs:
        if visibility.is_unseen(run, _text(text)):
            around = text.getparent()
            remove_element(around if around is not None and name_of(around) == "r" else text)
    for node, shape in shapes:
        if visibility.places.is_off(shape):
            remove_shape(node)


def _text(node: etree._Element) -> str:
    return "".join([node.text or "", *(child.tail or "" for child in node)])


def _relation(node: etree._Element) -> str:
    """Return the relation ID of an element: its namespaced attribute `id`, not the plain `id`, which is a number."""
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}id")), "")
